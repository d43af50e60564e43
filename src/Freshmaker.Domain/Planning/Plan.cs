using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning;

/// <summary>What a handler answers: what to rebuild and why, and what was looked at and left alone, and why.</summary>
public sealed record Plan(IReadOnlyList<PlannedBuild> Builds, IReadOnlyList<Exclusion> Exclusions)
{
    public static Plan Empty { get; } = new([], []);

    /// <summary>How urgent it is, for when builds wait for their turn; the higher goes first. 0 is usual.</summary>
    public int Priority { get; init; }

    /// <summary>What it was made for; null when that was no advisory, or one that is not known.</summary>
    public PlannedAdvisory? Advisory { get; init; }

    /// <summary>What the whole plan rests on that was missing or could not be used, or why nothing was looked at.</summary>
    public IReadOnlyList<Reason> Remarks { get; init; } = [];

    /// <summary>Why no plan could be made, now or later; null when there is one, if only an empty one.</summary>
    public Reason? Failure { get; init; }

    /// <summary>A plan that cannot be made.</summary>
    public static Plan Failed(Reason reason) => Empty with { Failure = reason };

    /// <summary>Nothing was looked at.</summary>
    public static Plan Nothing(params IReadOnlyList<Reason> remarks) => Empty with { Remarks = remarks };

    /// <summary>
    /// The handler has asked policy itself, with facts that the plan does not carry (its advisory, published repositories), about what it rebuilds for its own
    /// sake; what is rebuilt for the sake of others is not asked about (behaviour.md R7). Else policy is asked about each build as the plan describes it.
    /// </summary>
    public bool AskedPolicy { get; init; }

    /// <summary>A module built from a commit that exists.</summary>
    public static Plan RebuildModule(string name, string stream, string revision, Reason cause) =>
        new([new(Artifact.Module(name, stream), new ModuleRecipe(name, stream, revision), [], [], cause)], []);

    /// <summary>
    /// Bumps and rebuilds every module that a catalogue found, and excludes those whose newest version is unaffected.
    /// </summary>
    /// <param name="found">The catalogue's answer.</param>
    /// <param name="bumpMessage">First line of the bump commits.</param>
    /// <param name="cause">Why these modules are affected.</param>
    public static Plan BumpAndRebuild(IReadOnlyList<ModuleMatch> found, string bumpMessage, Reason cause) => new(
        [.. found.Where(m => m.IsNewest).Select(m => new PlannedBuild(
            Artifact.Module(m.Name, m.Stream), new ModuleRecipe(m.Name, m.Stream, Revision: null), [],
            [new SourceBump("modules", m.Name, m.Stream, bumpMessage)], cause))],
        [.. found.Where(m => !m.IsNewest).Select(m => new Exclusion(
            Artifact.Module(m.Name, m.Stream), Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", m.Version), ("newest", m.NewestVersion))))]);
}
