using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Failing_handlers
{
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
    static readonly Reason Unavailable =
        Reason.Of(ReasonCode.OutsideUnavailable, ("system", "PDC"), ("call", "GET modules/"), ("text", "503 Service Unavailable"));
    static readonly Reason Exhausted =
        Reason.Of(ReasonCode.RetriesExhausted, ("attempts", "2"), ("system", "PDC"), ("call", "GET modules/"), ("text", "503 Service Unavailable"));

    static readonly HandlerRetryScheduled Retry = new("H", 2, Some.Now.AddSeconds(10), Unavailable);

    [Fact]
    public void a_fault_outside_is_tried_again_later()
    {
        var after = Spec.Opened("H").When(r => Fault(r, attempt: 1)).Then(Retry).After;

        after.ShouldOwe(new PlanWithHandler(Spec.Id, "H", 2, Some.Now.AddSeconds(10)));
    }

    [Fact]
    public void until_the_budget_is_spent() => Spec.Given([.. Spec.OpenedWith("H"), Retry]).When(r => Fault(r, attempt: 2)).Then(
        new HandlerFailed("H", Exhausted), AllFailed(Exhausted))
        .After.State.ShouldBe(RebuildState.Failed);

    [Fact] // else "everything planned was rebuilt" would be read as "everything"
    public void is_said_at_the_end_also_where_another_handler_found_something()
    {
        var planned = Spec.Opened("H", "Z").RecordPlan("Z", new([Some.Module("lib")], []), Some.AllowAll, Some.NothingVisited).After;
        var failed = planned.RecordHandlerCrash("H", "out of range").After;

        var end = failed.Started("lib", 7).RecordProgress(Some.Key("lib"), Some.Progress(7, ModuleBuildState.Ready)).Events.OfType<RebuildCompleted>().Single();

        end.Reason.Code.ShouldBe(ReasonCode.AllRebuilt);
        end.Reason.ToString().ShouldStartWith("Everything planned was rebuilt (1). The plan was incomplete, because H failed. ");
    }

    [Fact] // asking again would not help
    public void a_plan_that_cannot_be_made_fails_the_handler_with_its_reason()
    {
        var reason = Reason.Of(ReasonCode.UnknownAdvisory, ("advisory", "7"));

        Spec.Opened("H").When(r => r.RecordPlan("H", Plan.Failed(reason), Some.AllowAll, Some.NothingVisited)).Then(
            new HandlerFailed("H", reason), AllFailed(reason));
    }

    [Fact]
    public void a_fault_that_was_reported_before_changes_nothing() => Spec.Given([.. Spec.OpenedWith("H"), Retry]).When(r => Fault(r, attempt: 1)).ThenNothing();

    [Fact]
    public void a_fault_of_a_handler_that_has_answered_changes_nothing() => Spec.Planned(Some.Module("web")).When(r => Fault(r, attempt: 1)).ThenNothing();

    [Fact]
    public void a_handler_can_answer_after_a_fault() =>
        Spec.Given([.. Spec.OpenedWith("H"), Retry]).When(r => r.RecordPlan("H", new([Some.Module("web")], []), Some.AllowAll, Some.NothingVisited))
            .ThenInShort("ArtifactPlanned web", "HandlerCompleted", "PlanCompleted", "BuildStarting web");

    [Fact]
    public void a_crash_is_a_defect_and_not_tried_again() => Spec.Opened("H").When(r => r.RecordHandlerCrash("H", "NullReferenceException")).Then(
        new HandlerFailed("H", Crashed("H", "NullReferenceException")), AllFailed(Crashed("H", "NullReferenceException")));

    [Fact]
    public void a_crash_that_is_reported_twice_is_one() =>
        Spec.Opened("A", "B").RecordHandlerCrash("A", "x").After.When(r => r.RecordHandlerCrash("A", "x")).ThenNothing();

    [Fact]
    public void one_that_fails_does_not_stop_the_others() =>
        Spec.Opened("A", "B").RecordHandlerCrash("A", "x").After.When(r => r.RecordPlan("B", new([Some.Module("web")], []), Some.AllowAll, Some.NothingVisited)).Then(
            new ArtifactPlanned(Some.Module("web").Allowed(), "B"), new HandlerCompleted("B", 1, 0), new PlanCompleted(1, 0), new BuildStarting(Some.Key("web"), 1, Some.Revision));

    [Fact]
    public void one_that_fails_last_does_not_undo_what_the_others_planned() =>
        Spec.Opened("A", "B").Plan("A", Some.Module("web")).When(r => r.RecordHandlerCrash("B", "x"))
            .ThenInShort("HandlerFailed", "PlanCompleted", "BuildStarting web");

    [Theory] // it was hidden behind "nothing is affected"
    [InlineData(true)]
    [InlineData(false)]
    public void when_one_fails_and_the_others_find_nothing_nobody_knows_what_is_affected_and_it_has_failed(bool failsFirst)
    {
        var opened = Spec.Opened("B", "A");
        var end = failsFirst
            ? opened.RecordHandlerCrash("A", "x").After.When(FindsNothing)
            : FindsNothing(opened).After.When(r => r.RecordHandlerCrash("A", "x"));

        end.Events[^1].ShouldBeOfType<RebuildFailed>().Reason.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(ReasonCode.SomeHandlersFailed),
            r => r.ToString().ShouldBe("What is affected is not known: A failed, and no other handler found anything to rebuild. The handler A failed: x"));
        end.After.State.ShouldBe(RebuildState.Failed);
    }

    [Fact]
    public void when_one_fails_and_the_other_leaves_all_alone_it_has_failed() => Spec.Opened("A", "B").RecordHandlerCrash("A", "x").After
        .When(r => r.RecordPlan("B", new([], [new(Some.Module("web").Artifact, Some.Cause)]), Some.AllowAll, Some.NothingVisited))
        .ThenInShort("ArtifactExcluded web", "HandlerCompleted", "RebuildFailed");

    [Fact]
    public void when_all_fail_all_are_named_with_their_reasons() =>
        Spec.Opened("B", "A").RecordHandlerCrash("A", "x").After.When(r => r.RecordHandlerCrash("B", "y"))
            .Events.OfType<RebuildFailed>().Single().Reason.ToString().ShouldBe("Every handler failed: A, B. The handler A failed: x The handler B failed: y");

    static Decision FindsNothing(Rebuild r) => r.RecordPlan("B", new([], []), Some.AllowAll, Some.NothingVisited);

    static RebuildFailed AllFailed(Reason because) => new(Reason.Of(ReasonCode.AllHandlersFailed, ("handlers", "H")) with { Because = [because] });

    static Reason Crashed(string handler, string text) => Reason.Of(ReasonCode.HandlerCrashed, ("handler", handler), ("text", text));

    static Decision Fault(Rebuild r, int attempt) => r.RecordHandlerFault("H", attempt, Some.Fault, Two, Some.Now, jitter: 0);
}
