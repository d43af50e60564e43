using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class VerifyImageHandler
{
    public static Task<IRebuildCommand?> Handle(VerifyImage work, IImageBuildSystem koji, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        async (_, token) => await koji.ResultAsync(work.TaskId, token) is { } result
            ? new RecordResult(work.RebuildId, work.Build, work.TaskId, result.Nvr, result.BuildId, result.Rpms is null ? null : [.. result.Rpms.Select(rpm => rpm.ToString())])
            : new RecordResult(work.RebuildId, work.Build, work.TaskId, null, 0, null),
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Verifying, work.Attempt, fault),
        ct);
}
