using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Projections;

namespace Freshmaker.Host.GraphQL.Wording;

/// <summary>Says for people what happened. Stored data holds no sentences, so wording can change at any time.</summary>
public static class EventSentences
{
    static readonly Dictionary<string, Type> Kinds = EventNames.All.ToDictionary(e => e.Value, e => e.Key);

    /// <param name="kind">The name under which the event is stored.</param>
    /// <param name="data">The event as JSON.</param>
    public static string Of(string kind, JsonElement data) =>
        Kinds.TryGetValue(kind, out var type) && data.Deserialize(type, ReadModelJson.Options) is IRebuildEvent e ? Of(e) : $"{kind} was recorded.";

    /// <summary>The person that an event names: who ordered something, or asked for the rebuild. Null when it names none.</summary>
    public static string? PersonOf(JsonElement data) => Text(data, "who") ?? (data.TryGetProperty("trigger", out var trigger) ? Text(trigger, "requester") : null);

    static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static string Of(Trigger trigger) => trigger switch
    {
        ModuleReady t => $"Module {t.Name}:{t.Stream} became ready as MBS build {t.BuildId}.",
        ModuleMetadataChanged t => $"The metadata file of module {t.Module} changed on branch {t.Branch} in commit {t.Revision}.",
        RpmSpecChanged t => $"The spec file of RPM {t.Rpm} changed on branch {t.Branch} in commit {t.Revision}.",
        DockerfileChanged t => $"The Dockerfile of container {t.Container} changed on branch {t.Branch} in commit {t.Revision}.",
        RpmsStable t => $"Bodhi update {t.UpdateId} became stable with {string.Join(", ", t.Builds)}.",
        AdvisoryShipped t => $"Advisory {t.Advisory} was shipped.",
        AdvisoryRebuildRequested t => $"{t.Requester ?? "Someone"} asked for the rebuild of advisory {t.Advisory}{(t.Images.Count == 0 ? "" : $", only of {string.Join(", ", t.Images)}")}.",
        ImageRebuildRequested t => $"{t.Requester ?? "Someone"} asked for the rebuild of {string.Join(", ", t.Images)} on branch {t.Branch}.",
        ModuleRebuildRequested t => $"{t.Requester ?? "Someone"} asked for the rebuild of module {t.Module}:{t.Stream}.",
        ImageBuilt t => $"Koji completed image {t.Nvr}.",
        _ => $"{trigger.Kind} happened.",
    };

    /// <summary>A step of a cascade.</summary>
    public static string OfStep(long? rebuild, string? causedByBuild, string? summary) =>
        $"{(causedByBuild is null ? "It began" : $"The build of {ArtifactKeys.Show(causedByBuild)} went on")} with rebuild {rebuild?.ToString() ?? "?"}: "
        + (summary ?? "its trigger is not known yet.");

    public static string Of(IRebuildEvent e) => e switch
    {
        MessageReceived m => $"Message {m.MessageId} on topic {m.Topic} was received.",
        TriggerRecognized t => $"{Of(t.Trigger)} {(t.Handlers.Count == 0 ? "No handler is asked." : $"Asked: {string.Join(", ", t.Handlers)}.")}{(t.DryRun ? " It is a dry run: nothing outside is changed." : "")}",
        MessageConflictRecorded m => $"Another body came under message id {m.MessageId}; the first one stays.",

        ArtifactPlanned p => $"{p.Handler} planned {Show(p.Planned.Key)}. {Sentences.Render(p.Planned.Cause)}",
        ArtifactExcluded x => $"{x.Handler} left {(x.Nvr is { } nvr ? $"image {nvr}" : Show(x.Artifact.Key))} alone. {Sentences.Render(x.Reason)}",
        HandlerCompleted h => $"{h.Handler} answered{(h.Advisory is { } advisory ? $" for {advisory.Name}" : "")}: {h.Planned} planned, {h.Excluded} left alone.",
        HandlerRetryScheduled h => $"{h.Handler} is asked again (attempt {h.Attempt}) after {h.NotBefore:u}. {Sentences.Render(h.Reason)}",
        HandlerFailed h => $"{h.Handler} failed. {Sentences.Render(h.Reason)}",
        PlanCompleted p => $"The plan is complete: {p.Planned} to build, {p.Excluded} left alone.",

        ComposeRequested c => $"ODCS is about to be asked for {Show(c.Need)}.",
        ComposeStarted c => $"Compose {c.Id} was {(c.Adopted ? "found" : "requested")}; ODCS makes it.",
        ComposeStuck c => $"ODCS has been making compose {c.Id} since {c.Since:u}.",
        ComposeReady c => $"Compose {c.Id} is ready{(c.ExpiresAt is { } until ? $" until {until:u}" : "")}.",
        ComposeFailed c => $"A compose failed. {Sentences.Render(c.Reason)}",
        ComposeRetryScheduled c => $"ODCS is asked again (attempt {c.Attempt}) after {c.NotBefore:u}. {Sentences.Render(c.Reason)}",
        ComposeRemoved c => $"ODCS removed compose {c.Id}.",
        ComposeRenewalRequested c => $"Compose {c.Id} is asked for again. {Sentences.Render(c.Reason)}",

        SourceBumpStarting b => $"The source of {Show(b.Build)} is about to be bumped on branch {b.Bump.Branch}.",
        SourceBumped b => $"The source of {Show(b.Build)} {(b.WasThere ? "had been" : "was")} bumped with commit {b.Revision}.",
        BuildQueued b => $"{Show(b.Build)} could start and waits for its turn in {b.Target}.",
        BuildStarting b => $"{Show(b.Build)} is about to be built{(b.Nvr is null ? "" : $" as {b.Nvr}")} from commit {b.Revision}{Attempt(b.Attempt)}.",
        BuildPostponed b => $"{Show(b.Build)} waits again. {Sentences.Render(b.Reason)}",
        BuildStarted b => $"{Show(b.Build)} {(b.Adopted ? "was found as" : "was submitted as")} build {b.ExternalId}{Attempt(b.Attempt)}.",
        BuildProgressed b => $"Build {b.ExternalId} of {Show(b.Build)} is in state {b.State.ToString().ToLowerInvariant()}.",
        TaskProgressed b => $"Task {b.TaskId} of {Show(b.Build)} is {b.State.ToString().ToLowerInvariant()}.",
        BuildStuck b => $"Nothing has been heard of build {b.ExternalId} of {Show(b.Build)} since {b.Since:u}.",
        StuckCancelOrdered b => $"Build {b.ExternalId} of {Show(b.Build)} is about to be canceled, because it is stuck.",
        VerificationStarting b => $"Task {b.TaskId} of {Show(b.Build)} is closed; its result is looked at.",
        BuildRetryPlanned b => $"{Show(b.Build)} is built again (attempt {b.Attempt}) after {b.NotBefore:u}. {Sentences.Render(b.Reason)}",
        BuildSucceeded b => $"Build {b.ExternalId} of {Show(b.Build)} succeeded{(b.Nvr is null ? "" : $" as {b.Nvr}")}.",
        BuildFailed b => $"The build of {Show(b.Build)} failed. {Sentences.Render(b.Reason)}",
        BuildRetryScheduled b => $"The build of {Show(b.Build)} is tried again (attempt {b.Attempt}) after {b.NotBefore:u}. {Sentences.Render(b.Reason)}",
        BuildBlocked b => $"{Show(b.Build)} is not built. {Sentences.Render(b.Reason)}",
        BuildCanceled b => $"The build of {Show(b.Build)} was canceled. {Sentences.Render(b.Reason)}",

        RebuildRequested q => $"{q.Who} asked for it: {q.Why}",
        BuildRetryRequested b => $"{b.Who} had {Show(b.Build)} tried again: {b.Why}",
        BuildReleased b => $"{Show(b.Build)} waits again, because {Show(b.By)} is tried again.",
        Annotated a => $"{a.Who} noted{(a.Build is null ? "" : $" about {Show(a.Build)}")}: {a.Text}",
        BuildCancelRequested c => $"{c.Who} asked to cancel {Show(c.Build)}: {c.Why}",
        CancelRequested c => $"{c.Who} asked to cancel: {c.Why}",
        RebuildSkipped x => $"Nothing is rebuilt. {Sentences.Render(x.Reason)}",
        RebuildCompleted x => $"The rebuild is complete. {Sentences.Render(x.Reason)}",
        RebuildFailed x => $"The rebuild failed. {Sentences.Render(x.Reason)}",
        RebuildCanceled x => $"The rebuild was canceled. {Sentences.Render(x.Reason)}",
        _ => $"{e.GetType().Name} was recorded.",
    };

    static string Show(Prerequisite need) => need switch
    {
        NewCompose n => $"a {n.Request.Kind.ToString().ToLowerInvariant()} compose{(n.Request.Source.Length == 0 ? "" : $" of {n.Request.Source}")}",
        EarlierCompose e => $"compose {e.Id}",
        _ => "something",
    };

    static string Show(string key) => ArtifactKeys.Show(key);

    static string Attempt(int attempt) => attempt == 1 ? "" : $" (attempt {attempt})";
}
