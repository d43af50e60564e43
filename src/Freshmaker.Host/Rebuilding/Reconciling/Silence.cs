using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>Marks what runs outside and has not been heard of for too long, and has it canceled where that is configured.</summary>
public sealed class Silence(BuildOptions options, RepairBus bus, TimeProvider clock, ILogger<Silence> logger)
{
    /// <param name="build">One that the build system, asked just now, still has in the state that we know, or could not tell of.</param>
    public async Task NoticeAsync(Rebuild rebuild, BuildStatus build, string system)
    {
        if (build.HeardAt is not { } since || clock.GetUtcNow() - since <= options.StuckAfter)
            return;
        var cancel = options.CancelStuck && !rebuild.IsBeingStopped(build);
        if (build.IsStuck && !cancel)
            return;
        var (key, id) = (build.Planned.Key, build.ExternalId!.Value);
        logger.LogError("Nothing has been heard of {System} build {ExternalId} of {Build} since {Since}: it is stuck", system, id, key, since);
        await bus.SendAsync(new RecordStuck(rebuild.Id, key, id, since, cancel));
    }

    /// <param name="compose">One that ODCS, asked just now, is still making, or could not tell of.</param>
    public async Task NoticeAsync(Rebuild rebuild, string key, ComposeStatus compose)
    {
        if (compose is not { IsStuck: false, UnderwaySince: { } since, Id: { } id } || clock.GetUtcNow() - since <= options.StuckAfter)
            return;
        logger.LogError("ODCS has been making compose {ComposeId} of {RebuildId} since {Since}: it is stuck", id, rebuild.Id, since);
        await bus.SendAsync(new RecordComposeStuck(rebuild.Id, key, id, since));
    }
}
