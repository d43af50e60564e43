using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Freshmaker.Projections;

/// <summary>How read models hold data in jsonb columns: as the event store does, camelCase with names for enum values.</summary>
public static class ReadModelJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true, // jsonb orders members by length, so a discriminator need not come first
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    internal static string Write<T>(T value) => JsonSerializer.Serialize(value, value!.GetType() == typeof(T) || typeof(T).IsAbstract ? typeof(T) : value.GetType(), Options);

    internal static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
