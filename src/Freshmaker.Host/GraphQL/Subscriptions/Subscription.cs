using System.ComponentModel;
using System.Globalization;
using Freshmaker.Host.Following;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.Rebuilding;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Subscriptions;

[Description("What one can be told of as it happens, over server-sent events at `/graphql/stream` (protocol graphql-sse). Whoever comes back with the header "
    + "`Last-Event-ID`, or with `after`, is told first what he missed, in order, without gaps and without doubles.")]
public sealed class Subscription
{
    const string After = "Tell first what happened after the event with this `sequence`. Without it, and without the header `Last-Event-ID`, which counts before it, only what happens from now on is told.";

    [Description("Rebuilds that come into being or into another state.")]
    public static async Task<IObservable<RebuildChangeNode>> RebuildChanged(
        IResolveFieldContext context, [FromServices] Changes changes, [FromServices] PublicNumbers numbers, [FromServices] GraphQLLimits limits,
        [Description("Which changes; all when it is missing.")] RebuildChangeWhere? where, [Description(After)] long? after)
    {
        var filter = await (where ?? new()).ToFilterAsync(numbers, context.CancellationToken);
        return await ObserveAsync(context, changes, limits, filter, after, change => new RebuildChangeNode(change));
    }

    [Description("Builds that come into being or into another phase.")]
    public static async Task<IObservable<BuildChangeNode>> BuildChanged(
        IResolveFieldContext context, [FromServices] Changes changes, [FromServices] PublicNumbers numbers, [FromServices] GraphQLLimits limits,
        [Description("Which changes; all when it is missing.")] BuildChangeWhere? where, [Description(After)] long? after)
    {
        var filter = await (where ?? new()).ToFilterAsync(numbers, context.CancellationToken);
        return await ObserveAsync(context, changes, limits, filter, after, change => new BuildChangeNode(change));
    }

    static async Task<PacedChanges<T>> ObserveAsync<T>(
        IResolveFieldContext context, Changes changes, GraphQLLimits limits, ChangeFilter filter, long? after, Func<Change, T> show)
    {
        var delivery = (Delivery)context.UserContext;
        var mark = await changes.MarkAsync(context.CancellationToken);
        var position = Position(delivery.LastEventId, after, mark);
        return new(changes.AfterAsync(position, filter, limits.StreamBuffer, CancellationToken.None), show, delivery, limits.StreamBuffer);
    }

    static long Position(string? lastEventId, long? after, long mark)
    {
        if (lastEventId is not null)
        {
            return long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= mark
                ? id
                : throw Refused.LastEventId($"must be the id of an event of this history, a whole number up to {mark}");
        }

        return after is null or >= 0 && (after ?? mark) <= mark ? after ?? mark : throw Refused.Argument("after", $"must be the sequence of an event of this history, from 0 to {mark}; it is {after}");
    }
}
