using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Previewing;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Rebuilding;

public sealed class PreviewTests(SharedHost shared) : HostTest(shared)
{
    readonly string _rpm = Wire.Unique("rpm");
    readonly string _module = Wire.Unique("module");

    [Fact]
    public async Task it_plans_and_excludes_what_the_real_one_then_does()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module, $"forbidden-{_module}");
        var delivery = Wire.SpecChange(_rpm);

        var preview = await PreviewAsync(delivery);
        await Host.UntilBuildingAsync(await Host.OpenAsync(delivery), _module);

        var real = (await Host.HistoryAsync(TestHost.IdOf(delivery))).Select(e => (IRebuildEvent)e.Data).ToList();
        foreach (var (foreseen, happened) in preview.Events.Zip(real))
            JsonElement.DeepEquals(Json(foreseen), Json(happened)).ShouldBeTrue($"{Json(foreseen)} is not {Json(happened)}"); // jsonb orders members itself
        real.Count.ShouldBeGreaterThan(preview.Events.Count);
        preview.Events.OfType<ArtifactPlanned>().ShouldHaveSingleItem().Planned.Key.ShouldBe(TestHost.KeyOf(_module));
        preview.Events.OfType<ArtifactExcluded>().ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.DeniedByPolicy);
        preview.After.State.ShouldBe(RebuildState.Building);
    }

    [Fact]
    public async Task it_writes_nothing_and_orders_nothing()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module);
        var delivery = Wire.SpecChange(_rpm);
        var before = await StoredAsync();

        (await PreviewAsync(delivery)).Events.OfType<ArtifactPlanned>().ShouldHaveSingleItem();

        (await StoredAsync()).ShouldBe(before);
        Host.Sources.Faults.CallsAbout(_module).ShouldBe(0);
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(0);
        // and it does not stand in the way of the real one
        await Host.UntilBuildingAsync(await Host.OpenAsync(delivery), _module);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task it_is_a_dry_run_where_the_real_one_would_be(bool dry)
    {
        var preview = new Preview(Host.Get<RebuildHandlers>(), Host.Get<Policy>(), Host.Get<Moments>(), Settings.Builds with { DryRun = dry }, Host.Store);

        (await PreviewAsync(Wire.SpecChange(_rpm), preview)).Events.OfType<TriggerRecognized>().ShouldHaveSingleItem().DryRun.ShouldBe(dry);
    }

    [Fact]
    public async Task it_leaves_to_another_rebuild_of_its_cascade_what_that_builds()
    {
        var (next, claimed) = (Wire.Unique("next"), Wire.Unique("claimed"));
        Host.Catalogue.IsBuiltFrom(_module, next, claimed);
        var root = await Host.OpenAsync(Wire.ModuleChange(_module, Wire.Commit()));
        var build = await Host.UntilBuildingAsync(root, _module);
        await using (var session = Host.Store.LightweightSession())
        {
            session.Insert(new Claim(Claim.InCascade(root, TestHost.KeyOf(claimed)), "another rebuild"));
            await session.SaveChangesAsync(Ct);
        }

        var preview = await PreviewAsync(Wire.State(Host.Mbs.Move(build, ModuleBuildState.Ready)));

        preview.After.Cascade.ShouldStandAt(root, root, TestHost.KeyOf(_module), [TestHost.KeyOf(_module)]);
        preview.Events.OfType<ArtifactPlanned>().ShouldHaveSingleItem().Planned.Key.ShouldBe(TestHost.KeyOf(next));
        var reason = preview.Events.OfType<ArtifactExcluded>().ShouldHaveSingleItem().Reason;
        (reason.Code, reason.Parameters["rebuild"]).ShouldBe((ReasonCode.CascadeAlreadyVisited, "another rebuild"));
    }

    [Fact]
    public async Task what_was_handled_before_would_be_skipped()
    {
        var revision = Wire.Commit();
        var first = await Host.OpenAsync(Wire.SpecChange(_rpm, revision: revision));

        var preview = await PreviewAsync(Wire.SpecChange(_rpm, revision: revision));

        preview.After.State.ShouldBe(RebuildState.Skipped);
        preview.Events.OfType<RebuildSkipped>().ShouldHaveSingleItem().Reason.Parameters["rebuild"].ShouldBe(first);
        Host.Catalogue.Faults.CallsAbout(_rpm).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task a_system_that_does_not_answer_is_a_fault_and_no_plan()
    {
        Host.Catalogue.Faults.Next(_rpm, Faults.Away("PDC"));

        (await Should.ThrowAsync<OutsideFault>(() => PreviewAsync(Wire.SpecChange(_rpm)))).System.ShouldBe("PDC");
    }

    [Fact]
    public async Task a_handler_that_breaks_is_said_as_of_a_real_one()
    {
        Host.Catalogue.Faults.Next(_rpm, new InvalidOperationException("broken"));

        var preview = await PreviewAsync(Wire.SpecChange(_rpm));

        preview.Events.OfType<HandlerFailed>().ShouldHaveSingleItem().Reason.Parameters["text"].ShouldBe("InvalidOperationException: broken");
        preview.After.State.ShouldBe(RebuildState.Failed);
    }

    Task<Decision> PreviewAsync(WireMessage delivery, Preview? preview = null)
    {
        var message = BusMessageReader.Read(delivery).Message!;
        var trigger = ((ParseResult.Triggered)Host.Get<MessageParsers>().Parse(message)).Trigger;
        return (preview ?? Host.Get<Preview>()).PlanAsync(message, trigger, Ct);
    }

    /// <summary>What a preview of these names could have written, counted.</summary>
    async Task<long> StoredAsync()
    {
        var schema = Host.HostSettings.Schema;
        await using var command = Host.Database.CreateCommand(
            $"""
            select (select count(*) from {schema}.mt_events where data::text like $1) + (select count(*) from {schema}.mt_doc_claim where id like $1)
                + (select count(*) from {Host.HostSettings.WolverineSchema}.wolverine_incoming_envelopes where encode(body, 'escape') like $1)
            """);
        command.Parameters.Add(new() { Value = $"%{_module}%" });
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

    static JsonElement Json(IRebuildEvent e) => JsonSerializer.SerializeToElement(new { e.GetType().Name, Event = (object)e });
}
