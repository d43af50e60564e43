using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

/// <summary>Where Koji finds the sources of images: <c>{Url}/{repository}#{commit}</c>.</summary>
public sealed record SourceAddresses(string Url, bool Scratch)
{
    public string Of(ImageRecipe recipe) => $"{Url.TrimEnd('/')}/{recipe.Repository}#{recipe.Revision}";
}

public static class SubmitImageBuildHandler
{
    public static Task<IRebuildCommand?> Handle(
        SubmitImageBuild work, IImageBuildSystem koji, TakenTasks taken, SourceAddresses sources, OutsideStep step, BuildOptions options, TimeProvider clock,
        CancellationToken ct) => step.DoAsync(
        work,
        async (rebuild, token) => rebuild.DryRun
            ? DryRun.Build(work, rebuild)
            : await SubmitAsync(work, rebuild, koji, taken, step, sources, clock.GetUtcNow() + options.ComposeMargin, token),
        fault => new RecordBuildFault(work.RebuildId, work.Build, BuildPhase.Submitting, work.Attempt, fault),
        ct);

    static async Task<IRebuildCommand> SubmitAsync(
        SubmitImageBuild work, Rebuild rebuild, IImageBuildSystem koji, TakenTasks taken, OutsideStep step, SourceAddresses sources, DateTimeOffset neededUntil, CancellationToken ct)
    {
        var build = rebuild.Builds[work.Build];
        var request = Request(rebuild, build, sources);
        // Ask before acting: this step may have been cut off after Koji took the build, and then no build knows the task yet.
        // An NVR of ours tells when it was given, so that not all our tasks since the message are looked through.
        var since = (request.Nvr is { } given ? Releases.GivenAt(given) : null) ?? rebuild.ReceivedAt ?? DateTimeOffset.MinValue;
        var found = await koji.FindAsync(request, since, ct);
        if (found is [var newest, ..])
        {
            // An NVR is one attempt's alone, so its task is ours.
            if (request.Nvr is not null)
                return Adopted(newest);
            if (await taken.FirstFreeAsync(found, ct) is { } free)
                return Adopted(free);
            // Ordered twice, this step may have been done and recorded since we looked at the rebuild, so that one of the tasks is this build's already. To record
            // a start then changes nothing; to submit would build it twice.
            if (!await step.IsOwedAsync(work, ct))
                return Adopted(newest);
        }

        if (rebuild.Stops(build))
            return new RecordNotSubmitted(work.RebuildId, work.Build);

        string[] stale = [.. ComposeKeys.Of(build.Planned).Where(c => rebuild.Composes[c] is var compose && (compose.Phase != ComposePhase.Ready || compose.ExpiresAt < neededUntil))];
        if (stale.Length > 0)
            return new RecordStaleComposes(work.RebuildId, work.Build, stale);

        return await koji.SubmitAsync(request, ct) switch
        {
            ImageSubmission.Accepted a => new RecordTaskStart(
                work.RebuildId, work.Build, work.Try, new(a.TaskId, TaskState.Free), koji.UrlOf(a.TaskId).ToString(), Adopted: false),
            ImageSubmission.Refused r => new RecordRefusal(work.RebuildId, work.Build, "Koji", $"{r.Text} (fault {r.Code})"),
            var unknown => throw new InvalidOperationException($"unknown answer {unknown}"),
        };

        RecordTaskStart Adopted(TaskProgress task) => new(work.RebuildId, work.Build, work.Try, task, koji.UrlOf(task.TaskId).ToString(), Adopted: true);
    }

    /// <summary>What Koji is asked for: built on what was made of the parent in this rebuild, with the composes that are ready now.</summary>
    static ImageBuildRequest Request(Rebuild rebuild, BuildStatus build, SourceAddresses sources)
    {
        var recipe = (ImageRecipe)build.Planned.Recipe;
        return new(sources.Of(recipe), recipe.Target, recipe.GitBranch)
        {
            Nvr = build.Nvr is { } nvr ? Nvr.Parse(nvr) : null,
            // A scratch build of the parent makes no build to build on.
            ParentNvr = recipe.ParentBuild is { } parent && !sources.Scratch ? rebuild.Builds[parent].Nvr : recipe.ParentNvr,
            Composes = [.. ComposeKeys.Of(build.Planned).Select(c => rebuild.Composes[c].Id!.Value).Distinct().Order()],
            ExtraRepositories = recipe.ExtraRepositories,
            Arches = recipe.Arches,
            Isolated = recipe.Isolated,
            Scratch = sources.Scratch,
            Flatpak = recipe.Flatpak,
        };
    }
}
