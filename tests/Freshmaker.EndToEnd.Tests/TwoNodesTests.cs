using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>Two Hosts share the work; one is killed and the other finishes it.</summary>
public sealed class TwoNodesTests : OwnWorldTest
{
    static readonly (string Rpm, string Branch) Story = World.Map.Story;
    static readonly Expectation Expected = World.Map.OfSpecChange(Story.Rpm, Story.Branch);

    protected override WorldOptions Options => new() { Delay = "150ms", Settings = new Dictionary<string, string?> { ["Freshmaker__SingleNode"] = "false" } };

    [Fact]
    public async Task The_second_node_finishes_what_the_killed_one_began()
    {
        var (first, second) = (World.BeginHost(), World.BeginHost());
        await first.UntilReadyAsync();
        await second.UntilReadyAsync();
        await World.Sandbox.SetFaultAsync("bus", """{"duplicate":1000000}"""); // each message to both, if the broker likes
        await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch);
        await Eventually.Holds("MBS has taken a build", async () => await World.Sandbox.CountAsync("mbs.accepted") >= 1);

        await first.KillAsync();
        await World.ShouldEndAsAsync(Expected, TimeSpan.FromSeconds(240));
        second.HasExited.ShouldBeFalse();
    }
}
