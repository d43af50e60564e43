using System.ComponentModel;
using Freshmaker.Domain.Explaining;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Builds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Plan")]
[Description("What a rebuild builds, as a graph.")]
public sealed class PlanGraphNode(PlanView plan, IReadOnlyList<BuildRow> builds, PastRebuild? past)
{
    [Description("The builds, in the order in which they were planned.")]
    public IEnumerable<PlanBuildNode> Nodes => plan.Nodes.Select((n, place) => new PlanBuildNode(n, Of(place)));

    [Description("Which build needs which.")]
    public IEnumerable<PlanEdgeNode> Edges => plan.Edges.Select(e => new PlanEdgeNode(Of(e.Parent), Of(e.Child), e.Kind));

    [Description("The builds by level: those of a level need only builds of the levels before it.")]
    public IEnumerable<IEnumerable<BuildNode>> Levels => plan.Levels.Select(level => level.Select(Of));

    [Description("The longest chain of builds that need each other, from the first to the last.")]
    public IEnumerable<BuildNode> CriticalPath => plan.CriticalPath.Select(Of);

    BuildNode Of(int place) => new(builds[place], past);
}

[Name("PlanNode")]
[Description("A build in the graph of a plan.")]
public sealed class PlanBuildNode(PlanViewNode node, BuildNode build)
{
    [Description("The build, with its state.")]
    public BuildNode Build => build;

    [Description("One above the highest level of the builds that it needs, from 1.")]
    public int Level => node.Level;

    [Description("It is on the critical path.")]
    public bool IsCritical => node.IsCritical;
}

[Name("PlanEdge")]
[Description("A build and one that needs it.")]
public sealed record PlanEdgeNode(
    [property: Description("The build that is needed.")] BuildNode Parent,
    [property: Description("The build that needs it.")] BuildNode Child,
    [property: Description("What it is needed for.")] PlanEdgeKind Kind);
