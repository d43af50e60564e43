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

    const string Image = "image/web-container-1-5";
    const string Compose = "pulp/29a67d35d97431d6";

    static readonly ComposeRequest Request = new(ComposeKind.Pulp, "rhel-8-appstream rhel-8-baseos")
    {
        Packages = ["libcapsule"],
        Builds = ["libcapsule-1-2"],
        SigKeys = ["fd431d51"],
        Flags = ["no_deps"],
        Arches = ["aarch64", "x86_64"],
    };

    static readonly PlannedBuild Replacing = new(
        Artifact.Image(Nvr.Parse("web-container-1-5")),
        new ImageRecipe
        {
            Repository = "containers/web",
            Revision = "9a1c0de",
            GitBranch = "rhel-8",
            Target = "rhel-8-candidate",
            OriginalNvr = "web-container-1-5",
            ParentNvr = "base-8-3",
            ParentBuild = "image/base-8-3",
            Arches = "aarch64 x86_64",
            Isolated = false,
            Flatpak = true,
            ExtraRepositories = ["https://repos.example.org/extra.repo"],
            MustContain = ["libcapsule-1-2.el8"],
        },
        ["image/base-8-3"], [new NewCompose(Request), new EarlierCompose(77)], Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", "libcapsule"), ("branch", "f41"), ("revision", "9a1c0de")))
    {
        Because = RebuildReason.DirectlyAffected,
        AllowedBy = Reason.Of(ReasonCode.AllowedByPolicy, ("rule", "policy.yaml:allow:global:image:0"), ("values", "name=web-container")),
    };

    static readonly PlannedBuild Pushed = new(
        Artifact.Image("web", "f41"), new ImageRecipe { Repository = "container/web", Revision = "9a1c0de", GitBranch = "f41", Target = "f41-candidate" }, [], [],
        Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", "9a1c0de")));

    public static IReadOnlyList<IRebuildEvent> All { get; } =
    [
        new ArtifactExcluded(Artifact.Image(Nvr.Parse("db-1-2")), "ImagesOnAdvisory", Reason.Of(ReasonCode.AlreadyPlanned, ("handler", "ImagesOnPush")), "db-1-2"),
        new ArtifactPlanned(Replacing, "ImagesOnAdvisory"),
        new ArtifactPlanned(Pushed, "ImagesOnPush"),
        new BuildCancelRequested(Image, "dana", "broken"),
        new BuildPostponed(Image, Reason.Of(ReasonCode.ComposeExpires, ("compose", "77"))),
        new BuildQueued(Image, "rhel-8-candidate", 30, 4),
        new BuildRetryPlanned(Image, 9001, 2, Now, Reason.Of(
            ReasonCode.FailedInBuildSystem, ("build", "9001"), ("state", "failed"), ("system", "Koji"), ("text", "no space left"))),
        new BuildStarting(Image, 2, "9a1c0de", "web-container-1-5.1935630122"),
        new BuildStuck(Image, 9001, Now),
        new StuckCancelOrdered(Image, 9001),
        new BuildSucceeded(Image, 9001, null, null, "web-container-1-5.1935630122", 700),
        new ComposeFailed(Compose, 5, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeEnded, ("compose", "5"), ("state", "failed"), ("text", "no such content set"))),
        new ComposeFailed(Compose, null, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeRefused, ("text", "HTTP 400: no"))),
        new ComposeReady(Compose, 5, Now),
        new ComposeReady(Compose, 5, null),
        new ComposeRenewalRequested("odcs/77", 77, Reason.Of(ReasonCode.ComposeRemoved, ("compose", "77"))),
        new ComposeRenewalRequested("odcs/77", 77, Reason.Of(ReasonCode.ComposeExpires, ("compose", "77")), Lasted: true),
        new ComposeRemoved(Compose, 5),
        new ComposeRequested(Compose, new NewCompose(Request)),
        new ComposeRequested("odcs/77", new EarlierCompose(77)),
        new ComposeRetryScheduled(Compose, 2, Now, Why),
        new ComposeStarted(Compose, 5, Adopted: true, Now),
        new ComposeStuck(Compose, 5, Now),
        new HandlerCompleted("ImagesOnAdvisory", 3, 1, 30),
        new HandlerCompleted("ImagesOnAdvisory", 3, 1) { Advisory = new(4711, "RHSA-2031:0042", ["CVE-2031-1001", "CVE-2031-1002"]) },
        new TaskProgressed(Image, 9001, TaskState.Open, Now),
        new VerificationStarting(Image, 9001),
        new TriggerRecognized(new RpmsStable("FEDORA-2031-1", ["libcapsule-1-2.fc41"], "F41", "f41"), ["ImagesOnUpdate"], CascadePosition.First("rebuild-1")),
        new TriggerRecognized(new AdvisoryShipped(4711), ["ImagesOnAdvisory"], CascadePosition.First("rebuild-1"), DryRun: true),
        new TriggerRecognized(
            new AdvisoryRebuildRequested("request-1", 4711, ["web-container-1-5"], 17, SkipRebuilt: true, DryRun: false, "dana") { Metadata = "{\"ticket\": 1}" },
            ["ImagesOnAdvisory"], CascadePosition.First("rebuild-1")),
        new TriggerRecognized(
            new ImageRebuildRequested("request-2", "rhel-8", ["web-container"], "rhel-8-candidate", 17, DryRun: true, "dana") { Metadata = "{\"ticket\": 1}" },
            ["ImagesOnRequest"], CascadePosition.First("rebuild-1"), DryRun: true),
        new TriggerRecognized(new ImageBuilt("base-8-4", 700, 9000), ["ImagesOnParent"], CascadePosition.First("rebuild-1")),
        new ArtifactExcluded(Artifact.Module("db", "9"), "ModulesOnRpmSpecChange", Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", "7"), ("newest", "8"))),
        new ArtifactPlanned(Bumped, "ModulesOnRpmSpecChange"),
        new ArtifactPlanned(Plain, "ModulesOnMetadataChange"),
        new BuildBlocked(Build, "module/lib/1", Reason.Of(ReasonCode.ParentNotBuilt, ("parent", "module/lib/1"))),
        new BuildCanceled(Build, Reason.Of(ReasonCode.CanceledBeforeStart)),
        new BuildFailed(Build, FaultClass.Infrastructure, Why),
        new BuildProgressed(Build, 5120, ModuleBuildState.Wait, Now),
        new BuildRetryScheduled(Build, 2, Now, Why),
        new BuildStarted(Build, 1, 5120, "https://mbs.example.org/5120", Adopted: true, Now),
        new BuildStarting(Build, 1, "9a1c0de"),
        new BuildSucceeded(Build, 5120, "20310504030201", "c0ffee42"),
        new BuildSucceeded(Build, 5120, null, null),
        new CancelRequested("dana", "wrong branch"),
        new CancelRequested("dana", "wrong branch", new Origin("Operator", "curl/8 from 192.0.2.7", "0HN7")),
        new RebuildRequested("dana", "the fix is urgent", new Origin("Rebuilder", "curl/8 from 192.0.2.7", "0HN7")),
        new TriggerRecognized(new ModuleRebuildRequested("request-3", "web", "1", DryRun: false, "dana"), ["ModulesOnRequest"], CascadePosition.First("rebuild-1")),
        new Annotated("Koji was out of disk; see the incident.", "dana", "for the audit", null, new Origin("Operator", null, null)),
        new Annotated("Koji was out of disk; see the incident.", "dana", "for the audit", Image),
        new BuildRetryRequested(Image, "dana", "Koji is well again", new Origin("Operator", null, "0HN7")),
        new BuildReleased(Image, Build),
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
        new RebuildFailed(Reason.Of(ReasonCode.SomeHandlersFailed, ("handlers", "ModulesOnRpmSpecChange")) with { Because = [Why] }),
        new RebuildSkipped(Reason.Of(ReasonCode.NothingToRebuild)),
        new SourceBumpStarting(Build, new SourceBump("modules", "web", "4", "Rebuild for libcapsule")),
        new SourceBumped(Build, "9a1c0de", WasThere: false),
        new TriggerRecognized(new DockerfileChanged("web", "f41", "9a1c0de"), [], CascadePosition.First("rebuild-1")),
        new TriggerRecognized(new ModuleMetadataChanged("web", "4", "9a1c0de"), ["ModulesOnMetadataChange"], CascadePosition.First("rebuild-1")),
        new TriggerRecognized(new ModuleReady("web", "4", 5120, "20310504030201", "c0ffee42", "9a1c0de"), ["ModulesOnDependencyReady"], Cascade),
        new TriggerRecognized(new RpmSpecChanged("libcapsule", "f41", "9a1c0de"), ["ModulesOnRpmSpecChange"], CascadePosition.First("rebuild-1")),
    ];
}
