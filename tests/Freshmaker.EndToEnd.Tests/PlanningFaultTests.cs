using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>PDC goes wrong while a rebuild is planned.</summary>
public sealed class PlanningFaultTests(PlanningFaultTests.Impatient shared) : SharedWorldTest(shared), IClassFixture<PlanningFaultTests.Impatient>
{
    public sealed class Impatient : SharedWorld
    {
        protected override WorldOptions Options => new() { Settings = new Dictionary<string, string?> { ["Freshmaker__Retry__Attempts"] = "3" } };
    }

    [Fact]
    public async Task PDC_that_fails_three_times_is_asked_again()
    {
        await World.Sandbox.SetFaultAsync("pdc", """{"status":500,"times":3}""");
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync("copperleaf", "f42"));
        var cascade = await World.CascadeAsync(message);

        (await World.Sandbox.CountAsync("pdc.faults")).ShouldBeGreaterThanOrEqualTo(3);
        cascade.Where(r => !r.IsRepetition).Select(r => r.Outcome).Order(StringComparer.Ordinal)
            .ShouldBe(World.Map.OfSpecChange("copperleaf", "f42").Outcomes.Order(StringComparer.Ordinal));
        await World.ShouldBeBumpedOnceAsync(cascade);
    }

    [Fact]
    public async Task PDC_that_answers_HTML_to_the_end_fails_the_rebuild_and_is_named()
    {
        await World.Sandbox.SetFaultAsync("pdc", """{"garbage":"html"}""");
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync("ledgerd", "f41"));
        var rebuild = await World.OverAsync(message);
        await World.Sandbox.ClearFaultAsync("pdc");

        rebuild.State.ShouldBe("failed");
        rebuild.Reason!.Code.ShouldBe("AllHandlersFailed");
        var (_, why) = rebuild.HandlerFaults[^1];
        why.Code.ShouldBe("RetriesExhausted");
        why.Parameters["attempts"].ShouldBe("3");
        why.Parameters["system"].ShouldBe("PDC");
        why.Parameters["call"].ShouldContain("GET modules/");
        why.Parameters["call"].ShouldContain("ledgerd");
        rebuild.HandlerFaults.Count.ShouldBe(3);
    }
}
