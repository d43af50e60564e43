using System.ComponentModel;
using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Commands;
using Freshmaker.Host.GraphQL.Mutations;
using Freshmaker.Host.Previewing;
using GraphQL;

namespace Freshmaker.Host.GraphQL.WhatIf;

[Name("PreviewInput")]
[Description("What a preview is asked of: exactly one of these.")]
public sealed class PreviewInput
{
    [Description("A message, as it would come over the bus.")]
    public PreviewMessageInput? Message { get; set; }

    [Description("An advisory, as if it was shipped now: the advisory tool's id of it.")]
    public long? ShippedAdvisory { get; set; }

    [Description("A push to dist-git.")]
    public PreviewPushInput? Push { get; set; }

    [Description("A request for the rebuild of an advisory.")]
    public PreviewAdvisoryRequestInput? AdvisoryRequest { get; set; }

    [Description("A request for the rebuild of named images.")]
    public PreviewImageRequestInput? ImageRequest { get; set; }

    [Description("A request for the rebuild of a module.")]
    public PreviewModuleRequestInput? ModuleRequest { get; set; }

    internal PreviewQuestion ToQuestion()
    {
        PreviewQuestion?[] given =
        [
            Message?.ToQuestion(), Push?.ToQuestion(), AdvisoryRequest?.ToQuestion(), ImageRequest?.ToQuestion(), ModuleRequest?.ToQuestion(),
            ShippedAdvisory switch
            {
                null => null,
                > 0 and var advisory => new PreviewQuestion.OfTrigger(new AdvisoryShipped(advisory)),
                _ => throw Refused.Argument("of.shippedAdvisory", "must be a positive whole number"),
            },
        ];
        return given.OfType<PreviewQuestion>().ToList() is [var only] ? only : throw Refused.Argument("of", "must have exactly one of its fields");
    }
}

[Name("PreviewMessageInput")]
[Description("A message.")]
public sealed class PreviewMessageInput
{
    [Description("Its full topic, with the prefix.")]
    public string Topic { get; set; } = "";

    [Description("Its payload: JSON as text.")]
    public string Body { get; set; } = "";

    internal PreviewQuestion ToQuestion()
    {
        try
        {
            return new PreviewQuestion.OfMessage(Topic, JsonElement.Parse(Body));
        }
        catch (JsonException e)
        {
            throw Refused.Argument("of.message.body", $"must be JSON as text ({e.Message})");
        }
    }
}

[Name("PreviewPushInput")]
[Description("A push to dist-git that changes the file which describes a build: a module's metadata, an RPM's spec file or a container's Dockerfile.")]
public sealed class PreviewPushInput
{
    [Description("Whose file: MODULE, RPM or IMAGE.")]
    public ArtifactKind Kind { get; set; }

    [Description("The repository.")]
    public string Name { get; set; } = "";

    [Description("The branch.")]
    public string Branch { get; set; } = "";

    [Description("The new commit.")]
    public string Revision { get; set; } = "";

    internal PreviewQuestion ToQuestion()
    {
        if (new Push("", Name, Branch, Revision).Check() is { } broken)
            throw Refused.Argument($"of.push.{(broken.Field == "repository" ? "name" : broken.Field)}", broken.Rule);
        return new PreviewQuestion.OfTrigger(Kind switch
        {
            ArtifactKind.Module => new ModuleMetadataChanged(Name, Branch, Revision),
            ArtifactKind.Rpm => new RpmSpecChanged(Name, Branch, Revision),
            ArtifactKind.Image => new DockerfileChanged(Name, Branch, Revision),
            _ => throw Refused.Argument("of.push.kind", "must be MODULE, RPM or IMAGE"),
        });
    }
}

[Name("PreviewAdvisoryRequestInput")]
[Description("The fields of `RequestAdvisoryRebuildInput` that the plan depends on.")]
public sealed class PreviewAdvisoryRequestInput
{
    [Description("The advisory tool's id of it.")]
    public long Advisory { get; set; }

    [Description("NVRs of the images that are to be rebuilt; all affected ones when it is missing.")]
    public IReadOnlyList<string>? Images { get; set; }

    [Description("The number of an earlier rebuild, whose results are used.")]
    public long? ContinuesRebuild { get; set; }

    [Description("Leave images alone that earlier rebuilds of the advisory built; true when it is missing.")]
    public bool? SkipRebuilt { get; set; }

    internal PreviewQuestion ToQuestion() => new PreviewQuestion.OfRequest(
        RequestKind.Advisory,
        new RequestAdvisoryRebuildInput { Advisory = Advisory, Images = Images, ContinuesRebuild = ContinuesRebuild, SkipRebuilt = SkipRebuilt }.ToBody());
}

[Name("PreviewImageRequestInput")]
[Description("The fields of `RequestImageRebuildInput` that the plan depends on.")]
public sealed class PreviewImageRequestInput
{
    [Description("The branch in dist-git.")]
    public string Branch { get; set; } = "";

    [Description("The names of the images.")]
    public IReadOnlyList<string> Images { get; set; } = [];

    [Description("The Koji target; each image's own when it is missing.")]
    public string? Target { get; set; }

    [Description("The number of an earlier rebuild, whose results are used.")]
    public long? ContinuesRebuild { get; set; }

    internal PreviewQuestion ToQuestion() => new PreviewQuestion.OfRequest(
        RequestKind.Images, new RequestImageRebuildInput { Branch = Branch, Images = Images, Target = Target, ContinuesRebuild = ContinuesRebuild }.ToBody());
}

[Name("PreviewModuleRequestInput")]
[Description("The fields of `RequestModuleRebuildInput` that the plan depends on.")]
public sealed class PreviewModuleRequestInput
{
    [Description("Its name.")]
    public string Module { get; set; } = "";

    [Description("Its stream.")]
    public string Stream { get; set; } = "";

    internal PreviewQuestion ToQuestion() => new PreviewQuestion.OfRequest(RequestKind.Module, new RequestModuleRebuildInput { Module = Module, Stream = Stream }.ToBody());
}
