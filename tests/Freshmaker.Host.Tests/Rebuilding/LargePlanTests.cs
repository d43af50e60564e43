using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;
using Wolverine;
using Wolverine.Runtime;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>A plan is one message, and that of thousands of images is large.</summary>
public sealed class LargePlanTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public async Task a_large_plan_that_a_killed_node_left_in_the_inbox_is_taken_up_with_what_waits_behind_it()
    {
        var catalogue = Host.Catalogue.Faults;
        var rpm = Wire.Unique("rpm");
        var plan = catalogue.Hold(rpm); // so that nobody else plans it
        var id = await Host.OpenAsync(Wire.SpecChange(rpm));
        var large = new RecordPlan(id, (await Host.StateAsync(id)).Handlers.Keys.Single(), Plan.Empty with
        {
            Exclusions = [.. Enumerable.Range(0, 60).Select(i => new Exclusion(
                Artifact.Module($"module-{i}", "1"), Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", new string('7', 100_000)), ("newest", "8"))))],
        });

        var size = await LeaveAsync(large);
        await LeaveAsync(new CompareMessage(id, "message", "\"another body\"", TimeProvider.System.GetUtcNow()));

        size.ShouldBeGreaterThan(5 * 1024 * 1024, "more than Wolverine reads unless it is told to");
        await Host.UntilAsync(id, r => r.Handlers.Values.All(h => h.Phase == HandlerPhase.Completed), "the plan should be recorded");
        await Host.UntilAsync(id, r => r.Conflicts.Count == 1, "so should what waits behind it");
        plan.SetResult();
    }

    /// <summary>In the inbox, and of no node: as when the node is gone that had it in hand.</summary>
    async Task<int> LeaveAsync(object message)
    {
        var runtime = Host.Get<IWolverineRuntime>();
        var envelope = runtime.RoutingFor(message.GetType()).RouteForPublish(message, null).Single();
        envelope.Status = EnvelopeStatus.Incoming;
        envelope.OwnerId = 0;
        envelope.Data ??= envelope.Serializer!.Write(envelope);
        await runtime.Storage.Inbox.StoreIncomingAsync(envelope);
        return envelope.Data.Length;
    }
}
