using System.Text.Json;
using Freshmaker.Host.Security.Identity;

namespace Freshmaker.Host.Security.Bearer;

/// <summary>Reads claims out of what a provider signed or answered. Nothing there is taken for granted, not even its type.</summary>
static class Claims
{
    public static string? Text(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    public static string? Name(this JsonElement claims, string name) => claims.Text(name) is { } text && Names.IsName(text) ? text : null;

    /// <summary>A claim of several values: a list, or one text.</summary>
    public static IReadOnlyCollection<string> Texts(this JsonElement claims, string name)
    {
        if (!claims.TryGetProperty(name, out var value))
            return [];
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
            _ => [],
        };
    }

    /// <summary>The scopes, by either of the names in use, apart by blanks or as a list.</summary>
    public static IReadOnlyCollection<string> Scopes(this JsonElement claims) =>
        [.. claims.Texts("scope").Concat(claims.Texts("scp")).SelectMany(s => s.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    public static DateTimeOffset? Time(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
            && seconds is >= 0 and < 253402300800 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
}
