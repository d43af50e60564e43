using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>ODCS takes its time, or cannot (behaviour.md §11.2, scenario 5).</summary>
public sealed class ComposeTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    /// <summary>These were built with a compose that is still there.</summary>
    static readonly string[] WithoutNewCompose = ["s2i-core9", "ubi9"];

    /// <summary>nodejs was built with a compose of base RPMs only that is gone, and these need it.</summary>
    static readonly string[] OnNodejs = ["nodejs", "search-ui", "storefront", "webshop-api"];

    [Fact]
    public async Task Scenario_5_builds_wait_for_their_compose_and_fail_with_it()
    {
        await World.Sandbox.SetComposesAsync("acme-9-baseos-rpms", "stuck");
        var before = (await World.Sandbox.ComposesAsync()).Select(c => c.Id).ToHashSet();
        var message = await World.ShipAsync(ImageStoryTests.Advisory);

        // Late: whatever needs a new compose is planned and Koji has not heard of it.
        var waiting = await World.ShownAsync(message, "only what waits for a compose is left", r => r.NamesIn("DONE").Length == 2 && r.At("counts.building").GetInt32() == 0);
        waiting.NamesIn("DONE").ShouldBe(WithoutNewCompose);
        waiting.NamesIn("PLANNED").Length.ShouldBe(18);
        waiting.NodesAt("builds").Where(b => b.TextAt("state") == "PLANNED").ShouldAllBe(b => b.TextAt("phase") == "WAITING" && b.At("externalId").IsNull());
        (await World.Sandbox.TasksAsync()).Count.ShouldBe(2);

        IReadOnlyList<Compose> made = [];
        await Eventually.Holds("ODCS makes both composes", async () => (made = await NewAsync()).Count(c => c.State == "generating") == 2, () => Task.FromResult(string.Join('\n', made)));
        var shared = made.Single(c => c.Source.Split(' ').Order(StringComparer.Ordinal).SequenceEqual(["acme-9-appstream-rpms", "acme-9-baseos-rpms"]));
        var ofNodejs = made.Single(c => c.Source == "acme-9-baseos-rpms");

        // Done: what needs it goes on, and nodejs, which needs another one as well, still waits.
        await World.Sandbox.MoveComposeAsync(shared.Id, "done");
        var half = await World.ShownAsync(
            message, "only nodejs and what needs it are left", r => r.At("counts.building").GetInt32() == 0 && r.NamesIn("PLANNED").Length == OnNodejs.Length);
        half.NamesIn("PLANNED").ShouldBe(OnNodejs);
        half.TextAt("state").ShouldBe("BUILDING");
        var nvr = half.BuildOf("go-toolset9").TextAt("nvr");
        (await World.Sandbox.TasksAsync()).Single(t => t.Nvr == nvr).Composes.ShouldContain(shared.Id);

        // Failed: nodejs cannot be built, nor what is built on it.
        await World.Sandbox.MoveComposeAsync(ofNodejs.Id, "failed");
        var over = await World.ShownOverAsync(message);
        over.TextAt("state").ShouldBe("COMPLETE");
        over.NamesIn("FAILED").ShouldBe([.. OnNodejs.Concat(ImageStoryTests.NotBuilt).Order(StringComparer.Ordinal)]);
        over.BuildOf("nodejs").TextAt("reason.code").ShouldBe("COMPOSE_FAILED");
        over.BuildOf("nodejs").TextAt("reason.text").ShouldContain($"{ofNodejs.Id}");
        OnNodejs.Except(["nodejs"]).ShouldAllBe(name => over.BuildOf(name).TextAt("reason.code") == "PARENT_NOT_BUILT");
        over.At("counts.done").GetInt32().ShouldBe(20 - 3 - OnNodejs.Length);
        await World.QuietAsync();
        await World.ShouldBeBuiltOnceAsync(await World.Database.RebuildsAsync());

        async Task<IReadOnlyList<Compose>> NewAsync() => [.. (await World.Sandbox.ComposesAsync()).Where(c => !before.Contains(c.Id))];
    }
}
