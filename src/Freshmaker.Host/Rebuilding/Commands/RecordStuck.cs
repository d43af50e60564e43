using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>A running build has been silent for too long.</summary>
/// <param name="Cancel">It is to be canceled.</param>
public sealed record RecordStuck(string RebuildId, string Build, long ExternalId, DateTimeOffset Since, bool Cancel) : IRebuildCommand;

public static class RecordStuckHandler
{
    public static (Record, OutgoingMessages) Handle(RecordStuck command, Opened opened) =>
        opened.Record(opened.State.RecordStuck(command.Build, command.ExternalId, command.Since, command.Cancel));
}
