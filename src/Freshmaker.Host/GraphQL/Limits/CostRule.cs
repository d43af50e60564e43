using GraphQL;
using GraphQL.Validation;
using GraphQL.Validation.Complexity;
using GraphQL.Validation.Errors.Custom;
using GraphQL.Validation.Rules.Custom;

namespace Freshmaker.Host.GraphQL.Limits;

/// <summary>Refuses operations that cost too much or are too deep, and remembers what the others cost. It depends on variables, so it is computed each time.</summary>
sealed class CostRule(GraphQLLimits limits) : ComplexityValidationRule(new ComplexityOptions { DefaultListImpactMultiplier = GraphQLLimits.RowsOfLists })
{
    protected override ValueTask ValidateComplexityAsync(ValidationContext context, double totalComplexity, int maxDepth)
    {
        var cost = new Cost((long)Math.Min(totalComplexity, long.MaxValue / 2), maxDepth);
        cost.Remember(context.UserContext);
        if (cost.Estimated > limits.MaxCost)
        {
            context.ReportError(TooMuch("cost", cost.Estimated, limits.MaxCost,
                $"The operation may return {cost.Estimated} values; at most {limits.MaxCost} are allowed. Ask for smaller pages (first, last) or for fewer fields of their rows."));
        }

        if (cost.Depth > limits.MaxDepth)
            context.ReportError(TooMuch("depth", cost.Depth, limits.MaxDepth, $"The operation is nested {cost.Depth} levels deep; at most {limits.MaxDepth} are allowed."));
        return default;
    }

    static ComplexityError TooMuch(string what, long value, long limit, string message) => new(message) { Extensions = new() { [what] = value, ["limit"] = limit } };
}
