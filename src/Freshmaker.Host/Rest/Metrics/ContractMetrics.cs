using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Prometheus;

namespace Freshmaker.Host.Rest.Metrics;

/// <summary>
/// What Prometheus collects: the metrics of the existing system that mean something here, under their names (behaviour.md §5.10), and all of our own. The old ones
/// are counted from our own, so both always agree.
/// </summary>
public sealed class ContractMetrics : IHostedService, IDisposable
{
    readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    readonly MetricFactory _create;
    readonly IMeterFactory _meters;
    readonly MeterListener _listener = new();
    readonly Prometheus.Counter _rx, _ignored, _processed, _refused, _toSend, _sent, _failed;
    readonly FrozenDictionary<(string Kind, string State), Prometheus.Counter> _states;
    readonly OwnInstruments _own;

    public ContractMetrics(IMeterFactory meters)
    {
        _meters = meters;
        _create = Prometheus.Metrics.WithCustomRegistry(_registry);
        _own = new(_create);
        _rx = Counter("messaging_rx", "Messages received.");
        _ignored = Counter("messaging_rx_ignored", "Messages received that are not for us.");
        _processed = Counter("messaging_rx_processed_ok", "Messages received that were taken.");
        _refused = Counter("messaging_rx_failed", "Messages received that could not be used.");
        _toSend = Counter("messaging_tx_to_send", "Messages to be sent.");
        _sent = Counter("messaging_tx_sent_ok", "Messages sent, as the broker has confirmed.");
        _failed = Counter("messaging_tx_failed", "Attempts at sending a message that the broker did not confirm; they are sent again.");
        _states = new Dictionary<(string, string), Prometheus.Counter>
        {
            [("build", nameof(BuildState.Done))] = Counter("freshmaker_artifact_build_done", "Builds that were done."),
            [("build", nameof(BuildState.Failed))] = Counter("freshmaker_artifact_build_failed", "Builds that failed."),
            [("build", nameof(BuildState.Canceled))] = Counter("freshmaker_artifact_build_canceled", "Builds that were canceled."),
            [("rebuild", nameof(RebuildState.Complete))] = Counter("freshmaker_event_complete", "Events that were completed."),
            [("rebuild", nameof(RebuildState.Failed))] = Counter("freshmaker_event_failed", "Events that failed."),
            [("rebuild", nameof(RebuildState.Skipped))] = Counter("freshmaker_event_skipped", "Events that were skipped."),
            [("rebuild", nameof(RebuildState.Canceled))] = Counter("freshmaker_event_canceled", "Events that were canceled."),
        }.ToFrozenDictionary();
        BuildLatency = _create.CreateHistogram("build_api_latency", "Seconds that GET of builds takes.");
        EventLatency = _create.CreateHistogram("event_api_latency", "Seconds that GET of events takes.");
        ProcessMetrics.Register(_registry, _create);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsOurs(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Take(instrument.Name, value, tags);
            _own.Take(instrument, value, tags);
        });
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _own.Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _own.Take(instrument, value, tags));
        _registry.AddBeforeCollectCallback(_listener.RecordObservableInstruments);
    }

    public Histogram BuildLatency { get; }

    public Histogram EventLatency { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WriteAsync(Stream to, CancellationToken ct) => _registry.CollectAndExportAsTextAsync(to, ct);

    public void Dispose() => _listener.Dispose();

    /// <summary>Of this host: several can live in one process.</summary>
    bool IsOurs(Instrument instrument) => instrument.Meter.Name == BusMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, _meters);

    Prometheus.Counter Counter(string name, string help) => _create.CreateCounter($"{name}_total", help);

    void Take(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        switch (instrument)
        {
            case BusMetrics.Received:
                _rx.Inc(value);
                (Tag(tags, "result") switch { "not_for_us" => _ignored, "refused" => _refused, _ => _processed }).Inc(value);
                break;
            case BusMetrics.Published:
                (Tag(tags, "result") switch { "to_send" => _toSend, "sent" => _sent, _ => _failed }).Inc(value);
                break;
            case BusMetrics.Told:
                if (_states.TryGetValue((Tag(tags, "kind"), Tag(tags, "state")), out var counter))
                    counter.Inc(value);
                break;
        }
    }

    static string Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value as string ?? "";
        }

        return "";
    }
}
