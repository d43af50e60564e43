using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>RPMs become stable in Fedora: images and modules that contain them are rebuilt (behaviour.md §11.2, scenario 2).</summary>
public sealed class StableUpdateTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    [Fact]
    public async Task Scenario_2_a_stable_update_rebuilds_images_and_modules()
    {
        var modules = World.Map.OfSpecChange("libcapsule", "f41"); // the same modules contain it, whatever tells of it
        var message = await World.Sandbox.StableAsync("f41", "libcapsule-2.1-4.fc41");
        var cascade = await World.CascadeAsync(message);

        var root = cascade.Single(r => r.MessageId == message);
        root.State.ShouldBe("complete", root.ToString());
        root.Builds.Values.ShouldAllBe(b => b.State == "succeeded");
        string[] images = ["apibox", "kettlebox", "webfront"];
        root.Builds.Keys.Where(k => k.StartsWith("image/", StringComparison.Ordinal)).ShouldBe(images.Select(i => $"image/{i}/f41"));
        (await World.Sandbox.BuildsAsync()).Select(b => b.Module).Order(StringComparer.Ordinal).ShouldBe(modules.Builds);
        await World.ShouldBeBumpedOnceAsync(cascade);

        var tasks = await World.Sandbox.TasksAsync();
        tasks.Count.ShouldBe(images.Length);
        foreach (var image in images)
        {
            var tip = (await World.Sandbox.LogAsync("container", image, "f41"))[0].Id;
            var task = tasks.Single(t => t.Source.EndsWith($"/container/{image}#{tip}", StringComparison.Ordinal));
            task.State.ShouldBe("CLOSED");
            task.Target.ShouldBe("f41-container-candidate");
            ((string?)task.Request[2]!["git_branch"]).ShouldBe("f41");
        }
    }
}
