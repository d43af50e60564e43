using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>What a rebuild wants done next, from its state alone: after a crash it is asked again and names the same work.</summary>
public static class RebuildProcess
{
    /// <summary>All work that is owed.</summary>
    public static IEnumerable<Work> Next(Rebuild r) => r.IsOver || r.Trigger is null
        ? []
        : [.. r.Handlers.OrderBy(h => h.Value.Order).Select(Work? (h) => OfHandler(r, h.Key))
            .Concat(r.Composes.Keys.Select(Work? (c) => OfCompose(r, c)))
            .Concat(r.Builds.Keys.Select(Work? (b) => OfBuild(r, b))).OfType<Work>()];

    /// <summary>Whether work is still owed: it can be ordered twice, and the rebuild can have gone on meanwhile.</summary>
    public static bool Owes(Rebuild r, Work work) => !r.IsOver && r.Trigger is not null && work == work switch
    {
        PlanWithHandler plan => OfHandler(r, plan.Handler),
        AskForCompose ask => OfCompose(r, ask.Compose),
        BuildWork build => OfBuild(r, build.Build),
        _ => null,
    };

    /// <summary>The work that a decision has added to what was owed before. Only what its events are about is looked at.</summary>
    public static IEnumerable<Work> NewlyOwed(Rebuild before, Decision decision)
    {
        var after = decision.After;
        if (after.IsOver || decision.Events.Count == 0)
            return [];
        // A rebuild that was over and goes on owes also what others of its parts were about when it ended.
        if (before.IsOver || decision.Events.Any(e => e is TriggerRecognized or CancelRequested))
            return Next(after).Except(Next(before));
        return Subjects(decision.Events).Select(owed => (Before: owed(before), After: owed(after))).Where(o => o.After != o.Before).Select(o => o.After).OfType<Work>();
    }

    static IEnumerable<Func<Rebuild, Work?>> Subjects(IReadOnlyList<IRebuildEvent> events)
    {
        var handlers = events.Select(e => e switch
        {
            HandlerRetryScheduled h => h.Handler,
            HandlerCompleted h => h.Handler,
            HandlerFailed h => h.Handler,
            _ => null,
        }).OfType<string>().Distinct();
        var composes = events.OfType<IComposeEvent>().Select(c => c.Compose).Distinct();
        var builds = events.OfType<IBuildEvent>().Select(b => b.Build).Distinct();
        return [
            .. handlers.Select(h => (Func<Rebuild, Work?>)(r => OfHandler(r, h))),
            .. composes.Select(c => (Func<Rebuild, Work?>)(r => OfCompose(r, c))),
            .. builds.Select(b => (Func<Rebuild, Work?>)(r => OfBuild(r, b))),
        ];
    }

    static PlanWithHandler? OfHandler(Rebuild r, string handler) => r.Cancel is null && r.Handlers.TryGetValue(handler, out var h) && h.Phase == HandlerPhase.Pending
        ? new PlanWithHandler(r.Id, handler, h.Attempt, h.NotBefore) { MessageId = r.MessageId }
        : null;

    static AskForCompose? OfCompose(Rebuild r, string compose) => r.Cancel is null && r.Composes.TryGetValue(compose, out var c) && c.Phase == ComposePhase.Asking
        ? new AskForCompose(r.Id, compose, c.Attempt, c.NotBefore) { MessageId = r.MessageId }
        : null;

    static Work? OfBuild(Rebuild r, string build) => r.Builds.TryGetValue(build, out var b) && StepOf(r, b) is { } work ? work with { MessageId = r.MessageId } : null;

    static Work? StepOf(Rebuild r, BuildStatus b) => (b.Phase, b.Planned.Recipe) switch
    {
        // Whatever its composes do: they can be ready again before its time has come, and no event of its own would tell.
        (BuildPhase.Waiting, _) when b is { NotBefore: not null, UnmetParents: 0 } && r.Cancel is null && r.State == RebuildState.Building =>
            new WakeBuild(r.Id, b.Planned.Key, b.Try, b.NotBefore),
        (BuildPhase.Bumping, _) => new BumpSource(r.Id, b.Planned.Key, b.Planned.Prerequisites.OfType<SourceBump>().First(), b.Attempt, b.NotBefore),
        (BuildPhase.Submitting, ModuleRecipe m) => new SubmitModuleBuild(r.Id, b.Planned.Key, m.Name, m.Stream, b.Revision!, b.Attempt, b.NotBefore),
        (BuildPhase.Submitting, ImageRecipe) => new SubmitImageBuild(r.Id, b.Planned.Key, b.Try, b.Nvr, b.Attempt, b.NotBefore),
        (BuildPhase.Building, ModuleRecipe) when r.IsBeingStopped(b) => new CancelModuleBuild(r.Id, b.Planned.Key, b.ExternalId!.Value, b.Attempt, b.NotBefore),
        (BuildPhase.Building, ImageRecipe) when r.IsBeingStopped(b) => new CancelImageBuild(r.Id, b.Planned.Key, b.ExternalId!.Value, b.Attempt, b.NotBefore),
        (BuildPhase.Verifying, _) => new VerifyImage(r.Id, b.Planned.Key, b.ExternalId!.Value, b.Attempt, b.NotBefore),
        _ => null,
    };
}
