using System.ComponentModel;
using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Wording;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Projections;
using Freshmaker.Projections.Rebuilds;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Artifact")]
[Description("A thing that can be rebuilt, independent of any version of it.")]
public sealed class ArtifactNode(Artifact artifact)
{
    [Description("The key, unique within a rebuild.")]
    public string Key => artifact.Key;

    [Description("What it is.")]
    public ArtifactKind Kind => artifact.Kind;

    [Description("The name in dist-git.")]
    public string Name => artifact.Name;

    [Description("The branch that it is built from; for a module this is its stream.")]
    public string Branch => artifact.Branch;
}

[Name("Reason")]
[Description("Why, as data and as a sentence.")]
public sealed class ReasonNode(Reason reason)
{
    [Description("What kind of reason.")]
    public ReasonCode Code => reason.Code;

    [Description("The reason as a sentence.")]
    public string Text([FromServices] Discretion discretion) => Sentences.Render(discretion.Of(reason));

    [Description("The values that the sentence names. Names of people are absent for those who may not read them.")]
    public IEnumerable<ReasonParameter> Parameters([FromServices] Discretion discretion) => reason.Parameters
        .Where(p => p.Key != "who" || discretion.Person(p.Value) is not null).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new ReasonParameter(p.Key, p.Value));

    internal static ReasonNode? OrNull(Reason? reason) => reason is null ? null : new(reason);
}

[Description("A value that a reason names.")]
public sealed record ReasonParameter(
    [property: Description("Its name in the sentence of the code.")] string Name,
    [property: Description("Its value.")] string Value);

[Name("Trigger")]
[Description("What happened outside that may make artifacts stale.")]
public sealed class TriggerNode(Trigger trigger)
{
    [Description("What kind of thing happened.")]
    public TriggerKind Kind => trigger.Kind;

    [Description("What happened, as a sentence.")]
    public string Summary([FromServices] Discretion discretion) => EventSentences.Of(discretion.Of(trigger));

    [Description("What happened, as data; its members depend on the kind. Names of people are absent for those who may not read them.")]
    public JsonElement Data([FromServices] Discretion discretion) => discretion.Data(JsonSerializer.SerializeToElement(trigger, ReadModelJson.Options));
}

[Name("Message")]
[Description("A message from the bus.")]
public sealed class MessageNode(RebuildRow row, PastRebuild? past = null)
{
    [Description("The rebuild that it has led to.")]
    public RebuildNode Rebuild => new(row, past);

    [Description("The sender's id of the message.")]
    public string? Id => row.MessageId;

    [Description("The topic with its prefix.")]
    public string? Topic => row.Topic;

    [Description("When the sender says it was sent.")]
    public DateTimeOffset? SentAt => row.SentAt;

    [Description("When it was received.")]
    public DateTimeOffset ReceivedAt => row.ReceivedAt;

    [Description("How often another body came under the same id; the first one stays.")]
    public int Conflicts => row.Conflicts;

    [Description("The headers, as they came; null for those who may not read raw messages.")]
    public IDataLoaderResult<IEnumerable<MessageHeader>>? Headers([FromServices] Loaders loaders, [FromServices] Discretion discretion) => !discretion.Messages ? null : loaders.Message(row.Id, past)
        .Then(m => (m?.Headers ?? new Dictionary<string, string>()).OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => new MessageHeader(h.Key, h.Value)));

    [Description("The body, as it came; null for those who may not read raw messages.")]
    [Complexity(50)] // a body may have a megabyte
    public IDataLoaderResult<JsonElement?>? Body([FromServices] Loaders loaders, [FromServices] Discretion discretion) => !discretion.Messages ? null : loaders.Message(row.Id, past)
        .Then(JsonElement? (m) => m is null ? null : JsonSerializer.Deserialize<JsonElement>(m.Body));
}

[Description("A header of a message.")]
public sealed record MessageHeader(
    [property: Description("Its name.")] string Name,
    [property: Description("Its value as text.")] string Value);
