using System.Text.Json;
using Freshmaker.Host.Rest.Http;

namespace Freshmaker.Host.Rest.Requests;

/// <summary>Bodies of requests: JSON, whatever type they claim to be (behaviour.md §5.6).</summary>
static class JsonBody
{
    public static async Task<JsonElement> ReadAsync(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new RestException(StatusCodes.Status400BadRequest, $"The body must be JSON; it cannot be read from line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1} on.");
        }
    }
}
