using System.Collections.Concurrent;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Tests.Running;

/// <summary>What a stand-in for an outside system is told to do wrong, by what a call is about; and which calls came.</summary>
public sealed class Faults
{
    readonly ConcurrentDictionary<string, ConcurrentQueue<Exception>> _next = [];
    readonly ConcurrentDictionary<string, TaskCompletionSource> _held = [];
    readonly ConcurrentQueue<string> _calls = [];

    public static OutsideFault Away(string system) => new(system, "GET something", "503 out to lunch");

    /// <summary>The next calls about this throw these.</summary>
    public void Next(string about, params IEnumerable<Exception> exceptions) => _next[about] = new(exceptions);

    /// <summary>Calls about this do not return until the answer of this is set.</summary>
    public TaskCompletionSource Hold(string about) => _held[about] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int CallsAbout(string about) => _calls.Count(c => c == about);

    public async Task PassAsync(string about, CancellationToken ct)
    {
        _calls.Enqueue(about);
        if (_held.TryGetValue(about, out var held))
            await held.Task.WaitAsync(ct);
        if (_next.TryGetValue(about, out var exceptions) && exceptions.TryDequeue(out var exception))
            throw exception;
    }
}
