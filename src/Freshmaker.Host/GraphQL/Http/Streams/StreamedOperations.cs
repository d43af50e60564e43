using System.Threading.Channels;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Subscriptions;
using Freshmaker.Host.Security;
using GraphQL;
using GraphQL.Transport;
using GraphQL.Validation;

namespace Freshmaker.Host.GraphQL.Http.Streams;

/// <summary>Starts subscriptions, and passes their results on one after the other.</summary>
sealed class StreamedOperations(IDocumentExecuter<FreshmakerSchema> executer, IServiceScopeFactory scopes, IHttpContextAccessor accessor)
{
    /// <summary>Who subscribed, as resolvers ask for him: the request itself can be over while its subscription goes on.</summary>
    public static HttpContext Remember(HttpContext http)
    {
        var remembered = new DefaultHttpContext { User = http.User, TraceIdentifier = http.TraceIdentifier };
        remembered.Features.Set(http.Caller());
        return remembered;
    }

    /// <summary>The result has streams, or errors that say why it has none.</summary>
    public async Task<ExecutionResult> StartAsync(GraphQLRequest request, HttpContext caller, Delivery delivery, CancellationToken ct)
    {
        accessor.HttpContext = caller; // within this task and what it starts
        await using var scope = scopes.CreateAsyncScope();
        return await executer.ExecuteAsync(new ExecutionOptions
        {
            Query = request.Query,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            UserContext = delivery,
            RequestServices = scope.ServiceProvider,
            User = caller.User,
            CancellationToken = ct,
            ValidationRules = [.. DocumentValidator.CoreRules, OperationsOf.Streams],
            CachedDocumentValidationRules = [OperationsOf.Streams],
        });
    }

    /// <summary>Passes results on until there are no more.</summary>
    /// <param name="next">Writes a result with the id of its event.</param>
    public static async Task PassOnAsync(ExecutionResult started, Delivery delivery, Func<long?, ExecutionResult, Task> next, CancellationToken ct)
    {
        if (started.Streams is not { Count: 1 } streams)
        {
            await next(null, started);
            return;
        }

        var results = new Results();
        using var subscribed = streams.Single().Value.Subscribe(results);
        await foreach (var result in results.ReadAsync(ct))
        {
            await next(delivery.Current, result);
            delivery.Delivered();
        }
    }

    /// <summary>There is never more than one result in it, because the next change is given when this one has been delivered.</summary>
    sealed class Results : IObserver<ExecutionResult>
    {
        readonly Channel<ExecutionResult> _results = Channel.CreateUnbounded<ExecutionResult>();

        public IAsyncEnumerable<ExecutionResult> ReadAsync(CancellationToken ct) => _results.Reader.ReadAllAsync(ct);

        public void OnNext(ExecutionResult value) => _results.Writer.TryWrite(value);

        public void OnError(Exception error)
        {
            _results.Writer.TryWrite(new() { Errors = [error as ExecutionError ?? new ExecutionError("The subscription ended.")] });
            _results.Writer.TryComplete();
        }

        public void OnCompleted() => _results.Writer.TryComplete();
    }
}
