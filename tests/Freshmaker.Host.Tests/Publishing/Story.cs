using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>What happens to one rebuild, decided by the Domain, in steps that a test can save one at a time.</summary>
sealed class Story
{
    const string Handler = "ModulesOnRpmSpecChange";
    static readonly DateTimeOffset Received = new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero);
    static readonly Policy AllowAll = Settings.AllowAll;
    readonly List<IReadOnlyList<IRebuildEvent>> _steps = [];
    readonly Dictionary<string, long> _ids = [];

    public Story(string messageId, Trigger? trigger = null, IReadOnlyList<string>? handlers = null, CascadePosition? cascade = null)
    {
        State = new(RebuildId.Of(messageId));
        using var body = JsonDocument.Parse("""{"commit":{}}""");
        var message = new BusMessage(messageId, "test.git.receive", new Dictionary<string, string>(), body.RootElement.Clone(), Received, Received);
        Take(Receiving.Open(message, trigger ?? new RpmSpecChanged("nginx", "f39", "0f1e2d3c"), handlers ?? [Handler], cascade ?? CascadePosition.First(Id)));
    }

    public Rebuild State { get; private set; }
    public string Id => State.Id;

    /// <summary>The events of each decision, which are saved together.</summary>
    public IReadOnlyList<IReadOnlyList<IRebuildEvent>> Steps => _steps;

    public IEnumerable<IRebuildEvent> Events => _steps.SelectMany(s => s);

    public static string Key(string module) => Artifact.Module(module, "4").Key;

    /// <summary>Modules to bump and rebuild; each may name its parents.</summary>
    public Story Plan(params (string Module, string[] Parents)[] modules) => Take(State.RecordPlan(
        Handler,
        new(
            [.. modules.Select(m => new PlannedBuild(
                Artifact.Module(m.Module, "4"), new ModuleRecipe(m.Module, "4", null), [.. m.Parents.Select(Key)],
                [new SourceBump("modules", m.Module, "4", "Rebuild for nginx")],
                Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", "nginx"), ("branch", "f39"), ("revision", "0f1e2d3c"))))],
            []),
        AllowAll, new Dictionary<string, string>()));

    public Story Bump(string module) => Take(State.RecordBump(Key(module), new BumpResult.Bumped($"c0ffee-{module}", WasThere: false)));

    public Story RefuseBump(string module, string text) => Take(State.RecordBump(Key(module), new BumpResult.Refused(text)));

    public Story Start(string module, long mbs)
    {
        _ids[module] = mbs;
        return Take(State.RecordStart(Key(module), Progress(module, ModuleBuildState.Init), $"https://mbs/{mbs}", adopted: false));
    }

    public Story Report(string module, ModuleBuildState state, string? text = null) => Take(State.RecordProgress(Key(module), Progress(module, state) with { StateReason = text }));

    public Story Unavailable(string module, BuildPhase during) => Take(State.RecordBuildFault(
        Key(module), during, attempt: 1, new("MBS", "POST module-builds/", "503 Service Unavailable"), RetryBudget.Default, Received, jitter: 0));

    public Story Cancel() => Take(State.RequestCancel("lena", "wrong branch"));

    public Story Conflict() => Take(State.Compare("again", """{"other":1}""", Received));

    /// <summary>One of each: two modules, the second built from the first; one ready, the other failed.</summary>
    public static Story OfTwoModules(string messageId) => new Story(messageId)
        .Plan(("webstack", []), ("portal", ["webstack"]))
        .Bump("webstack").Start("webstack", 501).Report("webstack", ModuleBuildState.Wait).Report("webstack", ModuleBuildState.Build)
        .Report("webstack", ModuleBuildState.Ready)
        .Bump("portal").Start("portal", 502).Report("portal", ModuleBuildState.Failed, "out of disk");

    ModuleBuildProgress Progress(string module, ModuleBuildState state) =>
        new(_ids[module], module, "4", state, null, "20261123", "00000000", $"c0ffee-{module}");

    Story Take(Decision decision)
    {
        decision.Events.ShouldNotBeEmpty("a step of a story must be one");
        _steps.Add(decision.Events);
        State = decision.After;
        return this;
    }
}
