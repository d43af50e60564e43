using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class SubmitModuleBuildHandler
{
    public static Task<IRebuildCommand?> Handle(SubmitModuleBuild work, IModuleBuildSystem mbs, OutsideStep step, CancellationToken ct) => step.DoAsync(
        work,
        async (rebuild, token) => rebuild.DryRun ? DryRun.Build(work, rebuild) : await SubmitAsync(work, rebuild, mbs, token),
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Submitting, work.Attempt, fault),
        ct);

    static async Task<IRebuildCommand> SubmitAsync(SubmitModuleBuild work, Rebuild rebuild, IModuleBuildSystem mbs, CancellationToken ct)
    {
        // Ask before acting: an earlier attempt may have been cut off after MBS took the build. One that failed, and that a person has tried again, MBS resumes
        // when its commit is submitted again.
        var isTriedAgain = rebuild.Builds[work.Build].TriesForgiven > 0;
        if (await FindAsync() is { } earlier)
            return Started(earlier, adopted: true);
        if (rebuild.Stops(rebuild.Builds[work.Build]))
            return new RecordNotSubmitted(work.RebuildId, work.Build);
        return await mbs.SubmitAsync(work.Name, work.Stream, work.Revision, ct) switch
        {
            ModuleSubmission.Accepted accepted => Started(accepted.Build, adopted: false),
            ModuleSubmission.Refused refused => new RecordRefusal(work.RebuildId, work.Build, "MBS", $"HTTP {refused.Status}: {refused.Text}"),
            ModuleSubmission.AlreadySubmitted already => await FindAsync() is { } found
                ? Started(found, adopted: true)
                : isTriedAgain ? new RecordRefusal(work.RebuildId, work.Build, "MBS", $"HTTP 409: {already.Text}")
                : throw new OutsideFault("MBS", "POST module-builds", $"says that commit {work.Revision} was submitted before, but does not list it: {already.Text}"),
            var unknown => throw new InvalidOperationException($"unknown answer {unknown}"),
        };

        async Task<ModuleBuildProgress?> FindAsync() =>
            await mbs.FindAsync(work.Name, work.Stream, work.Revision, ct) is { } found && !(isTriedAgain && found.State == ModuleBuildState.Failed) ? found : null;

        RecordStart Started(ModuleBuildProgress build, bool adopted) =>
            new(work.RebuildId, work.Build, build, mbs.UrlOf(build.BuildId).ToString(), adopted);
    }
}
