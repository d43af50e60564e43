using Freshmaker.Host.GraphQL.Limits;
using GraphQL;
using GraphQL.Execution;
using GraphQL.MicrosoftDI;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Freshmaker.Host.GraphQL.Subscriptions;

/// <summary>Each result of a subscription is a request of its own: with services of its own and the time that a query may take.</summary>
sealed class TimedSubscriptions(IServiceScopeFactory scopes, IHttpContextAccessor accessor, GraphQLLimits limits) : ScopedSubscriptionExecutionStrategy(scopes, new ParallelExecutionStrategy())
{
    protected override async ValueTask<ExecutionResult> ProcessDataAsync(ExecutionContext context, ExecutionNode node, object? value)
    {
        accessor.HttpContext = ((Delivery)context.UserContext).Subscriber; // for this result; changes are given without the context of the request
        var ended = context.CancellationToken;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ended);
        time.CancelAfter(limits.Timeout);
        context.CancellationToken = time.Token;
        var result = await base.ProcessDataAsync(context, node, value);
        return time.IsCancellationRequested && !ended.IsCancellationRequested ? new() { Errors = [new TimeoutError()] } : result;
    }
}
