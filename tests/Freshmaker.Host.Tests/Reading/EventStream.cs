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

/// <summary>Reads server-sent events.</summary>
sealed class EventStream(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public HttpResponseMessage Response => response;

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
    public async Task<StreamEvent?> NextAsync(TimeSpan? patience = null)
    {
        var (name, id, data) = ("", (string?)null, (string?)null);
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(patience ?? Patience, TestContext.Current.CancellationToken) is { } line)
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
        lines.Dispose();
        response.Dispose();
    }
}
