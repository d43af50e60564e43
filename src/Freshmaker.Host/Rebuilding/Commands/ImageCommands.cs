using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Bursts;
using Freshmaker.Host.Rebuilding.Outside;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>Koji has the task of a build.</summary>
public sealed record RecordTaskStart(string RebuildId, string Build, int Try, TaskProgress Task, string Url, bool Adopted) : IBurstCommand
{
    public Decision Decide(Rebuild rebuild, double jitter) => rebuild.RecordTaskStart(Build, Try, Task, Url, Adopted);
}

/// <summary>Koji reports a task of ours, by message or when asked.</summary>
public sealed record RecordTask(string RebuildId, string Build, TaskProgress Task) : IBurstCommand
{
    public Decision Decide(Rebuild rebuild, double jitter) => rebuild.RecordTask(Build, Task, jitter);
}

/// <summary>Koji tells of a build under an NVR that we gave.</summary>
public sealed record RecordKojiBuild(string RebuildId, KojiBuildProgress Told, string Url) : IRebuildCommand;

public static class RecordKojiBuildHandler
{
    public static (Record, OutgoingMessages) Handle(RecordKojiBuild command, Opened opened)
    {
        var decision = opened.State.RecordKojiBuild(command.Told, command.Url);
        var (record, messages) = opened.Record(decision);
        if (decision.After.EndedAs(command.Told) is { } ended)
            messages.Add(AskAboutTask.OfEndedBuild(command.RebuildId, ended.Planned.Key, ended.ExternalId!.Value));
        return (record, messages);
    }
}

/// <summary>What a closed task has made.</summary>
/// <param name="Nvr">Null: Koji knows no build of it.</param>
/// <param name="Rpms">NVRs; null: Koji has no manifest.</param>
public sealed record RecordResult(string RebuildId, string Build, long TaskId, string? Nvr, long BuildId, IReadOnlyList<string>? Rpms) : IBurstCommand
{
    public Decision Decide(Rebuild rebuild, double jitter) => rebuild.RecordResult(
        Build, TaskId, Nvr is { } nvr ? new(BuildId, nvr, Rpms is null ? null : [.. Rpms.Select(Domain.Artifacts.Nvr.TryParse).OfType<Nvr>()]) : null);
}

/// <summary>A scratch task was closed, which makes no build.</summary>
public sealed record RecordScratch(string RebuildId, string Build, long TaskId) : IRebuildCommand;

public static class RecordScratchHandler
{
    public static (Record, OutgoingMessages) Handle(RecordScratch command, Opened opened) =>
        opened.Record(opened.State.RecordScratch(command.Build, command.TaskId));
}

/// <summary>Nothing outside was asked to build it.</summary>
public sealed record RecordDryRun(string RebuildId, string Build, long TaskId) : IRebuildCommand;

public static class RecordDryRunHandler
{
    public static (Record, OutgoingMessages) Handle(RecordDryRun command, Opened opened) =>
        opened.Record(opened.State.RecordDryRun(command.Build, command.TaskId));
}

/// <summary>Composes of a build are gone or about to go.</summary>
public sealed record RecordStaleComposes(string RebuildId, string Build, IReadOnlyList<string> Composes) : IRebuildCommand;

public static class RecordStaleComposesHandler
{
    public static (Record, OutgoingMessages) Handle(RecordStaleComposes command, Opened opened) =>
        opened.Record(opened.State.RecordStaleComposes(command.Build, command.Composes));
}
