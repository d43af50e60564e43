using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>Koji's messages say that a task failed, not why. Before it is recorded, Koji is asked for its words.</summary>
public sealed record AskWhyTaskFailed(string RebuildId, string Build, TaskProgress Task)
{
    /// <summary>Null when there is nothing to ask about.</summary>
    public static AskWhyTaskFailed? For(string rebuildId, string build, TaskProgress told) =>
        told is { State: TaskState.Failed, Text: null } ? new(rebuildId, build, told) : null;
}

public static class AskWhyTaskFailedHandler
{
    /// <summary>While Koji does not answer, this is tried again; the build could not be tried again without Koji either.</summary>
    public static async Task<RecordTask> Handle(AskWhyTaskFailed work, IImageBuildSystem koji, CancellationToken ct) =>
        new(work.RebuildId, work.Build, (await koji.GetAsync([work.Task.TaskId], ct)).GetValueOrDefault(work.Task.TaskId) is { IsOver: true } now ? now : work.Task);
}
