using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using GraphQL;
using GraphQL.Types;

namespace Freshmaker.Host.GraphQL.Lists;

/// <summary>The types that only lists use.</summary>
static class ListTypes
{
    public static void Register(Schema schema)
    {
        schema.RegisterTypeMapping<SortDirection, SortDirectionType>();
        schema.RegisterTypeMapping<RebuildSort, RebuildSortType>();
        schema.RegisterTypeMapping<BuildSort, BuildSortType>();
    }
}
