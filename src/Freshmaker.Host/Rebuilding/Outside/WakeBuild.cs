using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class WakeBuildHandler
{
    public static WakeUp Handle(WakeBuild work) => new(work.RebuildId, work.Build);
}
