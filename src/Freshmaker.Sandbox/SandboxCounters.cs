namespace Freshmaker.Sandbox;

/// <summary>What the outside systems have seen, so that a test can say "exactly once".</summary>
public sealed class SandboxCounters
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Everything counted so far, by name.</summary>
    public IReadOnlyDictionary<string, long> All
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>How often something happened; 0 if never.</summary>
    public long this[string name]
    {
        get
        {
            lock (_lock)
            {
                return _counts.GetValueOrDefault(name);
            }
        }
    }

    internal void Count(string name)
    {
        lock (_lock)
        {
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _counts.Clear();
        }
    }
}
