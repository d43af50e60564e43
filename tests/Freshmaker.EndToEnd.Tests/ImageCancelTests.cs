using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>Somebody cancels a rebuild of images in its middle (behaviour.md §11.2, scenario 7).</summary>
public sealed class ImageCancelTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    [Fact]
    public async Task Scenario_7_what_is_planned_is_canceled_at_once_and_what_runs_when_Koji_has_stopped_it()
    {
        await World.Sandbox.SetImageAsync("s2i-core9-container-1-40", new() { ["stuck"] = true });
        var message = await World.ShipAsync(ImageStoryTests.Advisory);
        var middle = await World.ShownAsync(
            message, "only s2i-core9 is being built", r => r.At("counts.done").GetInt32() == 5 && r.NamesIn("BUILD") is ["s2i-core9"]);
        string[] done = ["ci-runner", "gateway", "go-toolset9", "tooling-base", "ubi9"];
        middle.NamesIn("DONE").ShouldBe(done);
        var task = middle.BuildOf("s2i-core9").At("externalId").GetInt64();
        await Eventually.Holds("a builder has taken it", async () => (await World.Sandbox.TasksAsync()).Single(t => t.Id == task).State == "OPEN");

        // Koji does not answer cancelTask for now: so what ends at once and what waits for Koji can be told apart.
        await World.Sandbox.SetFaultAsync("koji", """{"status":503,"method":"cancelTask"}""");
        await CancelAsync(middle.At("number").GetInt64());
        var canceling = await World.ShownAsync(message, "what is planned is canceled", r => r.At("counts.planned").GetInt32() == 0);
        canceling.TextAt("state").ShouldBe("BUILDING");
        canceling.NamesIn("CANCELED").Length.ShouldBe(20 - done.Length - 1);
        canceling.NamesIn("BUILD").ShouldBe(["s2i-core9"]);
        canceling.BuildOf("nodejs").TextAt("reason.code").ShouldBe("CANCELED_BEFORE_START");
        await Eventually.Holds("Koji was asked in vain", async () => await World.Sandbox.CountAsync("koji.faults") >= 1);
        await World.Sandbox.ClearFaultAsync("koji");

        var over = await World.ShownOverAsync(message);
        over.TextAt("state").ShouldBe("CANCELED");
        over.NamesIn("DONE").ShouldBe(done, "what is built stays built");
        over.BuildOf("s2i-core9").TextAt("state").ShouldBe("CANCELED");
        over.BuildOf("s2i-core9").TextAt("reason.code").ShouldBe("CANCELED_IN_BUILD_SYSTEM");
        await World.QuietAsync();
        var tasks = await World.Sandbox.TasksAsync();
        tasks.Single(t => t.Id == task).State.ShouldBe("CANCELED");
        tasks.Count.ShouldBe(done.Length + 1, "nothing was begun after");
        (await World.Sandbox.CountAsync("koji.calls.cancelTask")).ShouldBe(1, "the others never reached it");
    }

    async Task CancelAsync(long number) => await World.Sandbox.PublishAsync(new()
    {
        ["messageId"] = $"cancel-{Guid.CreateVersion7():N}",
        ["topic"] = "org.fedoraproject.prod.freshmaker.manage.eventcancel",
        ["body"] = new JsonObject { ["action"] = "eventcancel", ["event_id"] = number, ["builds_id"] = new JsonArray() },
    });
}
