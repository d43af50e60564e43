using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>Requests to rebuild named images on a branch, <c>freshmaker.async.manual.build</c> (behaviour.md §1.2 T11, field rules §5.7).</summary>
public sealed class ImageRebuildRequestParser : IMessageParser
{
    /// <summary>How the images that OSBS builds are named; a name without it gets it.</summary>
    const string Suffix = "-container";

    public string TopicSuffix => "freshmaker.async.manual.build";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        var branch = body.Text("dist_git_branch");
        if (ArtifactNames.BrokenRuleOfBranch(branch) is { } branchRule)
            return ParseResult.Refuse("dist_git_branch", branchRule);
        if (body.At("brew_target") is not null && ArtifactNames.BrokenRuleOfName(body.Text("brew_target")) is { } targetRule)
            return ParseResult.Refuse("brew_target", targetRule);
        var (fields, refusal) = RequestFields.Read(message, BrokenRuleOfImage);
        if (fields is null)
            return new ParseResult.Refused(refusal!);
        if (fields.Images.Count == 0)
            return ParseResult.Refuse("container_images", "must name at least one image");
        return new ParseResult.Triggered(new ImageRebuildRequested(
            fields.RequestId, branch!, [.. fields.Images.Select(WithSuffix).Distinct()], body.Text("brew_target"), fields.ContinuesRebuild, fields.DryRun,
            fields.Requester)
        {
            Metadata = fields.Metadata,
        });
    }

    static string? BrokenRuleOfImage(string? name) => ArtifactNames.BrokenRuleOfName(name) ?? ArtifactNames.BrokenRuleOfName(WithSuffix(name!));

    static string WithSuffix(string name) => name.EndsWith(Suffix, StringComparison.Ordinal) ? name : name + Suffix;
}
