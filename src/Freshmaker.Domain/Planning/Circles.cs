namespace Freshmaker.Domain.Planning;

/// <summary>The circles of a graph: which nodes are in one, and a way around for each. Found once for all nodes, in linear time.</summary>
sealed class Circles
{
    /// <summary>Nodes that are shown of a way around. A longer one is shown by its beginning, else a large circle would cost the square of its size.</summary>
    const int MostShown = 12;

    readonly IReadOnlyList<string> _names;
    readonly int[] _next, _entry, _length;

    /// <param name="graph">The graph.</param>
    /// <param name="names">Of its nodes, each different: by them ways are shown, and chosen where there are several.</param>
    public Circles(DependencyGraph graph, IReadOnlyList<string> names)
    {
        _names = names;
        (_next, _entry, _length) = (new int[graph.Count], new int[graph.Count], new int[graph.Count]);
        _next.AsSpan().Fill(-1);
        _entry.AsSpan().Fill(-1);
        var (component, _) = graph.Components();
        for (var node = 0; node < graph.Count; node++)
        {
            foreach (var parent in graph.Parents(node))
            {
                if (component[parent] == component[node] && (_next[node] < 0 || string.CompareOrdinal(names[parent], names[_next[node]]) < 0))
                    _next[node] = parent;
            }
        }

        // Following one way from each node, each ends in a circle: nodes on it are their own entry, others have that of the first on it they come to.
        var mark = new int[graph.Count];
        for (var start = 0; start < graph.Count; start++)
        {
            if (_next[start] < 0)
                continue;
            var node = start;
            for (; mark[node] == 0; node = _next[node])
                mark[node] = start + 1;
            if (mark[node] == start + 1 && _entry[node] < 0)
                MarkCircle(node);
            var entry = _entry[node];
            for (var before = start; _entry[before] < 0; before = _next[before])
                _entry[before] = entry;
        }
    }

    public bool Has(int node) => _next[node] >= 0;

    /// <summary>A way around that begins at the node, or at the first node on a circle that it leads to.</summary>
    public string PathOf(int node)
    {
        var entry = _entry[node];
        var path = new List<string>();
        var at = entry;
        do
        {
            path.Add(_names[at]);
            at = _next[at];
        }
        while (at != entry && path.Count < MostShown);
        if (at != entry)
            path.Add($"… {_length[entry] - path.Count} more …");
        path.Add(_names[entry]);
        return string.Join(" → ", path);
    }

    void MarkCircle(int first)
    {
        var members = new List<int>();
        for (var node = first; _entry[node] < 0; node = _next[node])
        {
            _entry[node] = node;
            members.Add(node);
        }

        foreach (var member in members)
            _length[member] = members.Count;
    }
}
