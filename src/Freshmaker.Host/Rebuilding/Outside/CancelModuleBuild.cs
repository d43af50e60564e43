using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class CancelModuleBuildHandler
{
    public static Task<IRebuildCommand?> Handle(CancelModuleBuild work, IModuleBuildSystem mbs, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        (_, token) => CancelAsync(work, mbs, token),
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Building, work.Attempt, fault),
        ct);

    static async Task<IRebuildCommand> CancelAsync(CancelModuleBuild work, IModuleBuildSystem mbs, CancellationToken ct)
    {
        await mbs.CancelAsync(work.ExternalId, ct);
        // Whether it was stopped or had ended before, MBS now says how it stands.
        return await mbs.GetAsync(work.ExternalId, ct) is { } now
            ? new RecordModuleProgress(work.RebuildId, work.Build, now, mbs.UrlOf(now.BuildId).ToString())
            : throw new OutsideFault("MBS", $"GET module-builds/{work.ExternalId}", "does not know this build any more");
    }
}
