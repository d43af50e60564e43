using System.Text.Json;

namespace Freshmaker.Sandbox.Reading;

/// <summary>One JSON object, read strictly: unknown keys, wrong types and values out of range are refused with their path.</summary>
internal sealed class Fields
{
    private static readonly JsonElement Empty = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

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

    /// <summary>An object inside this one; when it is left out, as if it were empty.</summary>
    public Fields Part(string name, params ReadOnlySpan<string> known) => Of(Find(name) ?? Empty, At(name), known);

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

    /// <summary>A list of texts, none of them empty; null when it is left out.</summary>
    public IReadOnlyList<string>? TextsOrNull(string name) => Find(name) is null ? null : Texts(Items(name));

    /// <summary>An object of any keys, each once.</summary>
    public IReadOnlyList<(string Name, JsonElement Value, string Path)> Members(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Refuse(name, "must be a JSON object");
        }

        List<(string Name, JsonElement Value, string Path)> members = [.. value.EnumerateObject().Select(member => (member.Name, member.Value, $"{At(name)}.{member.Name}"))];
        return members.CountBy(member => member.Name).FirstOrDefault(entry => entry.Value > 1) is { Key: { } twice }
            ? throw Refuse(name, $"has the key {twice} more than once")
            : members;
    }

    /// <summary>An object whose values are texts.</summary>
    public IReadOnlyDictionary<string, string> TextByName(string name) =>
        Members(name).ToDictionary(member => member.Name, member => OneText(member.Value, member.Path), StringComparer.Ordinal);

    /// <summary>An object whose values are lists of texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextsByName(string name) =>
        Members(name).ToDictionary(
            member => member.Name,
            member => member.Value.ValueKind == JsonValueKind.Array
                ? (IReadOnlyList<string>)Texts(member.Value.EnumerateArray().Select((item, index) => (item, $"{member.Path}[{index}]")))
                : throw new RefusedException(member.Path, "must be a list"),
            StringComparer.Ordinal);

    public DateTimeOffset? Moment(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value when value.TryGetDateTimeOffset(out var moment) => moment.ToUniversalTime(),
        _ => throw Refuse(name, "must be a moment as in 2026-03-01T12:00:00Z"),
    };

    public static string OneText(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : throw new RefusedException(path, "must be a text that is not empty");

    private static List<string> Texts(IEnumerable<(JsonElement Value, string Path)> items) => [.. items.Select(item => OneText(item.Value, item.Path))];
}
