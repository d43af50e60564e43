using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>Someone wants a rebuild to stop.</summary>
public sealed record CancelRebuild(string RebuildId, string Who, string Why) : IRebuildCommand;

public static class CancelRebuildHandler
{
    public static (Record, OutgoingMessages) Handle(CancelRebuild command, Opened opened) =>
        opened.Record(opened.State.RequestCancel(command.Who, command.Why));
}
