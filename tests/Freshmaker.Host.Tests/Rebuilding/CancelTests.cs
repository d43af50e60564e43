using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Rebuilding;

public sealed class CancelTests(SharedHost shared) : HostTest(shared)
{
    readonly string _module = Wire.Unique("module");

    [Fact]
    public async Task what_runs_is_stopped_in_MBS_and_then_the_rebuild_is_canceled()
    {
        var (id, build) = await BuildingAsync();

        await Host.SendAsync(new CancelRebuild(id, "dana", "wrong branch"));

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
        Host.Mbs.Faults.CallsAbout($"cancel {build}").ShouldBe(1);
        Host.Mbs[build].State.ShouldBe(ModuleBuildState.Failed);
        (await Host.FactsAsync<BuildCanceled>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.CanceledInBuildSystem);
        (await Host.FactsAsync<RebuildCanceled>(id)).ShouldHaveSingleItem().Reason.ToString().ShouldBe("dana canceled it: wrong branch.");
    }

    [Fact]
    public async Task what_has_not_reached_MBS_is_canceled_at_once()
    {
        var rpm = Wire.Unique("rpm");
        Host.Catalogue.RpmIsIn(rpm, _module);
        var bump = Host.Sources.Faults.Hold(_module);
        var id = await Host.OpenAsync(Wire.SpecChange(rpm));
        await Host.UntilAsync(id, r => r.Builds.GetValueOrDefault(TestHost.KeyOf(_module))?.Phase == BuildPhase.Bumping, "it should be bumping");

        await Host.SendAsync(new CancelRebuild(id, "dana", "wrong branch"));
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
        bump.SetResult();

        (await Host.FactsAsync<BuildCanceled>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.CanceledBeforeStart);
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(0);
    }

    [Fact]
    public async Task a_rebuild_that_waits_for_its_plan_can_be_canceled()
    {
        var rpm = Wire.Unique("rpm");
        Host.Catalogue.RpmIsIn(rpm, _module);
        var plan = Host.Catalogue.Faults.Hold(rpm);
        var id = await Host.OpenAsync(Wire.SpecChange(rpm));

        await Host.SendAsync(new CancelRebuild(id, "dana", "wrong branch"));
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
        plan.SetResult();

        (await Host.FactsAsync<ArtifactPlanned>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task stopping_a_build_is_tried_again_while_MBS_is_away_also_past_the_budget_of_tries()
    {
        var (id, build) = await BuildingAsync();
        Host.Mbs.Faults.Next($"cancel {build}", Enumerable.Repeat(Faults.Away("MBS"), 3));

        await Host.SendAsync(new CancelRebuild(id, "dana", "wrong branch"));

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
        Host.Mbs.Faults.CallsAbout($"cancel {build}").ShouldBe(4);
        (await Host.FactsAsync<BuildCanceled>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.CanceledInBuildSystem);
        Host.Log.All.Where(l => l.Level == LogEventLevel.Warning && l.RenderMessage().Contains("could not be stopped in 3 attempts") && l.RenderMessage().Contains(_module))
            .ShouldHaveSingleItem();
    }

    [Fact] // it was submitted, only to be canceled
    public async Task a_module_that_could_not_be_handed_over_before_is_not_submitted_when_MBS_is_back()
    {
        var away = Host.Mbs.Faults.Hold($"find {_module}");
        Host.Mbs.Faults.Next($"find {_module}", Enumerable.Repeat(Faults.Away("MBS"), 3));
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, Wire.Commit()));
        await Host.UntilAsync(id, r => r.Builds.Values.Any(b => b.Phase == BuildPhase.Submitting), "it should be handed over");

        await Host.SendAsync(new CancelRebuild(id, "dana", "wrong branch"));
        await Host.UntilAsync(id, r => r.Cancel is not null, "the wish should be recorded");
        away.SetResult();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
        (await Host.FactsAsync<BuildCanceled>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.CanceledBeforeStart);
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(0);
    }

    [Fact]
    public async Task an_image_that_could_not_be_handed_over_before_is_not_submitted_when_Koji_is_back()
    {
        var (image, revision) = (Wire.Unique("image"), Wire.Commit());
        var find = $"find git+https://127.0.0.1:9/container/{image}#{revision}";
        var away = Host.Koji.Faults.Hold(find);
        Host.Koji.Faults.Next(find, Faults.Away("Koji"));
        var id = await Host.OpenAsync(Wire.DockerfileChange(image, revision));
        await Eventually.IsAsync(() => Host.Koji.Faults.CallsAbout(find) == 1, "Koji should be asked");

        await Host.SendAsync(new CancelBuilds(id, [Artifact.Image(image, "f41").Key], "dana", "wrong branch"));
        await Host.UntilAsync(id, r => r.Builds.Values.Single().CancelAsked, "the wish should be recorded");
        away.SetResult();

        await Host.UntilOverAsync(id);
        (await Host.FactsAsync<BuildCanceled>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.CanceledBeforeStart);
        Host.Koji.TasksOf(image).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_was_ready_first_counts_as_built()
    {
        var (id, build) = await BuildingAsync();
        var stop = Host.Mbs.Faults.Hold($"cancel {build}");

        await Host.SendAsync(new CancelRebuild(id, "dana", "wrong branch"));
        await Host.UntilAsync(id, r => r.Cancel is not null, "the wish should be recorded");
        await Host.ReportAsync(build, ModuleBuildState.Ready);

        (await Host.UntilOverAsync(id)).Builds[TestHost.KeyOf(_module)].Phase.ShouldBe(BuildPhase.Succeeded);
        stop.SetResult();
    }

    async Task<(string Id, long Build)> BuildingAsync()
    {
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, Wire.Commit()));
        return (id, await Host.UntilBuildingAsync(id, _module));
    }
}
