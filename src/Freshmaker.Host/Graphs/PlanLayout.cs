using Freshmaker.Domain.Explaining;

namespace Freshmaker.Host.Graphs;

/// <summary>Places for the builds of a plan: a column per level, and in each column what belongs together side by side.</summary>
static class PlanLayout
{
    /// <summary>Passes over the columns; after a few nothing gets better.</summary>
    const int Passes = 4;

    /// <summary>For each build the column, and the place in it from the top.</summary>
    public static (int Column, int Row)[] Of(PlanView plan)
    {
        int[][] columns = [.. plan.Levels.Select(level => level.ToArray())];
        // Ranks are in the order of keys; heights between 0 and 1, so that columns of different lengths can be compared.
        var (ranks, heights, wanted) = (new int[plan.Nodes.Count], new double[plan.Nodes.Count], new double[plan.Nodes.Count]);
        foreach (var column in columns)
        {
            for (var row = 0; row < column.Length; row++)
                ranks[column[row]] = row;
            Number(column);
        }

        for (var pass = 0; pass < Passes; pass++)
        {
            // Down by the places of the parents, then up by those of the children: fewer edges cross.
            var down = pass % 2 == 0;
            for (var i = 0; i < columns.Length; i++)
                Arrange(columns[down ? i : columns.Length - 1 - i], down);
        }

        var places = new (int Column, int Row)[plan.Nodes.Count];
        for (var c = 0; c < columns.Length; c++)
        {
            for (var row = 0; row < columns[c].Length; row++)
                places[columns[c][row]] = (c, row);
        }

        return places;

        void Arrange(int[] column, bool down)
        {
            foreach (var build in column)
                wanted[build] = Average(down ? plan.Graph.Parents(build) : plan.Graph.Children(build)) ?? heights[build];
            column.AsSpan().Sort((a, b) => wanted[a].CompareTo(wanted[b]) is not 0 and var order ? order : ranks[a].CompareTo(ranks[b]));
            Number(column);
        }

        double? Average(ReadOnlySpan<int> near)
        {
            var sum = 0.0;
            foreach (var build in near)
                sum += heights[build];
            return near.IsEmpty ? null : sum / near.Length;
        }

        void Number(int[] column)
        {
            for (var row = 0; row < column.Length; row++)
                heights[column[row]] = (row + 0.5) / column.Length;
        }
    }
}
