using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Tests.Running;
using Marten;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>The history of a rebuild, made by the Domain's own decisions.</summary>
public sealed class History
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    readonly List<IRebuildEvent> _new = [];
    Rebuild _state;
    bool _stored;

    public History(string messageId, Trigger trigger, IReadOnlyList<string> handlers, CascadePosition? cascade = null, DateTimeOffset? receivedAt = null)
    {
        Id = RebuildId.Of(messageId);
        _state = new(Id);
        using var body = JsonDocument.Parse($$$"""{"commit": {"branch": "main", "of": "{{{messageId}}}"}}""");
        Take(Receiving.Open(
            new(messageId, "org.fedoraproject.prod.git.receive", new Dictionary<string, string> { ["fedora_messaging_schema"] = "git.receive" },
                body.RootElement.Clone(), Noon, receivedAt ?? Noon.AddSeconds(1)),
            trigger, handlers, cascade ?? CascadePosition.First(Id), trigger.IsDryRun));
    }

    public string Id { get; }

    public Rebuild State => _state;

    public static History OfSpecChange(string messageId, string rpm = "gnutls", DateTimeOffset? receivedAt = null, params IReadOnlyList<string> handlers) =>
        new(messageId, new RpmSpecChanged(rpm, "f30", "0123abcd"), handlers.Count == 0 ? ["ModulesOnRpmSpecChange"] : handlers, receivedAt: receivedAt);

    /// <summary>
    /// What alice asked for: an image on an older one, with a compose that the original had and a new one, of which ODCS has made the first.
    /// </summary>
    public static History OfImageRequest(string messageId, long? continues = null, string name = "web-container")
    {
        var request = new ImageRebuildRequested(messageId, "rhel-9", [name], "web-candidate", continues, DryRun: true, "alice") { Metadata = """{"ticket": "OPS-7", "skip_rebuilt": true}""" };
        NewCompose fresh = new(new(ComposeKind.Tag, "web-tag"));
        PlannedBuild Image(string image, IReadOnlyList<string> parents, params IReadOnlyList<Prerequisite> needs) => new(
            Artifact.Image(Nvr.Parse($"{image}-1-5")),
            new ImageRecipe { Repository = $"containers/{image}", Revision = "0123abcd", GitBranch = "rhel-9", Target = "web-candidate", OriginalNvr = $"{image}-1-5", ParentNvr = "base-container-9-3", Arches = "x86_64" },
            [.. parents.Select(PlannedBuild.KeyOfImage)], needs, Reason.Of(ReasonCode.RequestedByName, ("who", "alice"), ("name", image), ("branch", "rhel-9")))
        {
            Because = RebuildReason.DirectlyAffected,
        };
        return new History(messageId, request, ["ImagesOnRequest"])
            .Force(new ArtifactPlanned(Image(name, [], new EarlierCompose(9), fresh), "ImagesOnRequest"))
            .Force(new ArtifactPlanned(Image($"{name}-child", [$"{name}-1-5"]), "ImagesOnRequest"))
            .Force(new HandlerCompleted("ImagesOnRequest", 2, 0, Priority: 3))
            .Force(new PlanCompleted(2, 0))
            .Force(new ComposeRequested("odcs/9", new EarlierCompose(9)))
            .Force(new ComposeRequested(fresh.Request.Key, fresh))
            .Force(new ComposeStarted(fresh.Request.Key, 21, Adopted: false))
            .Force(new ComposeReady(fresh.Request.Key, 21, null))
            .Force(new ComposeReady("odcs/9", 20, null));
    }

    /// <summary>The rebuild that a build of an earlier one has caused.</summary>
    public static History After(History earlier, string build, string messageId, long buildId = 42) => new(
        messageId, new ModuleReady("cause", "1", buildId, "20", "c0ffee", "0123abcd"), ["ModulesOnDependencyReady"], earlier._state.Cascade.After(earlier.Id, build));

    /// <summary>A plan of modules by name, each <c>name</c> or <c>name&lt;parent&lt;parent</c>, all of stream 1.</summary>
    public History Plan(string handler, IEnumerable<string> modules, params IEnumerable<string> excluded)
    {
        var builds = modules.Select(m => m.Split('<')).Select(m => new PlannedBuild(
            Artifact.Module(m[0], "1"), new ModuleRecipe(m[0], "1", null), [.. m.Skip(1).Select(Key)],
            [new SourceBump("modules", m[0], "1", "Rebuild for gnutls")],
            Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", "gnutls"), ("branch", "f30"), ("revision", "0123abcd"))));
        var exclusions = excluded.Select(m => new Exclusion(
            Artifact.Module(m, "1"), Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", "1"), ("newest", "2"))));
        return Take(_state.RecordPlan(handler, new([.. builds], [.. exclusions]), AllowAll, new Dictionary<string, string>()));
    }

    public History Bump(string module) => Take(_state.RecordBump(Key(module), new BumpResult.Bumped($"beef{module.Length:x4}", WasThere: false)));

    public History Start(string module, long id) =>
        Take(_state.RecordStart(Key(module), Progress(module, id, ModuleBuildState.Init), $"https://mbs.example/{id}", adopted: false));

    public History Report(string module, long id, ModuleBuildState state) => Take(_state.RecordProgress(Key(module), Progress(module, id, state)));

    public History FaultOf(string module, BuildPhase during) => Take(_state.RecordBuildFault(
        Key(module), during, _state.Builds[Key(module)].Attempt, new("MBS", "POST module-builds", "503"), RetryBudget.Default, Noon, 0));

    public History BuildAll(string module, long id) => Bump(module).Start(module, id).Report(module, id, ModuleBuildState.Build).Report(module, id, ModuleBuildState.Ready);

    public History FaultOfHandler(string handler) => Take(_state.RecordHandlerFault(
        handler, _state.Handlers[handler].Attempt, new("PDC", "GET modules", "timeout"), RetryBudget.Default, Noon, 0));

    public History CrashOfHandler(string handler) => Take(_state.RecordHandlerCrash(handler, "index out of range"));

    public History Cancel() => Take(_state.RequestCancel("alice", "wrong branch"));

    public History Conflict(string body) => Take(_state.Compare(_state.MessageId!, body, Noon.AddMinutes(1)));

    /// <summary>Records what no decision would: a fact that comes too late or that the state does not allow.</summary>
    public History Force(IRebuildEvent e) => Take(new([e], Rebuild.Fold(_state, e)));

    public static string Key(string module) => Artifact.Module(module, "1").Key;

    internal List<IRebuildEvent> TakeNew()
    {
        List<IRebuildEvent> events = [.. _new];
        _new.Clear();
        return events;
    }

    internal void Append(IDocumentSession session, IReadOnlyList<IRebuildEvent> events)
    {
        if (_stored)
            session.Events.Append(Id, events);
        else
            session.Events.StartStream<Rebuild>(Id, events);
        _stored = true;
    }

    History Take(Decision decision)
    {
        _new.AddRange(decision.Events);
        _state = decision.After;
        return this;
    }

    static ModuleBuildProgress Progress(string module, long id, ModuleBuildState state) => new(id, module, "1", state, null, "30", "f00d", null);

    static Policy AllowAll => Settings.AllowAll;
}
