using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>Nothing that Koji and ODCS say on the bus arrives (behaviour.md §11.2, scenario 9).</summary>
public sealed class LostImageMessageTests : OwnWorldTest
{
    protected override WorldOptions Options => new() { Settings = new Dictionary<string, string?> { ["Freshmaker__Reconcile__Every"] = "00:00:01", ["Freshmaker__Reconcile__SilentFor"] = "00:00:02" } };

    [Fact]
    public async Task Scenario_9_what_lost_messages_would_have_said_is_asked_for_and_the_rebuild_goes_on()
    {
        await World.StartHostAsync();
        var message = await World.ShipAsync(ImageStoryTests.Advisory);
        await Eventually.Holds("the advisory's message is taken", async () => (await World.Database.RebuildsAsync()).Any(r => r.MessageId == message));
        await World.Sandbox.SetFaultAsync("bus", """{"lose":1000000}""");
        var from = (await World.Sandbox.MessagesAsync()).Count;
        var rebuild = await World.OverAsync(message, TimeSpan.FromMinutes(5));
        await World.QuietAsync();

        (await World.Sandbox.MessagesAsync()).Skip(from).ShouldAllBe(m => m.Fate == "lost", "all of it was found by asking");
        Names("succeeded").ShouldBe(ImageStoryTests.Built.Order(StringComparer.Ordinal));
        Names("failed", "blocked").ShouldBe(ImageStoryTests.NotBuilt.Order(StringComparer.Ordinal));
        await World.ShouldBeBuiltOnceAsync(rebuild);

        IEnumerable<string> Names(params string[] states) =>
            rebuild.Builds.Values.Where(b => states.Contains(b.State)).Select(b => ImageWork.NameOf(b.OriginalNvr!)).Order(StringComparer.Ordinal);
    }
}
