using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Reconciling;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>MBS reports a build of ours, by message or when asked.</summary>
public sealed record RecordModuleProgress(string RebuildId, string Build, ModuleBuildProgress Progress, string Url) : IRebuildCommand;

public static class RecordModuleProgressHandler
{
    public static async Task<(Record, OutgoingMessages)> Handle(
        RecordModuleProgress command, Opened opened, FoundModuleBuild found, IDocumentSession session, CancellationToken ct)
    {
        var decision = opened.State.RecordProgress(command.Build, command.Progress, command.Url);
        var (record, messages) = opened.Record(decision);
        if (await found.MissingMessageAsync(decision, command.Progress, session, ct) is { } missing)
            messages.Add(missing);
        return (record, messages);
    }
}
