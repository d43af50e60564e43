using System.Text.Json;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Subscriptions;
using Freshmaker.Host.Security;
using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Security.Proxies;
using Freshmaker.Host.Security.Settings;
using GraphQL;
using GraphQL.Transport;
using Microsoft.Net.Http.Headers;

namespace Freshmaker.Host.GraphQL.Http.Streams;

/// <summary>
/// Subscriptions over server-sent events, by the protocol graphql-sse in both its modes: one connection per subscription, or several over one that was reserved.
/// </summary>
sealed class StreamEndpoint(
    GraphQLEndpoint plain, StreamedOperations operations, SharedStreams shared, StreamPlaces places, IGraphQLTextSerializer serializer, GraphQLLimits limits,
    TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<StreamEndpoint> logger)
{
    const string TokenHeader = "X-GraphQL-Event-Stream-Token", TokenParameter = "token", EventStream = "text/event-stream";

    const int MaxOperationId = 200;

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var token = http.Request.Headers[TokenHeader] is [{ Length: > 0 } header, ..] ? header : http.Request.Query[TokenParameter] is [{ Length: > 0 } query, ..] ? query : null;
            var caller = http.Caller();
            // A browser cannot say who it is when it opens a stream that was reserved: the token says it.
            if (!(token is not null && HttpMethods.IsGet(http.Request.Method)) && http.Require(Permission.Read) is { } refusal)
            {
                await refusal.ExecuteAsync(http);
                return;
            }

            await ((http.Request.Method, token) switch
            {
                ("PUT", null) => ReserveAsync(http, caller),
                ("GET", { } of) => OpenAsync(http, shared.ToOpen(of, caller)),
                ("POST", { } of) => AddAsync(http, shared.Of(of, caller)),
                ("DELETE", { } of) => StopAsync(http, shared.Of(of, caller)),
                ("GET", null) => ServeAsync(http, caller, RequestReader.Read(http.Request.Query, serializer)),
                ("POST", null) => ServeAsync(http, caller, await RequestReader.ReadAsync(http.Request, serializer, limits.MaxBodyBytes, http.RequestAborted)),
                ("DELETE", null) => throw new BadRequest(400, "TOKEN_MISSING", $"Name the stream by the header {TokenHeader} or the parameter {TokenParameter}."),
                ("PUT", _) => throw new BadRequest(400, "BAD_REQUEST", "A reservation is made without a token; the answer is one."),
                _ => throw new BadRequest(405, "METHOD_NOT_ALLOWED", "Use GET, POST, PUT or DELETE, as the protocol graphql-sse says."),
            });
        }
        catch (BadRequest bad) when (!http.Response.HasStarted)
        {
            if (bad.Status is 429 or 503)
                http.Response.Headers.RetryAfter = "10";
            if (bad.Status == 405)
                http.Response.Headers.Allow = "GET, POST, PUT, DELETE";
            await plain.AnswerAsync(http, Negotiation.GraphQL, bad.Status, GraphQLEndpoint.Error(bad.Code, bad.Message));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && (http.RequestAborted.IsCancellationRequested || http.Response.HasStarted))
        {
            // The client went away, or was cut off because it took nothing.
        }
    }

    /// <summary>One connection, one subscription.</summary>
    async Task ServeAsync(HttpContext http, Caller caller, GraphQLRequest request)
    {
        RequireEventStream(http);
        using var place = places.Take(NameOf(http, caller));
        var writer = new EventWriter(http, limits);
        // Begun before it is answered: whoever knows that he is heard misses nothing of what happens after that.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var started = await operations.StartAsync(request, StreamedOperations.Remember(http), LastEventId(http), gone.Token);
        await using var services = started.Services;
        await WhileOpenAsync(http, writer, async ct =>
        {
            await operations.PassOnAsync(started, (id, result) => writer.NextAsync(id, serializer.Serialize(result), ct), ct);
            await writer.CompleteAsync("", ct);
        });
    }

    async Task ReserveAsync(HttpContext http, Caller caller)
    {
        var stream = shared.Reserve(StreamedOperations.Remember(http), NameOf(http, caller));
        http.Response.StatusCode = 201;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(stream.Token, http.RequestAborted);
    }

    async Task OpenAsync(HttpContext http, SharedStream stream)
    {
        try
        {
            RequireEventStream(http);
            var writer = new EventWriter(http, limits);
            await WhileOpenAsync(http, writer, async ct =>
            {
                stream.Open(writer);
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            });
        }
        finally
        {
            shared.Forget(stream);
        }
    }

    async Task AddAsync(HttpContext http, SharedStream stream)
    {
        var request = await RequestReader.ReadAsync(http.Request, serializer, limits.MaxBodyBytes, http.RequestAborted);
        if (request.Extensions?.GetValueOrDefault("operationId") is not string { Length: > 0 and <= MaxOperationId } operation)
            throw new BadRequest(400, "OPERATION_ID_MISSING", $"extensions.operationId must be a string of 1 to {MaxOperationId} characters.");
        var stop = stream.Add(operation);
        var started = await operations.StartAsync(request, stream.Caller, lastEventId: null, stop);
        if (started.Result.Streams is null)
        {
            stream.Remove(operation);
            var status = GraphQLEndpoint.StatusOf(started.Result, Negotiation.GraphQL);
            await plain.AnswerAsync(http, Negotiation.GraphQL, status == 200 ? 400 : status, started.Result);
            await started.Services.DisposeAsync();
            return;
        }

        _ = TellAsync(stream, operation, started, stop);
        http.Response.StatusCode = 202;
    }

    async Task TellAsync(SharedStream stream, string operation, StreamedOperation started, CancellationToken stop)
    {
        var id = JsonSerializer.Serialize(operation);
        try
        {
            await operations.PassOnAsync(started, NextAsync, stop);
            await (await stream.WriterAsync(stop)).CompleteAsync($$"""{"id":{{id}}}""", stop);
        }
        catch (Exception e) when (stop.IsCancellationRequested || e is OperationCanceledException or IOException)
        {
            // The operation was stopped, or the connection is gone.
        }
        catch (Exception e)
        {
            logger.LogError(e, "A subscription could not be told any more");
        }
        finally
        {
            stream.Remove(operation);
            await started.Services.DisposeAsync();
        }

        async Task NextAsync(long? e, ExecutionResult result) =>
            await (await stream.WriterAsync(stop)).NextAsync(e, $$"""{"id":{{id}},"payload":{{serializer.Serialize(result)}}}""", stop);
    }

    static Task StopAsync(HttpContext http, SharedStream stream)
    {
        if (http.Request.Query["operationId"] is not [{ Length: > 0 } operation])
            throw new BadRequest(400, "OPERATION_ID_MISSING", "Name the operation by the parameter operationId.");
        stream.Remove(operation);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Until the work is done, the client goes, the service stops or the connection is too old. In the last two cases nothing is "complete": clients that see the end
    /// of the connection without that come back.
    /// </summary>
    async Task WhileOpenAsync(HttpContext http, EventWriter writer, Func<CancellationToken, Task> work)
    {
        using var age = new CancellationTokenSource(limits.MaxStreamAge, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping, age.Token);
        var (alive, working) = (Task.CompletedTask, Task.CompletedTask);
        try
        {
            await writer.OpenAsync(end.Token);
            (alive, working) = (writer.KeepAliveAsync(clock, end.Token), work(end.Token));
            await await Task.WhenAny(working, alive);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested || age.IsCancellationRequested)
        {
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(alive, working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static void RequireEventStream(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParseList(http.Request.Headers.Accept, out var accepted)
            || !accepted.Any(a => a.Quality is not 0 && a.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase)))
            throw new BadRequest(406, "NOT_ACCEPTABLE", $"Accept {EventStream}.");
    }

    static string? LastEventId(HttpContext http) => http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id, ..] ? id : null;

    /// <summary>Who takes the place: somebody by name, or an address.</summary>
    static string NameOf(HttpContext http, Caller caller) => caller.Name is { } name ? $"name {name}" : $"address {AddressOf(http)}";

    static string? AddressOf(HttpContext http) => http.RequestServices.GetService<SecuritySettings>() is { } security
        ? ClientAddress.Share(ClientAddress.Of(http, security.Proxy.Addresses))
        : http.Connection.RemoteIpAddress?.ToString();
}
