using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Host.Rest.Requests;

/// <summary>Earlier events as the read models know them; one that they have not reached yet as its own stream tells it.</summary>
sealed class KnownEvents(NumberedRebuilds rebuilds, PublicNumbers numbers, RebuildHistories histories) : IKnownEvents
{
    public async Task<KnownEvent?> FindAsync(long number, CancellationToken ct)
    {
        if (await rebuilds.FindAsync(number, ct) is { Row: var row })
            return new(row.TriggerKind, row.SearchKey);
        if (await numbers.RebuildAsync(number, ct) is not { } id)
            return null;
        var trigger = (await histories.StatesAsync([id], ct))[id].Trigger;
        return new(trigger?.Kind, trigger?.SearchKey);
    }
}
