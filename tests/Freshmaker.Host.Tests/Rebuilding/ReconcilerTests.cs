using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Commands;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Reconciling;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Commands;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Hosting;

namespace Freshmaker.Host.Tests.Rebuilding;

public sealed class ReconcilerTests(CabledHost cabled) : CabledTest(cabled)
{
    readonly string _module = Wire.Unique("module");

    Reconciler Reconciling => Host.All<IHostedService>().OfType<Reconciler>().Single();

    [Fact]
    public async Task a_lost_ready_message_is_made_up_for_with_all_that_follows_from_it()
    {
        var next = Wire.Unique("next");
        Host.Catalogue.IsBuiltFrom(_module, next);
        var (id, build) = await BuildingAsync();
        Host.Mbs.Move(build, ModuleBuildState.Ready);

        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        var followUp = RebuildId.Of($"reconciled/mbs/{build}/5");
        await Host.UntilBuildingAsync(followUp, next);
        (await Host.StateAsync(followUp)).Cascade.ShouldStandAt(id, id, TestHost.KeyOf(_module), [TestHost.KeyOf(_module)]);
    }

    [Fact]
    public async Task the_message_that_comes_after_all_is_recognised_as_handled()
    {
        var (id, build) = await BuildingAsync();
        Host.Mbs.Move(build, ModuleBuildState.Ready);
        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);
        await Host.UntilOverAsync(id);

        var late = await Host.ReportAsync(build, ModuleBuildState.Ready);

        var reason = (await Host.FactsAsync<RebuildSkipped>(late)).ShouldHaveSingleItem().Reason;
        reason.Code.ShouldBe(ReasonCode.AlreadyHandled);
        reason.Parameters["rebuild"].ShouldBe(RebuildId.Of($"reconciled/mbs/{build}/5"));
    }

    [Fact]
    public async Task a_lost_failure_is_found_too()
    {
        var (id, build) = await BuildingAsync();
        Host.Mbs.Move(build, ModuleBuildState.Failed, "no space left");

        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem().Reason.Parameters["text"].ShouldBe("no space left");
    }

    [Fact]
    public async Task what_is_lost_after_a_person_had_a_build_tried_again_is_found_too()
    {
        var (id, build) = await BuildingAsync();
        await Host.ReportAsync(build, ModuleBuildState.Failed);
        await Host.UntilOverAsync(id);
        await Host.Get<RebuildOrders>().RetryBuildAsync(id, TestHost.KeyOf(_module), new(TestCaller.Of("olga", Role.Operator), "MBS is well again"), Ct);
        await Host.UntilAsync(id, r => r.Builds[TestHost.KeyOf(_module)].Phase == BuildPhase.Building, "it should be building again");
        Host.Mbs.Move(build, ModuleBuildState.Ready);

        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
    }

    [Fact]
    public async Task work_whose_orders_a_crash_has_taken_is_ordered_again()
    {
        var id = await Host.OpenWithoutOrdersAsync(Wire.ModuleChange(_module, Wire.Commit()));

        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);

        await Host.UntilBuildingAsync(id, _module);
    }

    [Fact]
    public async Task work_of_a_rebuild_that_is_not_silent_is_not_ordered_again()
    {
        var id = await Host.OpenWithoutOrdersAsync(Wire.ModuleChange(_module, Wire.Commit()));

        await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);

        (await Host.StateAsync(id)).Builds.ShouldBeEmpty();
        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);
        await Host.UntilAsync(id, r => r.Builds.Count > 0, "now it should be planned");
    }

    [Fact] // a busy rebuild was never compared
    public async Task a_lost_message_is_made_up_for_however_busy_its_rebuild_is()
    {
        var (id, build) = await BuildingAsync();
        Host.Mbs.Move(build, ModuleBuildState.Ready);

        await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
    }

    [Fact]
    public async Task builds_about_which_MBS_never_answers_keep_others_from_being_repaired_no_longer_than_a_pass()
    {
        for (var i = 0; i < 3; i++)
        {
            var mute = Wire.Unique("module");
            var build = await Host.UntilBuildingAsync(await Host.OpenAsync(Wire.ModuleChange(mute, Wire.Commit())), mute);
            Host.Mbs.Faults.Next($"get {build}", Enumerable.Repeat(Faults.Away("MBS"), 10));
        }

        var (id, ready) = await BuildingAsync();
        Host.Mbs.Move(ready, ModuleBuildState.Ready);
        await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);
        Host.Mbs.Faults.CallsAbout($"get {ready}").ShouldBe(0); // it was left alone after the third

        await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
    }

    [Fact]
    public async Task MBS_being_away_for_one_build_keeps_others_from_being_repaired_no_longer_than_a_pass()
    {
        var (away, awayBuild) = await BuildingAsync();
        Host.Mbs.Faults.Next($"get {awayBuild}", Faults.Away("MBS"));
        var other = Wire.Unique("module");
        var id = await Host.OpenAsync(Wire.ModuleChange(other, Wire.Commit()));
        Host.Mbs.Move(await Host.UntilBuildingAsync(id, other), ModuleBuildState.Ready);

        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);
        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.StateAsync(away)).IsOver.ShouldBeFalse();
    }

    [Fact]
    public async Task a_node_that_has_reconciled_keeps_no_other_from_it()
    {
        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);

        await using var other = await Host.Database.OpenConnectionAsync(Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using var tryLock = new Npgsql.NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", other);
        tryLock.Parameters.Add(new() { Value = Reconciler.LockOf(Host.HostSettings.Schema) });
        (await tryLock.ExecuteScalarAsync(Ct)).ShouldBe(true);
    }

    [Fact]
    public async Task one_node_reconciles_at_a_time()
    {
        var (_, build) = await BuildingAsync();
        await using (var other = await Host.Database.OpenConnectionAsync(Ct))
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await using var hold = new Npgsql.NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", other);
            hold.Parameters.Add(new() { Value = Reconciler.LockOf(Host.HostSettings.Schema) });
            await hold.ExecuteNonQueryAsync(Ct);

            await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);
            Host.Mbs.Faults.CallsAbout($"get {build}").ShouldBe(0);
        }

        await Reconciling.ReconcileAsync(TimeSpan.Zero, Ct);
        Host.Mbs.Faults.CallsAbout($"get {build}").ShouldBe(1);
    }

    async Task<(string Id, long Build)> BuildingAsync()
    {
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, Wire.Commit()));
        return (id, await Host.UntilBuildingAsync(id, _module));
    }
}
