using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>A server-sent event.</summary>
sealed record StreamEvent(string Name, string? Id, JsonElement Data)
{
    /// <summary>The only field of the result.</summary>
    public JsonElement Field => Data.GetProperty("data").EnumerateObject().Single().Value;
}

/// <summary>Reads server-sent events, as fast as they are asked for.</summary>
sealed class EventStream : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly StreamReader _lines;
    Task<string?>? _reading;

    EventStream(HttpResponseMessage response, StreamReader lines) => (Response, _lines) = (response, lines);

    public HttpResponseMessage Response { get; }

    /// <summary>How many comments came between events.</summary>
    public int Comments { get; private set; }

    /// <summary>Subscribes over a connection of its own.</summary>
    public static Task<EventStream> SubscribeAsync(HttpClient client, string query, object? variables = null, params (string Name, string Value)[] headers) =>
        SendAsync(client, new(HttpMethod.Post, "/graphql/stream") { Content = JsonContent.Create(new { query, variables }) }, headers);

    public static async Task<EventStream> SendAsync(HttpClient client, HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        request.Headers.Accept.Add(new("text/event-stream"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var stream = new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        if (response.StatusCode == HttpStatusCode.OK)
            response.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        return stream;
    }

    /// <summary>The next event; null when the connection ended.</summary>
    /// <param name="patience">For the event as a whole, whatever else comes. What has begun to be read is read on by the next call.</param>
    public async Task<StreamEvent?> NextAsync(TimeSpan? patience = null)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var late = Task.Delay(patience ?? Patience, time.Token);
        try
        {
            return await NextAsync(late);
        }
        finally
        {
            await time.CancelAsync();
        }
    }

    async Task<StreamEvent?> NextAsync(Task late)
    {
        var (name, id, data) = ("", (string?)null, (string?)null);
        while (await LineAsync(late) is { } line)
        {
            switch (line.Split(':', 2))
            {
                case ["", _]:
                    Comments++;
                    break;
                case ["event", var value]:
                    name = value.Trim();
                    break;
                case ["id", var value]:
                    id = value.Trim();
                    break;
                case ["data", var value]:
                    data = value.Trim();
                    break;
                case [""] when data is not null:
                    return new(name, id, data.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(data));
            }
        }

        return null;
    }

    async Task<string?> LineAsync(Task late)
    {
        _reading ??= _lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        if (await Task.WhenAny(_reading, late) != _reading)
            throw new TimeoutException($"No event came, only {Comments} comments.");
        var line = await _reading;
        _reading = null;
        return line;
    }

    /// <summary>The next events, each of which must be a result without errors.</summary>
    public async Task<List<StreamEvent>> TakeAsync(int count)
    {
        var events = new List<StreamEvent>();
        while (events.Count < count)
        {
            var e = (await NextAsync()).ShouldNotBeNull($"the connection ended after {events.Count} of {count} events");
            e.Name.ShouldBe("next", e.Data.ToString());
            e.Data.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
            events.Add(e);
        }

        return events;
    }

    /// <summary>The error that is all that comes, before it is complete.</summary>
    public async Task<(string Code, string Message)> RefusalAsync()
    {
        var error = (await NextAsync()).ShouldNotBeNull();
        error.Name.ShouldBe("next");
        (await NextAsync()).ShouldNotBeNull().Name.ShouldBe("complete");
        (await NextAsync()).ShouldBeNull();
        return (error.Data.Text("errors.0.extensions.code"), error.Data.Text("errors.0.message"));
    }

    public void Dispose()
    {
        _lines.Dispose();
        Response.Dispose();
    }
}
