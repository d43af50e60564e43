using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The outside was at fault in a step of a build.</summary>
public sealed record RecordBuildFault(string RebuildId, string Build, BuildPhase During, int Attempt, Fault Fault) : IRebuildCommand;

public static class RecordBuildFaultHandler
{
    public static (Record, OutgoingMessages) Handle(
        RecordBuildFault command, Opened opened, RetryBudget budget, TimeProvider clock, Jitter jitter, ILogger<RecordBuildFault> logger)
    {
        var decision = opened.State.RecordBuildFault(
            command.Build, command.During, command.Attempt, command.Fault, budget, clock.GetUtcNow(), jitter.Next());
        if (!budget.Allows(command.Attempt) && decision.Events.OfType<BuildRetryScheduled>().Any())
        {
            logger.LogWarning(
                "{Build} could not be stopped in {Attempts} attempts; trying on, because it may still run. {System} at {Call}: {Text}",
                command.Build, command.Attempt, command.Fault.System, command.Fault.Call, command.Fault.Text);
        }

        return opened.Record(decision);
    }
}
