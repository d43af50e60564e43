using Freshmaker.Projections.Builds;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Freshmaker.Host.GraphQL.Batching;

/// <summary>
/// Which parts of builds a query asks for: those of all fields that it names, wherever it names them. That can be more than a list needs, but never less. A field of builds
/// that is not told of here needs all.
/// </summary>
static class PartsOfBuilds
{
    static readonly Dictionary<string, BuildParts> Needs = new(StringComparer.Ordinal)
    {
        ["id"] = BuildParts.None,
        ["number"] = BuildParts.None,
        ["rebuild"] = BuildParts.None,
        ["artifact"] = BuildParts.None,
        ["handler"] = BuildParts.None,
        ["state"] = BuildParts.None,
        ["phase"] = BuildParts.None,
        ["originalNvr"] = BuildParts.None,
        ["nvr"] = BuildParts.None,
        ["children"] = BuildParts.None,
        ["queuePosition"] = BuildParts.None,
        ["waitingFor"] = BuildParts.None,
        ["why"] = BuildParts.None,
        ["timeline"] = BuildParts.None,
        ["followUps"] = BuildParts.None,
        ["cause"] = BuildParts.Cause,
        ["reason"] = BuildParts.Reason,
        ["parents"] = BuildParts.Parents,
        ["plannedAt"] = BuildParts.Times,
        ["startedAt"] = BuildParts.Times,
        ["completedAt"] = BuildParts.Times,
        ["updatedAt"] = BuildParts.Times,
        ["revision"] = BuildParts.Outside,
        ["externalId"] = BuildParts.Outside,
        ["url"] = BuildParts.Outside,
        ["adopted"] = BuildParts.Outside,
        ["observedState"] = BuildParts.Outside,
        ["version"] = BuildParts.Outside,
        ["context"] = BuildParts.Outside,
        ["taskState"] = BuildParts.Outside,
        ["buildAttempt"] = BuildParts.Steps,
        ["because"] = BuildParts.Steps,
        ["isStuck"] = BuildParts.Steps,
        ["attempt"] = BuildParts.Steps,
        ["retryAt"] = BuildParts.Steps,
    };

    public static BuildParts In(IResolveFieldContext context)
    {
        var build = (IComplexGraphType)context.Schema.AllTypes["Build"]!;
        return context.Document.Definitions.OfType<IHasSelectionSetNode>().Aggregate(BuildParts.None, (parts, definition) => parts | Of(definition.SelectionSet));

        BuildParts Of(GraphQLSelectionSet? set)
        {
            var parts = BuildParts.None;
            foreach (var selection in set?.Selections ?? [])
            {
                if (selection is GraphQLField { Name: var name })
                    parts |= Needs.TryGetValue(name.StringValue, out var part) ? part : build.GetField(name.Value) is null ? BuildParts.None : BuildParts.All;
                if (selection is IHasSelectionSetNode nested)
                    parts |= Of(nested.SelectionSet);
            }

            return parts;
        }
    }
}
