using System.Text.Json;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>What both kinds of requests of people have (behaviour.md §5.6, rules 1 to 5). What is null is not given.</summary>
/// <param name="RequestId">
/// <c>msg_id</c>; the message's own id when it has none, so that a redelivery stays the same request. The existing system made one of the time.
/// </param>
sealed record RequestFields(string RequestId, IReadOnlyList<string> Images, long? ContinuesRebuild, bool DryRun, string? Requester, string? Metadata)
{
    /// <summary>Longest metadata that is taken, in characters of JSON: it is kept with the rebuild for ever.</summary>
    public const int MaxMetadataLength = 65_536;

    /// <param name="message">The request.</param>
    /// <param name="brokenRuleOfImage">The rule for each of <c>container_images</c>.</param>
    public static (RequestFields? Fields, Refusal? Refusal) Read(BusMessage message, Func<string?, string?> brokenRuleOfImage)
    {
        var body = message.Body;
        if (body.At("msg_id") is not null && BrokenRuleOfText(body.Text("msg_id"), BusMessageReader.MaxIdLength) is { } idRule)
            return Refuse("msg_id", idRule);
        if (body.At("freshmaker_event_id") is not null && body.WholeNumber("freshmaker_event_id") is not > 0)
            return Refuse("freshmaker_event_id", "must be a positive whole number");
        if (body.At("dry_run") is not null && body.Flag("dry_run") is null)
            return Refuse("dry_run", "must be true or false");
        if (body.At("requester") is not null && BrokenRuleOfText(body.Text("requester"), ArtifactNames.MaxLength) is { } requesterRule)
            return Refuse("requester", requesterRule);
        if (body.At("metadata") is { ValueKind: not JsonValueKind.Object })
            return Refuse("metadata", "must be an object");
        var metadata = body.At("metadata")?.GetRawText();
        if (metadata?.Length > MaxMetadataLength)
            return Refuse("metadata", $"must not be longer than {MaxMetadataLength} characters (it has {metadata.Length})");

        var items = body.Items("container_images") ?? [];
        if (items.Count == 0 && body.At("container_images") is { ValueKind: not JsonValueKind.Array })
            return Refuse("container_images", "must be a list of texts");
        for (var i = 0; i < items.Count; i++)
        {
            if (brokenRuleOfImage(items[i].Text()) is { } imageRule)
                return Refuse($"container_images[{i}]", imageRule);
        }

        return (new(
            body.Text("msg_id") ?? message.Id, [.. items.Select(i => i.Text()!).Distinct()], body.WholeNumber("freshmaker_event_id"),
            body.Flag("dry_run") ?? false, body.Text("requester"), metadata), null);
    }

    static (RequestFields?, Refusal?) Refuse(string field, string rule) => (null, new(field, rule));

    static string? BrokenRuleOfText(string? text, int max) => text switch
    {
        _ when string.IsNullOrWhiteSpace(text) => "must be a text that is not empty",
        _ when text.Length > max => $"must not be longer than {max} characters (it has {text.Length})",
        _ when text.Any(char.IsControl) => "must not contain control characters",
        _ => null,
    };
}
