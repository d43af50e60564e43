namespace Freshmaker.Sandbox.Odcs;

/// <summary>How composes that name something end, and how often; without a number until reset.</summary>
/// <param name="Name">A content set, tag, module, package or build.</param>
internal sealed record ComposeBehaviour(string Name, ComposeEnd Ends, string? Reason, int? Times);

/// <summary>Where a compose ends.</summary>
internal enum ComposeEnd
{
    /// <summary>In state done.</summary>
    Done,

    /// <summary>In state failed.</summary>
    Failed,

    /// <summary>Nowhere: it stays in state generating.</summary>
    Stuck,

    /// <summary>In state done, and removed at once.</summary>
    Removed,
}

/// <summary>What was said about composes to come; the last word on a name counts.</summary>
internal sealed class ComposeBehaviours
{
    private static readonly ComposeBehaviour Usual = new("", ComposeEnd.Done, null, null);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ComposeBehaviour Behaviour, int Used)> _named = new(StringComparer.Ordinal);

    public void Set(ComposeBehaviour behaviour)
    {
        lock (_lock)
        {
            _named[behaviour.Name] = (behaviour, 0);
        }
    }

    public ComposeBehaviour Take(ComposeContent content)
    {
        lock (_lock)
        {
            foreach (var (name, (behaviour, used)) in _named.Where(entry => content.Names(entry.Key)).ToList())
            {
                if (behaviour.Times is not { } times || used < times)
                {
                    _named[name] = (behaviour, used + 1);
                    return behaviour;
                }
            }

            return Usual;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _named.Clear();
        }
    }
}
