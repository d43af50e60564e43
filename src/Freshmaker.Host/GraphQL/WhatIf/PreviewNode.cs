using System.ComponentModel;
using Freshmaker.Host.GraphQL.Mutations;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Previewing;
using Freshmaker.Host.Rebuilding;
using GraphQL;

namespace Freshmaker.Host.GraphQL.WhatIf;

[Name("Preview")]
[Description("What would be rebuilt now. Nothing has been recorded or ordered.")]
public sealed class PreviewNode(PreviewAnswer answer)
{
    [Description("The rebuild as it would be when its plan is complete: with its builds, exclusions and plan, and why each is there. Its numbers are negative, as no real ones are. Null when there would be none.")]
    public RebuildNode? Rebuild => RebuildNode.OrNull(answer.Rebuild);

    [Description("Why there is no preview; empty when there is one.")]
    public IReadOnlyList<UserErrorNode> Errors => answer.Refusal is { } refusal ? [new(refusal)] : [];

    [Description("How this plan differs from the plan of a rebuild that was; null when there is no preview, or no such rebuild.")]
    public async Task<ComparisonNode?> ComparedWith([FromServices] RebuildHistories histories, IResolveFieldContext context, [Id, Description("The id of that rebuild.")] string rebuild) =>
        answer.Rebuild is { } preview && await histories.AtVersionAsync(Ids.Rebuild("rebuild", rebuild), int.MaxValue, context.CancellationToken) is { } earlier
            ? new(earlier, preview)
            : null;
}
