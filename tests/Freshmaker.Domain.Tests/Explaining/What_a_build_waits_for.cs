using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Rebuilds;

namespace Freshmaker.Domain.Tests.Explaining;

public sealed class What_a_build_waits_for
{
    static readonly NewCompose Sets = Some.Compose("rhel-8-baseos");
    static readonly string Web = Some.ImageKey("web"), Shop = Some.ImageKey("shop");

    [Fact]
    public void is_each_handler_that_still_plans() =>
        Of(Spec.Opened("A", "B").Plan("A", Some.Image("web")), Web).ShouldBe(["Plan: The handler B is not done with its plan; no build starts before the plan is complete."]);

    [Fact]
    public void is_each_parent_and_each_compose_that_is_missing()
    {
        var rebuild = Spec.PlannedNow(Some.Image("web"), Some.Image("db"), Some.Image("shop", "web", "db").Needing(Sets));

        Of(rebuild, Shop).ShouldBe(
        [
            $"Parent: It needs {Some.ImageKey("db")}, which is submitting.", $"Parent: It needs {Web}, which is submitting.",
            $"Compose: It needs the compose {ComposeKeys.Of(Sets)}, which is asking.",
        ]);
        Of(rebuild.Answered(Sets, 5, ComposeState.Generating).After, Shop).ShouldContain("Compose: It needs the compose 5, which is underway.");
        Of(rebuild.Tasked("web", 1).Built("web", 1).After.Answered(Sets, 6, ComposeState.Done).After, Shop)
            .ShouldBe([$"Parent: It needs {Some.ImageKey("db")}, which is submitting."]);
    }

    [Fact]
    public void is_a_turn_where_builds_are_limited() =>
        Of(Spec.PlannedAt(new(Some.Now) { StartsTakeTurns = true }, Some.Image("web")), Web)
            .ShouldBe(["Turn: As many builds run as may, in all or for rhel-8-candidate; it starts when one of them ends and its turn has come."]);

    [Fact]
    public void is_a_step_of_our_own() => Of(Spec.PlannedNow(Some.Image("web")), Web).ShouldBe(["OwnStep: A step of our own is under way: its submission."]);

    [Fact]
    public void is_the_time_of_the_next_attempt_when_a_step_failed()
    {
        var away = Spec.PlannedNow(Some.Image("web")).RecordBuildFault(
            Web, BuildPhase.Submitting, 1, new Fault("Koji", "buildContainer", "503"), RetryBudget.Default, Some.Now, 0).After;

        WaitingFor.Of(away, Web).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            b => b.Kind.ShouldBe(BlockerKind.Pause), b => b.Until.ShouldBe(away.Builds[Web].NotBefore), b => b.Reason.ToString().ShouldStartWith("Attempt 2 begins after "));
    }

    [Fact]
    public void is_the_build_system_with_its_id_while_it_builds() => WaitingFor.Of(Spec.PlannedNow(Some.Image("web")).Tasked("web", 7), Web).ShouldHaveSingleItem()
        .ShouldSatisfyAllConditions(b => b.Kind.ShouldBe(BlockerKind.BuildSystem), b => b.ExternalId.ShouldBe(7), b => $"{b.Reason}".ShouldStartWith("Koji has it as 7, in state "));

    [Fact]
    public void is_said_to_be_stuck_when_nothing_is_heard()
    {
        var building = Spec.PlannedNow(Some.Image("web")).Tasked("web", 7);

        Of(building.RecordStuck(Web, 7, building.Builds[Web].HeardAt!.Value).After, Web).ShouldHaveSingleItem().ShouldEndWith(": it is stuck.");
    }

    [Fact]
    public void is_the_confirmation_of_the_build_system_when_it_is_to_be_stopped() =>
        Of(Spec.PlannedNow(Some.Image("web")).Tasked("web", 7).RequestCancel("dana", "wrong").After, Web)
            .ShouldBe(["Cancel: It is to be stopped; Koji has not confirmed that it is."]);

    [Fact] // it is over in Koji, so nothing is there to be stopped
    public void is_the_look_at_its_result_also_when_it_was_to_be_stopped() =>
        Of(Spec.PlannedNow(Some.Image("web")).Tasked("web", 7).Task("web", 7, TaskState.Closed).After.RequestCancel("dana", "wrong").After, Web)
            .ShouldBe(["OwnStep: A step of our own is under way: the look at its result."]);

    [Fact]
    public void is_nothing_for_what_has_ended_or_is_not_there()
    {
        var done = Spec.PlannedNow(Some.Image("web"), Some.Image("db")).Tasked("web", 1).Built("web", 1).After;

        WaitingFor.Of(done, Web).ShouldBeEmpty();
        WaitingFor.Of(done, "image/ghost-1-1").ShouldBeEmpty();
    }

    static IEnumerable<string> Of(Rebuild rebuild, string build) => WaitingFor.Of(rebuild, build).Select(b => $"{b.Kind}: {b.Reason}");
}
