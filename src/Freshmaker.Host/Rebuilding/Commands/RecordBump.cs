using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>dist-git has answered a bump: with a revision, or refusing it.</summary>
public sealed record RecordBump(string RebuildId, string Build, string? Revision, bool WasThere, string? Refusal) : IRebuildCommand
{
    public static RecordBump Of(BumpSource work, BumpResult result) => result switch
    {
        BumpResult.Bumped b => new(work.RebuildId, work.Build, b.Revision, b.WasThere, null),
        BumpResult.Refused r => new(work.RebuildId, work.Build, null, false, r.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    };
}

public static class RecordBumpHandler
{
    public static (Record, OutgoingMessages) Handle(RecordBump command, Opened opened) => opened.Record(opened.State.RecordBump(
        command.Build,
        command.Revision is { } revision ? new BumpResult.Bumped(revision, command.WasThere) : new BumpResult.Refused(command.Refusal ?? "no text")));
}
