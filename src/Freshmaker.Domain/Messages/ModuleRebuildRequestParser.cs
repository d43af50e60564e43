using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>
/// Requests to rebuild a module, <c>freshmaker.module.manual.rebuild</c>. The existing system has none like it; the fields that it shares with the others are
/// named as theirs.
/// </summary>
public sealed class ModuleRebuildRequestParser : IMessageParser
{
    public string TopicSuffix => "freshmaker.module.manual.rebuild";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        if (ArtifactNames.BrokenRuleOfName(body.Text("module")) is { } nameRule)
            return ParseResult.Refuse("module", nameRule);
        if (ArtifactNames.BrokenRuleOfBranch(body.Text("stream")) is { } streamRule)
            return ParseResult.Refuse("stream", streamRule);
        var (fields, refusal) = RequestFields.Read(message, brokenRuleOfImage: _ => "cannot be given with a module");
        return fields is null
            ? new ParseResult.Refused(refusal!)
            : new ParseResult.Triggered(new ModuleRebuildRequested(fields.RequestId, body.Text("module")!, body.Text("stream")!, fields.DryRun, fields.Requester));
    }
}
