using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>Koji tells of the ends of builds and not of their tasks, as Fedora's does. No reconciler runs here.</summary>
public sealed class KojiBuildMessageTests(SharedHost shared) : HostTest(shared)
{
    readonly string _image = Wire.Unique("image");

    string Original => $"{_image}-container-1-5";

    string Key => PlannedBuild.KeyOfImage(Original);

    // with its task and without, in the new form and in the old
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task the_end_of_a_build_is_recorded_at_once(bool isNew, bool withTask)
    {
        var (id, task, nvr) = await BuildingAsync();
        Host.Koji.Move(task, TaskState.Closed);

        await Host.TakeAsync(Told(isNew, nvr, KojiBuildState.Complete, withTask ? task : null));

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.HistoryAsync(id)).ShouldNotContain(e => e.CorrelationId != null && e.CorrelationId.StartsWith("reconciled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(KojiBuildState.Failed, TaskState.Failed)]
    [InlineData(KojiBuildState.Canceled, TaskState.Canceled)]
    public async Task a_bad_end_too_with_what_Koji_says_of_its_task(KojiBuildState build, TaskState state)
    {
        var (id, task, nvr) = await BuildingAsync();
        Host.Koji.Move(task, state, "no space left");

        await Host.TakeAsync(Wire.KojiBuild(nvr, build, task));

        if (state == TaskState.Canceled)
            (await Host.UntilOverAsync(id)).Tally.Canceled.ShouldBe(1);
        else
            (await Eventually.BecomesAsync(() => Host.FactsAsync<BuildRetryPlanned>(id), r => r.Count == 1, "a retry")).Single().Reason.Parameters["text"].ShouldBe("no space left");
    }

    [Fact] // Koji closes the task a little later
    public async Task the_task_is_looked_at_until_it_has_ended()
    {
        var (id, task, nvr) = await BuildingAsync();
        Host.Koji.Move(task, TaskState.Open);

        await Host.TakeAsync(Wire.KojiBuild(nvr, KojiBuildState.Complete, task));
        await Eventually.IsAsync(() => Host.Koji.Faults.CallsAbout($"get {task}") >= 1, "Koji should be asked");
        (await Host.StateAsync(id)).Builds[Key].Phase.ShouldBe(BuildPhase.Building);
        Host.Koji.Move(task, TaskState.Closed);

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
    }

    [Fact]
    public async Task a_build_whose_release_Koji_chose_is_found_by_its_task()
    {
        var id = await Host.OpenAsync(Wire.DockerfileChange(_image));
        var key = Artifact.Image(_image, "f41").Key;
        var task = (await Host.UntilAsync(id, r => r.Builds.GetValueOrDefault(key)?.Phase == BuildPhase.Building, "it should be building")).Builds[key].ExternalId!.Value;
        Host.Koji.Move(task, TaskState.Closed);

        await Host.TakeAsync(Wire.OldKojiBuild($"{_image}-container-41-7", KojiBuildState.Complete, task));

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
    }

    // by its task, or by the NVR that we gave
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task the_end_that_is_told_before_the_submission_is_answered_is_not_lost(bool withTask)
    {
        var answer = Host.Koji.Faults.Hold($"answer {Source}");
        var (id, nvr) = await SubmittingAsync();
        var task = (await Eventually.BecomesAsync(() => Task.FromResult(Host.Koji.TasksOf(_image)), t => t.Count == 1, "a task")).Single().TaskId;
        Host.Koji.Move(task, TaskState.Closed);

        await Host.TakeAsync(Wire.KojiBuild(nvr, KojiBuildState.Complete, withTask ? task : null));
        if (!withTask)
            answer.SetResult();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        answer.TrySetResult();
    }

    [Fact] // D6, D7
    public async Task news_of_an_earlier_attempt_change_nothing()
    {
        var (id, first, nvr) = await BuildingAsync();
        Host.Koji.Move(first, TaskState.Failed, "no space left");
        await Host.TakeAsync(Wire.KojiBuild(nvr, KojiBuildState.Failed, first));
        var second = await Host.UntilAsync(id, r => r.Builds[Key] is { Phase: BuildPhase.Building, Try: 2 }, "the second attempt should be running");
        var task = second.Builds[Key].ExternalId!.Value;
        Host.Koji.Move(first, TaskState.Closed);
        Host.Koji.Move(task, TaskState.Closed); // nobody has told of it

        await Host.TakeAsync(
            Wire.KojiBuild(nvr, KojiBuildState.Complete, first), Wire.OldKojiBuild(nvr, KojiBuildState.Failed, null), Wire.OldKojiBuild(nvr, KojiBuildState.Canceled, task + 500_000));
        await Eventually.IsAsync(() => Host.Koji.Faults.CallsAbout($"get {first}") >= 2, "Koji should be asked of the first");
        (await Host.StateAsync(id)).Builds[Key].Phase.ShouldBe(BuildPhase.Building);
        Host.Koji.Faults.CallsAbout($"get {task}").ShouldBe(0);

        await Host.TakeAsync(Wire.KojiBuild(second.Builds[Key].Nvr!, KojiBuildState.Complete, task));
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        await Host.TakeAsync(Wire.KojiBuild(second.Builds[Key].Nvr!, KojiBuildState.Canceled, task));
        (await Host.StateAsync(id)).State.ShouldBe(RebuildState.Complete);
    }

    string Source => $"https://127.0.0.1:9/containers/{_image}#{Revision}";

    const string Revision = "0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f";

    static WireMessage Told(bool isNew, string nvr, KojiBuildState state, long? task) => isNew ? Wire.KojiBuild(nvr, state, task) : Wire.OldKojiBuild(nvr, state, task);

    async Task<(string Id, long Task, string Nvr)> BuildingAsync()
    {
        var (id, nvr) = await SubmittingAsync();
        var building = await Host.UntilAsync(id, r => r.Builds[Key].Phase == BuildPhase.Building, "it should be building");
        return (id, building.Builds[Key].ExternalId!.Value, nvr);
    }

    /// <summary>A rebuild of one image that replaces a build, so that we choose its NVR.</summary>
    async Task<(string Id, string Nvr)> SubmittingAsync()
    {
        var recipe = new ImageRecipe { Repository = $"containers/{_image}", Revision = Revision, GitBranch = "rhel-8", Target = "rhel-8-candidate", OriginalNvr = Original };
        var build = new PlannedBuild(Artifact.Image(Nvr.Parse(Original)), recipe, [], [], Reason.Of(ReasonCode.RequestedByName, ("who", "dana"), ("branch", "rhel-8")));
        var message = BusMessageReader.Read(Wire.DockerfileChange(_image)).Message!;
        var decision = Receiving.Open(message, new AdvisoryShipped(4711), ["H"], CascadePosition.First(RebuildId.Of(message.Id)));
        decision = Host.Get<Moments>().Now is var moment
            ? (decision with { After = decision.After with { Moment = moment } }).Then(r => r.RecordPlan("H", new([build], []), Settings.AllowAll, new Dictionary<string, string>()))
            : decision;
        await using var session = Host.Store.LightweightSession();
        session.Events.StartStream<Rebuild>(decision.After.Id, decision.Events);
        RebuildIndex.Write(session, decision);
        await session.SaveChangesAsync(Ct);
        await Host.SendAsync(new ResumeRebuild(decision.After.Id));
        return (decision.After.Id, decision.After.Builds[Key].Nvr!);
    }
}
