using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Tests.Publishing;

public sealed class State_changes
{
    [Fact]
    public void only_events_that_change_what_others_know_are_told()
    {
        var told = Telling.Changes(Story.OfTwoModules("m-1")).Select(c => $"{c.Event.Data.GetType().Name}: {Telling.Short(c.Change)}");

        told.ShouldBe(
        [
            "PlanCompleted: rebuild Building",
            "BuildStarted: webstack Build",
            "BuildSucceeded: webstack Done",
            "BuildStarted: portal Build",
            "BuildFailed: portal Failed",
            "RebuildCompleted: rebuild Complete",
        ]);
    }

    [Fact]
    public void nothing_is_told_while_a_build_is_prepared_tried_again_or_makes_progress()
    {
        var story = new Story("m-2").Plan(("webstack", [])).Unavailable("webstack", BuildPhase.Bumping).Bump("webstack")
            .Unavailable("webstack", BuildPhase.Submitting).Conflict();
        Telling.Changes(story).Select(c => Telling.Short(c.Change)).ShouldBe(["rebuild Building"]);

        story.Start("webstack", 7).Report("webstack", ModuleBuildState.Wait).Report("webstack", ModuleBuildState.Build).Report("webstack", ModuleBuildState.Done);
        Telling.Changes(story).Select(c => Telling.Short(c.Change)).ShouldBe(["rebuild Building", "webstack Build"]);
    }

    [Fact]
    public void a_rebuild_without_anything_to_do_tells_that_it_was_skipped() =>
        Telling.Changes(new Story("m-3", handlers: [])).Select(c => Telling.Short(c.Change)).ShouldBe(["rebuild Skipped"]);

    [Fact]
    public void a_blocked_build_is_told_as_failed_after_the_one_that_blocks_it()
    {
        var story = new Story("m-4").Plan(("webstack", []), ("portal", ["webstack"])).RefuseBump("webstack", "remote: no");

        Telling.Changes(story).Select(c => Telling.Short(c.Change))
            .ShouldBe(["rebuild Building", "webstack Failed", "portal Failed", "rebuild Failed"]);
    }

    [Fact]
    public void canceling_tells_each_build_and_then_the_rebuild()
    {
        var story = new Story("m-5").Plan(("webstack", []), ("portal", [])).Bump("webstack").Start("webstack", 7).Cancel()
            .Report("webstack", ModuleBuildState.Failed);

        Telling.Changes(story).Select(c => Telling.Short(c.Change))
            .ShouldBe(["rebuild Building", "webstack Build", "portal Canceled", "webstack Canceled", "rebuild Canceled"]);
    }

    [Fact]
    public void what_comes_after_the_end_is_not_told() =>
        Telling.Changes(new Story("m-6", handlers: []).Conflict()).Count().ShouldBe(1);
}
