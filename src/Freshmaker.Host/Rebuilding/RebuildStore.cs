using Freshmaker.Domain.Rebuilds;
using Marten;
using Marten.Services;

namespace Freshmaker.Host.Rebuilding;

/// <summary>A rebuild as it was when a command opened it.</summary>
public sealed record Opened(Rebuild State, long Version);

/// <summary>
/// Opens and saves rebuilds so that a step costs the same however long the history is: the folded state stays in a bounded cache, only
/// the tail of the stream is read, and the append checks the version (docs/decisions/0003-own-rebuild-store.md).
/// </summary>
public sealed class RebuildStore(RebuildCache cache)
{
    public async Task<Opened> OpenAsync(IQuerySession session, string rebuildId, CancellationToken ct)
    {
        // Taken, not read: whatever fails from here on, nothing stale stays behind.
        var (state, version) = cache.Take(rebuildId) ?? (new Rebuild(rebuildId), 0L);
        foreach (var e in await session.Events.FetchStreamAsync(rebuildId, fromVersion: version + 1, token: ct))
            (state, version) = (Rebuild.Fold(state, (IRebuildEvent)e.Data), e.Version);
        return new(state, version);
    }

    public void Save(IDocumentSession session, Opened opened, Decision decision)
    {
        if (opened.Version == 0 && decision.Events.Count == 0)
            return;

        var version = opened.Version + decision.Events.Count;
        var append = session.Events.Append(opened.State.Id, version, decision.Events.Cast<object>());
        append.AlwaysEnforceConsistency = decision.Events.Count == 0; // deciding nothing on stale state would lose the command
        RebuildIndex.Write(session, decision);
        session.Listeners.Add(new PutBack(cache, decision.After, version));
    }

    sealed class PutBack(RebuildCache cache, Rebuild state, long version) : DocumentSessionListenerBase
    {
        public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
        {
            cache.Put(state, version);
            return Task.CompletedTask;
        }
    }
}
