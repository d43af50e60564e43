using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Canceling
{
    static readonly string Web = Some.Key("web");
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
    static readonly CancelRequested Requested = new("dana", "wrong branch");
    static readonly RebuildCanceled Canceled = new(Reason.Of(ReasonCode.CancelRequested, ("who", "dana"), ("why", "wrong branch")));

    [Fact]
    public void while_handlers_plan_ends_it_at_once_and_their_answers_come_too_late()
    {
        var after = Spec.Opened("H").When(Cancel).Then(Requested, Canceled).After;

        after.State.ShouldBe(RebuildState.Canceled);
        after.When(r => r.RecordPlan("H", new([Some.Module("web")], []), Some.AllowAll, Some.NothingVisited)).ThenNothing();
        RebuildProcess.Next(after).ShouldBeEmpty();
    }

    [Fact]
    public void while_the_last_handler_plans_ends_what_the_first_planned() =>
        Spec.Opened("A", "B").Plan("A", Some.Module("web")).When(Cancel).ThenInShort("CancelRequested", "BuildCanceled web", "RebuildCanceled");

    [Fact]
    public void while_sources_are_bumped_ends_it_at_once()
    {
        var after = Spec.Planned(Some.BumpedModule("web"), Some.Module("shop", "web")).When(Cancel)
            .ThenInShort("CancelRequested", "BuildCanceled shop", "BuildCanceled web", "RebuildCanceled").After;

        after.When(r => r.RecordBump(Web, new BumpResult.Bumped(Some.Revision, false))).ThenNothing();
    }

    [Fact]
    public void while_a_build_is_handed_over_waits_for_its_id_to_cancel_it_there()
    {
        var canceling = Spec.Planned(Some.Module("web")).When(Cancel).Then(Requested).After;
        canceling.ShouldOwe(new SubmitModuleBuild(Spec.Id, Web, "web", "1", Some.Revision, 1, null));

        var started = canceling.Started("web", 7);
        started.ShouldOwe(new CancelModuleBuild(Spec.Id, Web, 7, 1, null));
    }

    [Fact]
    public void while_a_build_is_handed_over_that_is_refused_ends_it() =>
        Cancel(Spec.Planned(Some.Module("web"))).After.When(r => r.RecordRefusal(Web, "MBS", "400")).ThenInShort("BuildFailed web", "RebuildCanceled");

    [Fact]
    public void while_builds_run_cancels_them_in_the_build_system_and_ends_when_it_confirms()
    {
        var canceling = Spec.Planned(Some.Module("web"), Some.Module("shop", "web")).Started("web", 7).When(Cancel)
            .Then(Requested, new BuildCanceled(Some.Key("shop"), Reason.Of(ReasonCode.CanceledBeforeStart))).After;
        canceling.ShouldOwe(new CancelModuleBuild(Spec.Id, Web, 7, 1, null));

        canceling.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Failed))).Then(
            new BuildCanceled(Web, Reason.Of(ReasonCode.CanceledInBuildSystem, ("build", "7"), ("system", "MBS"))), Canceled);
    }

    [Fact]
    public void too_late_for_a_build_leaves_it_done() => Cancel(Spec.Planned(Some.Module("web"), Some.Module("shop", "web")).Started("web", 7)).After
        .When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Ready))).ThenInShort("BuildSucceeded web", "RebuildCanceled");

    [Fact]
    public void is_tried_again_from_the_first_pause_on()
    {
        var submittedAtLast = Spec.Planned(Some.Module("web")).RecordBuildFault(Web, BuildPhase.Submitting, 1, Some.Fault, Two, Some.Now, 0).After.Started("web", 7);
        var canceling = Cancel(submittedAtLast).After;
        canceling.ShouldOwe(new CancelModuleBuild(Spec.Id, Web, 7, 1, null));

        var retried = canceling.When(r => r.RecordBuildFault(Web, BuildPhase.Building, 1, Some.Fault, Two, Some.Now, 0)).ThenInShort("BuildRetryScheduled web").After;
        retried.ShouldOwe(new CancelModuleBuild(Spec.Id, Web, 7, 2, Some.Now.AddSeconds(10)));
    }

    [Fact]
    public void twice_is_canceling_once() => Cancel(Spec.Planned(Some.Module("web"))).After.When(r => r.RequestCancel("eve", "me too")).ThenNothing();

    [Fact]
    public void what_is_over_changes_nothing() => Spec.Planned(Some.Module("web")).Started("web", 7).Ready("web", 7).When(Cancel).ThenNothing();

    [Fact]
    public void what_has_not_begun_changes_nothing() => new Rebuild(Spec.Id).When(Cancel).ThenNothing();

    static Decision Cancel(Rebuild r) => r.RequestCancel("dana", "wrong branch");
}
