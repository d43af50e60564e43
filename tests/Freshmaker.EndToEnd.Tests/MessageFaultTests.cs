using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The bus loses messages, repeats them and delivers them late.</summary>
public sealed class MessageFaultTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    const string StateChange = "mbs.module.state.change";

    [Fact]
    public async Task What_a_lost_message_would_have_said_is_found_and_the_cascade_goes_on()
    {
        var before = (await World.Sandbox.MessagesAsync()).Count;
        await World.Sandbox.SetFaultAsync("bus", $$"""{"lose":1000000,"topic":"{{StateChange}}"}""");
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync("anvilcc", "f41"));
        await ShouldEndAsExpectedAsync(message, "anvilcc");

        (await World.Sandbox.MessagesAsync(StateChange)).Where(m => m.Number > before).ShouldAllBe(m => m.Fate == "lost", "all of the cascade was found by asking MBS");
        await World.Sandbox.ClearFaultAsync("bus");
    }

    [Theory]
    [InlineData("twice", """{"duplicate":1000000}""", "bellowsctl")]
    [InlineData("late and out of order", """{"late":"400ms","topic":"mbs.module.state.change"}""", "copperleaf")]
    public async Task Messages_that_come_otherwise_change_nothing(string how, string fault, string rpm)
    {
        await World.Sandbox.SetFaultAsync("bus", fault);
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync(rpm, "f41"));
        await ShouldEndAsExpectedAsync(message, rpm);
        await World.Sandbox.ClearFaultAsync("bus");
        await World.QuietAsync();
        (await World.Database.RebuildsAsync()).ShouldAllBe(r => r.Conflicts == 0, how);
    }

    async Task ShouldEndAsExpectedAsync(string message, string rpm)
    {
        var cascade = await World.CascadeAsync(message);
        cascade.Where(r => !r.IsRepetition).Select(r => r.Outcome).Order(StringComparer.Ordinal)
            .ShouldBe(World.Map.OfSpecChange(rpm, "f41").Outcomes.Order(StringComparer.Ordinal));
        await World.ShouldBeBumpedOnceAsync(cascade);
    }
}
