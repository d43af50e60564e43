using System.Threading.Channels;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Subscriptions;
using Freshmaker.Host.Security;
using GraphQL;
using GraphQL.Transport;

namespace Freshmaker.Host.GraphQL.Http.Streams;

/// <summary>Starts subscriptions, and passes their results on one after the other.</summary>
sealed class StreamedOperations(IDocumentExecuter<FreshmakerSchema> executer, IServiceScopeFactory scopes, ILogger<StreamedOperations> logger)
{
    /// <summary>Who subscribed, as resolvers ask for him: the request itself can be over while its subscription goes on.</summary>
    public static HttpContext Remember(HttpContext http)
    {
        var remembered = new DefaultHttpContext { User = http.User, TraceIdentifier = http.TraceIdentifier };
        remembered.Features.Set(http.Caller());
        return remembered;
    }

    /// <param name="lastEventId">The id of the last event that the client has seen, when it came back.</param>
    public async Task<StreamedOperation> StartAsync(GraphQLRequest request, HttpContext caller, string? lastEventId, CancellationToken ct)
    {
        var scope = scopes.CreateAsyncScope();
        var delivery = new Delivery { Subscriber = caller, LastEventId = lastEventId };
        try
        {
            var options = request.ToOptions(caller.User, scope.ServiceProvider, ct, OperationsOf.Streams);
            options.UserContext = delivery;
            var result = await executer.ExecuteAsync(options);
            return new(result, delivery, scope);
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    /// <summary>Passes results on until there are no more.</summary>
    /// <param name="next">Writes a result with the id of its event.</param>
    public async Task PassOnAsync(StreamedOperation operation, Func<long?, ExecutionResult, Task> next, CancellationToken ct)
    {
        if (operation.Result.Streams is not { Count: 1 } streams)
        {
            await next(null, operation.Result);
            return;
        }

        var results = new Results(logger);
        using var subscribed = streams.Single().Value.Subscribe(results);
        await foreach (var result in results.ReadAsync(ct))
        {
            await next(operation.Delivery.Current, result);
            operation.Delivery.Delivered();
        }
    }

    /// <summary>There is never more than one result in it, because the next change is given when this one has been delivered.</summary>
    sealed class Results(ILogger logger) : IObserver<ExecutionResult>
    {
        readonly Channel<ExecutionResult> _results = Channel.CreateUnbounded<ExecutionResult>();

        public IAsyncEnumerable<ExecutionResult> ReadAsync(CancellationToken ct) => _results.Reader.ReadAllAsync(ct);

        public void OnNext(ExecutionResult value) => _results.Writer.TryWrite(value);

        public void OnError(Exception error)
        {
            if (error is not ExecutionError)
                logger.LogError(error, "A subscription ended, because its changes could not be told");
            _results.Writer.TryWrite(new() { Errors = [error as ExecutionError ?? new ExecutionError("The subscription ended.")] });
            _results.Writer.TryComplete();
        }

        public void OnCompleted() => _results.Writer.TryComplete();
    }
}

/// <summary>A subscription that was begun, and the services that it may use while it goes on.</summary>
/// <param name="Result">Has streams, or errors that say why it has none.</param>
/// <param name="Services">To be disposed of when it is over.</param>
sealed record StreamedOperation(ExecutionResult Result, Delivery Delivery, AsyncServiceScope Services);
