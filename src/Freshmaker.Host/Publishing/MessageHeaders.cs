using System.Text;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Publishing;

/// <summary>
/// Headers that make one message both a fedora-messaging message and a CloudEvent (messages.md §1, §6). For AMQP 0-9-1 there is no CloudEvents
/// binding; these are the names of the one for AMQP 1.0.
/// </summary>
static class MessageHeaders
{
    /// <summary>fedora-messaging's INFO.</summary>
    const int Severity = 20;

    /// <summary>All headers must fit into one frame (128 KiB unless the broker says otherwise), and each name may have 255 characters.</summary>
    const int MaxConcerned = 200;

    /// <summary>AMQP's limit for the name of a header, in bytes.</summary>
    const int MaxName = 255;

    public static IReadOnlyDictionary<string, object?> Of(StateChange change, string id, string topic, string subject)
    {
        var headers = Of(change.At, id, topic, subject);
        foreach (var concerned in Concerned(change).Where(c => Encoding.UTF8.GetByteCount(c) <= MaxName).Distinct().Take(MaxConcerned))
            headers[concerned] = true;
        return headers;
    }

    public static Dictionary<string, object?> Of(DateTimeOffset at, string id, string topic, string subject)
    {
        var time = at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz");
        return new()
        {
            ["fedora_messaging_schema"] = "base.message",
            ["fedora_messaging_schema_package"] = "fedora_messaging",
            ["fedora_messaging_severity"] = Severity,
            ["priority"] = 0,
            ["sent-at"] = time,
            ["cloudEvents_specversion"] = "1.0",
            ["cloudEvents_id"] = id,
            ["cloudEvents_source"] = "/freshmaker",
            ["cloudEvents_type"] = topic,
            ["cloudEvents_subject"] = subject,
            ["cloudEvents_time"] = time,
        };
    }

    /// <summary>By these a subscriber can ask a headers exchange for what concerns its own packages.</summary>
    static IEnumerable<string> Concerned(StateChange change)
    {
        var state = change.After.State;
        if (change.Build is { } build)
            return HeaderOf(state.Builds[build].Planned.Artifact);
        IEnumerable<string> trigger = state.Trigger switch
        {
            ModuleReady t => [Module(t.Name)],
            ModuleMetadataChanged t => [Module(t.Module)],
            RpmSpecChanged t => [$"fedora_messaging_rpm_{t.Rpm}"],
            DockerfileChanged t => [$"fedora_messaging_container_{t.Container}"],
            _ => [],
        };
        return [.. trigger, .. state.Builds.Values.SelectMany(b => HeaderOf(b.Planned.Artifact))];
    }

    static IEnumerable<string> HeaderOf(Artifact artifact) => artifact.Kind switch
    {
        ArtifactKind.Module => [Module(artifact.Name)],
        ArtifactKind.Rpm => [$"fedora_messaging_rpm_{artifact.Name}"],
        ArtifactKind.Image => [$"fedora_messaging_container_{artifact.Name}"],
        _ => [],
    };

    static string Module(string name) => $"fedora_messaging_module_{name}";
}
