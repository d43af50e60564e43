using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Folded states of the rebuilds that this node worked on last. Bounded; an entry may be behind the stream, never ahead of it.</summary>
public sealed class RebuildCache(int capacity = 2_000)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, LinkedListNode<Entry>> _byId = [];
    readonly LinkedList<Entry> _byAge = [];

    sealed record Entry(Rebuild State, long Version, bool IsTaken = false);

    /// <summary>An entry for a command: given once, so that two commands never share one. Until the next <see cref="Put"/> it can only be looked at.</summary>
    public (Rebuild State, long Version)? Take(string rebuildId)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(rebuildId, out var node) || node.Value.IsTaken)
                return null;
            node.Value = node.Value with { IsTaken = true };
            return (node.Value.State, node.Value.Version);
        }
    }

    /// <summary>
    /// An entry for whoever only looks, also while a command has it: states are immutable, and most that is asked is asked while the rebuild moves. Without,
    /// every look at a busy rebuild would read all its events.
    /// </summary>
    public (Rebuild State, long Version)? Peek(string rebuildId)
    {
        lock (_lock)
            return _byId.TryGetValue(rebuildId, out var node) ? (node.Value.State, node.Value.Version) : null;
    }

    public void Put(Rebuild state, long version)
    {
        lock (_lock)
        {
            if (_byId.Remove(state.Id, out var old))
                _byAge.Remove(old);
            if (state.IsOver)
                return; // a rebuild that is over is rarely asked again
            Add(new(state, version));
        }
    }

    /// <summary>
    /// Keeps what was read where there is no entry at all and room for one, such as after a start: the next look reads only the tail. What was only looked at
    /// takes no place from what is worked on: whoever looks at everything would else leave a cache of what nobody needs.
    /// </summary>
    public void Offer(Rebuild state, long version)
    {
        lock (_lock)
        {
            if (version > 0 && !state.IsOver && _byId.Count < capacity && !_byId.ContainsKey(state.Id))
                Add(new(state, version));
        }
    }

    void Add(Entry entry)
    {
        _byId[entry.State.Id] = _byAge.AddFirst(entry);
        if (_byAge.Count <= capacity)
            return;
        _byId.Remove(_byAge.Last!.Value.State.Id);
        _byAge.RemoveLast();
    }
}
