using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Integrations.Http;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Statistics;
using GraphQL;
using GraphQL.Types;

namespace Freshmaker.Host.GraphQL.Lists;

/// <summary>The enums of lists and of the service itself.</summary>
static class ListTypes
{
    public static void Register(Schema schema)
    {
        schema.RegisterTypeMapping<SortDirection, SortDirectionType>();
        schema.RegisterTypeMapping<RebuildSort, RebuildSortType>();
        schema.RegisterTypeMapping<BuildSort, BuildSortType>();
        schema.RegisterTypeMapping<ComposePhase, ComposePhaseType>();
        schema.RegisterTypeMapping<StatisticsGrouping, StatisticsGroupingType>();
        schema.RegisterTypeMapping<FaultClass, FaultClassType>();
        schema.RegisterTypeMapping<PolicyMode, PolicyModeType>();
        schema.RegisterTypeMapping<BreakerState, BreakerStateType>();
    }
}
