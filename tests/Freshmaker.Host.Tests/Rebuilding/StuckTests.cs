using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Reconciling;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Hosting;
using Serilog.Events;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>What is silent for longer than StuckAfter, six hours. Histories begin seven hours ago, so nobody has to wait.</summary>
public sealed class StuckTests(CabledHost cabled) : CabledTest(cabled)
{
    static readonly Reason Why = Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", "1"));

    readonly DateTimeOffset _then = TimeProvider.System.GetUtcNow().AddHours(-7);
    readonly string _name = Wire.Unique("silent");

    [Fact]
    public async Task a_silent_task_is_marked_and_logged_once_and_otherwise_left_alone()
    {
        var (id, task) = await ImageAsync(Host);

        await ReconcileAsync(Host);
        await UntilStuckAsync(Host, id);
        await ReconcileAsync(Host);

        (await Host.FactsAsync<BuildStuck>(id)).ShouldHaveSingleItem().ShouldBe(new(ImageKey, task, _then));
        (await Host.FactsAsync<StuckCancelOrdered>(id)).ShouldBeEmpty();
        Host.Koji.Canceled.Keys.ShouldNotContain(task);
        Host.Log.All.Count(l => l.Level == LogEventLevel.Error && l.RenderMessage().Contains($"{task} of") && l.RenderMessage().Contains("it is stuck")).ShouldBe(1);
    }

    [Fact] // it was stuck again at the next look
    public async Task a_task_that_waited_for_long_and_begins_is_not_stuck_any_more()
    {
        var (id, task) = await ImageAsync(Host);
        await ReconcileAsync(Host);
        await UntilStuckAsync(Host, id);

        Host.Koji.Move(task, TaskState.Open);
        await Host.TakeAsync(Wire.Task(new(task, TaskState.Open, "buildContainer")));
        await Host.UntilAsync(id, r => r.Builds[ImageKey] is { IsStuck: false, Task: TaskState.Open }, "it has been heard of");
        await ReconcileAsync(Host);
        await Host.TakeAsync(Wire.Task(new(task, TaskState.Closed, "buildContainer"))); // what the look has sent is done before this

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.FactsAsync<BuildStuck>(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_task_whose_begin_was_not_told_is_heard_of_by_asking()
    {
        var (id, task) = await ImageAsync(Host);
        Host.Koji.Move(task, TaskState.Open);

        await ReconcileAsync(Host);

        await Host.UntilAsync(id, r => r.Builds[ImageKey].Task == TaskState.Open, "it has been heard of");
        (await Host.HistoryAsync(id)).ShouldContain(e => e.Data is TaskProgressed && e.CorrelationId == $"reconciled/koji/{task}/Open");
        (await Host.FactsAsync<BuildStuck>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_silent_module_build_is_marked()
    {
        var (id, build) = await ModuleAsync(Host);

        await ReconcileAsync(Host);

        await UntilStuckAsync(Host, id);
        (await Host.FactsAsync<BuildStuck>(id)).ShouldHaveSingleItem().ShouldBe(new(ModuleKey, build, _then));
        Host.Mbs.Faults.CallsAbout($"cancel {build}").ShouldBe(0);
    }

    [Fact]
    public async Task where_it_is_wanted_a_silent_task_is_canceled_and_tried_again_and_a_silent_module_build_canceled()
    {
        await using var host = await TestHost.StartAsync(values => values["Freshmaker:Builds:CancelStuck"] = "true");
        var (image, task) = await ImageAsync(host);
        var (module, build) = await ModuleAsync(host);

        await ReconcileAsync(host);

        await host.UntilAsync(image, r => r.Builds[ImageKey] is { Try: 2, Phase: BuildPhase.Building, IsStuck: false }, "the second attempt");
        host.Koji.Canceled.Keys.ShouldBe([task]);
        (await host.FactsAsync<BuildRetryPlanned>(image)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.StuckInBuildSystem);
        (await host.UntilOverAsync(module)).State.ShouldBe(RebuildState.Failed);
        (await host.FactsAsync<BuildFailed>(module)).ShouldHaveSingleItem().Reason.Code.ShouldBe(ReasonCode.StuckInBuildSystem);
        host.Mbs.Faults.CallsAbout($"cancel {build}").ShouldBe(1);
    }

    [Fact]
    public async Task a_compose_that_takes_too_long_is_marked_and_logged_once()
    {
        var need = new NewCompose(new(ComposeKind.Pulp, _name));
        var made = Host.Odcs.Add(ComposeState.Generating);
        var id = await Host.OpenAtAsync(_then, Image() with { Prerequisites = [need] }, r => r.RecordComposeAnswer(need.Request.Key, new ComposeAnswer.Accepted(made), adopted: false));

        await ReconcileAsync(Host);
        await Host.UntilAsync(id, r => r.Composes[need.Request.Key].IsStuck, "it should be marked");
        await ReconcileAsync(Host);

        (await Host.FactsAsync<ComposeStuck>(id)).ShouldHaveSingleItem().ShouldBe(new(need.Request.Key, made.Id, _then));
        Host.Log.All.Count(l => l.Level == LogEventLevel.Error && l.RenderMessage().Contains($"compose {made.Id} ")).ShouldBe(1);
    }

    [Fact] // it was left out of every look
    public async Task a_silent_task_that_Koji_cannot_tell_of_is_marked()
    {
        var (id, task) = await ImageAsync(Host);
        Host.Koji.Faults.Next($"get {task}", Faults.Away("Koji"));

        await ReconcileAsync(Host);

        await UntilStuckAsync(Host, id);
    }

    [Fact] // it kept all composes from being looked at
    public async Task a_compose_that_ODCS_cannot_tell_of_is_marked_and_the_others_are_repaired()
    {
        var (odd, good) = (new NewCompose(new(ComposeKind.Pulp, _name)), new NewCompose(new(ComposeKind.Pulp, $"{_name}-2")));
        var (oddly, well) = (Host.Odcs.Add(ComposeState.Generating), Host.Odcs.Add(ComposeState.Generating));
        var id = await Host.OpenAtAsync(
            _then, Image() with { Prerequisites = [odd, good] },
            r => r.RecordComposeAnswer(odd.Request.Key, new ComposeAnswer.Accepted(oddly), adopted: false)
                .Then(next => next.RecordComposeAnswer(good.Request.Key, new ComposeAnswer.Accepted(well), adopted: false)));
        Host.Odcs.Faults.Next($"get {oddly.Id}", Faults.Away("ODCS"));
        Host.Odcs.Move(oddly.Id, ComposeState.Done); // which ODCS cannot tell
        Host.Odcs.Move(well.Id, ComposeState.Done);

        await ReconcileAsync(Host);

        var both = await Host.UntilAsync(id, r => r.Composes[odd.Request.Key].IsStuck && r.Composes[good.Request.Key].Phase == ComposePhase.Ready, "one marked, the other ready");
        both.Composes[odd.Request.Key].Phase.ShouldBe(ComposePhase.Underway);
        Host.Log.All.Count(l => l.Level == LogEventLevel.Warning && l.RenderMessage().Contains($"how compose {oddly.Id} of ")).ShouldBe(1);
    }

    string ImageKey => Artifact.Image(_name, "f41").Key;

    string ModuleKey => TestHost.KeyOf(_name);

    PlannedBuild Image() => new(
        Artifact.Image(_name, "f41"), new ImageRecipe { Repository = $"container/{_name}", Revision = Wire.Commit(), GitBranch = "f41", Target = "f41-candidate" }, [], [], Why);

    /// <summary>An image whose task Koji has had for seven hours and not begun.</summary>
    async Task<(string Id, long Task)> ImageAsync(TestHost host)
    {
        var submitted = await host.Koji.SubmitAsync(new($"git://src.example.org/container/{_name}#1", "f41-candidate", "f41"), Ct);
        var task = ((ImageSubmission.Accepted)submitted).TaskId;
        return (await host.OpenAtAsync(_then, Image(), r => r.RecordTaskStart(ImageKey, 1, new(task, TaskState.Free), "https://koji.example.org/", adopted: false)), task);
    }

    /// <summary>A module that MBS has had for seven hours.</summary>
    async Task<(string Id, long Build)> ModuleAsync(TestHost host)
    {
        var revision = Wire.Commit();
        var build = host.Mbs.Add(_name, "1", revision, ModuleBuildState.Wait);
        var planned = new PlannedBuild(Artifact.Module(_name, "1"), new ModuleRecipe(_name, "1", revision), [], [], Why);
        return (await host.OpenAtAsync(_then, planned, r => r.RecordStart(ModuleKey, build, "https://mbs.example.org/", adopted: false)), build.BuildId);
    }

    static Task<Rebuild> UntilStuckAsync(TestHost host, string id) => host.UntilAsync(id, r => r.Builds.Values.Single().IsStuck, "it should be marked");

    static Task ReconcileAsync(TestHost host) => host.All<IHostedService>().OfType<Reconciler>().Single().ReconcileAsync(TimeSpan.FromHours(1), Ct);
}
