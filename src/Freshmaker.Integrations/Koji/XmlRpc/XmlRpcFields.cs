using System.Globalization;

namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>Reads fields of foreign values without trusting their shape: what is missing, nil or of another type is null.</summary>
internal static class XmlRpcFields
{
    /// <summary>The value at a path of member names, or null.</summary>
    public static XmlRpcValue? At(this XmlRpcValue? value, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (value is not XmlRpcValue.Struct found || !found.Members.TryGetValue(name, out value))
                return null;
        }

        return value is XmlRpcValue.Nil ? null : value;
    }

    /// <summary>The text at a path; null when it is empty.</summary>
    public static string? Text(this XmlRpcValue? value, params ReadOnlySpan<string> path) => value.At(path) is XmlRpcValue.Text { Chars: { Length: > 0 } text } ? text : null;

    /// <summary>The whole number at a path, also when written as text: ids in results of content generators are.</summary>
    public static long? WholeNumber(this XmlRpcValue? value, params ReadOnlySpan<string> path) => value.At(path) switch
    {
        XmlRpcValue.Integer { Number: var number } => number,
        XmlRpcValue.Text { Chars: var text } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>The id at a path: a whole number from 1.</summary>
    public static long? Id(this XmlRpcValue? value, params ReadOnlySpan<string> path) => value.WholeNumber(path) is > 0 and var id ? id : null;

    /// <summary>Whether a flag is set at a path; old hubs write flags as 0 and 1.</summary>
    public static bool IsSet(this XmlRpcValue? value, params ReadOnlySpan<string> path) =>
        value.At(path) is XmlRpcValue.Boolean { Flag: true } or XmlRpcValue.Integer { Number: not 0 };

    /// <summary>The items of the list at a path; empty when there is none.</summary>
    public static IReadOnlyList<XmlRpcValue> Items(this XmlRpcValue? value, params ReadOnlySpan<string> path) => value.At(path) is XmlRpcValue.List list ? list.Items : [];

    /// <summary>The values of the struct at a path, in the order of their names; empty when there is none.</summary>
    public static IEnumerable<XmlRpcValue> Members(this XmlRpcValue? value, params ReadOnlySpan<string> path) =>
        value.At(path) is XmlRpcValue.Struct found ? found.Members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => member.Value) : [];
}
