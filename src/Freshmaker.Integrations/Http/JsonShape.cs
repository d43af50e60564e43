using System.Text.Json;

namespace Freshmaker.Integrations.Http;

/// <summary>Walks foreign JSON in one pass, however large it is; what has another shape than expected is a fault with its path.</summary>
internal static class JsonShape
{
    /// <summary>The members of an object; none when it is null. Names that are not valid UTF-16 are left out.</summary>
    public static IEnumerable<(string Name, JsonElement Value, string Path)> Members(this Answer answer, JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Null)
            yield break;
        if (element.ValueKind != JsonValueKind.Object)
            throw answer.Fault($"{Named(path)} must be an object");
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is { } name)
                yield return (name, member.Value, path.Length == 0 ? name : $"{path}.{name}");
        }
    }

    /// <summary>The items of a list; none when it is null.</summary>
    public static IEnumerable<(JsonElement Value, string Path)> Items(this Answer answer, JsonElement? element, string path)
    {
        if (element is not { ValueKind: not JsonValueKind.Null } list)
            yield break;
        if (list.ValueKind != JsonValueKind.Array)
            throw answer.Fault($"{Named(path)} must be a list");
        var index = 0;
        foreach (var item in list.EnumerateArray())
            yield return (item, $"{path}[{index++}]");
    }

    static string Named(string path) => path.Length == 0 ? "the body" : path;

    static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
