using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class BumpSourceHandler
{
    public static async Task<IRebuildCommand> Handle(BumpSource work, ISourceRepository sources, ILogger<BumpSource> logger, CancellationToken ct)
    {
        var bump = work.Bump;
        try
        {
            return RecordBump.Of(work, await sources.BumpAsync(
                new(bump.Namespace, bump.Repository, bump.Branch, bump.Message, Trailer: $"{work.RebuildId}/{work.Build}"), ct));
        }
        catch (OutsideFault fault)
        {
            logger.LogWarning(fault, "Bump of {Build} of {RebuildId} failed in attempt {Attempt}", work.Build, work.RebuildId, work.Attempt);
            return new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Bumping, work.Attempt, fault.ToFault());
        }
    }
}
