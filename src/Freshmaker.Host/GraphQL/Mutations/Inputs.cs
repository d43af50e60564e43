using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Mutations;

/// <summary>What every order has.</summary>
public abstract class OrderInput
{
    [Description("Why, for the history: at most 1,000 characters.")]
    public string Reason { get; set; } = "";

    [Description("Your own key for this order, at most 200 characters: sent again with the same key it is not carried out again, and answered with what it led to.")]
    public string Key { get; set; } = "";
}

/// <summary>What every order about a rebuild that exists has.</summary>
public abstract class ActInput : OrderInput
{
    [Description("Do nothing, only tell what it would do; false when it is missing.")]
    public bool? Preview { get; set; }
}

[Name("RequestAdvisoryRebuildInput")]
[Description("The rebuild of what an advisory affects.")]
public sealed class RequestAdvisoryRebuildInput : OrderInput
{
    [Description("The advisory tool's id of it.")]
    public long Advisory { get; set; }

    [Description("NVRs of the images that are to be rebuilt, with what lies between them; all affected ones when it is missing.")]
    public IReadOnlyList<string>? Images { get; set; }

    [Description("The number of an earlier rebuild, whose results are used instead of being built again.")]
    public long? ContinuesRebuild { get; set; }

    [Description("Open it although a rebuild of the advisory is not over; false when it is missing.")]
    public bool? Force { get; set; }

    [Description("Leave images alone that earlier rebuilds of the advisory built; true when it is missing.")]
    public bool? SkipRebuilt { get; set; }

    [Description("Change nothing outside; false when it is missing.")]
    public bool? DryRun { get; set; }

    [Description("Anything that you want to find again in the history: a JSON object as text.")]
    public string? Metadata { get; set; }

    internal JsonObject ToBody()
    {
        var metadata = RequestBody.Metadata(Metadata);
        if (SkipRebuilt is { } skip)
            metadata["skip_rebuilt"] = skip;
        return RequestBody.Of(
            ("errata_id", Advisory), ("container_images", RequestBody.List(Images)), ("freshmaker_event_id", ContinuesRebuild), ("dry_run", DryRun), ("metadata", metadata));
    }
}

[Name("RequestImageRebuildInput")]
[Description("The rebuild of named images from a branch, with what lies between them.")]
public sealed class RequestImageRebuildInput : OrderInput
{
    [Description("The branch in dist-git.")]
    public string Branch { get; set; } = "";

    [Description("The names of the images, as in their NVRs. One without the ending `-container` gets it.")]
    public IReadOnlyList<string> Images { get; set; } = [];

    [Description("The Koji target; each image's own when it is missing.")]
    public string? Target { get; set; }

    [Description("The number of an earlier rebuild, whose results are used instead of being built again.")]
    public long? ContinuesRebuild { get; set; }

    [Description("Change nothing outside; false when it is missing.")]
    public bool? DryRun { get; set; }

    [Description("Anything that you want to find again in the history: a JSON object as text.")]
    public string? Metadata { get; set; }

    internal JsonObject ToBody() => RequestBody.Of(
        ("dist_git_branch", Branch), ("container_images", RequestBody.List(Images)), ("brew_target", Target), ("freshmaker_event_id", ContinuesRebuild), ("dry_run", DryRun),
        ("metadata", RequestBody.Metadata(Metadata)));
}

[Name("RequestModuleRebuildInput")]
[Description("The rebuild of a module: its source is bumped, so that MBS builds a new version.")]
public sealed class RequestModuleRebuildInput : OrderInput
{
    [Description("Its name.")]
    public string Module { get; set; } = "";

    [Description("Its stream, which is its branch in dist-git.")]
    public string Stream { get; set; } = "";

    [Description("Change nothing outside; false when it is missing.")]
    public bool? DryRun { get; set; }

    internal JsonObject ToBody() => RequestBody.Of(("module", Module), ("stream", Stream), ("dry_run", DryRun));
}

[Name("CancelRebuildInput")]
[Description("The end of a whole rebuild.")]
public sealed class CancelRebuildInput : ActInput
{
    [Id, Description("The id of the rebuild.")]
    public string Rebuild { get; set; } = "";
}

[Name("CancelBuildInput")]
[Description("The end of one build and of what depends on it.")]
public sealed class CancelBuildInput : ActInput
{
    [Id, Description("The id of the build.")]
    public string Build { get; set; } = "";
}

[Name("RetryBuildInput")]
[Description("Another try of a build that was not built, inside the same plan.")]
public sealed class RetryBuildInput : ActInput
{
    [Id, Description("The id of the build.")]
    public string Build { get; set; } = "";
}

[Name("AnnotateInput")]
[Description("A note in the history of a rebuild.")]
public sealed class AnnotateInput : OrderInput
{
    [Id, Description("The id of the rebuild, or of the build that the note is about.")]
    public string Subject { get; set; } = "";

    [Description("The note: at most 10,000 characters.")]
    public string Text { get; set; } = "";
}

/// <summary>Makes the body that a request would have on the bus. What is null is not given.</summary>
static class RequestBody
{
    public static JsonObject Of(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var body = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                body[name] = value;
        }

        return body;
    }

    public static JsonArray? List(IReadOnlyList<string>? texts) => texts is null ? null : [.. texts.Select(t => (JsonNode?)t)];

    public static JsonObject Metadata(string? text)
    {
        if (text is null)
            return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Refused.Argument("input.metadata", "must be a JSON object as text");
        }
        catch (JsonException e)
        {
            throw Refused.Argument("input.metadata", $"must be a JSON object as text ({e.Message})");
        }
    }
}
