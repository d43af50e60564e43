using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class VerifyImageHandler
{
    public static Task<IRebuildCommand?> Handle(VerifyImage work, IImageBuildSystem koji, SourceAddresses sources, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        async (rebuild, token) => await koji.ResultAsync(work.TaskId, token) switch
        {
            { Rpms: null } when rebuild.Builds[work.Build].Planned.HasToShowRpms() =>
                throw new OutsideFault("Koji", $"listRPMs of the images of task {work.TaskId}", "it names none, so whether the fix is in cannot be seen"),
            { } result => new RecordResult(work.RebuildId, work.Build, work.TaskId, result.Nvr, result.BuildId, result.Rpms is null ? null : [.. result.Rpms.Select(rpm => rpm.ToString())]),
            // Asked all the same: the task may be from before scratch builds were configured, and then has a build to look at.
            null when sources.Scratch => new RecordScratch(work.RebuildId, work.Build, work.TaskId),
            null => new RecordResult(work.RebuildId, work.Build, work.TaskId, null, 0, null),
        },
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Verifying, work.Attempt, fault),
        ct);
}
