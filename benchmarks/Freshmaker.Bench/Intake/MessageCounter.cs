using System.Diagnostics;
using System.Diagnostics.Metrics;
using Freshmaker.Host.Bus;

namespace Freshmaker.Bench.Intake;

/// <summary>Listens to the service's own counter of messages, so that counting costs what it costs in production.</summary>
sealed class MessageCounter : IDisposable
{
    readonly MeterListener _listener = new();
    TaskCompletionSource<long> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _missing;

    public MessageCounter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == BusMetrics.MeterName && instrument.Name == "freshmaker.bus.messages")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) =>
        {
            if (Interlocked.Add(ref _missing, -count) == 0)
                _reached.TrySetResult(Stopwatch.GetTimestamp());
        });
        _listener.Start();
    }

    /// <summary>Begins to count down.</summary>
    /// <returns>The timestamp of the last of that many messages.</returns>
    public Task<long> Expect(int count)
    {
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _missing, count);
        return _reached.Task;
    }

    public void Dispose() => _listener.Dispose();
}
