using System.Text.Json;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class Body
{
    /// <summary>The request's JSON; no body counts as an empty object, so that the missing field is named.</summary>
    public static async Task<JsonElement> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, stop);
        try
        {
            using var document = JsonDocument.Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes.ToArray());
            return document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            throw new RefusedException("body", $"must be JSON: {broken.Message}");
        }
    }
}
