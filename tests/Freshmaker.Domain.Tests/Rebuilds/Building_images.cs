using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Building_images
{
    static readonly string Web = Some.ImageKey("web");
    static readonly string First = $"web-1-5.{Some.Now.ToUnixTimeSeconds()}";
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
    static readonly Rebuild Begun = Spec.PlannedNow(Some.Image("web"));
    static readonly Rebuild Running = Begun.Tasked("web", 7);

    [Fact]
    public void records_the_NVR_before_Koji_is_asked()
    {
        Spec.Opened("H").Later(Some.Now - DateTimeOffset.UnixEpoch)
            .When(r => r.RecordPlan("H", new([Some.Image("web")], []), Some.AllowAll, Some.NothingVisited))
            .Events[^1].ShouldBe(new BuildStarting(Web, 1, Some.Revision, First));
        Begun.ShouldOwe(new SubmitImageBuild(Spec.Id, Web, 1, First, 1, null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void goes_on_with_the_task_that_Koji_has(bool adopted)
    {
        var after = Begun.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Open), "https://koji/7", adopted)).Then(
            new BuildStarted(Web, 1, 7, "https://koji/7", adopted, Begun.Moment.Now), new TaskProgressed(Web, 7, TaskState.Open, Begun.Moment.Now)).After;

        RebuildProcess.Next(after).ShouldBeEmpty();
        after.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Open), "https://koji/7", adopted)).ThenNothing();
        after.When(r => r.RecordTaskStart(Web, 1, Some.Task(8, TaskState.Open), "https://koji/8", adopted)).ThenNothing();
    }

    [Fact]
    public void can_adopt_a_task_that_is_over()
    {
        Begun.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Closed), "u", adopted: true)).ThenInShort("BuildStarted web", "VerificationStarting web");
        Begun.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Failed), "u", adopted: true)).ThenInShort("BuildStarted web", "BuildRetryPlanned web");
        Begun.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Canceled), "u", adopted: true))
            .ThenInShort("BuildStarted web", "BuildCanceled web", "RebuildFailed");
    }

    [Fact]
    public void that_Koji_refuses_fails_the_build() => Begun.When(r => r.RecordRefusal(Web, "Koji", "no such target (fault 1000)")).Then(
        new BuildFailed(Web, FaultClass.Artifact, Reason.Of(ReasonCode.SubmissionRefused, ("system", "Koji"), ("text", "no such target (fault 1000)"))),
        new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1"))));

    [Fact]
    public void is_told_of_each_state_once_and_in_order_only()
    {
        var rebuild = Running; // it is known to be free
        rebuild.Task("web", 7, TaskState.Free).ThenNothing();
        rebuild = rebuild.Task("web", 7, TaskState.Assigned).Then(new TaskProgressed(Web, 7, TaskState.Assigned, Some.Now)).After;
        rebuild.Task("web", 7, TaskState.Free).ThenNothing();
        rebuild = rebuild.Task("web", 7, TaskState.Open).Then(new TaskProgressed(Web, 7, TaskState.Open, Some.Now)).After;
        foreach (var old in new[] { TaskState.Free, TaskState.Assigned, TaskState.Open })
            rebuild.Task("web", 7, old).ThenNothing();
    }

    [Fact] // D6
    public void news_of_the_task_of_an_older_attempt_change_nothing()
    {
        var second = Running.Task("web", 7, TaskState.Failed).After;
        foreach (var state in Enum.GetValues<TaskState>())
            second.Task("web", 7, state).ThenNothing();

        second = second.Woken("web").After;
        foreach (var state in Enum.GetValues<TaskState>())
            second.Task("web", 7, state).ThenNothing();
        second.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Closed), "u", adopted: true)).ThenNothing();

        second = second.Tasked("web", 8);
        foreach (var state in Enum.GetValues<TaskState>())
            second.Task("web", 7, state).ThenNothing();
        second.When(r => r.RecordResult(Web, 7, null)).ThenNothing();
        second.When(r => r.RecordKojiBuild(new(1, First, KojiBuildState.Failed, 7), "u")).ThenNothing();
    }

    [Fact]
    public void the_end_of_its_build_is_of_the_attempt_under_way_only()
    {
        foreach (var state in Enum.GetValues<KojiBuildState>())
        {
            Running.EndedAs(new(1, First, state, 7))?.Planned.Key.ShouldBe(Web);
            (Running.EndedAs(new(1, First, state, 7)) is null).ShouldBe(state == KojiBuildState.Building);
            (Running.EndedAs(new(1, First, state, null)) is null).ShouldBe(state == KojiBuildState.Building);
            Running.EndedAs(new(1, First, state, 8)).ShouldBeNull("another task");
            Running.EndedAs(new(1, "web-1-5", state, 7)).ShouldBeNull("an NVR that is not ours");
            Begun.EndedAs(new(1, First, state, 7)).ShouldBeNull("it is not running yet");
        }

        var second = Running.Task("web", 7, TaskState.Failed).After;
        second.EndedAs(new(1, First, KojiBuildState.Failed, 7)).ShouldBeNull("it waits");
        second.Woken("web").After.Tasked("web", 8).EndedAs(new(1, First, KojiBuildState.Failed, null)).ShouldBeNull("an older attempt");
        Running.Built("web", 7).After.EndedAs(new(1, First, KojiBuildState.Complete, 7)).ShouldBeNull("it is over");
    }

    [Fact] // D7
    public void an_end_is_final()
    {
        var done = Spec.PlannedNow(Some.Image("web"), Some.Image("db"), Some.Image("shop", "web")).Tasked("web", 7).Built("web", 7).After;

        foreach (var state in Enum.GetValues<TaskState>())
            done.Task("web", 7, state).ThenNothing();
        done.When(r => r.RecordLost(Web, "Koji", 7, 0)).ThenNothing();
        done.When(r => r.RecordStuck(Web, 7, Some.Now)).ThenNothing();
        done.When(r => r.RequestCancelOf(Web, "dana", "x")).ThenNothing();
        done.RequestCancel("dana", "x").After.Image("web").Phase.ShouldBe(BuildPhase.Succeeded);

        // Not even an event that should never have been written changes it.
        IRebuildEvent[] wrong =
        [
            new BuildFailed(Web, FaultClass.Artifact, Some.Cause), new BuildBlocked(Web, "x", Some.Cause), new BuildCanceled(Web, Some.Cause),
            new BuildStarting(Web, 9, "other", "web-1-5.9"), new BuildStarted(Web, 9, 9, "u", false), new TaskProgressed(Web, 9, TaskState.Free),
            new BuildRetryPlanned(Web, 9, 9, Some.Now, Some.Cause), new BuildPostponed(Web, Some.Cause), new BuildQueued(Web, "t", 1),
            new BuildStuck(Web, 9, Some.Now), new StuckCancelOrdered(Web, 9), new BuildCancelRequested(Web, "dana", "x"), new VerificationStarting(Web, 9),
            new BuildSucceeded(Web, 9, null, null, "web-1-9"), new BuildRetryScheduled(Web, 9, Some.Now, Some.Cause), new SourceBumped(Web, "other", true),
        ];
        foreach (var e in wrong)
        {
            var after = Rebuild.Fold(done, e);
            after.Image("web").ShouldBe(done.Image("web"), e.ToString());
            (after.Tally, after.Image("shop")).ShouldBe((done.Tally, done.Image("shop")), e.ToString());
        }
    }

    [Fact] // D4: the older system waited for ever
    public void a_task_that_someone_canceled_in_Koji_cancels_what_needs_it_and_the_others_go_on()
    {
        var after = Spec.PlannedNow(Some.Image("web"), Some.Image("db"), Some.Image("shop", "web")).Tasked("web", 7).Tasked("db", 8)
            .Task("web", 7, TaskState.Canceled).ThenInShort("BuildCanceled web", "BuildCanceled shop").After;

        after.State.ShouldBe(RebuildState.Building);
        after.Built("db", 8).ThenInShort("BuildSucceeded db", "RebuildCompleted")
            .Events.OfType<RebuildCompleted>().Single().ShouldSatisfyAllConditions(
                e => (e.Done, e.Failed, e.Canceled).ShouldBe((1, 0, 2)),
                e => e.Reason.ToString().ShouldBe("Not everything planned was rebuilt (2 of 3 were not)."));
    }

    [Fact] // D4: all submissions fail at once
    public void when_every_submission_is_refused_it_has_failed() => Spec.PlannedNow(Some.Image("web"), Some.Image("db"))
        .When(r => r.RecordRefusal(Web, "Koji", "x")).ThenInShort("BuildFailed web").After
        .When(r => r.RecordRefusal(Some.ImageKey("db"), "Koji", "x")).ThenInShort("BuildFailed db", "RebuildFailed");

    [Fact]
    public void of_several_parents_waits_for_all()
    {
        var begun = Spec.PlannedNow(Some.Image("a"), Some.Image("b"), Some.Image("c", "a", "b", "a")).Tasked("a", 1).Tasked("b", 2);

        begun.Built("a", 1).ThenInShort("BuildSucceeded a").After.Built("b", 2).ThenInShort("BuildSucceeded b", "BuildStarting c");
        begun.Built("a", 1).After.Task("b", 2, TaskState.Canceled).ThenInShort("BuildCanceled b", "BuildCanceled c", "RebuildCompleted");
    }

    [Fact]
    public void three_attempts_with_longer_pauses_then_it_has_failed_and_only_what_needs_it_with_it()
    {
        var budget = new RetryBudget(3, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30));
        var one = Spec.PlannedAt(new Moment(Some.Now) { Builds = budget }, Some.Image("web"), Some.Image("shop", "web"), Some.Image("cart", "shop"), Some.Image("db"))
            .Tasked("web", 7).Tasked("db", 8);
        var why = Reason.Of(ReasonCode.FailedInBuildSystem, ("build", "7"), ("state", "failed"), ("system", "Koji"), ("text", "no space left"));

        var two = one.Task("web", 7, TaskState.Failed, "no space left").Then(new BuildRetryPlanned(Web, 7, 2, Some.Now.AddSeconds(30), why)).After;
        two.ShouldOwe(new WakeBuild(Spec.Id, Web, 2, Some.Now.AddSeconds(30)));
        two.When(r => Decision.Wake(r, Web)).ThenNothing(); // too early
        two = two.Woken("web").Then(new BuildStarting(Web, 2, Some.Revision, $"web-1-5.{Some.Now.ToUnixTimeSeconds() + 30}")).After;
        two.Image("web").NotBefore.ShouldBeNull();

        var three = two.Tasked("web", 17).Task("web", 17, TaskState.Failed).After;
        three.Image("web").NotBefore.ShouldBe(Some.Now.AddSeconds(30 + 90));
        three = three.Woken("web").After.Tasked("web", 27);

        var after = three.Task("web", 27, TaskState.Failed).ThenInShort("BuildFailed web", "BuildBlocked shop", "BuildBlocked cart").After;
        after.Image("db").Phase.ShouldBe(BuildPhase.Building);
        after.Built("db", 8).ThenInShort("BuildSucceeded db", "RebuildCompleted");
    }

    [Fact]
    public void a_pause_can_be_jittered() => Running.When(r => r.RecordTask(Web, Some.Task(7, TaskState.Failed), jitter: 1))
        .Events.OfType<BuildRetryPlanned>().Single().NotBefore.ShouldBe(Some.Now.AddSeconds(15));

    [Fact] // each step of an attempt has the whole budget
    public void a_new_attempt_begins_its_steps_anew()
    {
        var faulted = Begun.When(r => r.RecordBuildFault(Web, BuildPhase.Submitting, 1, Some.Fault, Two, Some.Now, 0)).After;
        faulted.ShouldOwe(new SubmitImageBuild(Spec.Id, Web, 1, First, 2, Some.Now.AddSeconds(10)));

        var second = faulted.Tasked("web", 7).Task("web", 7, TaskState.Failed).After.Woken("web").After;
        RebuildProcess.Next(second).Single().ShouldBeOfType<SubmitImageBuild>().ShouldSatisfyAllConditions(w => w.Attempt.ShouldBe(1), w => w.Try.ShouldBe(2));
    }

    [Fact]
    public void Koji_may_tell_of_the_build_before_it_answers()
    {
        var told = Begun.When(r => r.RecordKojiBuild(new(900, First, KojiBuildState.Building, 7), "https://koji/7")).Then(
            new BuildStarted(Web, 1, 7, "https://koji/7", Adopted: false, Begun.Moment.Now), new TaskProgressed(Web, 7, TaskState.Open, Begun.Moment.Now)).After;

        told.When(r => r.RecordTaskStart(Web, 1, Some.Task(7, TaskState.Free), "https://koji/7", adopted: false)).ThenNothing();
        Begun.When(r => r.RecordKojiBuild(new(900, First, KojiBuildState.Building, null), "u")).ThenNothing();
        Begun.When(r => r.RecordKojiBuild(new(900, "web-1-5", KojiBuildState.Building, 7), "u")).ThenNothing();
    }

    [Fact]
    public void that_was_silent_for_too_long_is_stuck_until_it_is_heard_of()
    {
        var stuck = Running.When(r => r.RecordStuck(Web, 7, Some.Now)).Then(new BuildStuck(Web, 7, Some.Now)).After;

        RebuildProcess.Next(stuck).ShouldBeEmpty();
        stuck.When(r => r.RecordStuck(Web, 7, Some.Now)).ThenNothing();
        Running.When(r => r.RecordStuck(Web, 8, Some.Now)).ThenNothing();
        Begun.When(r => r.RecordStuck(Web, 7, Some.Now)).ThenNothing();
        stuck.Task("web", 7, TaskState.Open).After.Image("web").IsStuck.ShouldBeFalse();
        stuck.Task("web", 7, TaskState.Closed).After.Image("web").IsStuck.ShouldBeFalse();
    }

    [Fact] // a task that had waited for six hours was stuck at once when it began
    public void is_silent_since_it_was_heard_of_last()
    {
        var sixHours = TimeSpan.FromHours(6);
        Running.Image("web").HeardAt.ShouldBe(Some.Now);

        var open = Running.Later(sixHours).When(r => r.RecordStuck(Web, 7, Some.Now)).After.Task("web", 7, TaskState.Open).After;
        open.Image("web").HeardAt.ShouldBe(Some.Now + sixHours);
        open.Later(sixHours).Task("web", 7, TaskState.Open).After.Image("web").HeardAt.ShouldBe(Some.Now + sixHours); // that is no news
        open.When(r => r.RecordStuck(Web, 7, Some.Now)).ThenNothing(); // who says so had not heard of it yet
        open.When(r => r.RecordStuck(Web, 7, Some.Now + sixHours)).ThenInShort("BuildStuck web");
        open.Task("web", 7, TaskState.Failed).After.Image("web").HeardAt.ShouldBeNull(); // the next attempt has not begun
    }

    [Fact]
    public void that_is_stuck_is_canceled_and_tried_again_where_that_is_wanted()
    {
        var ordered = Running.When(r => r.RecordStuck(Web, 7, Some.Now, cancel: true))
            .Then(new BuildStuck(Web, 7, Some.Now), new StuckCancelOrdered(Web, 7)).After;
        ordered.ShouldOwe(new CancelImageBuild(Spec.Id, Web, 7, 1, null));
        ordered.When(r => r.RecordStuck(Web, 7, Some.Now, cancel: true)).ThenNothing();
        ordered.When(r => r.RecordBuildFault(Web, BuildPhase.Building, 1, Some.Fault, new(1, Two.FirstDelay, Two.MaxDelay), Some.Now, 0))
            .ThenInShort("BuildRetryScheduled web"); // until Koji confirms

        var again = ordered.Task("web", 7, TaskState.Canceled).Then(new BuildRetryPlanned(
            Web, 7, 2, Some.Now.AddSeconds(30), Reason.Of(ReasonCode.StuckInBuildSystem, ("build", "7"), ("system", "Koji")))).After;
        var next = again.Woken("web").After.Tasked("web", 8);
        next.Image("web").ShouldSatisfyAllConditions(b => b.IsStuck.ShouldBeFalse(), b => b.CancelOrdered.ShouldBeFalse());
        RebuildProcess.Next(next).ShouldBeEmpty();
        next.Task("web", 8, TaskState.Canceled).ThenInShort("BuildCanceled web", "RebuildFailed"); // that was somebody else
    }

    [Fact]
    public void that_is_stuck_too_often_has_failed() => Spec.PlannedAt(new Moment(Some.Now) { Builds = new(1, Two.FirstDelay, Two.MaxDelay) }, Some.Image("web")).Tasked("web", 7)
        .RecordStuck(Web, 7, Some.Now, cancel: true).After.Task("web", 7, TaskState.Canceled).ThenInShort("BuildFailed web", "RebuildFailed")
        .Events.OfType<BuildFailed>().Single().Class.ShouldBe(FaultClass.Infrastructure);

    [Fact] // it may have been marked before anybody wanted such to be canceled
    public void that_was_stuck_before_can_still_be_canceled_for_it() => Running.RecordStuck(Web, 7, Some.Now).After
        .When(r => r.RecordStuck(Web, 7, Some.Now, cancel: true)).Then(new StuckCancelOrdered(Web, 7));

    [Fact] // it was tried again, though a person had canceled it
    public void that_is_stuck_and_canceled_by_a_person_is_not_tried_again()
    {
        var stuck = Running.RecordStuck(Web, 7, Some.Now).After;
        stuck.Task("web", 7, TaskState.Canceled).ThenInShort("BuildCanceled web", "RebuildFailed");

        var ordered = Running.RecordStuck(Web, 7, Some.Now, cancel: true).After;
        ordered.RequestCancel("dana", "x").After.Task("web", 7, TaskState.Canceled).ThenInShort("BuildCanceled web", "RebuildCanceled");
        ordered.RequestCancelOf(Web, "dana", "x").After.Task("web", 7, TaskState.Canceled).ThenInShort("BuildCanceled web", "RebuildFailed");
        Running.RequestCancelOf(Web, "dana", "x").After.When(r => r.RecordStuck(Web, 7, Some.Now, cancel: true)).ThenInShort("BuildStuck web"); // it is canceled already
    }

    [Fact] // and MBS builds a commit once: there is no second attempt
    public void of_modules_are_stuck_too()
    {
        var lib = Some.Key("lib");
        var running = Spec.PlannedNow(Some.Module("lib")).Started("lib", 7).Later(TimeSpan.FromHours(1))
            .RecordProgress(lib, Some.Progress(7, ModuleBuildState.Build)).After;
        running.Builds[lib].HeardAt.ShouldBe(Some.Now.AddHours(1));

        var ordered = running.When(r => r.RecordStuck(lib, 7, Some.Now.AddHours(1), cancel: true)).ThenInShort("BuildStuck lib", "StuckCancelOrdered lib").After;
        ordered.ShouldOwe(new CancelModuleBuild(Spec.Id, lib, 7, 1, null));
        ordered.When(r => r.RecordProgress(lib, Some.Progress(7, ModuleBuildState.Failed))).ThenInShort("BuildFailed lib", "RebuildFailed")
            .Events.OfType<BuildFailed>().Single().ShouldSatisfyAllConditions(
                f => f.Class.ShouldBe(FaultClass.Infrastructure),
                f => f.Reason.ToString().ShouldBe("Nothing was heard of build 7 for too long, so it was canceled in MBS."));
        ordered.When(r => r.RecordProgress(lib, Some.Progress(7, ModuleBuildState.Ready))).ThenInShort("BuildSucceeded lib", "RebuildCompleted");
        ordered.RequestCancel("dana", "x").After.When(r => r.RecordProgress(lib, Some.Progress(7, ModuleBuildState.Failed))).ThenInShort("BuildCanceled lib", "RebuildCanceled");
    }

    [Fact] // as any other fault of the infrastructure
    public void that_Koji_forgot_is_built_again_while_its_budget_allows()
    {
        var again = Running.When(r => r.RecordLost(Web, "Koji", 7, 0)).ThenInShort("BuildRetryPlanned web").After;

        again.Image("web").ShouldSatisfyAllConditions(b => b.Try.ShouldBe(2), b => b.ExternalId.ShouldBeNull());
        again.When(r => r.RecordLost(Web, "Koji", 7, 0)).ThenNothing();
        (Running with { Moment = Running.Moment with { Builds = Running.Moment.Builds with { Attempts = 1 } } }).When(r => r.RecordLost(Web, "Koji", 7, 0)).Then(
            new BuildFailed(Web, FaultClass.Infrastructure, Reason.Of(ReasonCode.LostInBuildSystem, ("build", "7"), ("system", "Koji"))),
            new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1"))));
    }

    [Fact] // a person wanted it to stop, and it has
    public void that_Koji_forgot_while_it_was_to_be_stopped_is_canceled() =>
        Running.RequestCancel("dana", "wrong").After.When(r => r.RecordLost(Web, "Koji", 7, 0)).ThenInShort("BuildCanceled web", "RebuildCanceled");

    [Theory]
    [InlineData(ReasonCode.ContainsAffectedRpm, "zlib-1.2-4.el8", true)]
    [InlineData(ReasonCode.AncestorOfAffectedImage, "zlib-1.2-4.el8", true)]
    [InlineData(ReasonCode.MayContainAffectedRpm, "zlib-1.2-4.el8", false)] // nobody knew what it contained; perhaps nothing
    [InlineData(ReasonCode.ContainsAffectedRpm, "", false)]
    public void that_are_known_to_contain_an_older_RPM_have_to_show_their_RPMs(ReasonCode cause, string fix, bool expected)
    {
        var image = Some.Image("web");
        image = image with { Cause = Reason.Of(cause), Recipe = (ImageRecipe)image.Recipe with { MustContain = fix.Length > 0 ? [fix] : [] } };

        image.HasToShowRpms().ShouldBe(expected);
        Some.Module("lib").HasToShowRpms().ShouldBeFalse();
    }

    [Fact]
    public void in_a_dry_run_succeeds_under_the_NVR_that_it_would_have_had()
    {
        var begun = Spec.PlannedNow(Some.Image("web"), Some.Module("lib"), Some.Image("shop", "web"));

        var after = begun.When(r => r.RecordDryRun(Web, -1)).Then(
            new BuildStarted(Web, 1, -1, "", Adopted: false), new BuildSucceeded(Web, -1, null, null, First),
            new BuildStarting(Some.ImageKey("shop"), 1, Some.Revision, $"shop-1-5.{Some.Now.ToUnixTimeSeconds()}")).After;

        after.When(r => r.RecordDryRun(Web, -1)).ThenNothing();
        after.RecordDryRun(Some.Key("lib"), -2).After.When(r => r.RecordDryRun(Some.ImageKey("shop"), -3))
            .ThenInShort("BuildStarted shop", "BuildSucceeded shop", "RebuildCompleted");
    }

    [Fact]
    public void a_dry_run_is_known_by_its_first_events() => Receiving.Open(Some.Message(), Some.Trigger, ["H"], CascadePosition.First(Spec.Id), dryRun: true)
        .After.DryRun.ShouldBeTrue();
}
