using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>A handler could not answer because the outside did not.</summary>
public sealed record RecordHandlerFault(string RebuildId, string Handler, int Attempt, Fault Fault) : IRebuildCommand;

public static class RecordHandlerFaultHandler
{
    public static (Record, OutgoingMessages) Handle(RecordHandlerFault command, Opened opened, RetryBudget budget, TimeProvider clock, Jitter jitter) =>
        opened.Record(opened.State.RecordHandlerFault(command.Handler, command.Attempt, command.Fault, budget, clock.GetUtcNow(), jitter.Next()));
}

/// <summary>A handler broke.</summary>
public sealed record RecordHandlerCrash(string RebuildId, string Handler, string Text) : IRebuildCommand;

public static class RecordHandlerCrashHandler
{
    public static (Record, OutgoingMessages) Handle(RecordHandlerCrash command, Opened opened) =>
        opened.Record(opened.State.RecordHandlerCrash(command.Handler, command.Text));
}
