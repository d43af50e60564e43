using Freshmaker.Host.Following;

namespace Freshmaker.Host.GraphQL.Subscriptions;

/// <summary>What a subscription and whoever writes its results to the client know of each other. It travels as the user context of the request.</summary>
public sealed class Delivery : Dictionary<string, object?>, IDisposable
{
    readonly SemaphoreSlim _delivered = new(0);

    /// <summary>The id of the last event that the client has seen, when it came back.</summary>
    public string? LastEventId { get; init; }

    /// <summary>The id of the event whose result is under way.</summary>
    public long Current { get; private set; }

    /// <summary>The client has the result; the next may come.</summary>
    public void Delivered() => _delivered.Release();

    internal void Begin(Change change) => Current = change.Sequence;

    internal Task DeliveredAsync(CancellationToken ct) => _delivered.WaitAsync(ct);

    public void Dispose() => _delivered.Dispose();
}
