using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Bench.Reading;

/// <summary>Rebuilds as years of service leave them behind: decided by the domain, only without an outside and without waiting.</summary>
sealed class History(Policy policy)
{
    const string Handler = "ModulesOnMetadataChange";

    static readonly DateTimeOffset Begin = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The n-th rebuild: of ten, four were built, two failed, and for four there was nothing to do.</summary>
    public PastStream Rebuild(int n)
    {
        var at = Begin.AddMinutes(10 * n);
        var trigger = new ModuleMetadataChanged($"module-{n % 997}", $"{n % 7}", $"{n:x40}");
        var opened = Receiving.Open(Message(n, at, trigger), trigger, [Handler], CascadePosition.First(RebuildId.Of($"bench-{n}")));
        var events = new List<IRebuildEvent>(opened.Events);
        var rebuild = opened.After;

        Take(rebuild.RecordPlan(Handler, (n % 10) < 6 ? PlanFor(trigger) : Plan.Empty, policy, new Dictionary<string, string>()));
        if (rebuild.Builds.Keys.FirstOrDefault() is { } build)
        {
            var end = (n % 10) < 4 ? ModuleBuildState.Ready : ModuleBuildState.Failed;
            var progress = new ModuleBuildProgress(n, trigger.Module, trigger.Branch, ModuleBuildState.Build, null, null, null, trigger.Revision);
            Take(rebuild.RecordStart(build, progress, $"https://mbs.example.org/module-build-service/1/module-builds/{n}", adopted: false));
            Take(rebuild.RecordProgress(build, progress with { State = end, StateReason = "a component failed", Version = "20240101000000", Context = "c0ffee42" }));
        }

        return rebuild.IsOver ? new(rebuild.Id, at, events) : throw new InvalidOperationException($"Rebuild {n} did not end but is {rebuild.State}");

        void Take(Decision decision)
        {
            events.AddRange(decision.Events);
            rebuild = decision.After;
        }
    }

    static Plan PlanFor(ModuleMetadataChanged t) =>
        Plan.RebuildModule(t.Module, t.Branch, t.Revision, Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", t.Revision)));

    static BusMessage Message(int n, DateTimeOffset at, ModuleMetadataChanged t) => new(
        $"bench-{n}", "org.fedoraproject.prod.git.receive", new Dictionary<string, string>(),
        JsonSerializer.SerializeToElement(new { commit = new { @namespace = "modules", repo = t.Module, branch = t.Branch, rev = t.Revision } }), at, at);
}
