using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Taking_turns
{
    static readonly Moment Limited = new(Some.Now) { StartsTakeTurns = true };
    static readonly NewCompose Sets = Some.Compose("rhel-8-baseos");
    static readonly string Key = ComposeKeys.Of(Sets)!;
    static readonly string Web = Some.ImageKey("web");

    [Fact]
    public void what_could_start_waits_for_its_turn_with_what_it_counts_for() => (Spec.Opened("H") with { Moment = Limited })
        .When(r => r.RecordPlan("H", new([Some.Image("web"), Some.Module("lib"), Some.Image("shop", "web")], []) { Priority = 30 }, Some.AllowAll, Some.NothingVisited))
        .Events.OfType<BuildQueued>().ShouldBe([new(Web, "rhel-8-candidate", 30, 1), new(Some.Key("lib"), "modules", 30, 0)]);

    [Fact] // over the plans of all handlers, and by the longest way, not by the number of children
    public void how_much_has_to_follow_one_after_another_counts()
    {
        var rebuild = (Spec.Opened("A", "B") with { Moment = Limited }).Plan("A", Some.Image("web"), Some.Image("shop", "web"), Some.Image("db"));
        rebuild.Builds.Values.ShouldAllBe(b => b.Height == 0, "the plan is not complete");

        var planned = rebuild.RecordPlan(
            "B", new([Some.Image("till", "shop", "db"), Some.Image("a", "db"), Some.Image("b", "db")], []), Some.AllowAll, Some.NothingVisited);

        planned.Events.OfType<BuildQueued>().Select(q => (q.Build, q.Height)).ShouldBe([(Some.ImageKey("db"), 1), (Web, 2)]);
    }

    [Fact]
    public void each_build_that_queues_says_what_follows_it() => Spec.PlannedAt(Limited, Some.Image("web"), Some.Image("shop", "web"), Some.Image("till", "shop"))
        .GrantTurn(Web).After.Tasked("web", 1).Built("web", 1)
        .Events.OfType<BuildQueued>().ShouldBe([new(Some.ImageKey("shop"), "rhel-8-candidate", 0, 1)]);

    [Fact]
    public void the_most_urgent_of_the_plans_counts() => (Spec.Opened("A", "B") with { Moment = Limited })
        .RecordPlan("A", new([Some.Image("web")], []) { Priority = 30 }, Some.AllowAll, Some.NothingVisited).After
        .When(r => r.RecordPlan("B", new([], []) { Priority = 10 }, Some.AllowAll, Some.NothingVisited))
        .Events.OfType<BuildQueued>().Single().Priority.ShouldBe(30);

    [Fact]
    public void a_build_whose_turn_has_come_begins_once_and_under_the_time_of_its_turn()
    {
        var queued = Spec.PlannedAt(Limited, Some.Image("web"));
        RebuildProcess.Next(queued).ShouldBeEmpty();

        var begun = queued.Later(TimeSpan.FromSeconds(60)).When(r => r.GrantTurn(Web))
            .Then(new BuildStarting(Web, 1, Some.Revision, $"web-1-5.{Some.Now.ToUnixTimeSeconds() + 60}")).After;

        begun.When(r => r.GrantTurn(Web)).ThenNothing();
        begun.ShouldOwe(new SubmitImageBuild(Spec.Id, Web, 1, begun.Image("web").Nvr, 1, null));
    }

    [Fact]
    public void what_waits_for_something_else_gets_none() =>
        Spec.PlannedAt(Limited, Some.Image("web"), Some.Image("shop", "web")).When(r => r.GrantTurn(Some.ImageKey("shop"))).ThenNothing();

    [Fact]
    public void each_attempt_takes_its_own()
    {
        var failed = Spec.PlannedAt(Limited, Some.Image("web")).GrantTurn(Web).After.Tasked("web", 1).Task("web", 1, TaskState.Failed).After;

        failed.Woken("web").ThenInShort("BuildQueued web").After.When(r => r.GrantTurn(Web)).ThenInShort("BuildStarting web").After.Image("web").Try.ShouldBe(2);
    }

    [Fact]
    public void a_bumped_module_takes_it_after_its_bump() => Spec.PlannedAt(Limited, Some.BumpedModule("lib"))
        .When(r => r.RecordBump(Some.Key("lib"), new Domain.Ports.BumpResult.Bumped(Some.OtherRevision, false))).ThenInShort("SourceBumped lib", "BuildQueued lib").After
        .When(r => r.GrantTurn(Some.Key("lib"))).Then(new BuildStarting(Some.Key("lib"), 1, Some.OtherRevision));

    [Fact]
    public void canceled_ones_get_none()
    {
        var queued = Spec.PlannedAt(Limited, Some.Image("web"), Some.Image("db")).GrantTurn(Some.ImageKey("db")).After;

        queued.When(r => r.RequestCancelOf(Web, "dana", "x")).ThenInShort("BuildCancelRequested web", "BuildCanceled web").After.When(r => r.GrantTurn(Web)).ThenNothing();
        queued.When(r => r.RequestCancel("dana", "x")).ThenInShort("CancelRequested", "BuildCanceled web").After.When(r => r.GrantTurn(Web)).ThenNothing();
    }

    [Fact] // its turn came while its compose was made again: it began without
    public void who_loses_a_compose_in_the_queue_leaves_it_until_there_is_another()
    {
        var queued = Spec.PlannedAt(Limited, Some.Image("web").Needing(Sets)).Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady", "BuildQueued web").After;

        var gone = queued.Compose(Sets, 5, ComposeState.Removed).Then(
            new ComposeRemoved(Key, 5),
            new BuildPostponed(Web, Reason.Of(ReasonCode.ComposeExpires, ("compose", "5"))),
            new ComposeRenewalRequested(Key, 5, Reason.Of(ReasonCode.ComposeRemoved, ("compose", "5")))).After;
        gone.When(r => r.GrantTurn(Web)).ThenNothing();
        gone.Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildQueued web");
        gone.Answered(Sets, 5, ComposeState.Failed).ThenInShort("ComposeFailed", "BuildFailed web", "RebuildFailed");
    }

    [Fact]
    public void the_limit_may_be_lifted_while_builds_wait()
    {
        var queued = Spec.PlannedAt(Limited, Some.Image("web")) with { Moment = new(Some.Now) };

        queued.When(r => r.GrantTurn(Web)).ThenInShort("BuildStarting web");
    }
}
