using System.ComponentModel;
using Freshmaker.Domain.Explaining;
using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.GraphQL.Wording;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using GraphQL;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

[Name("Why")]
[Description("The chain of causes that leads from a build back to the message that everything began with.")]
public sealed class WhyNode(WhyChain chain, PastRebuild? past)
{
    [Description("The links, from the build back to the root.")]
    public IEnumerable<WhyStepNode> Steps => chain.Steps.Select(step => new WhyStepNode(step, past));

    [Description("The links as sentences, one per line.")]
    public string Text([FromServices] Discretion discretion) => string.Join('\n', chain.Steps.Select(step => WhySentences.Of(step, discretion)).OfType<string>());

    [Description("False when there are more links than are told; the root is told in any case.")]
    public bool IsComplete => chain.IsComplete;
}

[Name("WhyStep")]
[Description("A link of the chain of causes.")]
public sealed class WhyStepNode(WhyStep step, PastRebuild? past)
{
    [Description("What kind of link it is, and with that which of the other fields are set.")]
    public WhyKind Kind => step.Kind;

    [Description("The link as a sentence; null when the caller may not know it.")]
    public string? Text([FromServices] Discretion discretion) => WhySentences.Of(step, discretion);

    [Description("The rebuild that it is about.")]
    public IDataLoaderResult<RebuildNode?> Rebuild([FromServices] Loaders loaders) => loaders.Rebuild(step.Rebuild, past);

    [Description("The build that it is about.")]
    public IDataLoaderResult<BuildNode?>? Build([FromServices] Loaders loaders) => step.Build is { } key ? loaders.Build(step.Rebuild, key, past) : null;

    [Description("The build on the other side: the one that is needed, or the one of an earlier rebuild that caused this one.")]
    public IDataLoaderResult<BuildNode?>? Other([FromServices] Loaders loaders) =>
        step.Other is { } key ? loaders.Build(step.CausedByRebuild ?? step.Rebuild, key, past) : null;

    [Description("The handler that planned it.")]
    public string? Handler => step.Handler;

    [Description("Why it was planned, or the policy rule that let it be with the values that it saw.")]
    public ReasonNode? Reason => ReasonNode.OrNull(step.Reason);

    [Description("Of what is needed: the build that was used before.")]
    public string? From => step.From;

    [Description("Of what is needed: the build that takes its place; null while it has no name.")]
    public string? To => step.To;

    [Description("The packages that change, as far as the plan tells.")]
    public IEnumerable<PackageChangeNode> Packages => step.Packages.Select(p => new PackageChangeNode(p.Name, p.From, p.To));

    [Description("What happened outside.")]
    public TriggerNode? Trigger => step.Trigger is { } trigger ? new(trigger) : null;

    [Description("The id of the first message.")]
    public string? MessageId => step.MessageId;

    [Description("Who asked for it; null for those who may not read names.")]
    public string? Person([FromServices] Discretion discretion) => discretion.Person(step.Person);
}

[Name("PackageChange")]
[Description("A package and its versions, as far as they are known.")]
public sealed record PackageChangeNode(
    [property: Description("The name of the package.")] string Name,
    [property: Description("What is installed.")] string? From,
    [property: Description("What replaces it: a build, a commit, or the build of a module.")] string? To);
