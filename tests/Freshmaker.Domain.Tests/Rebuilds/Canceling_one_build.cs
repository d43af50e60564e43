using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Canceling_one_build
{
    static readonly string Web = Some.ImageKey("web");
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    // base → web → shop, base → db
    static readonly Rebuild Begun = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base"), Some.Image("shop", "web"), Some.Image("db", "base")).Tasked("base", 1);
    static readonly Rebuild Running = Begun.Built("base", 1).After.Tasked("web", 2).Tasked("db", 3);

    [Fact]
    public void that_waits_cancels_it_and_what_depends_on_it_at_once_and_the_others_go_on()
    {
        var after = Begun.When(r => Cancel(r)).Then(
            new BuildCancelRequested(Web, "dana", "broken"),
            new BuildCanceled(Some.ImageKey("shop"), Reason.Of(ReasonCode.CanceledWithParent, ("parent", Web))),
            new BuildCanceled(Web, Reason.Of(ReasonCode.CanceledBeforeStart))).After;

        after.State.ShouldBe(RebuildState.Building);
        after.Built("base", 1).ThenInShort("BuildSucceeded base", "BuildStarting db").After.Tasked("db", 3).Built("db", 3).ThenInShort("BuildSucceeded db", "RebuildCompleted")
            .Events.OfType<RebuildCompleted>().Single().Canceled.ShouldBe(2);
    }

    [Fact]
    public void that_runs_cancels_its_task_and_ends_when_Koji_confirms_and_what_depends_on_it_at_once()
    {
        var canceling = Running.When(r => Cancel(r)).Then(
            new BuildCancelRequested(Web, "dana", "broken"),
            new BuildCanceled(Some.ImageKey("shop"), Reason.Of(ReasonCode.CanceledWithParent, ("parent", Web)))).After;
        canceling.ShouldOwe(new CancelImageBuild(Spec.Id, Web, 2, 1, null));
        canceling.When(r => Cancel(r)).ThenNothing();

        canceling.Task("web", 2, TaskState.Canceled).ThenInShort("BuildCanceled web");
        canceling.Task("web", 2, TaskState.Failed).ThenInShort("BuildCanceled web"); // it is not tried again
        canceling.Built("web", 2).ThenInShort("BuildSucceeded web"); // too late for it, not for what would be built on it
    }

    [Fact] // base → web → shop → cart; web is needed by pair, too, whose other parent is done
    public void cancels_all_that_depends_on_it_however_far_and_nothing_else()
    {
        var running = Spec.PlannedNow(
            Some.Image("web"), Some.Image("db"), Some.Image("shop", "web"), Some.Image("cart", "shop"), Some.Image("pair", "db", "web"), Some.Image("other", "db"))
            .Tasked("web", 1).Tasked("db", 2).Built("db", 2).After;

        running.When(r => Cancel(r)).ThenInShort("BuildCancelRequested web", "BuildCanceled pair", "BuildCanceled shop", "BuildCanceled cart")
            .After.Image("other").Phase.ShouldBe(BuildPhase.Submitting);
    }

    [Fact]
    public void whose_result_is_looked_at_cancels_what_depends_on_it() => Running.Task("web", 2, TaskState.Closed).After
        .When(r => Cancel(r)).ThenInShort("BuildCancelRequested web", "BuildCanceled shop");

    [Fact]
    public void of_a_module_that_runs_cancels_it_in_MBS()
    {
        var canceling = Spec.Planned(Some.Module("web"), Some.Module("shop", "web"), Some.Module("db")).Started("web", 7)
            .When(r => r.RequestCancelOf(Some.Key("web"), "dana", "x")).ThenInShort("BuildCancelRequested web", "BuildCanceled shop").After;

        RebuildProcess.Next(canceling).ShouldContain(new CancelModuleBuild(Spec.Id, Some.Key("web"), 7, 1, null) { MessageId = Some.MessageId });
        canceling.When(r => r.RecordProgress(Some.Key("web"), Some.Progress(7, ModuleBuildState.Failed))).ThenInShort("BuildCanceled web");
    }

    [Fact]
    public void is_tried_again_when_Koji_cannot_be_reached()
    {
        var retried = Cancel(Running).After.When(r => r.RecordBuildFault(Web, BuildPhase.Building, 1, Some.Fault, Two, Some.Now, 0)).ThenInShort("BuildRetryScheduled web").After;

        retried.ShouldOwe(new CancelImageBuild(Spec.Id, Web, 2, 2, Some.Now.AddSeconds(10)));
        Running.When(r => r.RecordBuildFault(Web, BuildPhase.Building, 1, Some.Fault, Two, Some.Now, 0)).ThenNothing(); // nobody asked to cancel it
    }

    [Fact] // it was recorded as failed while its task ran on
    public void is_not_given_up_while_its_task_may_run()
    {
        var canceling = Cancel(Running).After;
        for (var attempt = 1; attempt <= 50; attempt++)
            canceling = canceling.When(r => r.RecordBuildFault(Web, BuildPhase.Building, attempt, Some.Fault, Two, Some.Now, 0)).ThenInShort("BuildRetryScheduled web").After;

        canceling.ShouldOwe(new CancelImageBuild(Spec.Id, Web, 2, 51, Some.Now + Two.MaxDelay));
        canceling.Task("web", 2, TaskState.Canceled).ThenInShort("BuildCanceled web");
    }

    [Fact]
    public void that_is_handed_over_waits_for_its_task_to_cancel_it()
    {
        var canceling = Cancel(Begun.Built("base", 1).After).ThenInShort("BuildCancelRequested web", "BuildCanceled shop").After;

        RebuildProcess.Next(canceling.Tasked("web", 2)).ShouldContain(new CancelImageBuild(Spec.Id, Web, 2, 1, null) { MessageId = Some.MessageId });
        canceling.When(r => r.RecordRefusal(Web, "Koji", "no")).ThenInShort("BuildFailed web");
    }

    [Fact] // it was submitted only to be canceled
    public void that_was_to_be_handed_over_ends_it_when_Koji_does_not_have_it()
    {
        var submitting = Begun.Built("base", 1).After;

        Cancel(submitting).After.When(r => r.RecordNotSubmitted(Web)).Then(new BuildCanceled(Web, Reason.Of(ReasonCode.CanceledBeforeStart)));
        submitting.When(r => r.RecordNotSubmitted(Web)).ThenNothing(); // nobody asked to cancel it
        Cancel(Running).After.When(r => r.RecordNotSubmitted(Web)).ThenNothing(); // Koji has it after all
        submitting.RequestCancel("dana", "x").After
            .When(r => r.RecordNotSubmitted(Web)).ThenInShort("BuildCanceled web").After
            .When(r => r.RecordNotSubmitted(Some.ImageKey("db"))).ThenInShort("BuildCanceled db", "RebuildCanceled");
    }

    [Fact] // an answer may be lost on its way: Koji is asked until it says whether it has it
    public void that_was_to_be_handed_over_is_not_given_up_while_Koji_cannot_be_asked()
    {
        var canceling = Cancel(Begun.Built("base", 1).After).After;
        for (var attempt = 1; attempt <= 5; attempt++)
            canceling = canceling.When(r => r.RecordBuildFault(Web, BuildPhase.Submitting, attempt, Some.Fault, Two, Some.Now, 0)).ThenInShort("BuildRetryScheduled web").After;

        RebuildProcess.Next(canceling).OfType<SubmitImageBuild>().Single(w => w.Build == Web).Attempt.ShouldBe(6);
    }

    [Fact] // its task is closed: there is nothing left to stop, and it must not be looked at for ever
    public void whose_result_cannot_be_looked_at_is_given_up() => Cancel(Running.Task("web", 2, TaskState.Closed).After).After
        .When(r => r.RecordBuildFault(Web, BuildPhase.Verifying, 1, Some.Fault, new(1, Two.FirstDelay, Two.MaxDelay), Some.Now, 0)).ThenInShort("BuildFailed web");

    [Fact]
    public void that_waits_for_its_next_attempt_ends_it() =>
        Running.Task("web", 2, TaskState.Failed).After.When(r => Cancel(r)).ThenInShort("BuildCancelRequested web", "BuildCanceled shop", "BuildCanceled web");

    [Fact]
    public void whose_source_is_bumped_ends_it()
    {
        var after = Spec.Planned(Some.BumpedModule("web"), Some.Module("db")).When(r => r.RequestCancelOf(Some.Key("web"), "dana", "x"))
            .ThenInShort("BuildCancelRequested web", "BuildCanceled web").After;

        after.When(r => r.RecordBump(Some.Key("web"), new BumpResult.Bumped(Some.Revision, false))).ThenNothing();
    }

    [Fact]
    public void while_other_handlers_still_plan_keeps_it_from_beginning() => Spec.Opened("A", "B").Plan("A", Some.Image("web"), Some.Image("db"))
        .When(r => Cancel(r)).ThenInShort("BuildCancelRequested web").After
        .When(r => r.RecordPlan("B", new([], []), Some.AllowAll, Some.NothingVisited))
        .ThenInShort("HandlerCompleted", "PlanCompleted", "BuildStarting db", "BuildCanceled web");

    [Fact]
    public void whose_composes_are_asked_for_again_ends_it()
    {
        var sets = Some.Compose("rhel-8-baseos");
        var submitting = Spec.PlannedNow(Some.Image("web").Needing(sets), Some.Image("db")).Answered(sets, 5, ComposeState.Done).After;

        Cancel(submitting).After.When(r => r.RecordStaleComposes(Web, [ComposeKeys.Of(sets)!])).Events.OfType<BuildCanceled>().Single().Build.ShouldBe(Web);
    }

    [Fact]
    public void when_it_is_the_last_ends_the_rebuild() => Spec.PlannedNow(Some.Image("web")).Tasked("web", 2).When(r => Cancel(r)).After
        .Task("web", 2, TaskState.Canceled).ThenInShort("BuildCanceled web", "RebuildFailed");

    [Fact]
    public void that_is_over_or_unknown_or_in_a_canceled_rebuild_changes_nothing()
    {
        Running.When(r => r.RequestCancelOf(Some.ImageKey("base"), "dana", "x")).ThenNothing();
        Running.When(r => r.RequestCancelOf("image/ghost", "dana", "x")).ThenNothing();
        Running.RequestCancel("eve", "y").After.When(r => Cancel(r)).ThenNothing();
    }

    [Fact]
    public void can_be_followed_by_canceling_the_rebuild() => Cancel(Running).After.When(r => r.RequestCancel("eve", "y"))
        .ThenInShort("CancelRequested").After
        .Task("web", 2, TaskState.Canceled).ThenInShort("BuildCanceled web").After
        .Task("db", 3, TaskState.Canceled).ThenInShort("BuildCanceled db", "RebuildCanceled");

    static Decision Cancel(Rebuild r) => r.RequestCancelOf(Web, "dana", "broken");
}
