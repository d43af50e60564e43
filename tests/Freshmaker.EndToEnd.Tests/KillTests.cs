using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The Host is killed (SIGKILL) in the middle of its work and started again: nothing is lost, nothing is done twice.</summary>
public sealed class KillTests : OwnWorldTest
{
    static readonly (string Rpm, string Branch) Story = World.Map.Story;
    static readonly Expectation Expected = World.Map.OfSpecChange(Story.Rpm, Story.Branch);

    /// <summary>Whether ./test --full asks for it.</summary>
    public static bool Full => Environment.GetEnvironmentVariable("FRESHMAKER_TEST_FULL") == "1";

    protected override WorldOptions Options => new() { Delay = "150ms" };

    /// <summary>Modules that the push itself rebuilds.</summary>
    static readonly IReadOnlyList<string> FirstLevel =
        [.. Expected.Outcomes[0].Split("; ").Where(o => o.EndsWith(" succeeded", StringComparison.Ordinal)).Select(o => o.Split(' ')[0].Split('/')).Select(k => $"{k[1]}:{k[2]}")];

    /// <summary>The points of the story, in its order, each by what can be seen from outside, with the fault that holds the story there.</summary>
    static readonly IReadOnlyList<KillPoint> Points =
    [
        new("the push is announced", async w => (await w.Sandbox.MessagesAsync("git.receive")).Any(m => m.Fate == "sent")),
        new("the first stream is committed and PDC is being asked", async w => await w.Sandbox.CountAsync("pdc.faults") >= 1, "pdc", """{"delay":"2s","times":4}"""),
        new("the plan is complete", async w => await w.Database.EventCountAsync("plan_completed") >= 1),
        new("a bump is being pushed", async w => await w.Sandbox.CountAsync("distgit.faults") >= 1, "distgit", """{"delay":"2s","times":2}"""),
        new("a bump is there, its answer perhaps not yet", async w => await w.Sandbox.CountAsync("git.pushes") >= 1),
        new("MBS has taken a build and has not answered", async w => await w.Sandbox.CountAsync("mbs.accepted") >= 1, "mbs", """{"delay":"3s","after":true,"method":"POST","times":2}"""),
        new("the first build is ready", async w => (await w.Sandbox.BuildsAsync()).Any(b => b.State == "ready")),
        new("the first follow-up rebuild is opened", async w => (await w.Database.RebuildsAsync()).Any(r => r.CausedByRebuild is not null)),
        new("a follow-up is being submitted", async w => (await w.Sandbox.BuildsAsync()).Any(b => !FirstLevel.Contains(b.Module))),
        new("the ring closes", async w => (await w.Sandbox.BuildsAsync()).Any(b => b.State == "ready" && $"module/{b.Name}/{b.Stream}" == Expected.Rings[0].Split(" → ")[^2])),
    ];

    [Fact]
    public async Task Killed_at_ten_points_of_one_story_it_ends_as_if_it_had_not_been()
    {
        Points.Count.ShouldBe(10);
        await World.StartHostAsync();
        await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch);
        foreach (var point in Points)
            await KillAtAsync(point);
        await World.ShouldEndAsAsync(Expected);
    }

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, 10)];

    [Theory(SkipUnless = nameof(Full), Skip = "one kill in each of ten stories: with ./test --full"), MemberData(nameof(Indices))]
    public async Task Killed_once_it_ends_as_if_it_had_not_been(int index)
    {
        await World.StartHostAsync();
        await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch);
        await KillAtAsync(Points[index]);
        await World.ShouldEndAsAsync(Expected);
    }

    [Theory(SkipUnless = nameof(Full), Skip = "random points of five stories: with ./test --full"), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task Killed_at_random_it_ends_as_if_it_had_not_been(int seed)
    {
        var random = new Random(seed);
        var messages = 1 + (Expected.Builds.Count * 6); // the push, and each bump and the five states of its build
        int[] kills = [.. Enumerable.Range(0, 3).Select(_ => random.Next(messages)).Distinct().Order()];

        await World.StartHostAsync();
        await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch);
        foreach (var sent in kills)
            await KillAtAsync(new($"{sent} messages are sent (seed {seed})", async w => await w.Sandbox.CountAsync("bus.messages") >= sent));
        await World.ShouldEndAsAsync(Expected);
    }

    async Task KillAtAsync(KillPoint point)
    {
        if (point.System is not null)
            await World.Sandbox.SetFaultAsync(point.System, point.Fault!);
        await Eventually.Holds(point.Name, () => point.IsReached(World), async () => string.Join('\n', await World.Database.RebuildsAsync()));
        await World.Host.KillAsync();
        if (point.System is not null)
            await World.Sandbox.ClearFaultAsync(point.System);
        await World.StartHostAsync();
    }

    sealed record KillPoint(string Name, Func<World, Task<bool>> IsReached, string? System = null, string? Fault = null);
}
