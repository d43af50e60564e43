using Freshmaker.Domain.Explaining;

namespace Freshmaker.Host.Graphs;

/// <summary>Places for the builds of a plan: a column per level, and in each column what belongs together side by side.</summary>
static class PlanLayout
{
    /// <summary>Passes over the columns; after a few nothing gets better.</summary>
    const int Passes = 4;

    /// <summary>By key: the column, and the place in it from the top.</summary>
    public static IReadOnlyDictionary<string, (int Column, int Row)> Of(PlanView plan)
    {
        var parents = plan.Edges.ToLookup(e => e.Child, e => e.Parent, StringComparer.Ordinal);
        var children = plan.Edges.ToLookup(e => e.Parent, e => e.Child, StringComparer.Ordinal);
        var columns = plan.Levels.Select(level => level.ToList()).ToList();
        var place = new Dictionary<string, double>(StringComparer.Ordinal);
        columns.ForEach(Number);
        for (var pass = 0; pass < Passes; pass++)
        {
            // Down by the places of the parents, then up by those of the children: fewer edges cross.
            var (near, order) = pass % 2 == 0 ? (parents, Enumerable.Range(0, columns.Count)) : (children, Enumerable.Range(0, columns.Count).Reverse());
            foreach (var i in order)
            {
                columns[i] = [.. columns[i].OrderBy(key => near[key].Any() ? near[key].Average(k => place[k]) : place[key]).ThenBy(key => key, StringComparer.Ordinal)];
                Number(columns[i]);
            }
        }

        return columns.SelectMany((column, c) => column.Select((key, row) => (key, c, row))).ToDictionary(p => p.key, p => (p.c, p.row), StringComparer.Ordinal);

        // Between 0 and 1, so that columns of different lengths can be compared.
        void Number(List<string> column)
        {
            for (var row = 0; row < column.Count; row++)
                place[column[row]] = (row + 0.5) / column.Count;
        }
    }
}
