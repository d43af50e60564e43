using System.Diagnostics.Metrics;
using Freshmaker.Host.Bus;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Host.Operations;

/// <summary>The health of each configured outside system, for whoever collects metrics.</summary>
sealed class OutsideMetrics(IMeterFactory meters, OutsideHealth health, TimeProvider clock) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(BusMetrics.MeterName);
        meter.CreateObservableGauge("freshmaker.outside.degraded", () => Each(s => s.IsDegraded ? 1 : 0), "{system}", "1 when the last call to a system failed or it is left alone, else 0.");
        meter.CreateObservableGauge("freshmaker.outside.breaker", () => Each(s => (int)s.Breaker), null, "The circuit breaker of a system: 0 closed, 1 half open, 2 open.");
        meter.CreateObservableGauge(
            "freshmaker.outside.silence", () => health.States.Where(s => s.LastAnswer is not null).Select(s => Of(s, (clock.GetUtcNow() - s.LastAnswer!.Value).TotalSeconds)),
            "s", "Time since a system answered last; none before its first answer.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    IEnumerable<Measurement<int>> Each(Func<OutsideState, int> value) => health.States.Select(s => Of(s, value(s)));

    static Measurement<T> Of<T>(OutsideState state, T value) where T : struct => new(value, new KeyValuePair<string, object?>("system", state.System));
}
