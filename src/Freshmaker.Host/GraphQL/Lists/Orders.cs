using System.ComponentModel;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Lists;

/// <summary>Which way a list runs.</summary>
public enum SortDirection
{
    Asc,
    Desc,
}

[Name("RebuildOrder")]
[Description("The order of a list of rebuilds. Where that is the same for several, their numbers decide.")]
public sealed class RebuildOrderBy
{
    [Description("By what.")]
    public RebuildSort By { get; set; }

    [Description("Which way; `DESC` when it is missing.")]
    public SortDirection? Direction { get; set; }

    internal static ListOrder<RebuildSort> OrderOf(RebuildOrderBy? given) => new(given?.By ?? RebuildSort.Number, given?.Direction is not SortDirection.Asc);

    internal static RowOrder<RebuildRow> RowsOf(ListOrder<RebuildSort> order) => new(OrderNames.Of(Cursor.Rebuild, order), r => r.Number, order.By switch
    {
        RebuildSort.ReceivedAt => SortValue.Time<RebuildRow>(r => r.ReceivedAt),
        RebuildSort.EndedAt => SortValue.Time<RebuildRow>(r => r.EndedAt),
        RebuildSort.UpdatedAt => SortValue.Time<RebuildRow>(r => r.UpdatedAt),
        RebuildSort.Priority => SortValue.Number<RebuildRow>(r => r.Priority),
        _ => null,
    });
}

[Name("BuildOrder")]
[Description("The order of a list of builds. Where that is the same for several, their numbers decide.")]
public sealed class BuildOrderBy
{
    [Description("By what.")]
    public BuildSort By { get; set; }

    [Description("Which way; `DESC` when it is missing.")]
    public SortDirection? Direction { get; set; }

    internal static ListOrder<BuildSort> OrderOf(BuildOrderBy? given) => new(given?.By ?? BuildSort.Number, given?.Direction is not SortDirection.Asc);

    internal static RowOrder<BuildRow> RowsOf(ListOrder<BuildSort> order) => new(OrderNames.Of(Cursor.Build, order), b => b.Number, order.By switch
    {
        BuildSort.Name => SortValue.Text<BuildRow>(b => b.Artifact.Name),
        BuildSort.PlannedAt => SortValue.Time<BuildRow>(b => b.PlannedAt),
        BuildSort.CompletedAt => SortValue.Time<BuildRow>(b => b.CompletedAt),
        _ => null,
    });
}

static class OrderNames
{
    /// <summary>The kind of the cursors of a list in an order; from the newest to the oldest it needs no words.</summary>
    public static string Of<TSort>(string list, ListOrder<TSort> order) where TSort : struct, Enum =>
        Convert.ToInt32(order.By) == 0 && order.Descending ? list : $"{list} by {order.By.ToString().ToConstantCase()}{(order.Descending ? "" : " ascending")}";
}

sealed class SortDirectionType() : DescribedEnum<SortDirection>("Which way a list runs.", From(new()
{
    [SortDirection.Asc] = "What is lowest, or earliest, comes first.",
    [SortDirection.Desc] = "What is highest, or latest, comes first.",
}));

sealed class RebuildSortType() : DescribedEnum<RebuildSort>("What rebuilds can be ordered by.", From(new()
{
    [RebuildSort.Number] = "The public number, which is the order in which they began.",
    [RebuildSort.ReceivedAt] = "When the message was received.",
    [RebuildSort.EndedAt] = "When they ended; those that have not, as if they ended after all others.",
    [RebuildSort.UpdatedAt] = "When something last happened to them. A rebuild to which something happens while a list is paged may be met twice or not at all.",
    [RebuildSort.Priority] = "The priority.",
}));

sealed class BuildSortType() : DescribedEnum<BuildSort>("What builds can be ordered by.", From(new()
{
    [BuildSort.Number] = "The public number, which is the order in which they were planned.",
    [BuildSort.Name] = "The name of the artifact.",
    [BuildSort.PlannedAt] = "When they were planned.",
    [BuildSort.CompletedAt] = "When they ended; those that have not, as if they ended after all others.",
}));
