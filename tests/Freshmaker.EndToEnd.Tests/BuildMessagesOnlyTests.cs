using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>Koji tells of builds and not of tasks, as Fedora's does, and nothing is reconciled.</summary>
public sealed class BuildMessagesOnlyTests : OwnWorldTest
{
    protected override WorldOptions Options => new()
    {
        SandboxSettings = new Dictionary<string, string?> { ["Sandbox__Koji__ScratchTaskMessagesOnly"] = "true" },
        Settings = new Dictionary<string, string?> { ["Freshmaker__Reconcile__Every"] = "1.00:00:00" },
    };

    [Fact]
    public async Task A_rebuild_ends_by_what_is_told_of_its_builds()
    {
        await World.StartHostAsync();
        var message = await World.ShipAsync(ImageStoryTests.Advisory);

        var rebuild = await World.OverAsync(message, TimeSpan.FromMinutes(2));

        (await World.Sandbox.MessagesAsync()).ShouldNotContain(m => m.Topic.Contains("task"));
        Names("succeeded").ShouldBe(ImageStoryTests.Built.Order(StringComparer.Ordinal));
        Names("failed", "blocked").ShouldBe(ImageStoryTests.NotBuilt.Order(StringComparer.Ordinal));
        await World.ShouldBeBuiltOnceAsync(rebuild);

        IEnumerable<string> Names(params string[] states) =>
            rebuild.Builds.Values.Where(b => states.Contains(b.State)).Select(b => ImageWork.NameOf(b.OriginalNvr!)).Order(StringComparer.Ordinal);
    }
}
