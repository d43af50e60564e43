using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Folded states of the rebuilds that this node worked on last. Bounded; an entry may be behind the stream, never ahead of it.</summary>
public sealed class RebuildCache(int capacity = 2_000)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, LinkedListNode<(Rebuild State, long Version)>> _byId = [];
    readonly LinkedList<(Rebuild State, long Version)> _byAge = [];

    /// <summary>Removes and returns an entry: two commands can never share one.</summary>
    public (Rebuild State, long Version)? Take(string rebuildId)
    {
        lock (_lock)
        {
            if (!_byId.Remove(rebuildId, out var node))
                return null;
            _byAge.Remove(node);
            return node.Value;
        }
    }

    /// <summary>An entry that stays; states are immutable, so looking at one disturbs nobody.</summary>
    public (Rebuild State, long Version)? Peek(string rebuildId)
    {
        lock (_lock)
            return _byId.TryGetValue(rebuildId, out var node) ? node.Value : null;
    }

    public void Put(Rebuild state, long version)
    {
        lock (_lock)
        {
            if (_byId.Remove(state.Id, out var old))
                _byAge.Remove(old);
            if (state.IsOver)
                return; // a rebuild that is over is rarely asked again
            _byId[state.Id] = _byAge.AddFirst((state, version));
            if (_byAge.Count <= capacity)
                return;
            _byId.Remove(_byAge.Last!.Value.State.Id);
            _byAge.RemoveLast();
        }
    }
}
