using Freshmaker.Domain.Rebuilds;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The turn of a build that waited for one has come.</summary>
public sealed record GrantTurn(string RebuildId, string Build) : IRebuildCommand;

public static class GrantTurnHandler
{
    public static (Record, OutgoingMessages) Handle(GrantTurn command, Opened opened, IDocumentSession session)
    {
        var decision = opened.State.GrantTurn(command.Build);
        if (decision.Events.Count == 0 && !opened.NeedsTurn(command.Build))
            session.Delete<Turn>(Turn.IdOf(command.RebuildId, command.Build)); // it was canceled or lost a compose meanwhile: the turn goes to another
        return opened.Record(decision);
    }

    public static bool NeedsTurn(this Opened opened, string build) =>
        opened.State.Builds.TryGetValue(build, out var status) && status.Phase.NeedsTurn();
}

/// <summary>A turn and its build may not fit together. The rebuild itself says what is true.</summary>
public sealed record ReviewTurn(string RebuildId, string Build) : IRebuildCommand;

public static class ReviewTurnHandler
{
    public static async Task<(Record, OutgoingMessages)> Handle(
        ReviewTurn command, Opened opened, IDocumentSession session, ILogger<TurnGiver> logger, CancellationToken ct)
    {
        var decision = Decision.Nothing(opened.State);
        if (await session.LoadAsync<Turn>(Turn.IdOf(command.RebuildId, command.Build), ct) is { } turn)
        {
            if (turn.IsTaken)
                decision = opened.State.GrantTurn(command.Build); // it still waits: whoever gave it the turn could not tell it
            if (!opened.NeedsTurn(command.Build))
            {
                logger.LogWarning("A turn was kept for {Build}, which needs none; it is given back", command.Build);
                session.Delete(turn);
            }
        }

        return opened.Record(decision);
    }
}

/// <summary>The time of a build's next attempt has come.</summary>
public sealed record WakeUp(string RebuildId, string Build) : IRebuildCommand;

public static class WakeUpHandler
{
    public static (Record, OutgoingMessages) Handle(WakeUp command, Opened opened) => opened.Record(Decision.Wake(opened.State, command.Build));
}
