using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Bursts;
using Marten;
using Marten.Services;

namespace Freshmaker.Host.Rebuilding;

/// <summary>A rebuild as it was when a command opened it.</summary>
public sealed record Opened(Rebuild State, long Version);

/// <summary>
/// Opens and saves rebuilds so that a step costs the same however long the history is: the folded state stays in a bounded cache, only
/// the tail of the stream is read, and the append checks the version (docs/decisions/0003-own-rebuild-store.md).
/// </summary>
public sealed class RebuildStore(RebuildCache cache, Moments moments, Overtakers overtakers, ILogger<RebuildStore> logger)
{
    readonly Overtakers _overtakers = overtakers;

    public async Task<Opened> OpenAsync(IQuerySession session, string rebuildId, CancellationToken ct)
    {
        // Taken, not read: whatever fails from here on, nothing stale stays behind.
        var opened = await FoldTailAsync(session, cache.Take(rebuildId) ?? (new Rebuild(rebuildId), 0L), ct);
        return opened with { State = opened.State with { Moment = moments.Now } };
    }

    /// <summary>Nothing is saved after all: what was taken is of use to the next.</summary>
    public void GiveBack(Opened opened) => cache.Put(opened.State, opened.Version);

    /// <summary>The state as it is committed now, for those who decide nothing.</summary>
    public async Task<Rebuild> ReadAsync(IQuerySession session, string rebuildId, CancellationToken ct)
    {
        var (state, version) = await FoldTailAsync(session, cache.Peek(rebuildId) ?? (new Rebuild(rebuildId), 0L), ct);
        cache.Offer(state, version);
        return state;
    }

    static async Task<Opened> FoldTailAsync(IQuerySession session, (Rebuild State, long Version) known, CancellationToken ct)
    {
        var (state, version) = known;
        foreach (var e in await session.Events.FetchStreamAsync(state.Id, fromVersion: version + 1, token: ct))
            (state, version) = (Rebuild.Fold(state, (IRebuildEvent)e.Data), e.Version);
        return new(state, version);
    }

    /// <param name="causes">What each event follows from; null when all follow from what the session names.</param>
    public void Save(IDocumentSession session, Opened opened, Decision decision, IReadOnlyList<BurstMember>? causes = null)
    {
        if (opened.Version == 0 && decision.Events.Count == 0)
            return;

        var version = opened.Version + decision.Events.Count;
        var append = session.Events.Append(opened.State.Id, version, decision.Events.Cast<object>());
        append.AlwaysEnforceConsistency = decision.Events.Count == 0; // deciding nothing on stale state would lose the command
        foreach (var (e, cause) in append.Events.Zip(causes ?? []))
            (e.CausationId, e.CorrelationId) = (cause.CausationId, cause.CorrelationId);
        RebuildIndex.Write(session, decision);
        session.Listeners.Add(new Committed(this, decision, version));
    }

    sealed class Committed(RebuildStore store, Decision decision, long version) : DocumentSessionListenerBase
    {
        public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
        {
            store.PutBack(decision, version);
            return store._overtakers.CatchUpAsync(decision);
        }
    }

    void PutBack(Decision decision, long version)
    {
        cache.Put(decision.After, version);
        foreach (var e in decision.Events)
        {
            logger.LogInformation(
                "{RebuildEvent} {Subject} {Reason} [{State}, message {MessageId}]",
                EventNames.All[e.GetType()], Subject(e) ?? "", ReasonOf(e) ?? "", decision.After.State, decision.After.MessageId);
        }
    }

    static string? Subject(IRebuildEvent e) => e switch
    {
        IBuildEvent b => b.Build,
        IComposeEvent c => c.Compose,
        ArtifactExcluded x => x.Nvr ?? x.Artifact.Key,
        HandlerCompleted h => h.Handler,
        HandlerFailed h => h.Handler,
        HandlerRetryScheduled h => h.Handler,
        _ => null,
    };

    static string? ReasonOf(IRebuildEvent e) => e is ArtifactPlanned p ? p.Planned.Cause.ToString() : ReasonOfEvent.Of(e)?.ToString();
}
