using GraphQL;
using GraphQL.DI;

namespace Freshmaker.Host.GraphQL.Limits;

/// <summary>What an operation costs: each field once, and once more per row of every page and list that it is in.</summary>
/// <param name="Estimated">Before anything is fetched, so pages count as full.</param>
/// <param name="Depth">Levels of fields.</param>
sealed record Cost(long Estimated, int Depth)
{
    const string Key = "cost";

    public void Remember(IDictionary<string, object?> context) => context[Key] = this;

    public static Cost? Of(IDictionary<string, object?> context) => context.TryGetValue(Key, out var cost) ? cost as Cost : null;
}

/// <summary>Tells clients with every answer what their operation costs, so that they learn of the limits before they meet them.</summary>
sealed class CostInExtensions(GraphQLLimits limits) : IConfigureExecution
{
    /// <summary>Around all others.</summary>
    public float SortOrder => 0;

    public async Task<ExecutionResult> ExecuteAsync(ExecutionOptions options, ExecutionDelegate next)
    {
        var result = await next(options);
        if (Cost.Of(options.UserContext) is { } cost)
        {
            result.Extensions = new(result.Extensions ?? [])
            {
                ["cost"] = new Dictionary<string, object> { ["estimated"] = cost.Estimated, ["limit"] = limits.MaxCost, ["depth"] = cost.Depth, ["maxDepth"] = limits.MaxDepth },
            };
        }

        return result;
    }
}
