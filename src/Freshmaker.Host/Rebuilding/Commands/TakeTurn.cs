using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The turn of a build that waited for one has come.</summary>
public sealed record GrantTurn(string RebuildId, string Build) : IRebuildCommand;

public static class GrantTurnHandler
{
    public static (Record, OutgoingMessages) Handle(GrantTurn command, Opened opened) => opened.Record(opened.State.GrantTurn(command.Build));
}

/// <summary>The time of a build's next attempt has come.</summary>
public sealed record WakeUp(string RebuildId, string Build) : IRebuildCommand;

public static class WakeUpHandler
{
    public static (Record, OutgoingMessages) Handle(WakeUp command, Opened opened) => opened.Record(Decision.Wake(opened.State, command.Build));
}
