using System.Text.Encodings.Web;
using System.Text.Json;

namespace Freshmaker.Host.Publishing.Contracts;

/// <summary>How the shapes that others depend on (REST version 1 and the messages on the bus, behaviour.md §5 and §6) are written.</summary>
public static class ContractJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by people too; it is never put into a page
    };

    /// <summary><c>2026-11-23T05:00:00Z</c>: UTC, in whole seconds.</summary>
    public static string TimeOf(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>A name in upper case, <c>IMAGE_REPOSITORY</c>.</summary>
    public static string UpperName<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString());
}
