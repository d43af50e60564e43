using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing;
using JasperFx.Events;

namespace Freshmaker.Host.Following;

/// <summary>What one event did to a rebuild, or to one of its builds.</summary>
public sealed record Change(IEvent Event, RebuildView Before, RebuildView After)
{
    /// <summary>The place in the history of everything.</summary>
    public long Sequence => Event.Sequence;

    public string Rebuild => Event.StreamKey!;

    /// <summary>The rebuild came into being or into another state. It is told of once it is known what it is about, which the message alone does not say.</summary>
    public bool IsOfRebuild => CameIntoBeing || (Before.State.Trigger is not null && Before.State.State != After.State.State);

    /// <summary>The key of the build that came into being or into another phase; null when none did. An event is about one build at most.</summary>
    public string? Build { get; } = Event.Data is IBuildEvent { Build: var key } && PhaseOf(After, key) is { } after && PhaseOf(Before, key) != after ? key : null;

    public RebuildState? RebuildFrom => CameIntoBeing ? null : Before.State.State;

    public BuildPhase? BuildFrom => PhaseOf(Before, Build!);

    /// <summary>The build as it is after the event.</summary>
    public BuildStatus BuildAfter => After.State.Builds[Build!];

    bool CameIntoBeing => Before.State.Trigger is null && After.State.Trigger is not null;

    static BuildPhase? PhaseOf(RebuildView view, string build) => view.State.Builds.TryGetValue(build, out var status) ? status.Phase : null;
}
