using System.Text.Json;

namespace Freshmaker.Sandbox.Reading;

/// <summary>One JSON object, read strictly: unknown keys, wrong types and values out of range are refused with their path.</summary>
internal sealed class Fields
{
    private readonly JsonElement _object;
    private readonly string _path;

    private Fields(JsonElement element, string path) => (_object, _path) = (element, path);

    public static Fields Of(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new RefusedException(path.Length == 0 ? "body" : path, "must be a JSON object");
        }

        var fields = new Fields(element, path);
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new RefusedException(fields.At(property.Name), $"unknown key; known are {string.Join(", ", known.ToArray())}");
            }
        }

        return fields;
    }

    public string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    public RefusedException Refuse(string name, string rule) => new(At(name), rule);

    public JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string Text(string name) => TextOrNull(name) ?? throw Refuse(name, "is required and must be a text");

    public string? TextOrNull(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when value.GetString() is { Length: > 0 } text => text,
        _ => throw Refuse(name, "must be a text that is not empty"),
    };

    public bool Flag(string name, bool otherwise) => Find(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Refuse(name, "must be true or false"),
    };

    public int? Number(string name, int from, int to) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= from && number <= to => number,
        _ => throw Refuse(name, $"must be a whole number from {from} to {to}"),
    };

    public TimeSpan? Duration(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when Durations.TryParse(value.GetString(), out var duration) => duration,
        _ => throw Refuse(name, Durations.Rule),
    };

    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        var text = TextOrNull(name);
        return text is null ? null
            : char.IsLetter(text[0]) && Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) ? value
            : throw Refuse(name, $"must be one of {string.Join(", ", Enum.GetNames<TEnum>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");
    }

    public IReadOnlyList<(JsonElement Value, string Path)> Items(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray().Select((item, index) => (item, $"{At(name)}[{index}]"))],
        _ => throw Refuse(name, "must be a list"),
    };
}
