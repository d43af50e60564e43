using System.Collections.Concurrent;
using System.Diagnostics;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Collects the SQL statements that are sent to one host's read models and event store while it lives, as Npgsql reports them.</summary>
public sealed class Statements : IDisposable
{
    readonly ConcurrentQueue<string> _texts = [], _ofEvents = [];
    readonly ActivityListener _listener;

    public Statements(ReadingHost host)
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                var text = (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string;
                if (text?.Contains($"{host.Views}.", StringComparison.Ordinal) == true)
                    _texts.Enqueue(text);
                if (text?.Contains($"{host.Schema}.mt_events", StringComparison.Ordinal) == true)
                    _ofEvents.Enqueue(text);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<string> Texts => _texts;

    /// <summary>Those that read the events themselves.</summary>
    public IReadOnlyCollection<string> OfEvents => _ofEvents;

    public void Dispose() => _listener.Dispose();
}
