using System.Buffers;
using System.Text;
using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using Microsoft.Net.Http.Headers;

namespace Freshmaker.Host.GraphQL.Http;

/// <summary>A request that cannot be executed, with the status that says so.</summary>
sealed class BadRequest(int status, string code, string message) : Exception(message)
{
    public int Status => status;
    public string Code => code;
}

/// <summary>Reads requests from query strings and bodies.</summary>
static class RequestReader
{
    public static GraphQLRequest Read(IQueryCollection query, IGraphQLTextSerializer serializer)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var (name, isJson) in new[] { ("query", false), ("documentId", false), ("operationName", false), ("variables", true), ("extensions", true) })
        {
            if (query[name] is { Count: > 0 } values)
                members[name] = isJson ? Parse($"The parameter {name}", Encoding.UTF8.GetBytes(values.ToString())) : JsonSerializer.SerializeToElement(values.ToString());
        }

        return ToRequest(JsonSerializer.SerializeToElement(members), serializer);
    }

    public static async Task<GraphQLRequest> ReadAsync(HttpRequest request, IGraphQLTextSerializer serializer, int maxBytes, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(Negotiation.Json, StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw new BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", $"Send the request as {Negotiation.Json} in UTF-8.");
        return ToRequest(Parse("The body", await ReadBodyAsync(request, maxBytes, ct)), serializer);
    }

    static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        for (; ; )
        {
            var read = await ReadSomeAsync(request, ct);
            var body = read.IsCompleted && read.Buffer.Length <= maxBytes ? read.Buffer.ToArray() : null;
            var tooLarge = read.Buffer.Length > maxBytes;
            request.BodyReader.AdvanceTo(body is null && !tooLarge ? read.Buffer.Start : read.Buffer.End, read.Buffer.End);
            if (tooLarge)
                throw TooLarge(maxBytes);
            if (body is not null)
                return body;
        }
    }

    static async Task<System.IO.Pipelines.ReadResult> ReadSomeAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return await request.BodyReader.ReadAsync(ct);
        }
        catch (BadHttpRequestException e)
        {
            throw new BadRequest(e.StatusCode, "BODY_BROKEN", "The body breaks off, or its chunks are malformed.");
        }
    }

    static BadRequest TooLarge(int maxBytes) => new(413, "TOO_LARGE", $"The body must not be longer than {maxBytes} bytes.");

    static JsonElement Parse(string what, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new BadRequest(400, "JSON_INVALID", $"{what} is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine}.");
        }
    }

    static GraphQLRequest ToRequest(JsonElement json, IGraphQLTextSerializer serializer)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong("The request must be a JSON object; batches are not supported.");
        Check(json, "documentId", JsonValueKind.String, "a string");
        if (json.TryGetProperty("documentId", out var id) && id.ValueKind == JsonValueKind.String)
            Check(json, "query", JsonValueKind.String, "a string");
        else if (!json.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.String)
            throw Wrong("The member query must be a string, unless documentId names a persisted document.");
        Check(json, "operationName", JsonValueKind.String, "a string");
        Check(json, "variables", JsonValueKind.Object, "an object");
        Check(json, "extensions", JsonValueKind.Object, "an object");
        try
        {
            return serializer.ReadNode<GraphQLRequest>(json)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Wrong("The request could not be read: a string is not well-formed Unicode or a number is out of range.");
        }
    }

    static void Check(JsonElement json, string name, JsonValueKind kind, string what)
    {
        if (json.TryGetProperty(name, out var value) && value.ValueKind != kind && value.ValueKind != JsonValueKind.Null)
            throw Wrong($"The member {name} must be {what} or null.");
    }

    static BadRequest Wrong(string message) => new(400, "BAD_REQUEST", message);
}
