using System.Text.Json;

namespace Freshmaker.Domain.Policies;

/// <summary>A policy as it was written, whatever it was written in: JSON, YAML or configuration.</summary>
/// <param name="Path">Where it is, for people: keys and places, joined by colons.</param>
public abstract record PolicyNode(string Path)
{
    /// <summary>A JSON document. Comments and trailing commas are for the caller to allow.</summary>
    /// <param name="path">What its paths begin with; empty for nothing.</param>
    public static PolicyNode OfJson(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => new PolicyMap(path, [.. element.EnumerateObject().Select(p => (p.Name, OfJson(p.Value, Below(path, p.Name))))]),
        JsonValueKind.Array => new PolicyList(path, [.. element.EnumerateArray().Select((item, i) => OfJson(item, Below(path, $"{i}")))]),
        JsonValueKind.String => new PolicyValue(path, element.GetString()!, PolicyValueKind.Text),
        JsonValueKind.Number => new PolicyValue(path, element.GetRawText(), PolicyValueKind.Number),
        JsonValueKind.True or JsonValueKind.False => new PolicyValue(path, element.GetRawText(), PolicyValueKind.Flag),
        _ => new PolicyValue(path, "", PolicyValueKind.Nothing),
    };

    /// <summary>The path of something within another.</summary>
    public static string Below(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";
}

/// <summary>Keys with values, as written: a key may come twice.</summary>
public sealed record PolicyMap(string Path, IReadOnlyList<(string Key, PolicyNode Value)> Entries) : PolicyNode(Path);

public sealed record PolicyList(string Path, IReadOnlyList<PolicyNode> Items) : PolicyNode(Path);

/// <summary>A single value; flags are <c>true</c> or <c>false</c>.</summary>
public sealed record PolicyValue(string Path, string Text, PolicyValueKind Kind) : PolicyNode(Path);

/// <summary>What a value was written as.</summary>
public enum PolicyValueKind
{
    Text,
    Number,
    Flag,

    /// <summary><c>null</c>, or no value at all.</summary>
    Nothing,

    /// <summary>From configuration, where everything is a text: whatever its place asks for.</summary>
    Anything,
}
