using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>MBS reports a build of ours, by message or when asked.</summary>
public sealed record RecordModuleProgress(string RebuildId, string Build, ModuleBuildProgress Progress, string Url) : IRebuildCommand;

public static class RecordModuleProgressHandler
{
    public static (Record, OutgoingMessages) Handle(RecordModuleProgress command, Opened opened) =>
        opened.Record(opened.State.RecordProgress(command.Build, command.Progress, command.Url));
}
