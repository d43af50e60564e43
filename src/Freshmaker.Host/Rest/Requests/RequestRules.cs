using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Rest.Http;

namespace Freshmaker.Host.Rest.Requests;

/// <summary>What the rules need to know of earlier events.</summary>
public interface IKnownEvents
{
    /// <summary>The kind and search key of an event; null when there is none of that number.</summary>
    Task<KnownEvent?> FindAsync(long number, CancellationToken ct);
}

/// <summary>An event that a request names.</summary>
public sealed record KnownEvent(TriggerKind? Kind, string? SearchKey);

/// <summary>A request that has passed the rules: the fields of the message that it becomes, and what is said of it beside.</summary>
/// <param name="Fields">As <c>manual.rebuild</c> and <c>async.manual.build</c> have them.</param>
/// <param name="Reason">Why, where the request says so.</param>
/// <param name="Force">Also when an event of the same search key is not over (rule 9, which needs the transaction that opens the rebuild).</param>
public sealed record PassedRequest(JsonObject Fields, string? Reason, bool Force = false);

/// <summary>The rules of POST builds/ and async-builds/, in the order in which the existing system looks at them (behaviour.md §5.6, §5.7).</summary>
public sealed class RequestRules(IKnownEvents events)
{
    /// <summary>Checks a request for the rebuild of an advisory.</summary>
    public async Task<PassedRequest> AdvisoryAsync(JsonElement body, CancellationToken ct)
    {
        var common = await CommonAsync(body, ct);
        if (Given(body, "bundle_related_image_overrides") is { } overrides)
        {
            if (common.Images.Count == 0)
                throw Broken("\"container_images\" must name bundles when \"bundle_related_image_overrides\" is given.");
            if (overrides.ValueKind != JsonValueKind.Object)
                throw Broken("\"bundle_related_image_overrides\" must be an object.");
        }

        if (common.Advisory is null && common.Event is null)
            throw Broken("You must provide at least one of \"errata_id\" and \"freshmaker_event_id\".");
        var advisory = common.Advisory;
        if (common.Known is { } known)
        {
            if (known.Kind == TriggerKind.ImageRebuildRequested)
                throw Broken($"The event {common.Event} is an async-build event, which cannot be continued by the rebuild of an advisory.");
            if (advisory is { } given && known.SearchKey != given.ToString(CultureInfo.InvariantCulture))
                throw Broken($"\"errata_id\" must be the advisory of the event \"freshmaker_event_id\" names ({known.SearchKey}), or not be given.");
            advisory ??= long.TryParse(known.SearchKey, NumberStyles.None, CultureInfo.InvariantCulture, out var own)
                ? own
                : throw Broken($"The event {common.Event} is about no advisory; give \"errata_id\".");
        }

        if (Given(body, "bundle_related_image_overrides") is not null)
            throw Broken("\"bundle_related_image_overrides\" cannot be used: bundles are not rebuilt yet.");
        var fields = common.Fields(body);
        fields["errata_id"] = advisory;
        return new(fields, body.Text("reason"), common.Force);
    }

    /// <summary>Checks a request for the rebuild of named images.</summary>
    public async Task<PassedRequest> ImagesAsync(JsonElement body, CancellationToken ct)
    {
        var common = await CommonAsync(body, ct);
        if (Given(body, "dist_git_branch") is null)
            throw Broken("\"dist_git_branch\" must be given.");
        if (common.Images.Count == 0)
            throw Broken("\"container_images\" must name at least one image.");
        if (common.Known is { Kind: not TriggerKind.ImageRebuildRequested })
            throw Broken($"The event {common.Event} is no async-build event, so an async build cannot continue it.");
        var fields = common.Fields(body);
        fields["dist_git_branch"] = body.Text("dist_git_branch");
        if (Given(body, "brew_target") is not null)
            fields["brew_target"] = body.Text("brew_target");
        return new(fields, body.Text("reason"));
    }

    async Task<Common> CommonAsync(JsonElement body, CancellationToken ct)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw Broken("The body must be a JSON object.");
        var (advisory, continued) = (Integer(body, "errata_id"), Integer(body, "freshmaker_event_id"));
        var known = continued is { } number ? await events.FindAsync(number, ct) ?? throw Broken($"\"freshmaker_event_id\" must be the id of an event; there is none with {number}.") : null;
        foreach (var name in (string[])["dist_git_branch", "brew_target"])
        {
            if (Given(body, name) is not null && body.Text(name) is null)
                throw Broken($"\"{name}\" must be a string.");
        }

        var images = body.At("container_images") is null ? [] : body.Items("container_images") ?? throw Broken("\"container_images\" must be an array of strings.");
        if (images.Any(i => i.Text() is null))
            throw Broken("\"container_images\" must be an array of strings.");
        var (dryRun, force) = (Flag(body, "dry_run"), Flag(body, "force"));
        return new(advisory, continued, known, [.. images.Select(i => i.Text()!)], dryRun, force);
    }

    /// <summary>A field that says something: what Python takes for false is as good as absent.</summary>
    static JsonElement? Given(JsonElement body, string name) => body.At(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => null,
        { ValueKind: JsonValueKind.String } text when text.Text() is "" => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out var value) && value == 0 => null,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 0 => null,
        { ValueKind: JsonValueKind.Object } map when !map.EnumerateObject().Any() => null,
        var given => given,
    };

    static long? Integer(JsonElement body, string name) => Given(body, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
        _ => throw Broken($"\"{name}\" must be an integer."),
    };

    static bool Flag(JsonElement body, string name) => body.At(name) is null ? false : body.Flag(name) ?? throw Broken($"\"{name}\" must be a boolean.");

    static RestException Broken(string message) => new(StatusCodes.Status400BadRequest, message);

    sealed record Common(long? Advisory, long? Event, KnownEvent? Known, IReadOnlyList<string> Images, bool DryRun, bool Force)
    {
        public JsonObject Fields(JsonElement body)
        {
            var fields = new JsonObject { ["container_images"] = new JsonArray([.. Images.Select(i => JsonValue.Create(i))]), ["dry_run"] = DryRun };
            if (Event is { } number)
                fields["freshmaker_event_id"] = number;
            if (body.At("metadata") is { } metadata)
                fields["metadata"] = JsonNode.Parse(metadata.GetRawText());
            return fields;
        }
    }
}
