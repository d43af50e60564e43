using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Keeps every line of the log.</summary>
public sealed class CapturedLines : ILogEventSink
{
    readonly ConcurrentQueue<LogEvent> _lines = [];

    public IReadOnlyList<LogEvent> All => [.. _lines];

    public void Emit(LogEvent logEvent) => _lines.Enqueue(logEvent);
}
