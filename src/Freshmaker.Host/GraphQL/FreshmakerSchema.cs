using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Commands;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Lists;
using Freshmaker.Host.GraphQL.Mutations;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Subscriptions;
using Freshmaker.Host.GraphQL.Types;
using GraphQL;
using GraphQL.Types;

namespace Freshmaker.Host.GraphQL;

/// <summary>The schema. Its SDL is pinned by a test: other engines must be able to serve the same.</summary>
public sealed class FreshmakerSchema : Schema
{
    public FreshmakerSchema(IServiceProvider services) : base(services)
    {
        Description = "Freshmaker: what was rebuilt, what was not, and why. Every answer says in `extensions.cost` what the operation may cost and the limit: each field counts 1, "
            + $"times the size of every page that it is in, and {GraphQLLimits.RowsOfLists} for every list without pages.";
        Query = new AutoRegisteringObjectGraphType<Query>();
        Mutation = new AutoRegisteringObjectGraphType<Mutation>();
        Subscription = new AutoRegisteringObjectGraphType<Subscription>();
        this.RegisterTypeMapping<CommandRefusalCode, UserErrorCodeType>();
        this.RegisterTypeMapping<DateTimeOffset, TimeType>();
        this.RegisterTypeMapping<long, NumberType>();
        this.RegisterTypeMapping<JsonElement, JsonType>();
        this.RegisterTypeMapping<RebuildState, RebuildStateType>();
        this.RegisterTypeMapping<BuildState, BuildStateType>();
        this.RegisterTypeMapping<BuildPhase, BuildPhaseType>();
        this.RegisterTypeMapping<HandlerPhase, HandlerPhaseType>();
        this.RegisterTypeMapping<BlockerKind, BlockerKindType>();
        this.RegisterTypeMapping<PlanEdgeKind, PlanEdgeKindType>();
        this.RegisterTypeMapping<WhyKind, WhyKindType>();
        this.RegisterTypeMapping<WhyNotKind, WhyNotKindType>();
        this.RegisterTypeMapping<TriggerKind, TriggerKindType>();
        this.RegisterTypeMapping<ArtifactKind, ArtifactKindType>();
        this.RegisterTypeMapping<ModuleBuildState, ModuleBuildStateType>();
        this.RegisterTypeMapping<TaskState, TaskStateType>();
        this.RegisterTypeMapping<RebuildReason, RebuildReasonType>();
        this.RegisterTypeMapping<ReasonCode, ReasonCodeType>();
        ListTypes.Register(this);
        Connection<RebuildNode>();
        Connection<BuildNode>();
        Connection<ExclusionNode>();
        Connection<TimelineEventNode>();
        Connection<KnownArtifactNode>();
        Connection<MessageNode>();
        Connection<ComposeNode>();

        // Last, because it initialises the schema.
        this.WithIntrospectionComplexityImpact(0);
    }

    void Connection<TNode>() where TNode : class
    {
        this.RegisterTypeMapping<Connection<TNode>, ConnectionType<TNode>>();
        this.RegisterTypeMapping<Edge<TNode>, EdgeType<TNode>>();
    }
}
