using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Bus;

/// <summary>What MBS's messages become: progress of ours, and triggers that know where in a cascade they stand.</summary>
public sealed class CascadeIntakeTests(SharedHost shared) : HostTest(shared)
{
    readonly string _rpm = Wire.Unique("rpm");
    readonly string _module = Wire.Unique("module");

    [Fact]
    public async Task a_build_of_ours_that_becomes_ready_ends_the_rebuild_and_continues_its_cascade()
    {
        var (first, build) = await BuildingAsync();

        var second = await Host.ReportAsync(build, ModuleBuildState.Ready);

        (await Host.UntilOverAsync(first)).State.ShouldBe(RebuildState.Complete);
        (await Host.StateAsync(second)).Cascade.ShouldStandAt(first, first, TestHost.KeyOf(_module), [TestHost.KeyOf(_module)]);
    }

    [Fact]
    public async Task a_cascade_knows_its_root_and_the_whole_way_from_there()
    {
        var next = Wire.Unique("next");
        Host.Catalogue.IsBuiltFrom(_module, next);
        var (first, build) = await BuildingAsync();

        var second = await Host.ReportAsync(build, ModuleBuildState.Ready);
        var third = await Host.ReportAsync(await Host.UntilBuildingAsync(second, next), ModuleBuildState.Ready);

        (await Host.StateAsync(third)).Cascade.ShouldStandAt(first, second, TestHost.KeyOf(next), [TestHost.KeyOf(_module), TestHost.KeyOf(next)]);
    }

    [Fact]
    public async Task a_ready_module_that_others_built_starts_a_cascade_of_its_own()
    {
        var build = Host.Mbs.Add(_module, "1", Wire.Commit());

        var id = await Host.ReportAsync(build.BuildId, ModuleBuildState.Ready);

        (await Host.StateAsync(id)).Cascade.ShouldStandAt(id, null, null, [TestHost.KeyOf(_module)]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task what_a_dry_run_imagined_is_done_all_the_same(bool wasDry, bool isSkipped)
    {
        var revision = Wire.Commit();
        await using (var session = Host.Store.LightweightSession())
        {
            session.Insert(new Claim(Claim.OfFact(new ModuleMetadataChanged(_module, "1", revision), wasDry), "rebuild-before"));
            await session.SaveChangesAsync(Ct);
        }

        var id = await Host.OpenAsync(Wire.ModuleChange(_module, revision));

        (await Host.FactsAsync<RebuildSkipped>(id)).Any(s => s.Reason.Code == ReasonCode.AlreadyHandled).ShouldBe(isSkipped);
    }

    [Fact]
    public async Task a_second_message_about_one_ready_module_is_skipped_and_names_the_first()
    {
        var build = Host.Mbs.Add(_module, "1", Wire.Commit());

        var first = await Host.ReportAsync(build.BuildId, ModuleBuildState.Ready);
        var second = await Host.ReportAsync(build.BuildId, ModuleBuildState.Ready);

        await ShouldBeSkippedForAsync(second, first);
    }

    [Fact]
    public async Task a_push_that_two_messages_tell_of_is_handled_once()
    {
        var revision = Wire.Commit();

        var first = await Host.OpenAsync(Wire.ModuleChange(_module, revision));
        var second = await Host.OpenAsync(Wire.ModuleChange(_module, revision));

        await ShouldBeSkippedForAsync(second, first);
    }

    [Fact]
    public async Task also_when_both_come_in_one_batch()
    {
        var build = Host.Mbs.Move(Host.Mbs.Add(_module, "1", Wire.Commit()).BuildId, ModuleBuildState.Ready);
        var (first, second) = (Wire.State(build), Wire.State(build));

        await Host.TakeAsync(first, second);

        await ShouldBeSkippedForAsync(TestHost.IdOf(second), TestHost.IdOf(first));
        (await Host.UntilOverAsync(TestHost.IdOf(first))).Handlers.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task progress_of_ours_is_recorded()
    {
        var (id, build) = await BuildingAsync();

        await Host.ReportAsync(build, ModuleBuildState.Build);

        var state = await Host.UntilAsync(id, r => r.Builds[TestHost.KeyOf(_module)].Observed == ModuleBuildState.Build, "progress should be recorded");
        state.State.ShouldBe(RebuildState.Building);
    }

    [Fact]
    public async Task progress_of_others_opens_no_stream()
    {
        var build = Host.Mbs.Add(_module, "1", Wire.Commit());

        var id = await Host.ReportAsync(build.BuildId, ModuleBuildState.Build);

        (await Host.HistoryAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task every_rebuild_that_waits_for_a_build_hears_of_it()
    {
        var revision = Wire.Commit();
        var first = await Host.OpenAsync(Wire.ModuleChange(_module, revision));
        var build = await Host.UntilBuildingAsync(first, _module);
        var second = await Host.OpenWithoutOrdersAsync(Wire.ModuleChange(_module, revision));
        await Host.SendAsync(new ResumeRebuild(second));
        (await Host.UntilBuildingAsync(second, _module)).ShouldBe(build);

        await Host.ReportAsync(build, ModuleBuildState.Ready);

        (await Host.UntilOverAsync(first)).State.ShouldBe(RebuildState.Complete);
        (await Host.UntilOverAsync(second)).State.ShouldBe(RebuildState.Complete);
    }

    [Fact]
    public async Task a_report_that_overtakes_the_answer_to_the_submission_is_that_answer()
    {
        var answer = Host.Mbs.Faults.Hold($"submit {_module}");
        var revision = Wire.Commit();
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, revision));
        await Eventually.IsAsync(() => Host.Mbs.Faults.CallsAbout($"submit {_module}") == 1, "MBS should be asked");
        var build = Host.Mbs.Add(_module, "1", revision);

        await Host.ReportAsync(build.BuildId, ModuleBuildState.Wait);

        (await Host.UntilBuildingAsync(id, _module)).ShouldBe(build.BuildId);
        answer.SetResult();
        await Host.ReportAsync(build.BuildId, ModuleBuildState.Ready);
        await Host.UntilOverAsync(id);
        (await Host.FactsAsync<BuildStarted>(id)).ShouldHaveSingleItem().Adopted.ShouldBeFalse();
    }

    [Fact]
    public async Task a_report_of_another_stream_of_the_same_commit_is_not_that_answer()
    {
        var answer = Host.Mbs.Faults.Hold($"submit {_module}");
        var revision = Wire.Commit();
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, revision));
        await Eventually.IsAsync(() => Host.Mbs.Faults.CallsAbout($"submit {_module}") == 1, "MBS should be asked");

        var other = Host.Mbs.Add(_module, "2", revision);
        await Host.ReportAsync(other.BuildId, ModuleBuildState.Ready);
        answer.SetResult();

        (await Host.UntilBuildingAsync(id, _module)).ShouldNotBe(other.BuildId);
    }

    async Task<(string Id, long Build)> BuildingAsync()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module);
        var id = await Host.OpenAsync(Wire.SpecChange(_rpm));
        return (id, await Host.UntilBuildingAsync(id, _module));
    }

    async Task ShouldBeSkippedForAsync(string second, string first)
    {
        var reason = (await Host.FactsAsync<RebuildSkipped>(second)).ShouldHaveSingleItem().Reason;
        reason.Code.ShouldBe(ReasonCode.AlreadyHandled);
        reason.Parameters["rebuild"].ShouldBe(first);
    }
}
