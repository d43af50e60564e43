using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Decisions about handlers' answers.</summary>
public static class PlanRecording
{
    /// <summary>
    /// Reviews a handler's plan and records it: what its names, policy, the cascade, earlier handlers or its own graph do not allow is excluded, with the rule.
    /// </summary>
    /// <param name="visited">For artifact keys that the cascade rebuilds already: in which rebuild.</param>
    public static Decision RecordPlan(this Rebuild rebuild, string handler, Plan plan, Policy policy, IReadOnlyDictionary<string, string> visited)
    {
        if (!rebuild.Awaits(handler))
            return Decision.Nothing(rebuild);
        if (plan.Failure is { } failure)
            return Decision.Of(rebuild, new HandlerFailed(handler, failure));

        // It could never be begun, and would stop the whole rebuild when its turn comes.
        if (plan.Builds.FirstOrDefault(b => b is { Recipe: ModuleRecipe { Revision: null } } && !b.Prerequisites.OfType<SourceBump>().Any()) is { } sourceless)
            return rebuild.RecordHandlerCrash(handler, $"it planned {sourceless.Key} with neither a commit to build nor a bump that makes one");

        var exclusions = new List<Exclusion>(plan.Exclusions);
        var allowed = new Dictionary<string, PlannedBuild>(plan.Builds.Count, StringComparer.Ordinal);
        foreach (var build in plan.Builds)
        {
            var key = build.Key;
            if (WhyExcluded(rebuild, handler, key, build, plan.AskedPolicy ? null : policy, visited, allowed, out var decided) is { } reason)
                exclusions.Add(new(build.Artifact, reason, (build.Recipe as ImageRecipe)?.OriginalNvr));
            else
                allowed.Add(key, decided is null ? build : build with { AllowedBy = decided.Reason });
        }

        var (buildable, unordered) = PlanGraph.Order([.. allowed.Values], rebuild.Builds.Keys);
        exclusions.AddRange(unordered);
        return Decision.Of(
            rebuild,
            [
                .. buildable.Select(b => new ArtifactPlanned(b, handler)),
                .. exclusions.Select(x => new ArtifactExcluded(x.Artifact, handler, x.Reason, x.Nvr)),
                new HandlerCompleted(handler, buildable.Count, exclusions.Count, plan.Priority) { Remarks = plan.Remarks, Advisory = plan.Advisory },
            ]);
    }

    /// <summary>A handler could not answer because the outside did not: ask again while the budget lasts.</summary>
    public static Decision RecordHandlerFault(this Rebuild rebuild, string handler, int attempt, Fault fault, RetryBudget budget, DateTimeOffset now, double jitter)
    {
        if (!rebuild.Awaits(handler) || rebuild.Handlers[handler].Attempt != attempt)
            return Decision.Nothing(rebuild);
        return Decision.Of(rebuild, budget.Allows(attempt)
            ? new HandlerRetryScheduled(handler, attempt + 1, now + budget.DelayAfter(attempt, jitter), Faults.Unavailable(fault))
            : new HandlerFailed(handler, Faults.Exhausted(fault, attempt)));
    }

    /// <summary>A handler broke. That is a defect, so it is not asked again; the other handlers go on.</summary>
    public static Decision RecordHandlerCrash(this Rebuild rebuild, string handler, string text) => rebuild.Awaits(handler)
        ? Decision.Of(rebuild, new HandlerFailed(handler, Reason.Of(ReasonCode.HandlerCrashed, ("handler", handler), ("text", text))))
        : Decision.Nothing(rebuild);

    static bool Awaits(this Rebuild rebuild, string handler) =>
        !rebuild.IsOver && rebuild.Handlers.TryGetValue(handler, out var status) && status.Phase == HandlerPhase.Pending;

    /// <param name="policy">Null: the handler has asked it.</param>
    /// <param name="decided">What policy said, if it was asked.</param>
    static Reason? WhyExcluded(
        Rebuild rebuild, string handler, string key, PlannedBuild build, Policy? policy, IReadOnlyDictionary<string, string> visited,
        Dictionary<string, PlannedBuild> allowed, out PolicyDecision? decided)
    {
        decided = null;
        var artifact = build.Artifact;
        if (ArtifactNames.BrokenRuleOfName(artifact.Name) is { } nameRule)
            return Reason.Of(ReasonCode.InvalidName, ("field", "name"), ("rule", nameRule));
        // The version of an image that is known by its NVR is no branch, and git never sees it.
        if (build.Recipe is not ImageRecipe { OriginalNvr: not null } && ArtifactNames.BrokenRuleOfBranch(artifact.Branch) is { } branchRule)
            return Reason.Of(ReasonCode.InvalidName, ("field", "branch"), ("rule", branchRule));
        if (build.Recipe is ImageRecipe { OriginalNvr: { } nvr } && Nvr.TryParse(nvr) is null)
            return Reason.Of(ReasonCode.InvalidName, ("field", "NVR"), ("rule", $"must have a name, a version and a release (it is '{nvr}')"));
        if (rebuild.Builds.TryGetValue(key, out var earlier))
            return Reason.Of(ReasonCode.AlreadyPlanned, ("handler", earlier.Handler));
        if (allowed.ContainsKey(key))
            return Reason.Of(ReasonCode.AlreadyPlanned, ("handler", handler));
        decided = policy?.Decide(handler, artifact.Kind, PolicyFacts.None.With(rebuild.Trigger, rebuild.DryRun).With(build));
        if (decided is { Allowed: false })
            return decided.Reason;
        if (rebuild.Cascade.Lineage.Contains(key))
            return Reason.Of(ReasonCode.CascadeCycle, ("path", Path(rebuild, key, fromRepeated: true)));
        return visited.TryGetValue(key, out var by)
            ? Reason.Of(ReasonCode.CascadeAlreadyVisited, ("rebuild", by), ("path", Path(rebuild, key, fromRepeated: false)))
            : null;
    }

    static string Path(Rebuild rebuild, string key, bool fromRepeated)
    {
        IEnumerable<string> lineage = rebuild.Cascade.Lineage;
        return string.Join(" → ", [.. fromRepeated ? lineage.SkipWhile(k => k != key) : lineage, key]);
    }
}
