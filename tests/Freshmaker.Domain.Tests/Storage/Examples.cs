using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Storage;

/// <summary>At least one example of every event, and of everything that events hold in more than one form.</summary>
static class Examples
{
    const string Build = "module/web/4";
    static readonly DateTimeOffset Now = Some.Now;
    static readonly Reason Why = Reason.Of(ReasonCode.OutsideUnavailable, ("system", "PDC"), ("call", "GET modules/"), ("text", "503"));
    static readonly CascadePosition Cascade = new("rebuild-1", "rebuild-2", Build, ["module/lib/1", Build]);

    static readonly PlannedBuild Bumped = new(
        Artifact.Module("web", "4"), new ModuleRecipe("web", "4", null), ["module/lib/1"], [new SourceBump("modules", "web", "4", "Rebuild for libcapsule")],
        Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", "libcapsule"), ("branch", "f41"), ("revision", "9a1c0de")));

    static readonly PlannedBuild Plain = new(
        Artifact.Module("web", "4"), new ModuleRecipe("web", "4", "9a1c0de"), [], [], Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", "9a1c0de")));

    public static IReadOnlyList<IRebuildEvent> All { get; } =
    [
        new ArtifactExcluded(Artifact.Module("db", "9"), "ModulesOnRpmSpecChange", Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", "7"), ("newest", "8"))),
        new ArtifactPlanned(Bumped, "ModulesOnRpmSpecChange"),
        new ArtifactPlanned(Plain, "ModulesOnMetadataChange"),
        new BuildBlocked(Build, "module/lib/1", Reason.Of(ReasonCode.ParentNotBuilt, ("parent", "module/lib/1"))),
        new BuildCanceled(Build, Reason.Of(ReasonCode.CanceledBeforeStart)),
        new BuildFailed(Build, FaultClass.Infrastructure, Why),
        new BuildProgressed(Build, 5120, ModuleBuildState.Wait),
        new BuildRetryScheduled(Build, 2, Now, Why),
        new BuildStarted(Build, 1, 5120, "https://mbs.example.org/5120", Adopted: true),
        new BuildStarting(Build, 1, "9a1c0de"),
        new BuildSucceeded(Build, 5120, "20310504030201", "c0ffee42"),
        new BuildSucceeded(Build, 5120, null, null),
        new CancelRequested("dana", "wrong branch"),
        new HandlerCompleted("ModulesOnRpmSpecChange", 3, 1),
        new HandlerFailed("ModulesOnRpmSpecChange", Why),
        new HandlerRetryScheduled("ModulesOnRpmSpecChange", 2, Now, Why),
        new MessageConflictRecorded("2031-1", "ba78", "{\"a\": 2}", Now),
        new MessageReceived(
            "2031-1", "org.fedoraproject.prod.git.receive", new Dictionary<string, string> { ["fedora_messaging_schema"] = "base.message" }, "{\"a\": 1}", "ba78",
            Now.AddSeconds(-1), Now),
        new MessageReceived("2031-1", "org.fedoraproject.prod.git.receive", Some.NoHeaders, "{}", "ba78", null, Now),
        new PlanCompleted(3, 1),
        new RebuildCanceled(Reason.Of(ReasonCode.CancelRequested, ("who", "dana"), ("why", "wrong branch"))),
        new RebuildCompleted(Reason.Of(ReasonCode.SomeFailed, ("failed", "1"), ("total", "3")), 2, 1, 0),
        new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "3"))),
        new RebuildSkipped(Reason.Of(ReasonCode.NothingToRebuild)),
        new SourceBumpStarting(Build, new SourceBump("modules", "web", "4", "Rebuild for libcapsule")),
        new SourceBumped(Build, "9a1c0de", WasThere: false),
        new TriggerRecognized(new DockerfileChanged("web", "f41", "9a1c0de"), [], CascadePosition.First("rebuild-1")),
        new TriggerRecognized(new ModuleMetadataChanged("web", "4", "9a1c0de"), ["ModulesOnMetadataChange"], CascadePosition.First("rebuild-1")),
        new TriggerRecognized(new ModuleReady("web", "4", 5120, "20310504030201", "c0ffee42", "9a1c0de"), ["ModulesOnDependencyReady"], Cascade),
        new TriggerRecognized(new RpmSpecChanged("libcapsule", "f41", "9a1c0de"), ["ModulesOnRpmSpecChange"], CascadePosition.First("rebuild-1")),
    ];
}
