using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The build system has the build.</summary>
public sealed record RecordStart(string RebuildId, string Build, ModuleBuildProgress Found, string Url, bool Adopted) : IRebuildCommand;

public static class RecordStartHandler
{
    public static async Task<(Record, OutgoingMessages)> Handle(
        RecordStart command, Opened opened, FoundModuleBuild found, IDocumentSession session, CancellationToken ct)
    {
        var decision = opened.State.RecordStart(command.Build, command.Found, command.Url, command.Adopted);
        var (record, messages) = opened.Record(decision);
        // It was ready before we knew of it. If its message was lost, what is built from it would never be rebuilt.
        if (decision.Events.OfType<BuildSucceeded>().Any() && await session.LoadAsync<Claim>(Claim.OfReadyModule(command.Found.BuildId), ct) is null)
            messages.Add(found.AsMessage(command.Found));
        return (record, messages);
    }
}

/// <summary>The build system does not want the build.</summary>
public sealed record RecordRefusal(string RebuildId, string Build, string System, string Text) : IRebuildCommand;

public static class RecordRefusalHandler
{
    public static (Record, OutgoingMessages) Handle(RecordRefusal command, Opened opened) =>
        opened.Record(opened.State.RecordRefusal(command.Build, command.System, command.Text));
}
