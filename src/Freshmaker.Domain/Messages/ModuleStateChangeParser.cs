using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>Module builds in MBS, <c>mbs.module.state.change</c> (behaviour.md §1.2 T3). Also reads the same object from MBS's own API.</summary>
public sealed class ModuleStateChangeParser : IMessageParser
{
    public string TopicSuffix => "mbs.module.state.change";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        if (body.WholeNumber("id") is not (> 0 and var id))
            return ParseResult.Refuse("id", "must be a positive whole number");
        if (body.WholeNumber("state") is not (>= 0 and <= (int)ModuleBuildState.Garbage and var state))
            return ParseResult.Refuse("state", "must be one of MBS's states, 0 to 6");
        if (ArtifactNames.BrokenRuleOfName(body.Text("name")) is { } nameRule)
            return ParseResult.Refuse("name", nameRule);
        if (ArtifactNames.BrokenRuleOfBranch(body.Text("stream")) is { } streamRule)
            return ParseResult.Refuse("stream", streamRule);

        var progress = new ModuleBuildProgress(
            id, body.Text("name")!, body.Text("stream")!, (ModuleBuildState)state, body.FreeText("state_reason"),
            body.FreeText("version") ?? body.WholeNumber("version")?.ToString(), body.FreeText("context"), ScmUrl.RevisionOf(body.Text("scmurl")));
        return progress.State == ModuleBuildState.Ready && body.At("scratch") is not { ValueKind: System.Text.Json.JsonValueKind.True }
            ? new ParseResult.Triggered(ReadyOf(progress), progress)
            : new ParseResult.Progressed(progress);
    }

    static ModuleReady ReadyOf(ModuleBuildProgress p) => new(p.Name, p.Stream, p.BuildId, p.Version, p.Context, p.Revision);
}
