using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class CancelImageBuildHandler
{
    public static Task<IRebuildCommand?> Handle(CancelImageBuild work, IImageBuildSystem koji, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        (_, token) => CancelAsync(work, koji, token),
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Building, work.Attempt, fault),
        ct);

    static async Task<IRebuildCommand> CancelAsync(CancelImageBuild work, IImageBuildSystem koji, CancellationToken ct)
    {
        await koji.CancelAsync(work.TaskId, ct);
        // Whether it was stopped or had ended before, Koji now says how it stands.
        return (await koji.GetAsync([work.TaskId], ct)).GetValueOrDefault(work.TaskId) is { } now
            ? now.IsOver
                ? new RecordTask(work.RebuildId, work.Build, now)
                : throw new OutsideFault("Koji", $"cancelTask {work.TaskId}", $"the task is still {now.State.ToString().ToLowerInvariant()}")
            : new RecordLostBuild(work.RebuildId, work.Build, "Koji", work.TaskId);
    }
}
