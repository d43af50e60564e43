using System.ComponentModel;
using Freshmaker.Projections.Paging;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;

namespace Freshmaker.Host.GraphQL.Paging;

/// <summary>A page of a list in the shape that Relay defines.</summary>
public sealed class Connection<TNode>(IReadOnlyList<Edge<TNode>> edges, PageInfo pageInfo, Func<IDataLoaderResult<int>> count) where TNode : class
{
    [Complexity(1, 1)]
    [Description("The rows of the page with their cursors.")]
    public IReadOnlyList<Edge<TNode>> Edges => edges;

    [Description("Where the page stands in the list.")]
    public PageInfo PageInfo => pageInfo;

    [Description("How many rows there are in all pages. Counted only when asked for.")]
    public IDataLoaderResult<int> TotalCount() => count();
}

/// <summary>A row of a page.</summary>
public sealed record Edge<TNode>(
    [property: Description("The place of the row, for `after` and `before`.")] string Cursor,
    [property: Description("The row.")] TNode Node) where TNode : class;

[Description("Where a page stands in its list.")]
public sealed record PageInfo(
    [property: Description("More rows follow.")] bool HasNextPage,
    [property: Description("Other rows come before.")] bool HasPreviousPage,
    [property: Description("The cursor of the first row.")] string? StartCursor,
    [property: Description("The cursor of the last row.")] string? EndCursor);

/// <summary>Makes connections of slices.</summary>
static class Connection
{
    public static Connection<TNode> Of<TRow, TNode>(
        Slice<TRow> slice, PageRequest page, string kind, Func<TRow, long> key, Func<TRow, TNode> node, Func<IDataLoaderResult<int>> count)
        where TNode : class => Of(slice, page, new RowOrder<TRow>(kind, key), node, count);

    public static Connection<TNode> Of<TRow, TNode>(
        Slice<TRow> slice, PageRequest page, RowOrder<TRow> order, Func<TRow, TNode> node, Func<IDataLoaderResult<int>> count)
        where TNode : class
    {
        List<Edge<TNode>> edges = [.. slice.Items.Select(row => new Edge<TNode>(order.CursorOf(row), node(row)))];
        // Rows never go away, so where a cursor was, there is a row; unless it has moved since, in an order or by a filter that allows it.
        return new(edges, new(
            page.Backward ? page.Before is not null : slice.HasMore,
            page.Backward ? slice.HasMore : page.After is not null,
            edges.FirstOrDefault()?.Cursor, edges.LastOrDefault()?.Cursor), count);
    }
}

/// <summary>Names the graph types of connections and edges after their rows.</summary>
sealed class ConnectionType<TNode> : AutoRegisteringObjectGraphType<Connection<TNode>> where TNode : class
{
    public ConnectionType() => (Name, Description) = ($"{NodeName.Of<TNode>()}Connection", $"A page of a list of type {NodeName.Of<TNode>()}.");
}

/// <inheritdoc cref="ConnectionType{TNode}"/>
sealed class EdgeType<TNode> : AutoRegisteringObjectGraphType<Edge<TNode>> where TNode : class
{
    public EdgeType() => (Name, Description) = ($"{NodeName.Of<TNode>()}Edge", $"A row of a list of type {NodeName.Of<TNode>()}.");
}

static class NodeName
{
    public static string Of<TNode>() => typeof(TNode).Name.Replace("Node", "", StringComparison.Ordinal);
}
