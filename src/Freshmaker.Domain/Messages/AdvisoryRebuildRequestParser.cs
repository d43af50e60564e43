using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>
/// Requests to rebuild an advisory, <c>freshmaker.manual.rebuild</c> (behaviour.md §1.2 T10, field rules §5.6). <c>force</c> and the fields of bundles and
/// async builds are the sender's business and not read; <c>metadata</c> is kept whole.
/// </summary>
public sealed class AdvisoryRebuildRequestParser : IMessageParser
{
    public string TopicSuffix => "freshmaker.manual.rebuild";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;

        // freshmaker_event_id alone names the advisory too, but only to who knows that rebuild: the sender has to look it up.
        if (body.WholeNumber("errata_id") is not (> 0 and var advisory))
            return ParseResult.Refuse("errata_id", "must be a positive whole number");
        var (fields, refusal) = RequestFields.Read(message, ArtifactNames.BrokenRuleOfNvr);
        if (fields is null)
            return new ParseResult.Refused(refusal!);
        if (body.At("metadata", "skip_rebuilt") is not null && body.Flag("metadata", "skip_rebuilt") is null)
            return ParseResult.Refuse("metadata.skip_rebuilt", "must be true or false");
        return new ParseResult.Triggered(new AdvisoryRebuildRequested(
            fields.RequestId, advisory, fields.Images, fields.ContinuesRebuild, body.Flag("metadata", "skip_rebuilt") ?? true, fields.DryRun, fields.Requester)
        {
            Metadata = fields.Metadata,
        });
    }
}
