using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Projections.Rebuilds;

/// <summary>Folds events into the row of one rebuild.</summary>
sealed class RebuildFold
{
    readonly Dictionary<string, RebuildArtifact> _artifacts = [];
    readonly HashSet<RebuildCve> _cves = [];
    Rebuild _state;

    public RebuildFold(RebuildRow row)
    {
        Row = row;
        _state = new Rebuild(row.Id) { State = row.State, Priority = row.Priority };
        _state = _state with
        {
            Handlers = _state.Handlers.AddRange(row.Handlers.Select(
                (h, i) => KeyValuePair.Create(h.Name, new HandlerStatus(i, h.Phase, h.Attempt, h.NotBefore)))),
        };
    }

    public RebuildRow Row { get; private set; }

    public IReadOnlyCollection<RebuildArtifact> Artifacts => _artifacts.Values;

    /// <summary>The CVEs of the advisories that it is about, as far as the events applied here say.</summary>
    public IReadOnlyCollection<RebuildCve> Cves => _cves;

    public static RebuildFold Begin(Recorded first) => new(new RebuildRow
    {
        Id = first.Rebuild,
        Number = first.Event.Sequence,
        Root = first.Rebuild,
        ReceivedAt = first.At,
    });

    /// <summary>The key of the artifact that an event is about, if it is about one.</summary>
    public static string? ArtifactOf(IRebuildEvent e) => e switch
    {
        IBuildEvent b => b.Build,
        ArtifactExcluded x => x.Artifact.Key,
        _ => null,
    };

    public void Load(IEnumerable<RebuildArtifact> artifacts)
    {
        foreach (var a in artifacts)
        {
            _artifacts[a.Artifact] = a;
            if (a.Phase is { } phase)
                _state = _state.WithBuild(a.Artifact, phase);
        }
    }

    public void Apply(Recorded e)
    {
        var before = _state;
        _state = Rebuild.Fold(before, e.Data);
        Row = Told(Row, e.Data) with { UpdatedAt = e.At, State = _state.State, Priority = _state.Priority, Handlers = Handlers(e.Data) };
        if (_state.IsOver && !before.IsOver)
            Row = Row with { EndedAt = e.At, Reason = ReasonOfEnd(e.Data) };
        if (!_state.IsOver && before.IsOver)
            Row = Row with { EndedAt = null, Reason = null };
        if (e.Data is IBuildEvent b)
            Move(b, before.PhaseOf(b.Build), _state.PhaseOf(b.Build));
        if (e.Data is HandlerCompleted { Advisory: { } advisory })
            _cves.UnionWith(advisory.Cves.Select(cve => new RebuildCve(Row.Number, cve)));
        if (e.Data is ArtifactExcluded x)
            _artifacts.TryAdd(x.Artifact.Key, new(Row.Number, x.Artifact.Key, x.Artifact.Name, Phase: null));
    }

    void Move(IBuildEvent e, BuildPhase? from, BuildPhase? to)
    {
        if (from == to)
            return;
        Row = Row with { Counts = Row.Counts.Move(from?.ToState(), to?.ToState()) };
        _artifacts[e.Build] = e is ArtifactPlanned p
            ? new(Row.Number, e.Build, p.Planned.Artifact.Name, to)
            : _artifacts[e.Build] with { Phase = to };
    }

    static RebuildRow Told(RebuildRow row, IRebuildEvent e) => e switch
    {
        MessageReceived m => row with { MessageId = m.MessageId, Topic = m.Topic, ReceivedAt = m.ReceivedAt, SentAt = m.SentAt },
        TriggerRecognized t => row with
        {
            TriggerKind = t.Trigger.Kind,
            Trigger = t.Trigger,
            SearchKey = t.Trigger.SearchKey,
            Root = t.Cascade.Root,
            CausedByRebuild = t.Cascade.CausedByRebuild,
            CausedByBuild = t.Cascade.CausedByBuild,
            DryRun = t.DryRun,
            Manual = t.Trigger.IsRequest,
            Requester = t.Trigger.RequestedBy,
            Continues = t.Trigger.Continues,
        },
        MessageConflictRecorded => row with { Conflicts = row.Conflicts + 1 },
        ArtifactExcluded => row with { Counts = row.Counts with { Excluded = row.Counts.Excluded + 1 } },
        _ => row,
    };

    IReadOnlyList<HandlerRow> Handlers(IRebuildEvent e) => e is TriggerRecognized t
        ? [.. t.Handlers.Select(h => new HandlerRow(h, HandlerPhase.Pending, 1, null, 0, 0, null))]
        : [.. Row.Handlers.Select(h => e switch
        {
            HandlerCompleted c when c.Handler == h.Name => Status(h) with { Planned = c.Planned, Excluded = c.Excluded, Reason = null, Advisory = c.Advisory },
            HandlerRetryScheduled r when r.Handler == h.Name => Status(h) with { Reason = r.Reason },
            HandlerFailed f when f.Handler == h.Name => Status(h) with { Reason = f.Reason },
            _ => h,
        })];

    HandlerRow Status(HandlerRow h) => _state.Handlers.TryGetValue(h.Name, out var s)
        ? h with { Phase = s.Phase, Attempt = s.Attempt, NotBefore = s.NotBefore }
        : h;

    static Reason? ReasonOfEnd(IRebuildEvent e) => e switch
    {
        RebuildSkipped x => x.Reason,
        RebuildCompleted x => x.Reason,
        RebuildFailed x => x.Reason,
        RebuildCanceled x => x.Reason,
        _ => null,
    };
}
