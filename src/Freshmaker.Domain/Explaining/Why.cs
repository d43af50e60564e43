using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Explaining;

/// <summary>Why a build is there: back through its plan, what it needs, and the rebuilds before its own, to the message that everything began with.</summary>
public static class Why
{
    /// <summary>Links that are told at most; the last ones, which tell of the root, are told in any case.</summary>
    public const int MaxSteps = 500;

    /// <param name="rebuilds">From the first rebuild of the cascade to the one of the build.</param>
    /// <param name="build">The build's key.</param>
    /// <returns>No steps when there is no such build.</returns>
    public static WhyChain Of(IReadOnlyList<Rebuild> rebuilds, string build)
    {
        if (rebuilds is not [var root, ..] || !rebuilds[^1].Builds.ContainsKey(build))
            return new([], true);

        var (steps, left) = (new List<WhyStep>(), MaxSteps);
        var key = build;
        var isComplete = root.Cascade.CausedByRebuild is null;
        for (var i = rebuilds.Count - 1; i >= 0; i--)
        {
            List<WhyStep> inPlan = [.. InPlan(rebuilds[i], key).Take(left + 1)];
            isComplete &= inPlan.Count <= left;
            steps.AddRange(inPlan.Take(left));
            left -= Math.Min(left, inPlan.Count);
            steps.AddRange(BehindPlan(rebuilds[i]));
            key = rebuilds[i].Cascade.CausedByBuild ?? "";
        }

        return new([.. steps, .. Root(root)], isComplete);
    }

    /// <summary>What each build stands in the plan for, and what it needs: each build once, the nearest first.</summary>
    static IEnumerable<WhyStep> InPlan(Rebuild rebuild, string key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { key };
        var next = new Queue<string>([key]);
        while (next.TryDequeue(out var build))
        {
            if (!rebuild.Builds.TryGetValue(build, out var status))
                continue;
            yield return new(WhyKind.Planned, rebuild.Id)
            {
                Build = build,
                Handler = status.Handler,
                Reason = status.Planned.Cause,
                Packages = PackagesOf(status.Planned),
            };
            if (status.Planned.AllowedBy is { } rule)
                yield return new(WhyKind.Allowed, rebuild.Id) { Build = build, Handler = status.Handler, Reason = rule };

            // An ancestor is rebuilt for the sake of a descendant, whose own cause says what for.
            if (ForTheSakeOf(status.Planned) is { } sake && seen.Add(sake))
                next.Enqueue(sake);
            foreach (var parent in status.Planned.Parents.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                var other = rebuild.Builds.GetValueOrDefault(parent);
                yield return new(WhyKind.Needs, rebuild.Id)
                {
                    Build = build,
                    Other = parent,
                    From = (other?.Planned.Recipe as ImageRecipe)?.OriginalNvr,
                    To = other?.Nvr,
                    Packages = other is null ? [] : PackagesOf(other.Planned),
                };
                if (seen.Add(parent))
                    next.Enqueue(parent);
            }
        }
    }

    static IEnumerable<WhyStep> BehindPlan(Rebuild rebuild)
    {
        if (rebuild.Trigger is { } trigger)
            yield return new(WhyKind.Trigger, rebuild.Id) { Trigger = trigger };
        if (rebuild.Cascade is { CausedByRebuild: { } earlier, CausedByBuild: { } build })
            yield return new(WhyKind.EarlierBuild, rebuild.Id) { CausedByRebuild = earlier, Other = build };
    }

    static IEnumerable<WhyStep> Root(Rebuild root)
    {
        if (root.MessageId is { } message)
            yield return new(WhyKind.Message, root.Id) { MessageId = message };
        if (root.Requester is { } person)
            yield return new(WhyKind.Person, root.Id) { Person = person };
    }

    static string? ForTheSakeOf(PlannedBuild build) =>
        build.Cause.Code is ReasonCode.AncestorOfAffectedImage or ReasonCode.AncestorThatMayBeAffected or ReasonCode.BetweenRequestedImages
        && build.Cause.Parameters.TryGetValue("image", out var child)
            ? PlannedBuild.KeyOfImage(child)
            : null;

    static IReadOnlyList<PackageChange> PackagesOf(PlannedBuild build) => build.Cause switch
    {
        { Code: ReasonCode.ContainsAffectedRpm or ReasonCode.AncestorOfAffectedImage, Parameters: var p } when p.TryGetValue("needed", out var needed) =>
            [new(Nvr.TryParse(needed)?.Name ?? needed, p.GetValueOrDefault("installed"), needed)],
        { Code: ReasonCode.ContainsChangedRpm, Parameters: var p } when p.TryGetValue("rpm", out var rpm) => [new(rpm, null, p.GetValueOrDefault("revision"))],
        { Code: ReasonCode.BuiltFromRebuiltModule, Parameters: var p } when p.TryGetValue("module", out var module) => [new(module, null, p.GetValueOrDefault("build"))],
        { Code: ReasonCode.ParentBuilt, Parameters: var p } when p.TryGetValue("built", out var built) =>
            [new(Nvr.TryParse(built)?.Name ?? built, p.GetValueOrDefault("parent"), built)],
        // It is not known what it contains, only what it must not contain in an older version than this.
        _ when build.Recipe is ImageRecipe { MustContain: { Count: > 0 } fix } => [.. fix.Select(nvr => new PackageChange(Nvr.TryParse(nvr)?.Name ?? nvr, null, nvr))],
        _ => [],
    };
}
