using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>A dry run plans and records what would be done, and nothing outside is written (behaviour.md §11.2, scenario 10).</summary>
public sealed class DryRunTests : OwnWorldTest
{
    static readonly string[] Writes = ["koji.writes", "koji.accepted", "odcs.writes", "odcs.accepted", "mbs.writes", "mbs.accepted", "git.pushes", "pdc.writes", "errata.writes"];

    bool _all;

    protected override WorldOptions Options => new() { Settings = new Dictionary<string, string?> { ["Freshmaker__DryRun"] = _all ? "true" : null } };

    [Fact]
    public async Task Scenario_10_a_request_for_a_dry_run_writes_nothing_outside()
    {
        await World.StartHostAsync();
        const string id = "manual-dry-1";
        await World.Sandbox.PublishAsync(new()
        {
            ["messageId"] = id,
            ["topic"] = "org.fedoraproject.prod.freshmaker.manual.rebuild",
            ["body"] = new JsonObject { ["errata_id"] = ImageStoryTests.Advisory, ["dry_run"] = true },
        });
        await ShouldHaveImaginedAllImagesAsync(await World.OverAsync(id));
    }

    [Fact]
    public async Task Scenario_10_a_service_that_only_runs_dry_writes_nothing_outside()
    {
        await World.DisposeAsync();
        _all = true;
        await InitializeAsync();
        await World.StartHostAsync();
        var images = await World.ShipAsync(ImageStoryTests.Advisory);
        var modules = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync(World.Map.Story.Rpm, World.Map.Story.Branch));
        var pushed = await World.OverAsync(modules);
        pushed.Builds.Count.ShouldBeGreaterThan(1);
        pushed.Builds.Values.ShouldAllBe(b => b.State == "succeeded" && b.ExternalId < 0);
        await ShouldHaveImaginedAllImagesAsync(await World.OverAsync(images));
    }

    async Task ShouldHaveImaginedAllImagesAsync(RebuildHistory rebuild)
    {
        await World.QuietAsync();
        rebuild.State.ShouldBe("complete", rebuild.ToString());
        rebuild.Builds.Values.Select(b => ImageWork.NameOf(b.OriginalNvr!)).Order(StringComparer.Ordinal)
            .ShouldBe(ImageStoryTests.Built.Concat(ImageStoryTests.NotBuilt).Order(StringComparer.Ordinal), "nothing fails that is not built");
        rebuild.Builds.Values.ShouldAllBe(b => b.State == "succeeded" && b.ExternalId < 0 && b.Nvr != null);

        var counters = await World.Sandbox.CountersAsync();
        counters["koji.reads"].ShouldBeGreaterThan(0, "it did look");
        counters["errata.reads"].ShouldBeGreaterThan(0);
        foreach (var write in Writes)
            counters.GetValueOrDefault(write).ShouldBe(0, write);
        (await World.Sandbox.TasksAsync()).ShouldBeEmpty();
        (await World.Sandbox.BuildsAsync()).ShouldBeEmpty();
    }
}
