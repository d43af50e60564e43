using System.Text.Json;

namespace Freshmaker.Domain.Messages;

/// <summary>Reads fields of foreign JSON without trusting its shape: what is missing, null or of another type is null.</summary>
public static class JsonFields
{
    /// <summary>The element at a path of member names, or null.</summary>
    public static JsonElement? At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !TryGet(element, name, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    static bool TryGet(JsonElement element, string name, out JsonElement found)
    {
        try
        {
            return element.TryGetProperty(name, out found);
        }
        catch (InvalidOperationException)
        {
            // Some name in this object is not valid UTF-16 (an escaped lone surrogate). Look at the others one by one; as always, the last one counts.
            var same = element.EnumerateObject().Where(p => NameOf(p) == name).ToList();
            found = same.Count > 0 ? same[^1].Value : default;
            return same.Count > 0;
        }
    }

    static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The text at a path. Null also for text that is not valid UTF-16 (escaped lone surrogates).</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path)
    {
        if (element.At(path) is not { ValueKind: JsonValueKind.String } found)
            return null;
        try
        {
            return found.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Text at a path that is kept but not acted on: NUL, which PostgreSQL cannot store, becomes U+FFFD.</summary>
    public static string? FreeText(this JsonElement element, params ReadOnlySpan<string> path) => element.Text(path)?.Replace('\0', '\uFFFD');

    /// <summary>The whole number at a path, also when written as text.</summary>
    public static long? WholeNumber(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path) switch
    {
        { ValueKind: JsonValueKind.Number } n when n.TryGetInt64(out var value) => value,
        { ValueKind: JsonValueKind.String } => long.TryParse(element.Text(path), out var value) ? value : null,
        _ => null,
    };

    /// <summary>The finite number at a path.</summary>
    public static double? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Number } n && n.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;

    /// <summary>The elements of the array at a path, or null when there is no array.</summary>
    public static IReadOnlyList<JsonElement>? Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } found ? [.. found.EnumerateArray()] : null;

    /// <summary>The truth value at a path.</summary>
    public static bool? Flag(this JsonElement element, params ReadOnlySpan<string> path) => element.At(path)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The member names of the object at a path, without those that are not valid UTF-16; empty when there is none.</summary>
    public static IReadOnlyList<string> Names(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } found ? [.. found.EnumerateObject().Select(NameOf).OfType<string>()] : [];
}
