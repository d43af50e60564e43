namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>The promise: whatever went wrong on the way, what had to happen has happened, once.</summary>
public static class ExactlyOnce
{
    /// <summary>Waits until the story is over and checks streams, MBS and dist-git against the expectation.</summary>
    public static async Task ShouldEndAsAsync(this World world, Expectation expected, TimeSpan? patience = null)
    {
        await Eventually.Holds(
            $"{expected.Outcomes.Count} rebuilds are over",
            async () => (await world.Database.RebuildsAsync()).Count(r => r.IsOver && !r.IsRepetition) >= expected.Outcomes.Count,
            async () => string.Join('\n', await world.Database.RebuildsAsync()), patience);
        await world.QuietAsync(patience);

        var rebuilds = await world.Database.RebuildsAsync();
        rebuilds.Where(r => !r.IsRepetition).Select(r => r.Outcome).Order(StringComparer.Ordinal).ShouldBe(expected.Outcomes.Order(StringComparer.Ordinal));
        var builds = await world.Sandbox.BuildsAsync();
        builds.Select(b => b.Module).Order(StringComparer.Ordinal).ShouldBe(expected.Builds);
        builds.ShouldAllBe(b => b.State == "ready");
        await world.ShouldBeBumpedOnceAsync(rebuilds);
        (await world.Database.DeadLettersAsync()).ShouldBeEmpty();
    }

    /// <summary>Every build that was planned has one commit with its trailer, and MBS built exactly that commit once.</summary>
    public static async Task ShouldBeBumpedOnceAsync(this World world, IEnumerable<RebuildHistory> rebuilds)
    {
        var inMbs = await world.Sandbox.BuildsAsync();
        foreach (var (rebuild, build) in rebuilds.SelectMany(r => r.Builds.Values.Where(b => b.IsModule && b.State == "succeeded").Select(b => (r, b))))
        {
            var parts = build.Key.Split('/');
            var log = await world.Sandbox.LogAsync("modules", parts[1], parts[2]);
            var bumps = log.Where(c => c.Builds.Contains($"{rebuild.Id}/{build.Key}")).ToList();
            bumps.Count.ShouldBe(1, $"{build.Key} of {rebuild.Id} has one bump commit");
            bumps[0].Builds.Count.ShouldBe(1);
            build.Revision.ShouldBe(bumps[0].Id);
            inMbs.Where(b => b.Commit == bumps[0].Id).ShouldHaveSingleItem($"{build.Key} of {rebuild.Id} is built once").Id.ShouldBe(build.ExternalId!.Value);
        }
    }
}
