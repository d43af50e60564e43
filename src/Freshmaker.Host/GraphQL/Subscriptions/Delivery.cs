using System.Threading.Channels;
using Freshmaker.Host.Following;

namespace Freshmaker.Host.GraphQL.Subscriptions;

/// <summary>What a subscription and whoever writes its results to the client know of each other. It travels as the user context of the request.</summary>
public sealed class Delivery : Dictionary<string, object?>
{
    // Not a semaphore: disposed of while somebody waits, that would leave him waiting for ever, even when canceled.
    readonly Channel<long> _delivered = Channel.CreateUnbounded<long>();

    /// <summary>Who subscribed, as resolvers ask for him: the request itself can be over while its subscription goes on.</summary>
    public required HttpContext Subscriber { get; init; }

    /// <summary>The id of the last event that the client has seen, when it came back.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The id of the event whose result is under way.</summary>
    public long Current { get; private set; }

    /// <summary>The client has the result; the next may come.</summary>
    public void Delivered() => _delivered.Writer.TryWrite(Current);

    internal void Begin(Change change) => Current = change.Sequence;

    internal ValueTask<long> DeliveredAsync(CancellationToken ct) => _delivered.Reader.ReadAsync(ct);
}
