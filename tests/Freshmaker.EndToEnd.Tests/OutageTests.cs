using System.Net;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>A server is away for twenty seconds in the middle of the story. The Host waits, says so, and goes on.</summary>
public abstract class OutageTests : OwnWorldTest
{
    static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);
    static readonly (string Rpm, string Branch) Story = World.Map.Story;
    static readonly (string Rpm, string Branch) Meanwhile = ("mosspack", "f41");
    static readonly Expectation Expected = World.Map.OfSpecChange(Story.Rpm, Story.Branch).And(World.Map.OfSpecChange(Meanwhile.Rpm, Meanwhile.Branch));

    protected override WorldOptions Options => new() { Delay = "150ms" };

    protected async Task Survives(Func<World, TcpForwarder> line)
    {
        var host = await World.StartHostAsync();
        await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch);
        await Eventually.Holds("the first build is ready", async () => (await World.Sandbox.BuildsAsync()).Any(b => b.State == "ready"));
        (await World.Sandbox.BuildsAsync()).Count(b => b.State == "ready").ShouldBeLessThan(Expected.Builds.Count, "the story is in its middle");

        line(World).Cut();
        await Eventually.Holds("the Host says that it is not ready", async () => await host.ReadinessAsync() == HttpStatusCode.ServiceUnavailable);
        await World.Sandbox.PushRpmAsync(Meanwhile.Rpm, Meanwhile.Branch); // of a lost push nobody could be asked later
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        host.HasExited.ShouldBeFalse();
        line(World).Mend();

        await host.UntilReadyAsync();
        await World.ShouldEndAsAsync(Expected);
    }
}

public sealed class PostgresOutageTests : OutageTests
{
    [Fact]
    public Task PostgreSQL_is_away_for_twenty_seconds() => Survives(world => world.PostgresLine);
}

public sealed class RabbitOutageTests : OutageTests
{
    [Fact]
    public Task RabbitMQ_is_away_for_twenty_seconds() => Survives(world => world.RabbitLine);
}
