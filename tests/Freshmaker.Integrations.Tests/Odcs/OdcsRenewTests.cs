using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Odcs;

public sealed class OdcsRenewTests : OdcsTest
{
    [Fact]
    public async Task A_compose_that_is_ready_lives_longer()
    {
        var before = (await Odcs().GetAsync([7001], Stop))[7001];

        var renewed = (await Odcs(options => options with { TimeToLive = TimeSpan.FromHours(48) }).RenewAsync(7001, Stop)).ShouldBeOfType<ComposeAnswer.Accepted>().Compose;

        (renewed.Id, renewed.State).ShouldBe((7001, ComposeState.Done));
        (renewed.ExpiresAt - before.ExpiresAt).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromHours(27));
        (await Odcs().GetAsync([7001], Stop))[7001].ExpiresAt.ShouldBe(renewed.ExpiresAt);
    }

    [Theory]
    [InlineData(7002)]
    [InlineData(7003)]
    public async Task A_compose_that_is_removed_or_failed_is_made_again_under_another_id(long id)
    {
        var renewed = (await Odcs().RenewAsync(id, Stop)).ShouldBeOfType<ComposeAnswer.Accepted>().Compose;

        renewed.Id.ShouldBeGreaterThan(7003);
        renewed.State.ShouldBe(ComposeState.Wait);
        renewed.Source.ShouldBe((await Odcs().GetAsync([id], Stop))[id].Source);
    }

    [Theory]
    [InlineData("wait", ComposeState.Wait)]
    [InlineData("generating", ComposeState.Generating)]
    public async Task A_compose_that_is_not_ready_yet_needs_no_renewal(string name, ComposeState state)
    {
        var compose = await AcceptedAsync(Pulp);
        await MoveAsync(compose.Id, name);

        var renewed = (await Odcs().RenewAsync(compose.Id, Stop)).ShouldBeOfType<ComposeAnswer.Accepted>().Compose;

        (renewed.Id, renewed.State).ShouldBe((compose.Id, state));
        Sandbox.Counters["odcs.accepted"].ShouldBe(1);
        Sandbox.Counters["odcs.regenerated"].ShouldBe(0);
    }

    [Fact]
    public async Task A_compose_that_ODCS_does_not_know_is_refused() =>
        (await Odcs().RenewAsync(4711, Stop)).ShouldBe(new ComposeAnswer.Refused(404, "No compose with id 4711 found"));

    [Fact]
    public async Task A_404_of_something_before_ODCS_is_no_refusal()
    {
        await using var odcs = await CannedServer.StartAsync(404, "<html>no such host</html>", "text/html");

        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).RenewAsync(7001, Stop))).Text.ShouldStartWith("HTTP 404");
    }

    [Fact]
    public async Task A_renewal_is_never_repeated()
    {
        Sandbox.Faults.Set("odcs", new() { Status = 503 });

        await Should.ThrowAsync<OutsideFault>(() => Odcs().RenewAsync(7001, Stop));

        Sandbox.Counters["odcs.patchs"].ShouldBe(1);
    }
}
