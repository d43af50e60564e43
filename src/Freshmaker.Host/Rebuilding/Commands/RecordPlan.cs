using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Rebuilds;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>A handler has answered.</summary>
public sealed record RecordPlan(string RebuildId, string Handler, Plan Plan) : IRebuildCommand;

public static class RecordPlanHandler
{
    public static async Task<(Record, OutgoingMessages)> Handle(
        RecordPlan command, Opened opened, Policy policy, IDocumentSession session, CancellationToken ct)
    {
        var visited = await Claim.VisitedAsync(session, opened.State.Cascade.Root, command.Plan, ct);
        return opened.Record(opened.State.RecordPlan(command.Handler, command.Plan, policy, visited));
    }
}
