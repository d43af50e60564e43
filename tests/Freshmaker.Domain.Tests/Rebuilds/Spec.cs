using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Storage;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>Given / When / Then. Events hold collections, so they are compared as what is stored: their JSON.</summary>
static class Spec
{
    public static readonly string Id = RebuildId.Of(Some.MessageId);

    public static Rebuild Given(params IEnumerable<IRebuildEvent> history) => history.Aggregate(new Rebuild(Id), Rebuild.Fold);

    /// <summary>Exactly this work, all of it for the message that caused the rebuild.</summary>
    public static void ShouldOwe(this Rebuild rebuild, params Work[] work) =>
        RebuildProcess.Next(rebuild).ShouldBe(work.Select(w => w with { MessageId = Some.MessageId }));

    /// <summary>Received and recognised, for these handlers.</summary>
    public static Rebuild Opened(params string[] handlers) => Given(OpenedWith(handlers));

    public static IRebuildEvent[] OpenedWith(params string[] handlers) =>
        [.. Receiving.Open(Some.Message(), Some.Trigger, handlers, CascadePosition.First(Id)).Events.Take(2)];

    /// <summary>Planned by one handler: what can begin has begun.</summary>
    public static Rebuild Planned(params PlannedBuild[] builds) => Opened("H").Plan("H", builds);

    public static Rebuild Plan(this Rebuild rebuild, string handler, params PlannedBuild[] builds) =>
        rebuild.RecordPlan(handler, new(builds, []), Some.AllowAll, Some.NothingVisited).After;

    /// <summary>Handed to the build system, which gave it this id.</summary>
    public static Rebuild Started(this Rebuild rebuild, string name, long id) =>
        rebuild.RecordStart(Some.Key(name), Some.Progress(id, ModuleBuildState.Init), $"https://mbs/{id}", adopted: false).After;

    public static Rebuild Ready(this Rebuild rebuild, string name, long id) =>
        rebuild.RecordProgress(Some.Key(name), Some.Progress(id, ModuleBuildState.Ready)).After;

    public static Rebuild Failed(this Rebuild rebuild, string name, long id) =>
        rebuild.RecordProgress(Some.Key(name), Some.Progress(id, ModuleBuildState.Failed)).After;

    /// <summary>Planned by one handler at <see cref="Some.Now"/>: what can begin has begun.</summary>
    public static Rebuild PlannedAt(Moment moment, params PlannedBuild[] builds) => (Opened("H") with { Moment = moment }).Plan("H", builds);

    public static Rebuild PlannedNow(params PlannedBuild[] builds) => PlannedAt(new(Some.Now), builds);

    /// <summary>So much later.</summary>
    public static Rebuild Later(this Rebuild rebuild, TimeSpan by) => rebuild with { Moment = rebuild.Moment with { Now = rebuild.Moment.Now + by } };

    public static BuildStatus Image(this Rebuild rebuild, string name) => rebuild.Builds[Some.ImageKey(name)];

    /// <summary>Handed to Koji, which gave the attempt under way this task.</summary>
    public static Rebuild Tasked(this Rebuild rebuild, string name, long task) => rebuild.When(r => r.RecordTaskStart(
        Some.ImageKey(name), r.Image(name).Try, Some.Task(task, TaskState.Free), $"https://koji/{task}", adopted: false)).After;

    public static Decision Task(this Rebuild rebuild, string name, long task, TaskState state, string? text = null) =>
        rebuild.When(r => r.RecordTask(Some.ImageKey(name), Some.Task(task, state, text)));

    /// <summary>Closed, looked at and found good.</summary>
    public static Decision Built(this Rebuild rebuild, string name, long task) => rebuild.Task(name, task, TaskState.Closed).After.When(r =>
        r.RecordResult(Some.ImageKey(name), task, new(task + 1000, r.Image(name).Nvr ?? $"{name}-1-6", null)));

    /// <summary>The pause after a failed attempt is over.</summary>
    public static Decision Woken(this Rebuild rebuild, string name) =>
        (rebuild with { Moment = rebuild.Moment with { Now = rebuild.Image(name).NotBefore!.Value } }).When(r => Decision.Wake(r, Some.ImageKey(name)));

    public static Decision Compose(this Rebuild rebuild, Prerequisite need, long id, ComposeState state) =>
        rebuild.When(r => r.RecordCompose(ComposeKeys.Of(need)!, Some.ComposeNews(id, state)));

    /// <summary>ODCS answered when it was asked for a compose.</summary>
    public static Decision Answered(this Rebuild rebuild, Prerequisite need, long id, ComposeState state) =>
        rebuild.When(r => r.RecordComposeAnswer(ComposeKeys.Of(need)!, new ComposeAnswer.Accepted(Some.ComposeNews(id, state)), adopted: false));

    public static ComposeStatus ComposeOf(this Rebuild rebuild, Prerequisite need) => rebuild.Composes[ComposeKeys.Of(need)!];

    public static Decision When(this Rebuild rebuild, Func<Rebuild, Decision> decide)
    {
        var decision = decide(rebuild);
        Stored.Json(decision.Events.Aggregate(rebuild, Rebuild.Fold)).ShouldBe(Stored.Json(decision.After), "folding what was decided must give the state after it");
        ReasonsShouldBeComplete(decision.Events);
        return decision;
    }

    public static Decision Then(this Decision decision, params IRebuildEvent[] expected)
    {
        Lines(decision.Events).ShouldBe(Lines(expected));
        return decision;
    }

    /// <summary>For long decisions: the events by name and the build they are about.</summary>
    public static Decision ThenInShort(this Decision decision, params string[] expected)
    {
        decision.Events.Select(InShort).ShouldBe(expected);
        return decision;
    }

    public static void ThenNothing(this Decision decision) => decision.Then();

    public static void ReasonsShouldBeComplete(IEnumerable<IRebuildEvent> events)
    {
        foreach (var reason in events.SelectMany(ReasonsOf))
            reason.Parameters.Keys.ShouldBe(Sentences.ParametersOf(reason.Code), ignoreOrder: true, $"parameters of {reason.Code}");
    }

    static IEnumerable<Reason> ReasonsOf(IRebuildEvent e) =>
        [.. e.GetType().GetProperties().Select(p => p.GetValue(e)).OfType<Reason>(), .. e is ArtifactPlanned planned ? [planned.Planned.Cause] : Array.Empty<Reason>()];

    static string InShort(IRebuildEvent e) => e switch
    {
        IBuildEvent b => $"{e.GetType().Name} {NameOf(b.Build)}",
        ArtifactExcluded x => $"{nameof(ArtifactExcluded)} {x.Artifact.Name}",
        _ => e.GetType().Name,
    };

    static string NameOf(string build) => build.Split('/')[1] is var name && build.StartsWith("image/", StringComparison.Ordinal) && name.EndsWith("-1-5", StringComparison.Ordinal)
        ? name[..^4]
        : name;

    static string Lines(IEnumerable<IRebuildEvent> events) => string.Join('\n', events.Select(e => $"{e.GetType().Name} {Stored.Json(e)}"));
}
