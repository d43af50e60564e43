using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Explaining;

/// <summary>Which artifact is asked about: by its name, by one build of it, or by both; perhaps only of one kind.</summary>
/// <param name="Nvr">A build of it: the one that was to be replaced.</param>
public sealed record ArtifactQuestion(ArtifactKind? Kind, string? Name, string? Nvr)
{
    /// <summary>Whether this is it.</summary>
    /// <param name="nvr">The build of it that the plan is about, where it is about one.</param>
    public bool Fits(Artifact artifact, string? nvr) => IsOfName(artifact) && (Nvr is null || Nvr == nvr);

    /// <summary>Whether it is of the same name, whichever build of it.</summary>
    public bool IsOfName(Artifact artifact) =>
        (Kind is null || Kind == artifact.Kind) && (Name ?? Artifacts.Nvr.TryParse(Nvr)?.Name) is { } name && name == artifact.Name && (Name is null || Nvr is null || Nvr.StartsWith($"{Name}-", StringComparison.Ordinal));
}

/// <summary>Why an artifact was not rebuilt by a rebuild, as its history tells.</summary>
public static class WhyNot
{
    public static WhyNotAnswer Of(IReadOnlyList<IRebuildEvent> history, ArtifactQuestion question)
    {
        var rebuild = history.Aggregate(new Rebuild(""), Rebuild.Fold);
        List<ArtifactPlanned> planned = [.. history.OfType<ArtifactPlanned>().Where(p => question.Fits(p.Planned.Artifact, NvrOf(p.Planned)))];
        List<ArtifactExcluded> excluded = [.. history.OfType<ArtifactExcluded>().Where(x => question.Fits(x.Artifact, x.Nvr))];
        var answer = Decide(rebuild, history, planned, excluded);
        return answer with
        {
            Builds = [.. planned.Select(p => p.Planned.Key).Distinct()],
            Excluded = excluded,
            OtherBuilds = [.. history.OfType<ArtifactPlanned>().Where(p => question.IsOfName(p.Planned.Artifact)).Select(p => p.Planned.Key).Distinct().Except(planned.Select(p => p.Planned.Key))],
            OtherExcluded = [.. history.OfType<ArtifactExcluded>().Where(x => question.IsOfName(x.Artifact)).Except(excluded)],
            Remarks = [.. history.OfType<HandlerCompleted>().SelectMany(h => h.Remarks)],
        };
    }

    static WhyNotAnswer Decide(Rebuild rebuild, IReadOnlyList<IRebuildEvent> history, List<ArtifactPlanned> planned, List<ArtifactExcluded> excluded)
    {
        if (planned is [var first, ..])
            return new(WhyNotKind.Planned, first.Planned.Cause);
        if (excluded is [var decided, ..])
            return new(WhyNotKind.Excluded, decided.Reason);

        var end = history.Select(EndOf).OfType<Reason>().FirstOrDefault();
        if (rebuild.Handlers.IsEmpty)
            return new(WhyNotKind.NoHandler, end);
        if (history.OfType<HandlerFailed>().FirstOrDefault() is { } failed)
            return new(WhyNotKind.HandlerFailed, failed.Reason);
        if (rebuild.Handlers.Values.Any(h => h.Phase == HandlerPhase.Pending))
            return rebuild.IsOver || rebuild.Cancel is not null
                ? new(WhyNotKind.EndedBefore, end)
                : new(WhyNotKind.NotPlannedYet, history.OfType<HandlerRetryScheduled>().LastOrDefault()?.Reason);
        // How builds of other things ended says nothing of it.
        return new(WhyNotKind.NotInAnswer, history.OfType<RebuildSkipped>().FirstOrDefault()?.Reason);
    }

    static string? NvrOf(PlannedBuild build) => (build.Recipe as ImageRecipe)?.OriginalNvr;

    static Reason? EndOf(IRebuildEvent e) => e is RebuildSkipped or RebuildFailed or RebuildCanceled or RebuildCompleted ? ReasonOfEvent.Of(e) : null;
}

/// <param name="Reason">The reason that decided; null where none was given.</param>
public sealed record WhyNotAnswer(WhyNotKind Kind, Reason? Reason)
{
    /// <summary>Keys of the builds of it that were planned.</summary>
    public IReadOnlyList<string> Builds { get; init; } = [];

    /// <summary>What was said when it was left alone.</summary>
    public IReadOnlyList<ArtifactExcluded> Excluded { get; init; } = [];

    /// <summary>Where one build was asked about: the others of the same name that were planned, or left alone.</summary>
    public IReadOnlyList<string> OtherBuilds { get; init; } = [];
    public IReadOnlyList<ArtifactExcluded> OtherExcluded { get; init; } = [];

    /// <summary>What the handlers remarked about what they were told.</summary>
    public IReadOnlyList<Reason> Remarks { get; init; } = [];
}

/// <summary>Why something was not rebuilt, the nearest reason first.</summary>
public enum WhyNotKind
{
    /// <summary>It was planned: the build tells how it went.</summary>
    Planned,

    /// <summary>It was looked at and left alone.</summary>
    Excluded,

    /// <summary>It was not in what the handlers were told: catalogues did not name it as affected.</summary>
    NotInAnswer,

    /// <summary>A handler failed, so what it would have named is not known.</summary>
    HandlerFailed,

    /// <summary>Not all handlers have answered yet.</summary>
    NotPlannedYet,

    /// <summary>The rebuild ended before all handlers had answered.</summary>
    EndedBefore,

    /// <summary>The rebuild asked no handler: none is switched on for it, or the same fact was handled before.</summary>
    NoHandler,

    /// <summary>The message came and was refused.</summary>
    SetAside,

    /// <summary>No such message has led to a rebuild.</summary>
    NeverReceived,
}
