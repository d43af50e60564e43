using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>Koji, ODCS or Pyxis is away for twenty seconds (a minute with --full) in the middle of a rebuild of 60 images. It recovers without help.</summary>
public sealed class ImageOutageTests : OwnWorldTest
{
    const string Refusing = """{"status":503}""";
    const string Hanging = """{"hang":true}""";

    static readonly TimeSpan Outage = TimeSpan.FromSeconds(KillTests.Full ? 60 : 20);

    /// <summary>Whether ./test --full asks for it.</summary>
    public static bool Full => KillTests.Full;

    protected override WorldOptions Options => SixtyImages.Options("150ms");

    [Fact]
    public Task Koji_refuses() => SurvivesAsync("koji", Refusing);

    [Fact]
    public async Task Koji_takes_builds_and_does_not_say_so()
    {
        // A message about the build could overtake the question; this is about the question.
        await World.Sandbox.SetFaultAsync("bus", """{"lose":1000000,"topic":"build.state.change"}""");
        await SurvivesAsync("koji", """{"cut":true,"after":true,"method":"buildContainer"}""");
        (await World.Database.RebuildsAsync()).SelectMany(r => r.Builds.Values).ShouldContain(b => b.Adopted, "Koji had it already when it was asked again");
    }

    [Fact]
    public Task ODCS_hangs_when_it_is_asked_for_a_compose() => SurvivesAsync("odcs", """{"hang":true,"method":"POST"}""");

    [Fact]
    public Task Pyxis_refuses() => SurvivesAsync("pyxis", Refusing);

    [Theory(SkipUnless = nameof(Full), Skip = "each in both ways: with ./test --full"), InlineData("koji", Hanging), InlineData("odcs", Refusing), InlineData("pyxis", Hanging)]
    public Task Each_refuses_or_hangs(string system, string fault) => SurvivesAsync(system, fault);

    async Task SurvivesAsync(string system, string fault)
    {
        var host = await World.StartHostAsync();
        // Pyxis is asked while the rebuild is planned and ODCS right after; Koji all along.
        if (system != "koji")
            await World.Sandbox.SetFaultAsync(system, fault);
        var message = await SixtyImages.ShipAsync(World);
        if (system == "koji")
        {
            await Eventually.Holds("some images are built", async () => (await World.Sandbox.TasksAsync()).Count(t => t.State == "CLOSED") >= 5);
            await World.Sandbox.SetFaultAsync(system, fault);
        }

        await Eventually.Holds($"{system} is missed", async () => await World.Sandbox.CountAsync($"{system}.faults") >= 1);
        await Task.Delay(Outage, TestContext.Current.CancellationToken);
        host.HasExited.ShouldBeFalse();
        if (!fault.Contains("after", StringComparison.Ordinal)) // what is only slower may be over
            (await World.Database.OpenRebuildsAsync()).ShouldBe(1, "the rebuild is in its middle");
        await World.Sandbox.ClearFaultAsync(system);

        await World.ShouldEndAsUsualAsync(message);
    }
}
