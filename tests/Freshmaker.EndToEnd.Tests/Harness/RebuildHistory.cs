using System.Text.Json;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>A rebuild read from its stream, independent of the service's own code.</summary>
public sealed class RebuildHistory
{
    public RebuildHistory(string id, IEnumerable<(string Type, JsonElement Data)> events)
    {
        Id = id;
        foreach (var (type, data) in events)
            Apply(type, data);
    }

    public string Id { get; }
    public string MessageId { get; private set; } = "";

    /// <summary>As in <c>RpmSpecChanged libcapsule@f41</c> or <c>ModuleReady webstack:4</c>.</summary>
    public string Trigger { get; private set; } = "";

    /// <summary>initialized, building, complete, failed, skipped or canceled.</summary>
    public string State { get; private set; } = "initialized";

    public Why? Reason { get; private set; }
    public string Root { get; private set; } = "";
    public string? CausedByRebuild { get; private set; }
    public string? CausedByBuild { get; private set; }
    public SortedDictionary<string, BuildHistory> Builds { get; } = new(StringComparer.Ordinal);
    public List<(string Artifact, Why Why)> Exclusions { get; } = [];
    public List<(string Handler, Why Why)> HandlerFaults { get; } = [];
    public List<string> Events { get; } = [];
    public int Conflicts => Events.Count(e => e == "message_conflict_recorded");
    public bool IsOver => State is not ("initialized" or "building");

    /// <summary>
    /// Whether it says only that another rebuild has dealt with the same fact: the reconciler was faster than the message, for example because the
    /// broker was away.
    /// </summary>
    public bool IsRepetition => Reason?.Code == "AlreadyHandled";

    /// <summary>What it did, without anything that differs from run to run.</summary>
    public string Outcome => string.Join("; ", [
        $"{Trigger}: {State} {Reason?.Code}",
        .. Builds.Values.Select(b => b.Why is null ? $"{b.Key} {b.State}" : $"{b.Key} {b.State} {b.Why.Code}"),
        .. Exclusions.Select(x => $"not {x.Artifact} {x.Why.Code}").Order(StringComparer.Ordinal)]);

    public override string ToString() => $"{Id} {Outcome} [{string.Join(' ', Events)}]";

    void Apply(string type, JsonElement data)
    {
        Events.Add(type);
        switch (type)
        {
            case "message_received":
                MessageId = data.GetProperty("messageId").GetString()!;
                break;
            case "trigger_recognized":
                Trigger = TriggerOf(data.GetProperty("trigger"));
                var cascade = data.GetProperty("cascade");
                Root = cascade.GetProperty("root").GetString()!;
                CausedByRebuild = Text(cascade, "causedByRebuild");
                CausedByBuild = Text(cascade, "causedByBuild");
                break;
            case "artifact_planned":
                var build = BuildHistory.Planned(data.GetProperty("planned"));
                Builds.Add(build.Key, build); // planned twice: this throws
                break;
            case "artifact_excluded":
                Exclusions.Add((KeyOf(data.GetProperty("artifact")), Why.Of(data)));
                break;
            case "handler_retry_scheduled" or "handler_failed":
                HandlerFaults.Add((type, Why.Of(data)));
                break;
            case "plan_completed":
                State = "building";
                break;
            case "rebuild_skipped" or "rebuild_completed" or "rebuild_failed" or "rebuild_canceled":
                State = type["rebuild_".Length..].Replace("completed", "complete", StringComparison.Ordinal);
                Reason = Why.Of(data);
                break;
            default:
                if (Text(data, "build") is { } concerned)
                    Builds[concerned].Apply(type, data);
                break;
        }
    }

    static string TriggerOf(JsonElement t) => Text(t, "kind") switch
    {
        "RpmSpecChanged" => $"RpmSpecChanged {Text(t, "rpm")}@{Text(t, "branch")}",
        "ModuleReady" => $"ModuleReady {Text(t, "name")}:{Text(t, "stream")}",
        "AdvisoryShipped" or "AdvisoryRebuildRequested" => $"{Text(t, "kind")} {t.GetProperty("advisory")}",
        "RpmsStable" => $"RpmsStable {Text(t, "updateId")}",
        "ModuleMetadataChanged" => $"ModuleMetadataChanged {Text(t, "module")}:{Text(t, "branch")}",
        var other => $"{other} {t}",
    };

    /// <summary>Modules as name:stream.</summary>
    internal static string KeyOf(JsonElement artifact) => $"{Text(artifact, "kind")!.ToLowerInvariant()}/{Text(artifact, "name")}/{Text(artifact, "branch")}";

    internal static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
}

/// <summary>A build within a rebuild.</summary>
public sealed class BuildHistory(string key)
{
    public string Key => key;
    public bool IsModule => key.StartsWith("module/", StringComparison.Ordinal);

    /// <summary>The build that it replaces, of an image that is known by one.</summary>
    public string? OriginalNvr { get; private init; }

    /// <summary>What each of its attempts was to be called, of such an image.</summary>
    public List<string> Nvrs { get; } = [];

    /// <summary>What it is called, or was in its last attempt.</summary>
    public string? Nvr => Nvrs.LastOrDefault();
    public string State { get; private set; } = "planned";
    public Why? Why { get; private set; }
    public long? ExternalId { get; private set; }
    public string? Revision { get; private set; }
    public bool Adopted { get; private set; }
    public List<Why> Retries { get; } = [];

    /// <summary>The planned build of an event.</summary>
    internal static BuildHistory Planned(JsonElement planned)
    {
        var original = RebuildHistory.Text(planned.GetProperty("recipe"), "originalNvr");
        return new(original is null ? RebuildHistory.KeyOf(planned.GetProperty("artifact")) : $"image/{Uri.EscapeDataString(original)}") { OriginalNvr = original };
    }

    internal void Apply(string type, JsonElement data)
    {
        switch (type)
        {
            case "build_starting":
                if (RebuildHistory.Text(data, "nvr") is { } nvr)
                    Nvrs.Add(nvr);
                break;
            case "source_bumped":
                Revision = data.GetProperty("revision").GetString();
                break;
            case "build_started":
                (ExternalId, Adopted, State) = (data.GetProperty("externalId").GetInt64(), data.GetProperty("adopted").GetBoolean(), "started");
                break;
            case "build_retry_scheduled" or "build_retry_planned":
                Retries.Add(Harness.Why.Of(data));
                break;
            case "build_succeeded":
                State = "succeeded";
                break;
            case "build_failed" or "build_blocked" or "build_canceled":
                (State, Why) = (type["build_".Length..], Harness.Why.Of(data));
                break;
        }
    }
}

/// <summary>A reason as stored.</summary>
public sealed record Why(string Code, IReadOnlyDictionary<string, string> Parameters)
{
    public static Why Of(JsonElement data)
    {
        var reason = data.GetProperty("reason");
        return new(reason.GetProperty("code").GetString()!, reason.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!));
    }

    public override string ToString() => $"{Code} {string.Join(", ", Parameters.Select(p => $"{p.Key}={p.Value}"))}";
}
