using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Rest.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>The old counters count what our own do.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task What_comes_in_goes_out_and_ends_is_counted_under_the_old_names_and_not_that_of_other_hosts()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<BusMetrics>().AddSingleton<ContractMetrics>().BuildServiceProvider();
        using var others = new ServiceCollection().AddMetrics().AddSingleton<BusMetrics>().BuildServiceProvider();
        var contract = services.GetRequiredService<ContractMetrics>();
        await contract.StartAsync(TestContext.Current.CancellationToken);
        foreach (var metrics in (BusMetrics[])[services.GetRequiredService<BusMetrics>(), others.GetRequiredService<BusMetrics>()])
        {
            metrics.CountToSend(7);
            metrics.CountSent(5);
            metrics.CountFailed(2);
            metrics.CountTold("build", nameof(BuildState.Done));
            metrics.CountTold("build", nameof(BuildState.Build));
            metrics.CountTold("rebuild", nameof(RebuildState.Failed));
            metrics.CountTold("rebuild", nameof(RebuildState.Building));
        }

        using var to = new MemoryStream();
        await contract.WriteAsync(to, TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(to.ToArray()).Split('\n');
        foreach (var line in (string[])
        [
            "messaging_tx_to_send_total 7", "messaging_tx_sent_ok_total 5", "messaging_tx_failed_total 2", "messaging_rx_total 0", "freshmaker_artifact_build_done_total 1",
            "freshmaker_artifact_build_failed_total 0", "freshmaker_event_failed_total 1", "freshmaker_event_complete_total 0",
        ])
            lines.ShouldContain(line);
        lines.ShouldContain("freshmaker_bus_published_total{result=\"sent\"} 5");
        lines.ShouldContain("freshmaker_state_changes_total{kind=\"build\",state=\"Build\"} 1");
    }
}
