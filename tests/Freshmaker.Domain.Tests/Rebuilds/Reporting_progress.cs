using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Reporting_progress
{
    static readonly string Web = Some.Key("web");
    static readonly Rebuild Begun = Spec.Planned(Some.Module("web")).Started("web", 7);

    [Fact]
    public void is_recorded_state_by_state()
    {
        var rebuild = Begun;
        foreach (var state in new[] { ModuleBuildState.Wait, ModuleBuildState.Build, ModuleBuildState.Done })
            rebuild = rebuild.When(r => r.RecordProgress(Web, Some.Progress(7, state))).Then(new BuildProgressed(Web, 7, state, Moment.Unknown.Now)).After;

        rebuild.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Ready))).Then(
            new BuildSucceeded(Web, 7, "20310504", "c0ffee42"), new RebuildCompleted(Reason.Of(ReasonCode.AllRebuilt, ("total", "1")), 1, 0, 0))
            .After.State.ShouldBe(RebuildState.Complete);
    }

    [Fact]
    public void of_a_state_that_was_passed_or_is_known_changes_nothing()
    {
        var building = Begun.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Build)).After;

        foreach (var state in new[] { ModuleBuildState.Init, ModuleBuildState.Wait, ModuleBuildState.Build })
            building.When(r => r.RecordProgress(Web, Some.Progress(7, state))).ThenNothing();
    }

    [Fact]
    public void may_miss_states() => Begun.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Ready))).ThenInShort("BuildSucceeded web", "RebuildCompleted");

    [Theory]
    [InlineData(ModuleBuildState.Ready)]
    [InlineData(ModuleBuildState.Failed)]
    [InlineData(ModuleBuildState.Build)]
    public void of_another_build_changes_nothing(ModuleBuildState state) =>
        Begun.When(r => r.RecordProgress(Web, Some.Progress(8, state), "https://mbs/8")).ThenNothing();

    [Theory]
    [InlineData(ModuleBuildState.Failed, "failed")]
    [InlineData(ModuleBuildState.Garbage, "garbage")]
    public void of_a_failure_fails_the_build_with_the_build_systems_own_words(ModuleBuildState state, string name) =>
        Begun.When(r => r.RecordProgress(Web, Some.Progress(7, state, reason: "libcapsule does not compile"))).Then(
            new BuildFailed(Web, FaultClass.Artifact, Reason.Of(
                ReasonCode.FailedInBuildSystem, ("build", "7"), ("state", name), ("system", "MBS"), ("text", "libcapsule does not compile"))),
            new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1"))));

    [Fact]
    public void of_a_failure_without_a_reason_says_so() => Begun.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Failed)).Events.OfType<BuildFailed>().Single()
        .Reason.ToString().ShouldBe("Build 7 ended as failed in MBS: no reason given");

    [Theory]
    [InlineData(ModuleBuildState.Ready)]
    [InlineData(ModuleBuildState.Failed)]
    [InlineData(ModuleBuildState.Init)]
    public void after_the_end_changes_nothing(ModuleBuildState state) =>
        Begun.Ready("web", 7).When(r => r.RecordProgress(Web, Some.Progress(7, state), "https://mbs/7")).ThenNothing();

    [Theory] // a reconciler that cannot reach the build system must not fail what builds there
    [InlineData(BuildPhase.Building)]
    [InlineData(BuildPhase.Succeeded)]
    public void that_cannot_be_asked_for_changes_nothing(BuildPhase during)
    {
        var rebuild = during == BuildPhase.Building ? Begun : Begun.Ready("web", 7);
        rebuild.When(r => r.RecordBuildFault(Web, during, 1, Some.Fault, RetryBudget.Default, Some.Now, 0)).ThenNothing();
    }

    [Fact]
    public void of_something_that_is_not_planned_changes_nothing() =>
        Begun.When(r => r.RecordProgress("module/ghost/1", Some.Progress(7, ModuleBuildState.Ready), "https://mbs/7")).ThenNothing();
}
