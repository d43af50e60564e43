using System.ComponentModel;
using System.Text.Json;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Projections;
using Freshmaker.Projections.Builds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Lists;

[Name("Compose")]
[Description("A compose that builds of a rebuild need. Rebuilds that need the same compose of ODCS have one each.")]
public sealed class ComposeNode(ComposeRow row)
{
    [Description("The number of the event that first told of it.")]
    public long Number => row.Number;

    [Description("Its key within the rebuild.")]
    public string Key => row.Key;

    [Description("ODCS's id of it, once it has one.")]
    public long? OdcsId => row.OdcsId;

    [Description("How far it is.")]
    public ComposePhase Phase => row.Phase;

    [Description("What is needed, as data: a new compose with what it is to contain, or an earlier one again. Null where history does not say.")]
    public JsonElement? Need => row.Need is { } need ? JsonSerializer.SerializeToElement(need, ReadModelJson.Options) : null;

    [Description("ODCS has been making it for longer than is usual.")]
    public bool IsStuck => row.IsStuck;

    [Description("Why it failed, or is asked for again.")]
    public ReasonNode? Reason => ReasonNode.OrNull(row.Reason);

    [Description("When it was first asked for.")]
    public DateTimeOffset RequestedAt => row.RequestedAt;

    [Description("When something last happened to it.")]
    public DateTimeOffset UpdatedAt => row.UpdatedAt;

    [Description("When ODCS removes it, if known.")]
    public DateTimeOffset? ExpiresAt => row.ExpiresAt;

    [Description("The rebuild that needs it.")]
    public IDataLoaderResult<RebuildNode?> Rebuild([FromServices] Loaders loaders) => loaders.Rebuild(row.Rebuild);

    [Paged, Description("The builds that need it, from the first planned to the last.")]
    public IDataLoaderResult<Connection<BuildNode>> Builds([FromServices] Loaders loaders, IResolveFieldContext context) => loaders.BuildsOfCompose(context, row);
}

sealed class ComposePhaseType() : DescribedEnum<ComposePhase>("How far a compose is.", From(new()
{
    [ComposePhase.Needed] = "By a plan that is not complete yet.",
    [ComposePhase.Asking] = "ODCS is being asked for it.",
    [ComposePhase.Underway] = "ODCS makes it.",
    [ComposePhase.Ready] = "It can be used.",
    [ComposePhase.Gone] = "ODCS has removed it, or it failed and is tried again, and no build needs it yet that could start.",
    [ComposePhase.Failed] = "It failed.",
}));
