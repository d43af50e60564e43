using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>What a rebuild wants done next, from its state alone: after a crash it is asked again and names the same work.</summary>
public static class RebuildProcess
{
    /// <summary>All work that is owed.</summary>
    public static IEnumerable<Work> Next(Rebuild rebuild) => rebuild.IsOver || rebuild.Trigger is null
        ? []
        : [.. HandlersToAsk(rebuild).Concat(rebuild.Builds.Values.Select(b => StepOf(rebuild, b)).OfType<Work>())
            .Select(work => work with { MessageId = rebuild.MessageId })];

    /// <summary>Whether work is still owed: it can be ordered twice, and the rebuild can have gone on meanwhile.</summary>
    public static bool Owes(Rebuild rebuild, Work work) => Next(rebuild).Contains(work);

    /// <summary>The work that a decision has added to what was owed before.</summary>
    public static IEnumerable<Work> NewlyOwed(Rebuild before, Rebuild after) => Next(after).Except(Next(before));

    static IEnumerable<Work> HandlersToAsk(Rebuild r) => r.Cancel is not null ? [] : r.Handlers
        .Where(h => h.Value.Phase == HandlerPhase.Pending)
        .OrderBy(h => h.Value.Order)
        .Select(h => new PlanWithHandler(r.Id, h.Key, r.Trigger!, h.Value.Attempt, h.Value.NotBefore));

    static Work? StepOf(Rebuild r, BuildStatus b) => b.Phase switch
    {
        BuildPhase.Bumping => new BumpSource(r.Id, b.Planned.Key, b.Planned.Prerequisites.OfType<SourceBump>().First(), b.Attempt, b.NotBefore),
        BuildPhase.Submitting when b.Planned.Recipe is ModuleRecipe m =>
            new SubmitModuleBuild(r.Id, b.Planned.Key, m.Name, m.Stream, b.Revision!, b.Attempt, b.NotBefore),
        BuildPhase.Building when r.Cancel is not null => new CancelModuleBuild(r.Id, b.Planned.Key, b.ExternalId!.Value, b.Attempt, b.NotBefore),
        _ => null,
    };
}
