using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Domain.Ports;
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
    public async Task an_outside_system_in_trouble_is_seen_and_makes_it_no_less_ready()
    {
        await Should.ThrowAsync<OutsideFault>(() => Host.All<IModuleCatalogue>().First().ContainingRpmAsync("libcapsule", "f41", Ct)); // nobody listens at its address

        var health = await Eventually.BecomesAsync(HealthAsync, h => h.GetProperty("status").GetString() == "degraded", "it should be degraded, and no worse");

        health.GetProperty("checks").EnumerateObject().ShouldAllBe(c => c.Value.GetString() == "ok");
        var systems = health.GetProperty("systems");
        systems.EnumerateObject().Select(s => s.Name).ShouldBe(["Koji", "MBS", "PDC", "dist-git"]);
        systems.GetProperty("Koji").GetRawText().ShouldBe("""{"status":"not asked","breaker":"closed","lastAnswer":null,"lastFault":null}""");
        var pdc = systems.GetProperty("PDC");
        (pdc.GetProperty("status").GetString(), pdc.GetProperty("breaker").GetString()).ShouldBe(("degraded", "closed"));
        pdc.GetProperty("lastFault").GetProperty("text").GetString()!.ShouldContain("Connection refused");
        (TimeProvider.System.GetUtcNow() - pdc.GetProperty("lastFault").GetProperty("at").GetDateTimeOffset()).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await Eventually.BecomesAsync(AskAsync, a => a.Status == HttpStatusCode.OK, "it should be ready")).Checks.Count.ShouldBe(3);

        Measured("freshmaker.outside.degraded").ShouldBe(new() { ["Koji"] = 0, ["MBS"] = 0, ["PDC"] = 1, ["dist-git"] = 0 });
        Measured("freshmaker.outside.breaker").Values.ShouldAllBe(v => v == 0);
    }

    [Fact]
    public void what_publishes_is_watched_like_what_projects() =>
        ((IEventStore)Host.Store).RegisteredShardNames().Select(s => s.Identity).ShouldBe(
            [.. ReadModels.Names.Append(StateChangePublisher.SubscriptionName).Select(name => $"{name}:All")], ignoreOrder: true);

    async Task<JsonElement> HealthAsync()
    {
        using var answer = await Host.Client.GetAsync("/health", Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        answer.StatusCode.ShouldBe(body.GetProperty("status").GetString() == "not ready" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        return body;
    }

    /// <summary>A metric of this host now, by system.</summary>
    Dictionary<string, int> Measured(string name)
    {
        var values = new Dictionary<string, int>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, Host.Get<IMeterFactory>()))
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => values[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }

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
