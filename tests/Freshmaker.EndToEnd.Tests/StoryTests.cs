using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The story that ./run tells: an RPM's spec file changes, and everything that has to follows.</summary>
public sealed class StoryTests : OwnWorldTest
{
    static readonly (string Rpm, string Branch) Story = World.Map.Story;
    static readonly Expectation Expected = World.Map.OfSpecChange(Story.Rpm, Story.Branch);

    [Fact]
    public void The_world_has_what_the_story_needs()
    {
        Expected.Depth.ShouldBeGreaterThanOrEqualTo(4, "the cascade is three levels deep below the first build");
        Expected.Rings.ShouldNotBeEmpty();
        Expected.Outcomes.ShouldContain(o => o.Contains("DeniedByPolicy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_spec_change_rebuilds_exactly_what_has_to_be_and_the_ring_stops()
    {
        await World.StartHostAsync();
        await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch);
        await World.ShouldEndAsAsync(Expected);

        (await World.Sandbox.CountAsync("mbs.accepted")).ShouldBe(Expected.Builds.Count);
        (await World.Sandbox.CountAsync("git.pushes")).ShouldBe(Expected.Builds.Count);
        (await World.Database.RebuildsAsync()).SelectMany(r => r.Exclusions).Where(x => x.Why.Code == "CascadeCycle")
            .Select(x => x.Why.Parameters["path"]).ShouldBe(Expected.Rings);
    }
}
