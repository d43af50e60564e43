using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The build system, asked again and again, does not know a build of ours any more.</summary>
public sealed record RecordLostBuild(string RebuildId, string Build, string System, long ExternalId) : IRebuildCommand;

public static class RecordLostBuildHandler
{
    public static (Record, OutgoingMessages) Handle(RecordLostBuild command, Opened opened, Jitter jitter) =>
        opened.Record(opened.State.RecordLost(command.Build, command.System, command.ExternalId, jitter.Next()));
}
