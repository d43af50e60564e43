using System.Text;
using System.Threading.Channels;
using Freshmaker.Host.GraphQL.Limits;
using Microsoft.AspNetCore.Http.Features;

namespace Freshmaker.Host.GraphQL.Http.Streams;

/// <summary>Writes server-sent events to one client. A client that takes nothing for too long is cut off.</summary>
sealed class EventWriter(HttpContext http, GraphQLLimits limits)
{
    // One at a time. Not a semaphore: disposed of while somebody waits, that would leave him waiting for ever, even when canceled.
    readonly Channel<bool> _writing = Channel.CreateBounded<bool>(1);

    /// <summary>Answers, so that the client knows at once that it is heard.</summary>
    public Task OpenAsync(CancellationToken ct)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.StatusCode = 200;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // proxies that collect answers would keep them
        return WriteAsync(":\n\n", ct);
    }

    public Task NextAsync(long? id, string data, CancellationToken ct) => WriteAsync($"{(id is > 0 ? $"id: {id}\n" : "")}event: next\ndata: {data}\n\n", ct);

    public Task CompleteAsync(string data, CancellationToken ct) => WriteAsync($"event: complete\ndata: {data}\n\n", ct);

    /// <summary>Comments, until canceled.</summary>
    public async Task KeepAliveAsync(TimeProvider clock, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(limits.KeepAlive, clock);
        while (await timer.WaitForNextTickAsync(ct))
            await WriteAsync(":\n\n", ct);
    }

    async Task WriteAsync(string text, CancellationToken ct)
    {
        await _writing.Writer.WriteAsync(true, ct);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(limits.StreamPatience);
            try
            {
                await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), patience.Token);
                await http.Response.Body.FlushAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                http.Abort();
                throw;
            }
        }
        finally
        {
            _writing.Reader.TryRead(out _);
        }
    }
}
