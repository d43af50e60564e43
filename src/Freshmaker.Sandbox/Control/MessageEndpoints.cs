using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class MessageEndpoints
{
    private const int LongestTopic = 255; // AMQP's short string

    public static void MapMessages(this RouteGroupBuilder control)
    {
        control.MapGet("/messages", List);
        control.MapPost("/messages", async (HttpRequest request, BusPublisher bus, CancellationToken stop) => Publish(await Body.ReadAsync(request, stop), bus));
    }

    private static IResult List(HttpRequest request, BusPublisher bus)
    {
        var since = 0;
        if (request.Query["since"].ToString() is { Length: > 0 } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out since))
        {
            throw new RefusedException("since", "must be the number of a message");
        }

        var topic = request.Query["topic"].ToString();
        return Results.Json(bus.Messages.Where(message => message.Number > since && message.Topic.EndsWith(topic, StringComparison.Ordinal)).Select(Show), Wire.Camel);
    }

    private static IResult Publish(JsonElement body, BusPublisher bus)
    {
        var fields = Fields.Of(body, "", "topic", "body", "bodyBase64", "headers", "messageId", "contentType");
        var topic = fields.Text("topic");
        if (Encoding.UTF8.GetByteCount(topic) > LongestTopic)
        {
            throw fields.Refuse("topic", $"must be at most {LongestTopic} bytes");
        }

        // null: a message without an id; left out: a fresh one
        var withoutId = body.TryGetProperty("messageId", out var given) && given.ValueKind == JsonValueKind.Null;
        var id = withoutId ? null : fields.TextOrNull("messageId") ?? MessageIds.Next();
        bus.PublishRaw(id, topic, Headers(fields, bus), Bytes(fields), fields.TextOrNull("contentType") ?? "application/json");
        return Results.Json(new { id, topic }, Wire.Camel, statusCode: StatusCodes.Status202Accepted);
    }

    private static byte[] Bytes(Fields fields)
    {
        if (fields.Find("bodyBase64") is { } encoded)
        {
            return fields.Find("body") is null && encoded.ValueKind == JsonValueKind.String && encoded.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : throw fields.Refuse("bodyBase64", "must be base64, and not beside body");
        }

        return fields.Find("body") switch
        {
            { ValueKind: JsonValueKind.String } text => Encoding.UTF8.GetBytes(text.GetString()!),
            { ValueKind: JsonValueKind.Object } json => Encoding.UTF8.GetBytes(json.GetRawText()),
            _ => throw fields.Refuse("body", "is required: a text or an object; or give bodyBase64"),
        };
    }

    private static Dictionary<string, object?> Headers(Fields fields, BusPublisher bus)
    {
        if (fields.Find("headers") is not { } headers)
        {
            return bus.Headers();
        }

        return headers.ValueKind != JsonValueKind.Object
            ? throw fields.Refuse("headers", "must be an object")
            : headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.ValueKind switch
            {
                JsonValueKind.String => (object?)header.Value.GetString(),
                JsonValueKind.True or JsonValueKind.False => header.Value.GetBoolean(),
                JsonValueKind.Number when header.Value.TryGetInt64(out var number) => number,
                _ => throw new RefusedException($"headers.{header.Name}", "must be a text, a whole number, true or false"),
            });
    }

    private static object Show(PublishedMessage message)
    {
        var json = Json(message.Body.Span);
        return new
        {
            message.Number,
            message.Id,
            message.Topic,
            message.Fate,
            message.At,
            message.ContentType,
            message.Headers,
            Body = json,
            BodyBase64 = json is null ? Convert.ToBase64String(message.Body.Span) : null,
        };
    }

    private static JsonNode? Json(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
