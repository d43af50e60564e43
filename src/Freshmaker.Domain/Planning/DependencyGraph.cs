namespace Freshmaker.Domain.Planning;

/// <summary>
/// Who needs whom, over numbered nodes, in a few flat arrays: every question is answered in time linear in nodes and edges, without recursion, so depth does
/// not matter. Parallel edges and edges to oneself are allowed.
/// </summary>
public sealed class DependencyGraph
{
    readonly int[] _parentStart, _parents, _childStart, _children;

    /// <param name="count">Nodes are 0 … <paramref name="count"/> − 1.</param>
    /// <param name="children">The needing node of each edge.</param>
    /// <param name="parents">The needed node of each edge.</param>
    public DependencyGraph(int count, ReadOnlySpan<int> children, ReadOnlySpan<int> parents)
    {
        Count = count;
        (_parentStart, _parents) = Grouped(count, children, parents);
        (_childStart, _children) = Grouped(count, parents, children);
    }

    public int Count { get; }

    public ReadOnlySpan<int> Parents(int node) => _parents.AsSpan(_parentStart[node].._parentStart[node + 1]);

    public ReadOnlySpan<int> Children(int node) => _children.AsSpan(_childStart[node].._childStart[node + 1]);

    /// <summary>
    /// The length of the longest path up from each node: 0 for those that need nothing. −1 for nodes that are in a circle, or blocked, or need one that is.
    /// </summary>
    /// <param name="blocked">Nodes that cannot be placed, whatever they need; none when empty.</param>
    public int[] Levels(ReadOnlySpan<bool> blocked = default) => LongestPaths(_parentStart, _childStart, _children, blocked);

    /// <summary>The length of the longest path down from each node: 0 for those that nothing needs. −1 for nodes in a circle or needed by one.</summary>
    public int[] Heights() => LongestPaths(_childStart, _parentStart, _parents, blocked: []);

    /// <summary>The strongly connected component of each node, by number: nodes that need each other, by whatever ways, have the same.</summary>
    public (int[] Of, int Count) Components()
    {
        // Tarjan's algorithm with a stack of its own. place 0: not seen yet.
        var (component, place, low, next) = (new int[Count], new int[Count], new int[Count], new int[Count]);
        component.AsSpan().Fill(-1);
        var (open, path) = (new Stack<int>(), new Stack<int>());
        var (found, seen) = (0, 0);
        for (var root = 0; root < Count; root++)
        {
            if (place[root] == 0)
                Enter(root);
            while (path.TryPeek(out var node))
            {
                if (next[node] < _parentStart[node + 1])
                {
                    var parent = _parents[next[node]++];
                    if (place[parent] == 0)
                        Enter(parent);
                    else if (component[parent] < 0)
                        low[node] = Math.Min(low[node], place[parent]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out var child))
                    low[child] = Math.Min(low[child], low[node]);
                if (low[node] == place[node])
                    Close(node);
            }
        }

        return (component, found);

        void Enter(int node)
        {
            place[node] = low[node] = ++seen;
            next[node] = _parentStart[node];
            open.Push(node);
            path.Push(node);
        }

        void Close(int node)
        {
            int member;
            do
            {
                member = open.Pop();
                component[member] = found;
            }
            while (member != node);
            found++;
        }
    }

    /// <summary>Kahn's order, with the longest way on which each node was reached.</summary>
    int[] LongestPaths(int[] neededStart, int[] neederStart, int[] needers, ReadOnlySpan<bool> blocked)
    {
        var (length, waiting, queue) = (new int[Count], new int[Count], new int[Count]);
        var (head, tail) = (0, 0);
        for (var node = 0; node < Count; node++)
        {
            waiting[node] = neededStart[node + 1] - neededStart[node];
            if (!blocked.IsEmpty && blocked[node])
                waiting[node]++; // for something that never comes
            if (waiting[node] == 0)
                queue[tail++] = node;
        }

        while (head < tail)
        {
            var node = queue[head++];
            var after = length[node] + 1;
            for (var e = neederStart[node]; e < neederStart[node + 1]; e++)
            {
                var needer = needers[e];
                if (length[needer] < after)
                    length[needer] = after;
                if (--waiting[needer] == 0)
                    queue[tail++] = needer;
            }
        }

        for (var node = 0; node < Count; node++)
        {
            if (waiting[node] > 0)
                length[node] = -1;
        }

        return length;
    }

    /// <summary>The values of each key side by side, keeping their order.</summary>
    static (int[] Start, int[] Values) Grouped(int count, ReadOnlySpan<int> keys, ReadOnlySpan<int> values)
    {
        var (start, grouped) = (new int[count + 1], new int[keys.Length]);
        foreach (var key in keys)
            start[key + 1]++;
        for (var key = 0; key < count; key++)
            start[key + 1] += start[key];
        var place = start.AsSpan(0, count).ToArray();
        for (var i = 0; i < keys.Length; i++)
            grouped[place[keys[i]]++] = values[i];
        return (start, grouped);
    }
}
