using System.ComponentModel;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Reasons;
using Freshmaker.Host.GraphQL.Wording;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Builds;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Types;

[Name("ArtifactInput")]
[Description("Which artifact: `nvr` names one build of it, `name` all of that name. At least one of them must be given.")]
public sealed class ArtifactInput
{
    [Description("Only artifacts of this kind.")]
    public ArtifactKind? Kind { get; set; }

    [Description("The name: of a module, of a repository, or the name in the NVR of an image.")]
    public string? Name { get; set; }

    [Description("The NVR of an image that might have been replaced, for example web-container-1-5.")]
    public string? Nvr { get; set; }

    internal ArtifactQuestion ToQuestion()
    {
        if (Name is null && Nvr is null)
            throw Refused.Argument("artifact", "must have a name or an nvr");
        if (Nvr is not null && Domain.Artifacts.Nvr.TryParse(Nvr) is null)
            throw Refused.Argument("artifact.nvr", "must be a name-version-release");
        return new(Kind, Name.Checked("artifact.name"), Nvr.Checked("artifact.nvr"));
    }
}

[Name("WhyNot")]
[Description("Why an artifact was not rebuilt.")]
public sealed class WhyNotNode(WhyNotAnswer answer, PastRebuild? rebuild, ArtifactQuestion question)
{
    [Description("What kind of reason it is.")]
    public WhyNotKind Kind => answer.Kind;

    [Description("The answer as sentences.")]
    public string Text([FromServices] Discretion discretion) => WhyNotSentences.Of(answer, rebuild, question, Topics, Refusal, discretion);

    [Description("The reason that decided, with the values that it saw; of what was planned the cause.")]
    public ReasonNode? Reason => ReasonNode.OrNull(answer.Reason);

    [Description("The rebuild that was looked at; null when there is none.")]
    public RebuildNode? Rebuild => rebuild is null ? null : new(rebuild.Rows.Rebuild);

    [Description("The builds of it that were planned.")]
    public IEnumerable<BuildNode> Builds => Find(answer.Builds);

    [Description("What was said when it was left alone.")]
    public IEnumerable<ExclusionNode> Exclusions => Find(answer.Excluded.Select(x => x.Reason));

    [Description("Where one build was asked about: other builds of the same name that were planned.")]
    public IEnumerable<BuildNode> OtherBuilds => Find(answer.OtherBuilds);

    [Description("Where one build was asked about: what was said when others of the same name were left alone.")]
    public IEnumerable<ExclusionNode> OtherExclusions => Find(answer.OtherExcluded.Select(x => x.Reason));

    [Description("The handlers that were asked, with their answers.")]
    public IEnumerable<HandlerNode> Handlers => rebuild is null ? [] : rebuild.Rows.Rebuild.Handlers.Select(h => new HandlerNode(h));

    [Description("What the handlers remarked about what they were told.")]
    public IEnumerable<ReasonNode> Remarks => answer.Remarks.Select(r => new ReasonNode(r));

    [Description("When nothing was received: the topics that are listened to.")]
    public IReadOnlyList<string> Topics { get; internal init; } = [];

    [Description("When nothing was received: the handlers that are switched on.")]
    public IReadOnlyList<string> SwitchedOn { get; internal init; } = [];

    [Description("When the message was refused: which field broke which rule.")]
    public string? Refusal { get; internal init; }

    IEnumerable<BuildNode> Find(IEnumerable<string> keys) => keys.Select(key => rebuild?.Rows.Build(key)).OfType<BuildRow>().Select(row => new BuildNode(row));

    IEnumerable<ExclusionNode> Find(IEnumerable<Reason> reasons)
    {
        var wanted = reasons.ToHashSet(ReferenceEqualityComparer.Instance);
        return rebuild is null ? [] : rebuild.Rows.Exclusions.Where(x => wanted.Contains(x.Reason)).Select(x => new ExclusionNode(x));
    }
}
