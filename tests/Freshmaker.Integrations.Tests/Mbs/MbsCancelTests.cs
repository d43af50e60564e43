using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Mbs;

public sealed class MbsCancelTests : MbsTest
{
    [Fact]
    public async Task A_running_build_is_stopped_and_says_by_whom()
    {
        var build = await AcceptedAsync("anvil", "1");

        (await Mbs().CancelAsync(build.BuildId, Stop)).ShouldBeTrue();

        var stopped = await Mbs().GetAsync(build.BuildId, Stop);
        (stopped!.State, stopped.StateReason).ShouldBe((ModuleBuildState.Failed, "Canceled by Freshmaker"));
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("failed")]
    [InlineData("garbage")]
    public async Task A_build_that_is_over_cannot_be_stopped(string state)
    {
        var build = await AcceptedAsync("anvil", "1");
        await MoveAsync(build.BuildId, state);

        (await Mbs().CancelAsync(build.BuildId, Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_build_that_is_not_known_is_not_running() => (await Mbs().CancelAsync(4711, Stop)).ShouldBeFalse();

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Not_being_allowed_to_stop_a_running_build_is_a_fault(int status)
    {
        var build = await AcceptedAsync("anvil", "1");
        Sandbox.Faults.Set("mbs", new() { Status = status, Method = "PATCH" });

        (await Should.ThrowAsync<OutsideFault>(() => Mbs().CancelAsync(build.BuildId, Stop))).Text.ShouldStartWith($"HTTP {status}");

        Sandbox.Counters["mbs.patchs"].ShouldBe(1);
    }

    [Fact]
    public async Task A_page_in_html_is_no_success()
    {
        await using var mbs = await CannedServer.StartAsync(200, "<html>", "text/html");

        await Should.ThrowAsync<OutsideFault>(() => Mbs(mbs.Url).CancelAsync(7, Stop));
    }
}
