using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Rebuilding;

public sealed class ClaimTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public async Task of_two_rebuilds_of_a_cascade_that_plan_a_module_at_once_exactly_one_builds_it()
    {
        var pairs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PairAsync()));

        await Task.WhenAll(pairs.SelectMany(p => p.Rebuilds.Select(id => Host.SendAsync(PlanOf(id, p.Module)))));

        foreach (var (module, rebuilds) in pairs)
        {
            foreach (var id in rebuilds)
                await Host.UntilAsync(id, r => r.Handlers.Values.All(h => h.Phase == HandlerPhase.Completed), "the plan should be recorded");
            await ShouldBePlannedOnceAsync(module, rebuilds);
        }
    }

    [Fact]
    public async Task another_cascade_may_plan_it_too()
    {
        var module = Wire.Unique("module");
        string[] rebuilds = [await OpenAsync(null), await OpenAsync(null)];

        await Task.WhenAll(rebuilds.Select(id => Host.SendAsync(PlanOf(id, module))));

        foreach (var id in rebuilds)
            await Host.UntilAsync(id, r => r.Builds.ContainsKey(TestHost.KeyOf(module)), "it should be planned");
    }

    async Task ShouldBePlannedOnceAsync(string module, string[] rebuilds)
    {
        var planned = new List<string>();
        foreach (var id in rebuilds)
        {
            if ((await Host.FactsAsync<ArtifactPlanned>(id)).Any(p => p.Planned.Key == TestHost.KeyOf(module)))
                planned.Add(id);
        }

        var first = planned.ShouldHaveSingleItem();
        var reason = (await Host.FactsAsync<ArtifactExcluded>(rebuilds.Single(id => id != first))).ShouldHaveSingleItem().Reason;
        reason.Code.ShouldBe(ReasonCode.CascadeAlreadyVisited);
        reason.Parameters["rebuild"].ShouldBe(first);
    }

    async Task<(string Module, string[] Rebuilds)> PairAsync()
    {
        var root = Wire.Unique("rebuild");
        return (Wire.Unique("module"), [await OpenAsync(root), await OpenAsync(root)]);
    }

    static RecordPlan PlanOf(string id, string module) => new(id, "AHandler", Plan.BumpAndRebuild(
        [new ModuleMatch(module, "1", "7", "7")], "Rebuild", Reason.Of(ReasonCode.BuiltFromRebuiltModule, ("module", "cause:1"), ("build", "5"))));

    /// <summary>A rebuild that waits for the plan of a handler which nobody will ask.</summary>
    async Task<string> OpenAsync(string? root)
    {
        var message = BusMessageReader.Read(Wire.SpecChange(Wire.Unique("rpm"))).Message!;
        var id = RebuildId.Of(message.Id);
        var cascade = root is null ? CascadePosition.First(id) : new CascadePosition(root, root, "module/cause/1", ["module/cause/1"]);
        var opened = Receiving.Open(message, new ModuleReady("cause", "1", 5, null, null, null), ["AHandler"], cascade);
        await using var session = Host.Store.LightweightSession();
        session.Events.StartStream<Rebuild>(id, opened.Events);
        RebuildIndex.Write(session, opened);
        await session.SaveChangesAsync(Ct);
        return id;
    }
}
