using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class BumpSourceHandler
{
    public static Task<IRebuildCommand?> Handle(BumpSource work, ISourceRepository sources, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        async (rebuild, token) => rebuild.DryRun ? DryRun.Bump(work) : RecordBump.Of(work, await sources.BumpAsync(
            new(work.Bump.Namespace, work.Bump.Repository, work.Bump.Branch, work.Bump.Message, Trailer: $"{work.RebuildId}/{work.Build}"), token)),
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Bumping, work.Attempt, fault),
        ct);
}
