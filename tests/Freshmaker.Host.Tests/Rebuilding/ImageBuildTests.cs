using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Reconciling;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Hosting;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>An image from the push of its Dockerfile to its end in Koji.</summary>
public sealed class ImageBuildTests(SharedHost shared) : HostTest(shared)
{
    readonly string _image = Wire.Unique("image");

    string Key => Artifact.Image(_image, "f41").Key;

    Reconciler Reconciling => Host.All<IHostedService>().OfType<Reconciler>().Single();

    [Fact]
    public async Task is_submitted_followed_and_looked_at_when_its_task_is_closed()
    {
        var (id, task) = await BuildingAsync();

        await TellAsync(task, TaskState.Open);
        await TellAsync(task, TaskState.Closed);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        var done = (await Host.FactsAsync<BuildSucceeded>(id)).ShouldHaveSingleItem();
        (done.ExternalId, done.Nvr, done.KojiBuild).ShouldBe((task, $"image-1-{task}", task + 1_000_000));
    }

    [Fact]
    public async Task is_tried_again_when_its_task_fails_and_given_up_after_the_third_time_with_what_Koji_says()
    {
        var (id, _) = await BuildingAsync();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var task = await NextTaskAsync(attempt);
            Host.Koji.Move(task, TaskState.Failed, $"no space left, attempt {attempt}");
            await Host.TakeAsync(Wire.Task(new(task, TaskState.Failed, "buildContainer"))); // the message does not say why
        }

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        (await Host.FactsAsync<BuildRetryPlanned>(id)).Select(r => r.Attempt).ShouldBe([2, 3]);
        (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem().Reason.Parameters["text"].ShouldBe("no space left, attempt 3");
    }

    [Fact]
    public async Task takes_no_notice_of_a_task_that_is_not_its_own()
    {
        var (id, task) = await BuildingAsync();
        var before = (await Host.HistoryAsync(id)).Count;

        await Host.TakeAsync(Wire.Task(new(task + 500_000, TaskState.Closed, "buildContainer")));
        await TellAsync(task, TaskState.Open);

        await Eventually.BecomesAsync(() => Host.HistoryAsync(id), h => h.Count == before + 1, "one event more, of the task that is ours");
    }

    [Fact]
    public async Task is_found_again_when_the_answer_to_its_submission_is_lost()
    {
        Host.Koji.LosesAnswerTo(_image);
        var id = await Host.OpenAsync(Push());

        var task = await NextTaskAsync(1);
        await UntilBuildingAsync(id);

        (await Host.FactsAsync<BuildStarted>(id)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.ExternalId.ShouldBe(task), s => s.Adopted.ShouldBeTrue());
        Host.Koji.TasksOf(_image).Count.ShouldBe(1);
    }

    [Fact]
    public async Task is_taken_from_Koji_when_the_message_of_its_end_is_lost_however_young_it_is()
    {
        var (id, task) = await BuildingAsync();
        Host.Koji.Move(task, TaskState.Closed);

        await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.HistoryAsync(id)).ShouldContain(e => e.Data is VerificationStarting && e.CorrelationId == $"reconciled/koji/{task}/Closed");
    }

    [Fact]
    public async Task is_given_up_when_Koji_has_forgotten_it()
    {
        var (id, task) = await BuildingAsync();
        Host.Koji.Forget(task);

        for (var pass = 0; pass < 5; pass++)
            await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.LostInBuildSystem);
    }

    [Fact]
    public async Task is_canceled_in_Koji_by_its_task_when_a_person_cancels_it()
    {
        var (id, task) = await BuildingAsync();

        await Host.SendAsync(new CancelBuilds(id, [Key], "dana", "wrong branch"));

        await Host.UntilOverAsync(id);
        Host.Koji.Canceled.Keys.ShouldContain(task);
        (await Host.FactsAsync<BuildCanceled>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.CanceledInBuildSystem);
    }

    [Fact]
    public async Task leaves_Koji_alone_in_a_dry_run()
    {
        await using var host = await TestHost.StartAsync(values => values["Freshmaker:DryRun"] = "true");
        var id = await host.OpenAsync(Push());

        (await host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);

        host.Koji.TasksOf(_image).ShouldBeEmpty();
        (await host.FactsAsync<BuildSucceeded>(id)).ShouldHaveSingleItem().ExternalId.ShouldBeLessThan(0);
    }

    [Fact]
    public async Task of_scratch_has_succeeded_when_its_task_is_closed_without_an_NVR()
    {
        await using var host = await TestHost.StartAsync(values => values["Freshmaker:Koji:Scratch"] = "true");
        var id = await host.OpenAsync(Push());
        var task = (await Eventually.BecomesAsync(() => Task.FromResult(host.Koji.TasksOf(_image)), t => t.Count == 1, "the task"))[0].TaskId;
        host.Koji.RequestOf(task).Scratch.ShouldBeTrue();

        await Eventually.BecomesAsync(() => host.StateAsync(id), r => r.Builds.TryGetValue(Key, out var b) && b.Phase == BuildPhase.Building, "it should be building");
        await host.TakeAsync(Wire.Task(host.Koji.Move(task, TaskState.Closed)));

        (await host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        var done = (await host.FactsAsync<BuildSucceeded>(id)).ShouldHaveSingleItem();
        (done.ExternalId, done.Nvr, done.KojiBuild).ShouldBe((task, null, null));
    }

    [Fact]
    public async Task waits_for_its_turn_where_the_number_of_builds_is_limited_and_passes_it_on_at_its_end()
    {
        await using var host = await TestHost.StartAsync(values => values["Freshmaker:Builds:MaxRunning"] = "1");
        string[] images = [Wire.Unique("image"), Wire.Unique("image"), Wire.Unique("image")];
        foreach (var image in images)
            await host.TakeAsync(Wire.DockerfileChange(image));

        for (var turn = 1; turn <= images.Length; turn++)
        {
            var tasks = await Eventually.BecomesAsync(
                () => Task.FromResult(images.SelectMany(host.Koji.TasksOf).ToList()), t => t.Count(x => !x.IsOver) == 1 && t.Count == turn, $"one build running in turn {turn}");
            host.Koji.Move(tasks.Single(t => !t.IsOver).TaskId, TaskState.Closed);
            var running = tasks.Single(t => !t.IsOver).TaskId;
            await host.TakeAsync(Wire.Task(new(running, TaskState.Closed, "buildContainer")));
        }
    }

    const string Revision = "0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f";

    WireMessage Push() => Wire.DockerfileChange(_image, Revision);

    async Task<(string Id, long Task)> BuildingAsync()
    {
        var id = await Host.OpenAsync(Push());
        await UntilBuildingAsync(id);
        return (id, await NextTaskAsync(1));
    }

    Task<Rebuild> UntilBuildingAsync(string id) =>
        Eventually.BecomesAsync(() => Host.StateAsync(id), r => r.Builds.TryGetValue(Key, out var b) && b.Phase == BuildPhase.Building, "it should be building");

    /// <summary>The task of an attempt, once the rebuild knows it.</summary>
    async Task<long> NextTaskAsync(int attempt)
    {
        var tasks = await Eventually.BecomesAsync(() => Task.FromResult(Host.Koji.TasksOf(_image)), t => t.Count >= attempt, $"task {attempt}");
        return tasks[attempt - 1].TaskId;
    }

    Task TellAsync(long task, TaskState state) => Host.TakeAsync(Wire.Task(Host.Koji.Move(task, state)));
}
