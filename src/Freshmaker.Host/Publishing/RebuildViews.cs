using Freshmaker.Domain.Rebuilds;
using JasperFx.Events;
using Marten;

namespace Freshmaker.Host.Publishing;

/// <summary>
/// The views of the rebuilds seen last, each at the version reached. An entry is used only for exactly the next event; whatever else comes
/// (a page a second time, a rewound subscription, a gap) is read from the stream, so what is told of a version is always the same.
/// </summary>
/// <param name="capacity">How many views at least are kept; never more than twice as many.</param>
public sealed class RebuildViews(int capacity = 2_000)
{
    Dictionary<string, RebuildView> _young = [];
    Dictionary<string, RebuildView> _old = [];

    /// <summary>The rebuild before and after an event.</summary>
    public async Task<(RebuildView Before, RebuildView After)> ApplyAsync(IQuerySession session, IEvent e, CancellationToken ct)
    {
        var before = Find(e.StreamKey!) is { } known && known.Version == e.Version - 1 ? known : await ReadAsync(session, e, ct);
        var after = await ApplyAsync(session, before, e, ct);
        Keep(after);
        return (before, after);
    }

    async Task<RebuildView> ReadAsync(IQuerySession session, IEvent e, CancellationToken ct)
    {
        var view = RebuildView.Empty(e.StreamKey!);
        if (e.Version == 1)
            return view;
        foreach (var earlier in await session.Events.FetchStreamAsync(e.StreamKey!, version: e.Version - 1, token: ct))
            view = await ApplyAsync(session, view, earlier, ct);
        return view;
    }

    async Task<RebuildView> ApplyAsync(IQuerySession session, RebuildView view, IEvent e, CancellationToken ct)
    {
        view = view.Apply(e);
        return e.Data is TriggerRecognized { Cascade.CausedByRebuild: { } cause }
            ? view with { CausedBy = Find(cause)?.Number ?? await NumberOfAsync(session, cause, ct) }
            : view;
    }

    static async Task<long?> NumberOfAsync(IQuerySession session, string rebuildId, CancellationToken ct) =>
        await session.Events.FetchStreamAsync(rebuildId, version: 1, token: ct) is [var first, ..] ? first.Sequence : null;

    RebuildView? Find(string rebuildId) => _young.GetValueOrDefault(rebuildId) ?? _old.GetValueOrDefault(rebuildId);

    void Keep(RebuildView view)
    {
        if (_young.Count >= capacity)
            (_old, _young) = (_young, []);
        _young[view.State.Id] = view;
    }
}
