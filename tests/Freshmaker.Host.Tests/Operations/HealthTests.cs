using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Publishing;
using Freshmaker.Host.Tests.Running;
using Freshmaker.Projections;
using JasperFx.Events;

namespace Freshmaker.Host.Tests.Operations;

public sealed class HealthTests(CabledHost cabled) : CabledTest(cabled)
{
    [Fact]
    public async Task it_is_ready_when_every_check_is_ok()
    {
        var (status, checks) = await Eventually.BecomesAsync(AskAsync, a => a.Status == HttpStatusCode.OK, "it should be ready");

        checks.ShouldBe(new Dictionary<string, string> { ["postgres"] = "ok", ["bus"] = "ok", ["projections"] = "ok" }, ignoreOrder: true);
        status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task it_is_not_ready_without_the_broker_and_says_so()
    {
        Cabled.ToRabbit.PullOut();
        try
        {
            var (_, checks) = await Eventually.BecomesAsync(
                AskAsync, a => a.Status == HttpStatusCode.ServiceUnavailable && a.Checks["bus"] != "ok", "it should not be ready");
            checks["bus"].ShouldBe("not listening to every queue");
            checks["postgres"].ShouldBe("ok");
            await ShouldLiveAsync();
        }
        finally
        {
            Cabled.ToRabbit.PutIn();
        }

        await Eventually.IsAsync(() => Host.Get<BusListener>().IsListening, "the listener should be back");
    }

    [Fact]
    public async Task it_is_not_ready_without_the_database_and_says_so()
    {
        Cabled.ToPostgres.PullOut();
        try
        {
            var (status, checks) = await AskAsync();
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            checks["postgres"].ShouldBe("PostgreSQL does not answer");
            checks["projections"].ShouldBe("PostgreSQL does not answer");
            await ShouldLiveAsync();
        }
        finally
        {
            Cabled.ToPostgres.PutIn();
        }

        await Eventually.BecomesAsync(AskAsync, a => a.Status == HttpStatusCode.OK, "it should be ready again");
    }

    [Fact]
    public void what_publishes_is_watched_like_what_projects() =>
        ((IEventStore)Host.Store).RegisteredShardNames().Select(s => s.Identity).ShouldBe(
            [.. ReadModels.Names.Append(StateChangePublisher.SubscriptionName).Select(name => $"{name}:All")], ignoreOrder: true);

    async Task ShouldLiveAsync()
    {
        using var live = await Host.Client.GetAsync("/health/live", Ct);
        live.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    async Task<(HttpStatusCode Status, Dictionary<string, string> Checks)> AskAsync()
    {
        using var answer = await Host.Client.GetAsync("/health/ready", Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        body.GetProperty("status").GetString().ShouldBe(answer.IsSuccessStatusCode ? "ready" : "not ready");
        return (answer.StatusCode, body.GetProperty("checks").Deserialize<Dictionary<string, string>>()!);
    }
}
