using System.ComponentModel;
using System.Text.Json;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Wording;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Timeline;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("TimelineEvent")]
[Description("Something that happened to a rebuild.")]
public sealed class TimelineEventNode(TimelineRow row, PastRebuild? past = null)
{
    [Description("The place in the rebuild's history, from 1 without gaps.")]
    public long Position => row.Position;

    [Description("The place in the history of everything; there may be gaps.")]
    public long Sequence => row.Sequence;

    [Description("When it was recorded.")]
    public DateTimeOffset At => row.At;

    [Description("The name under which such events are stored.")]
    public string Kind => row.Kind;

    [Description("What happened, as a sentence.")]
    public string Text([FromServices] Discretion discretion) => EventSentences.Of(row.Kind, discretion.ForSentences(row.Data));

    [Description("What happened, as data; its members depend on the kind. Names of people and raw messages are absent for those who may not read them.")]
    [Complexity(20)] // the first event holds the whole message
    public JsonElement Data([FromServices] Discretion discretion) => discretion.Data(row.Data);

    [Description("Who did it, of what a person did; null for those who may not read names.")]
    public string? Who([FromServices] Discretion discretion) => discretion.Person(EventSentences.PersonOf(row.Data));

    [Description("The artifact that it is about, if it is about one.")]
    public ArtifactNode? Artifact => ArtifactKeys.OfBuild(row.Artifact) is { } artifact ? new(artifact) : null;

    [Description("The build that it is about, if it is about one.")]
    public IDataLoaderResult<BuildNode?>? Build([FromServices] Loaders loaders) => row.Artifact is { } key ? loaders.Build(row.Rebuild, key, past) : null;

    [Description("The id of the message or command whose handling recorded it.")]
    public string? CausationId => row.CausationId;

    [Description("The id of the trace that it belongs to, as in logs.")]
    public string? CorrelationId => row.CorrelationId;
}
