using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Tests.Running;
using Marten;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>Whole rebuilds through commands, work and the outside.</summary>
public sealed class ProcessTests(SharedHost shared) : HostTest(shared)
{
    readonly string _rpm = Wire.Unique("rpm");
    readonly string _module = Wire.Unique("module");

    [Fact]
    public async Task a_spec_change_is_planned_bumped_submitted_and_built()
    {
        var id = await OpenAsync();
        var build = await Host.UntilBuildingAsync(id, _module);
        await Host.ReportAsync(build, ModuleBuildState.Ready);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await NamesAsync(id)).ShouldBe([
            "message_received", "trigger_recognized", "artifact_planned", "handler_completed", "plan_completed", "source_bump_starting",
            "source_bumped", "build_starting", "build_started", "build_progressed", "build_succeeded", "rebuild_completed",
        ]);
        Host.Sources.BumpOf(_module).Trailer.ShouldBe($"{id}/{TestHost.KeyOf(_module)}");
        Host.Mbs[build].Revision.ShouldBe(SourcesInMemory.RevisionOf($"{id}/{TestHost.KeyOf(_module)}"));
    }

    [Fact]
    public async Task a_rebuild_is_open_until_it_is_over()
    {
        var id = await OpenAsync();
        var build = await Host.UntilBuildingAsync(id, _module);
        (await IsOpenAsync(id)).ShouldBeTrue();

        await Host.ReportAsync(build, ModuleBuildState.Ready);

        await Host.UntilOverAsync(id);
        (await IsOpenAsync(id)).ShouldBeFalse();
    }

    [Fact]
    public async Task what_policy_forbids_is_excluded_with_the_rule()
    {
        Host.Catalogue.RpmIsIn(_rpm, "forbidden-module");

        var id = await Host.OpenAsync(Wire.SpecChange(_rpm));

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Skipped);
        var excluded = (await Host.FactsAsync<ArtifactExcluded>(id)).ShouldHaveSingleItem().Reason;
        excluded.Code.ShouldBe(ReasonCode.DeniedByPolicy);
        excluded.Parameters["rule"].ShouldBe("Freshmaker:Policy:block:0");
    }

    [Fact]
    public async Task a_handler_that_breaks_fails_the_rebuild_and_is_not_asked_again()
    {
        Host.Catalogue.Faults.Next(_rpm, new InvalidOperationException("two and two is five"));

        var id = await OpenAsync();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        var failed = (await Host.FactsAsync<HandlerFailed>(id)).ShouldHaveSingleItem().Reason;
        failed.Code.ShouldBe(ReasonCode.HandlerCrashed);
        failed.Parameters["text"].ShouldBe("InvalidOperationException: two and two is five");
        Host.Catalogue.Faults.CallsAbout(_rpm).ShouldBe(1);
    }

    [Fact]
    public async Task a_bump_that_dist_git_refuses_fails_its_build_and_nothing_is_submitted()
    {
        Host.Sources.Refuses(_module, "remote: no such branch");

        var id = await OpenAsync();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        var failed = (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem();
        failed.Class.ShouldBe(FaultClass.Prerequisite);
        failed.Reason.Parameters["text"].ShouldBe("remote: no such branch");
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(0);
    }

    [Fact]
    public async Task a_build_that_MBS_refuses_fails_in_its_words_and_is_not_tried_again()
    {
        Host.Mbs.Refuses(_module, 400, "modulemd is not valid");

        var id = await OpenAsync();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        var failed = (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem();
        failed.Class.ShouldBe(FaultClass.Artifact);
        failed.Reason.Parameters["text"].ShouldBe("HTTP 400: modulemd is not valid");
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(1);
    }

    [Fact]
    public async Task a_build_that_fails_in_MBS_fails_the_rebuild_with_its_reason()
    {
        var id = await OpenAsync();
        await Host.ReportAsync(await Host.UntilBuildingAsync(id, _module), ModuleBuildState.Failed, "gcc was eaten");

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem().Reason.Parameters["text"].ShouldBe("gcc was eaten");
    }

    [Fact]
    public async Task a_build_that_exists_is_adopted()
    {
        var revision = Wire.Commit();
        var earlier = Host.Mbs.Add(_module, "1", revision, ModuleBuildState.Wait);

        var id = await Host.OpenAsync(Wire.ModuleChange(_module, revision));

        (await Host.UntilBuildingAsync(id, _module)).ShouldBe(earlier.BuildId);
        (await Host.FactsAsync<BuildStarted>(id)).ShouldHaveSingleItem().Adopted.ShouldBeTrue();
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(0);
    }

    [Fact]
    public async Task a_build_that_MBS_says_was_submitted_before_is_found_and_adopted()
    {
        var revision = Wire.Commit();
        var earlier = Host.Mbs.Add(_module, "1", revision, ModuleBuildState.Wait);
        Host.Mbs.HideOnce(_module);

        var id = await Host.OpenAsync(Wire.ModuleChange(_module, revision));

        (await Host.UntilBuildingAsync(id, _module)).ShouldBe(earlier.BuildId);
        (await Host.FactsAsync<BuildStarted>(id)).ShouldHaveSingleItem().Adopted.ShouldBeTrue();
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(1);
    }

    Task<string> OpenAsync()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module);
        return Host.OpenAsync(Wire.SpecChange(_rpm));
    }

    async Task<IEnumerable<string>> NamesAsync(string id) => (await Host.HistoryAsync(id)).Select(e => e.EventTypeName);

    async Task<bool> IsOpenAsync(string id)
    {
        await using var session = Host.Store.QuerySession();
        return await session.LoadAsync<OpenRebuild>(id, Ct) is not null;
    }
}
