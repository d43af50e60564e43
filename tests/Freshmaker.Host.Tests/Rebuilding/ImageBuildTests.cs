using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
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

    PlannedBuild Planned(Prerequisite need) => new(
        Artifact.Image(_image, "f41"), new ImageRecipe { Repository = $"container/{_image}", Revision = Wire.Commit(), GitBranch = "f41", Target = "f41-candidate" },
        [], [need], Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", "1")));

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

    [Fact] // Koji chooses the release, so all attempts ask for the same
    public async Task tries_again_with_a_task_of_its_own_each_time_and_can_end_well()
    {
        var (id, first) = await BuildingAsync();
        Host.Koji.Move(first, TaskState.Failed, "no space left");
        await Host.TakeAsync(Wire.Task(new(first, TaskState.Failed, "buildContainer")));

        var second = await NextTaskAsync(2);
        await Host.UntilAsync(id, r => r.Builds[Key] is { Phase: BuildPhase.Building, Try: 2 }, "the second attempt should be running");
        await TellAsync(second, TaskState.Closed);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.FactsAsync<BuildStarted>(id)).Select(s => (s.ExternalId, s.Adopted)).ShouldBe([(first, false), (second, false)]);
    }

    [Fact]
    public async Task is_tried_again_after_it_was_canceled_for_being_stuck()
    {
        var (id, first) = await BuildingAsync();
        var heard = (await Host.StateAsync(id)).Builds[Key].HeardAt!.Value;
        await Host.SendAsync(new RecordStuck(id, Key, first, heard, Cancel: true));
        await Eventually.BecomesAsync(() => Host.FactsAsync<BuildStuck>(id), f => f.Count == 1, "it should be stuck");

        await TellAsync(first, TaskState.Canceled);

        (await NextTaskAsync(2)).ShouldNotBe(first);
        await Host.UntilAsync(id, r => r.Builds[Key] is { Phase: BuildPhase.Building, Try: 2 }, "the second attempt should be running");
    }

    [Fact]
    public async Task does_not_take_the_task_of_another_rebuild_of_the_same_source_and_finds_its_own()
    {
        var (id, task) = await BuildingAsync();
        Host.Koji.LosesAnswerTo(_image);
        var other = await SameAgainAsync(id);

        var own = await NextTaskAsync(2);
        await Host.UntilAsync(other, r => r.Builds.GetValueOrDefault(Key)?.Phase == BuildPhase.Building, "the other should be building too");

        (await Host.FactsAsync<BuildStarted>(other)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(s => s.ExternalId.ShouldBe(own), s => s.Adopted.ShouldBeTrue());
        await TellAsync(task, TaskState.Canceled); // by a person, who knows nothing of the other
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        await TellAsync(own, TaskState.Closed);
        (await Host.UntilOverAsync(other)).State.ShouldBe(RebuildState.Complete);
    }

    [Fact] // the step is ordered twice; the second looks at the rebuild before the first is recorded, and for the task after
    public async Task is_not_submitted_again_when_its_task_is_recorded_while_Koji_is_asked()
    {
        var (id, task) = await BuildingAsync();
        var request = Host.Koji.RequestOf(task);
        var find = $"find {request.Source}";
        var (asked, answer) = (Host.Koji.Faults.CallsAbout(find), Host.Koji.Faults.Hold(find));
        var other = await SameAgainAsync(id);
        await Eventually.IsAsync(() => Host.Koji.Faults.CallsAbout(find) > asked, "Koji should be asked");
        var own = ((ImageSubmission.Accepted)await Host.Koji.SubmitAsync(request, Ct)).TaskId;
        await Host.SendAsync(new RecordTaskStart(other, Key, 1, new(own, TaskState.Free), "https://koji.example.org/1", Adopted: false));
        await UntilBuildingAsync(other);

        answer.SetResult();
        await TellAsync(own, TaskState.Closed);

        (await Host.UntilOverAsync(other)).State.ShouldBe(RebuildState.Complete);
        Host.Koji.TasksOf(_image).Count.ShouldBe(2);
        (await Host.FactsAsync<BuildStarted>(other)).ShouldHaveSingleItem().ExternalId.ShouldBe(own);
    }

    [Fact]
    public async Task is_looked_at_again_while_Koji_lists_no_RPMs_of_an_image_that_has_to_have_the_fix()
    {
        var (id, _) = await BuildingAsync();
        var fixing = await SameAgainAsync(id, build => build with
        {
            Recipe = (ImageRecipe)build.Recipe with { MustContain = ["zlib-1.2-4.el8"] },
            Cause = Reason.Of(ReasonCode.ContainsAffectedRpm, ("fix", "RHSA-2031:0042"), ("installed", "zlib-1.2-3.el8"), ("needed", "zlib-1.2-4.el8")),
        });
        await UntilBuildingAsync(fixing);
        var task = await NextTaskAsync(2);
        Host.Koji.Unlisted[task] = true;

        await TellAsync(task, TaskState.Closed);

        (await Eventually.BecomesAsync(() => Host.FactsAsync<BuildRetryScheduled>(fixing), f => f.Count > 0, "it should be looked at again"))[0]
            .Reason.ToString().ShouldContain("whether the fix is in cannot be seen");
        Host.Koji.Unlisted.Clear();
        (await Host.UntilOverAsync(fixing)).State.ShouldBe(RebuildState.Complete);
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

    [Fact] // only its date of expiry was looked at
    public async Task is_not_submitted_with_a_compose_that_ODCS_has_removed_before_its_time()
    {
        var need = new NewCompose(new(ComposeKind.Pulp, _image));
        var gone = Host.Odcs.Add(ComposeState.Removed);
        var id = await Host.OpenAtAsync(
            TimeProvider.System.GetUtcNow(), Planned(need),
            r => r.RecordComposeAnswer(need.Request.Key, new ComposeAnswer.Accepted(gone with { State = ComposeState.Done }), adopted: false)
                .Then(ready => ready.RecordCompose(need.Request.Key, gone)));

        await Host.SendAsync(new ResumeRebuild(id));

        await Host.UntilAsync(id, r => r.Composes[need.Request.Key] is { Phase: ComposePhase.Underway } made && made.Id != gone.Id, "there should be another");
        (await Host.FactsAsync<BuildPostponed>(id)).Count.ShouldBe(1);
        Host.Koji.TasksOf(_image).ShouldBeEmpty();
    }

    [Fact] // it failed, though the request is known
    public async Task waits_for_a_new_compose_when_ODCS_has_forgotten_ours()
    {
        var need = new NewCompose(new(ComposeKind.Pulp, _image));
        var gone = Host.Odcs.Add(ComposeState.Removed);
        Host.Odcs.Forget(gone.Id);
        var id = await Host.OpenAtAsync(
            TimeProvider.System.GetUtcNow(), Planned(need),
            r => r.RecordComposeAnswer(need.Request.Key, new ComposeAnswer.Accepted(gone with { State = ComposeState.Done }), adopted: false)
                .Then(ready => ready.RecordCompose(need.Request.Key, gone)));

        await Host.SendAsync(new ResumeRebuild(id));

        await Host.UntilAsync(id, r => r.IsOver || (r.Composes[need.Request.Key] is { Phase: ComposePhase.Underway } made && made.Id != gone.Id), "there should be another");
        (await Host.FactsAsync<ComposeFailed>(id)).ShouldBeEmpty();
        (await Host.FactsAsync<ComposeStarted>(id)).ShouldHaveSingleItem().Adopted.ShouldBeFalse();
    }

    [Fact]
    public async Task fails_when_ODCS_has_forgotten_a_compose_of_the_original_build()
    {
        var gone = Host.Odcs.Add(ComposeState.Removed);
        Host.Odcs.Forget(gone.Id);
        var id = await Host.OpenAtAsync(TimeProvider.System.GetUtcNow(), Planned(new EarlierCompose(gone.Id)), Decision.Nothing);

        await Host.SendAsync(new ResumeRebuild(id));

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        (await Host.FactsAsync<ComposeFailed>(id)).ShouldHaveSingleItem().Reason.Parameters["text"].ShouldBe($"HTTP 404: No compose with id {gone.Id} found");
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
    public async Task is_taken_from_Koji_though_Koji_cannot_say_how_another_task_is_which_is_not_given_up()
    {
        var (id, task) = await BuildingAsync();
        var other = Wire.Unique("image");
        var odd = await Host.OpenAsync(Wire.DockerfileChange(other));
        var oddKey = Artifact.Image(other, "f41").Key;
        var oddTask = (await Host.UntilAsync(odd, r => r.Builds.GetValueOrDefault(oddKey)?.Phase == BuildPhase.Building, "it should be building")).Builds[oddKey].ExternalId!.Value;
        Host.Koji.Faults.Next($"get {oddTask}", Enumerable.Repeat(Faults.Away("Koji"), 6));
        Host.Koji.Move(task, TaskState.Closed);

        for (var pass = 0; pass < 6; pass++)
            await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.StateAsync(odd)).Builds[oddKey].Phase.ShouldBe(BuildPhase.Building);
    }

    [Fact]
    public async Task is_built_again_when_Koji_has_forgotten_it()
    {
        var (id, task) = await BuildingAsync();
        Host.Koji.Forget(task);

        for (var pass = 0; pass < 5; pass++)
            await Reconciling.ReconcileAsync(TimeSpan.FromHours(1), Ct);

        (await NextTaskAsync(1)).ShouldNotBe(task, "Koji has only the new one");
        (await Host.FactsAsync<BuildRetryPlanned>(id)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.LostInBuildSystem);
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

    /// <summary>Another rebuild, which plans the same, as of an update that the image includes.</summary>
    async Task<string> SameAgainAsync(string id, Func<PlannedBuild, PlannedBuild>? but = null)
    {
        var build = (await Host.StateAsync(id)).Builds[Key].Planned;
        build = but?.Invoke(build) ?? build;
        var message = BusMessageReader.Read(Wire.DockerfileChange(_image)).Message!;
        var decision = Receiving.Open(message, new RpmsStable(Wire.Unique("FEDORA"), [], "F41", "f41"), ["H"], CascadePosition.First(RebuildId.Of(message.Id)))
            .Then(r => r.RecordPlan("H", new([build], []), Settings.AllowAll, new Dictionary<string, string>()));
        await using var session = Host.Store.LightweightSession();
        session.Events.StartStream<Rebuild>(decision.After.Id, decision.Events);
        RebuildIndex.Write(session, decision);
        await session.SaveChangesAsync(Ct);
        await Host.SendAsync(new ResumeRebuild(decision.After.Id));
        return decision.After.Id;
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
