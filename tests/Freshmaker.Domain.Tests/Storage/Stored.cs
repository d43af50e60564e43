using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Freshmaker.Domain.Tests.Storage;

/// <summary>Things as they are stored: camelCase, names of enum members as text, discriminators anywhere.</summary>
static class Stored
{
    static readonly JsonSerializerOptions Options = new()
    {
        AllowOutOfOrderMetadataProperties = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static readonly JsonSerializerOptions Readable = new(Options) { WriteIndented = true };

    public static string Json<T>(T value) where T : notnull => JsonSerializer.Serialize(value, value.GetType(), Options);

    public static string ReadableJson(object value) => JsonSerializer.Serialize(value, value.GetType(), Readable).ReplaceLineEndings("\n");

    public static object Read(string json, Type type) => JsonSerializer.Deserialize(json, type, Options)!;

    /// <summary>The text as PostgreSQL's jsonb gives it back: members in order of the length of their names, then of their bytes.</summary>
    public static string ThroughJsonb(string json) => Reordered(JsonNode.Parse(json))!.ToJsonString(Options);

    static JsonNode? Reordered(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key.Length).ThenBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Reordered(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Reordered)]),
        _ => node?.DeepClone(),
    };
}
