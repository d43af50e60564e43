using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>ODCS has answered: with a compose, or refusing it.</summary>
public sealed record RecordComposeAnswer(string RebuildId, string Compose, ComposeProgress? Made, bool Adopted, int Status, string? Refusal) : IRebuildCommand
{
    public static RecordComposeAnswer Of(AskForCompose work, ComposeAnswer answer, bool adopted) => answer switch
    {
        ComposeAnswer.Accepted a => new(work.RebuildId, work.Compose, a.Compose, adopted, 0, null),
        ComposeAnswer.Refused r => new(work.RebuildId, work.Compose, null, false, r.Status, r.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };
}

public static class RecordComposeAnswerHandler
{
    public static (Record, OutgoingMessages) Handle(RecordComposeAnswer command, Opened opened)
    {
        ComposeAnswer answer = command.Made is { } made ? new ComposeAnswer.Accepted(made) : new ComposeAnswer.Refused(command.Status, command.Refusal ?? "no text");
        return opened.Record(opened.State.RecordComposeAnswer(command.Compose, answer, command.Adopted));
    }
}

/// <summary>ODCS reports a compose of ours, by message or when asked.</summary>
public sealed record RecordCompose(string RebuildId, string Compose, ComposeProgress Told) : IRebuildCommand;

public static class RecordComposeHandler
{
    public static (Record, OutgoingMessages) Handle(RecordCompose command, Opened opened) =>
        opened.Record(opened.State.RecordCompose(command.Compose, command.Told));
}

/// <summary>ODCS has been making a compose for too long.</summary>
public sealed record RecordComposeStuck(string RebuildId, string Compose, long Id, DateTimeOffset Since) : IRebuildCommand;

public static class RecordComposeStuckHandler
{
    public static (Record, OutgoingMessages) Handle(RecordComposeStuck command, Opened opened) =>
        opened.Record(opened.State.RecordComposeStuck(command.Compose, command.Id, command.Since));
}

/// <summary>ODCS could not be asked.</summary>
public sealed record RecordComposeFault(string RebuildId, string Compose, int Attempt, Fault Fault) : IRebuildCommand;

public static class RecordComposeFaultHandler
{
    public static (Record, OutgoingMessages) Handle(RecordComposeFault command, Opened opened, RetryBudget budget, TimeProvider clock, Jitter jitter) =>
        opened.Record(opened.State.RecordComposeFault(command.Compose, command.Attempt, command.Fault, budget, clock.GetUtcNow(), jitter.Next()));
}
