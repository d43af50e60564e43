using System.ComponentModel;
using Freshmaker.Domain.Explaining;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections.Builds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Blocker")]
[Description("One thing that a build waits for.")]
public sealed class BlockerNode(BuildRow row, Blocker blocker, PastRebuild? past = null)
{
    [Description("What kind of thing it is, and with that who or what would release it.")]
    public BlockerKind Kind => blocker.Kind;

    [Description("What it is and how it stands.")]
    public ReasonNode Reason => new(blocker.Reason);

    [Description("The build of the same rebuild that has to be done first.")]
    public IDataLoaderResult<BuildNode?>? Build([FromServices] Loaders loaders) => blocker.Build is { } build ? loaders.Build(row.Rebuild, build, past) : null;

    [Description("The key of the compose that has to be ready first.")]
    public string? Compose => blocker.Compose;

    [Description("What the system outside calls it: Koji's task, MBS's build, ODCS's compose.")]
    public long? ExternalId => blocker.ExternalId;

    [Description("When it is tried again, if that is known.")]
    public DateTimeOffset? Until => blocker.Until;

    [Description("For a turn: its place among all builds that wait for one, from 1. Of the past it is null: what else waited then is not told by one rebuild.")]
    public IDataLoaderResult<int?>? QueuePosition([FromServices] Loaders loaders) => blocker.Kind == BlockerKind.Turn && past is null ? loaders.QueuePosition(row) : null;
}
