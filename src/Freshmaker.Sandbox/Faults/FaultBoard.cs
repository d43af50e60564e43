namespace Freshmaker.Sandbox.Faults;

/// <summary>The faults now in force, one a system: see <see cref="Systems"/>.</summary>
public sealed class FaultBoard
{
    /// <summary>The systems that can be told to go wrong.</summary>
    public static readonly IReadOnlyList<string> Systems = ["pdc", "mbs", "odcs", "errata", "pulp", "pyxis", "lightblue", "koji", "distgit", "bus"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ActiveFault> _active = new(StringComparer.Ordinal);

    internal event Action? Changed;

    /// <summary>What is in force, with what is left of it.</summary>
    public IReadOnlyDictionary<string, FaultInForce> All
    {
        get
        {
            lock (_lock)
            {
                return _active.ToDictionary(entry => entry.Key, entry => new FaultInForce(entry.Value.Fault, entry.Value.Used, entry.Value.Left));
            }
        }
    }

    /// <summary>Puts a fault in force, in place of the one the system had.</summary>
    public void Set(string system, Fault fault)
    {
        if (!Systems.Contains(system))
        {
            throw new ArgumentException($"must be one of {string.Join(", ", Systems)}", nameof(system));
        }

        Replace(system, new ActiveFault(fault));
    }

    /// <summary>Takes a system's fault back; what hangs goes on.</summary>
    public void Clear(string system) => Replace(system, null);

    /// <summary>Takes all faults back.</summary>
    public void ClearAll()
    {
        foreach (var system in Systems)
        {
            Clear(system);
        }
    }

    internal ActiveFault? Take(string system, Func<Fault, bool> fits)
    {
        lock (_lock)
        {
            return _active.TryGetValue(system, out var active) && fits(active.Fault) && active.TryUse() ? active : null;
        }
    }

    internal bool Has(string system)
    {
        lock (_lock)
        {
            return _active.ContainsKey(system);
        }
    }

    internal Fault? TakeForMessage(string topic) =>
        Take("bus", fault => fault.Topic is null || topic.EndsWith(fault.Topic, StringComparison.Ordinal))?.Fault;

    private void Replace(string system, ActiveFault? next)
    {
        ActiveFault? before;
        lock (_lock)
        {
            _active.Remove(system, out before);
            if (next is not null)
            {
                _active[system] = next;
            }
        }

        before?.Release();
        Changed?.Invoke();
    }
}

/// <summary>A fault, how often it was used, and how often it will be.</summary>
public sealed record FaultInForce(Fault Fault, int Used, int? Left);

internal sealed class ActiveFault(Fault fault)
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Fault Fault { get; } = fault;

    public int Used { get; private set; }

    public int? Left => Fault.Limit - Used;

    /// <summary>Ends when the fault is taken back.</summary>
    public Task Released => _released.Task;

    public bool TryUse()
    {
        if (Left <= 0)
        {
            return false;
        }

        Used++;
        return true;
    }

    public void Release() => _released.TrySetResult();
}
