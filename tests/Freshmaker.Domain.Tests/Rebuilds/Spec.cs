using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
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
        IBuildEvent b => $"{e.GetType().Name} {b.Build.Split('/')[1]}",
        ArtifactExcluded x => $"{nameof(ArtifactExcluded)} {x.Artifact.Name}",
        _ => e.GetType().Name,
    };

    static string Lines(IEnumerable<IRebuildEvent> events) => string.Join('\n', events.Select(e => $"{e.GetType().Name} {Stored.Json(e)}"));
}
