using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Waiting_for_composes
{
    static readonly NewCompose Sets = Some.Compose("rhel-8-appstream rhel-8-baseos");
    static readonly EarlierCompose Earlier = new(77);
    static readonly string Key = ComposeKeys.Of(Sets)!;
    static readonly string Web = Some.ImageKey("web");
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    /// <summary>Two images that need the same compose, one that needs another, one that needs none.</summary>
    static readonly Rebuild Begun = Spec.PlannedNow(
        Some.Image("web").Needing(Sets), Some.Image("db").Needing(Some.Compose(((NewCompose)Sets).Request.Source)), Some.Image("old").Needing(Earlier), Some.Image("free"));

    static readonly Rebuild One = Spec.PlannedNow(Some.Image("web").Needing(Sets), Some.Image("shop", "web"));

    [Fact]
    public void asks_for_each_once_with_its_intent_recorded_before() => Spec.Opened("H")
        .When(r => r.RecordPlan("H", new([Some.Image("web").Needing(Sets, Earlier, Sets), Some.Image("db").Needing(Sets)], []), Some.AllowAll, Some.NothingVisited))
        .Then(
            new ArtifactPlanned(Some.Image("db").Needing(Sets).Allowed(), "H"), new ArtifactPlanned(Some.Image("web").Needing(Sets, Earlier, Sets).Allowed(), "H"),
            new HandlerCompleted("H", 2, 0), new PlanCompleted(2, 0), new ComposeRequested("odcs/77", Earlier), new ComposeRequested(Key, Sets))
        .After.ShouldOwe(new AskForCompose(Spec.Id, "odcs/77", 1, null), new AskForCompose(Spec.Id, Key, 1, null));

    [Fact]
    public void what_needs_none_begins_at_once() => Begun.Image("free").Phase.ShouldBe(BuildPhase.Submitting);

    [Fact]
    public void a_shared_one_begins_all_that_need_it()
    {
        var underway = Begun.Answered(Sets, 5, ComposeState.Generating).Then(new ComposeStarted(Key, 5, Adopted: false, Some.Now)).After;
        underway.Compose(Sets, 5, ComposeState.Wait).ThenNothing();

        var ready = underway.Compose(Sets, 5, ComposeState.Done).Then(
            new ComposeReady(Key, 5, Some.Now.AddHours(24)),
            new BuildStarting(Some.ImageKey("db"), 1, Some.Revision, $"db-1-5.{Some.Now.ToUnixTimeSeconds()}"),
            new BuildStarting(Web, 1, Some.Revision, $"web-1-5.{Some.Now.ToUnixTimeSeconds()}")).After;
        ready.Compose(Sets, 5, ComposeState.Done).ThenNothing();
        ready.Image("old").Phase.ShouldBe(BuildPhase.Waiting);
    }

    [Fact]
    public void one_can_be_there_at_once() => One.Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web");

    [Fact]
    public void a_build_of_several_waits_for_all()
    {
        var two = Spec.PlannedNow(Some.Image("web").Needing(Sets, Earlier)).Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady").After;

        two.Answered(Earlier, 77, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web");
    }

    [Fact]
    public void parents_and_composes_are_both_waited_for_whichever_comes_last()
    {
        var both = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base").Needing(Sets)).Tasked("base", 1);

        both.Built("base", 1).ThenInShort("BuildSucceeded base").After.Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web");
        both.Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady").After.Built("base", 1).ThenInShort("BuildSucceeded base", "BuildStarting web");
    }

    [Fact] // what it was asked for may say it before the answer comes (D5): the reconciler tells it again
    public void news_of_one_whose_id_is_not_known_yet_change_nothing()
    {
        One.Compose(Sets, 5, ComposeState.Done).ThenNothing();
        One.Answered(Sets, 5, ComposeState.Wait).After.Compose(Sets, 6, ComposeState.Done).ThenNothing();
        One.When(r => r.RecordCompose("pulp/ghost", Some.ComposeNews(5, ComposeState.Done))).ThenNothing();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_failed_one_fails_what_needs_it_with_ODCSs_own_words(bool atOnce)
    {
        var failed = Some.ComposeNews(5, ComposeState.Failed, "no such content set");
        var end = atOnce
            ? Begun.When(r => r.RecordComposeAnswer(Key, new ComposeAnswer.Accepted(failed), adopted: false))
            : Begun.Answered(Sets, 5, ComposeState.Wait).After.When(r => r.RecordCompose(Key, failed));

        end.Then(
            new ComposeFailed(Key, 5, FaultClass.Prerequisite, Reason.Of(
                ReasonCode.ComposeEnded, ("compose", "5"), ("state", "failed"), ("text", "no such content set"))),
            new BuildFailed(Some.ImageKey("db"), FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeFailed, ("compose", "5"))),
            new BuildFailed(Web, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeFailed, ("compose", "5"))));
        end.After.State.ShouldBe(RebuildState.Building); // the others go on
    }

    [Fact]
    public void a_failed_one_ends_the_rebuild_when_nothing_else_is_left() => One.Answered(Sets, 5, ComposeState.Failed)
        .ThenInShort("ComposeFailed", "BuildFailed web", "BuildBlocked shop", "RebuildFailed");

    [Fact]
    public void a_refused_one_fails_what_needs_it_and_is_named_by_what_it_was_for() => One
        .When(r => r.RecordComposeAnswer(Key, new ComposeAnswer.Refused(400, "unknown source"), adopted: false))
        .ThenInShort("ComposeFailed", "BuildFailed web", "BuildBlocked shop", "RebuildFailed")
        .Events.ShouldSatisfyAllConditions(
            e => e.OfType<ComposeFailed>().Single().Reason.ToString().ShouldBe("ODCS refused the compose: HTTP 400: unknown source"),
            e => e.OfType<BuildFailed>().Single().Reason.ToString().ShouldBe($"It needs compose {Key}, which could not be made."));

    [Fact] // it could not be built anyway, whatever its parents become
    public void a_failed_one_fails_also_what_waits_for_parents()
    {
        var both = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base").Needing(Sets), Some.Image("shop", "web")).Tasked("base", 1);

        both.Answered(Sets, 5, ComposeState.Failed).ThenInShort("ComposeFailed", "BuildFailed web", "BuildBlocked shop").After
            .Built("base", 1).ThenInShort("BuildSucceeded base", "RebuildCompleted");
    }

    [Fact] // D7: the older system failed what was done
    public void a_failed_one_leaves_what_has_begun()
    {
        var begun = One.Answered(Sets, 5, ComposeState.Done).After.Tasked("web", 1);

        begun.Compose(Sets, 5, ComposeState.Failed).ThenNothing();
        begun.Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved");
    }

    [Fact]
    public void is_tried_again_when_ODCS_cannot_be_reached_and_given_up()
    {
        var retried = One.When(r => Fault(r, 1)).Then(new ComposeRetryScheduled(Key, 2, Some.Now.AddSeconds(10), Reason.Of(
            ReasonCode.OutsideUnavailable, ("system", "PDC"), ("call", "GET modules/"), ("text", "503 Service Unavailable")))).After;

        retried.ShouldOwe(new AskForCompose(Spec.Id, Key, 2, Some.Now.AddSeconds(10)));
        retried.When(r => Fault(r, 1)).ThenNothing();
        retried.When(r => Fault(r, 2)).ThenInShort("ComposeFailed", "BuildFailed web", "BuildBlocked shop", "RebuildFailed")
            .Events.OfType<ComposeFailed>().Single().Class.ShouldBe(FaultClass.Infrastructure);
        retried.Answered(Sets, 5, ComposeState.Wait).After.When(r => Fault(r, 2)).ThenNothing();
    }

    [Fact]
    public void one_that_takes_too_long_is_stuck_until_it_is_made()
    {
        var underway = One.Answered(Sets, 5, ComposeState.Wait).After;
        underway.ComposeOf(Sets).UnderwaySince.ShouldBe(Some.Now);

        var stuck = underway.When(r => r.RecordComposeStuck(Key, 5, Some.Now)).Then(new ComposeStuck(Key, 5, Some.Now)).After;
        stuck.When(r => r.RecordComposeStuck(Key, 5, Some.Now)).ThenNothing();
        underway.When(r => r.RecordComposeStuck(Key, 6, Some.Now)).ThenNothing();
        underway.When(r => r.RecordComposeStuck(Key, 5, Some.Now.AddHours(-1))).ThenNothing(); // that was an earlier one
        One.When(r => r.RecordComposeStuck(Key, 5, Some.Now)).ThenNothing();
        stuck.Compose(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web").After.ComposeOf(Sets).IsStuck.ShouldBeFalse();
    }

    [Fact] // it was renewed again and again while a parent was built, and in the end given up
    public void one_that_was_removed_while_parents_are_waited_for_is_asked_for_again_when_they_are_done()
    {
        var both = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base").Needing(Sets)).Tasked("base", 1).Answered(Sets, 5, ComposeState.Done).After;

        var gone = both.Compose(Sets, 5, ComposeState.Removed).Then(new ComposeRemoved(Key, 5)).After;
        RebuildProcess.Next(gone).ShouldBeEmpty();
        gone.Compose(Sets, 5, ComposeState.Removed).ThenNothing();

        var asking = gone.Built("base", 1).ThenInShort("BuildSucceeded base", "ComposeRenewalRequested").After;
        asking.ShouldOwe(new AskForCompose(Spec.Id, Key, 1, null));
        asking.Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web"); // under another id
    }

    [Fact]
    public void one_that_was_removed_while_another_is_waited_for_is_asked_for_again_at_once()
    {
        var two = Spec.PlannedNow(Some.Image("web").Needing(Sets, Earlier)).Answered(Sets, 5, ComposeState.Done).After;

        two.Compose(Sets, 5, ComposeState.Removed).Then(
            new ComposeRemoved(Key, 5), new ComposeRenewalRequested(Key, 5, Reason.Of(ReasonCode.ComposeRemoved, ("compose", "5"))))
            .After.ComposeOf(Sets).ExpiresAt.ShouldBeNull(); // that was of the one that is gone
    }

    [Fact]
    public void one_that_was_removed_while_it_was_made_is_asked_for_again() => One.Answered(Sets, 5, ComposeState.Wait).After
        .Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved", "ComposeRenewalRequested").After
        .Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web");

    [Fact]
    public void one_that_was_removed_while_it_was_made_for_builds_that_wait_for_parents_is_not() =>
        Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base").Needing(Sets)).Tasked("base", 1).Answered(Sets, 5, ComposeState.Wait).After
            .Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved");

    [Fact]
    public void one_that_was_removed_while_it_is_used_is_asked_for_again_for_the_next_attempt()
    {
        var gone = One.Answered(Sets, 5, ComposeState.Done).After.Tasked("web", 1).Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved").After;

        gone.Task("web", 1, TaskState.Failed).ThenInShort("BuildRetryPlanned web", "ComposeRenewalRequested");
        gone.Built("web", 1).ThenInShort("BuildSucceeded web", "BuildStarting shop");
    }

    [Fact]
    public void one_that_is_done_and_removed_in_the_same_second_is_noticed_before_it_is_used()
    {
        var begun = One.Answered(Sets, 5, ComposeState.Wait).After.Compose(Sets, 5, ComposeState.Done).After;
        var first = begun.Image("web").Nvr;
        begun.Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved").After // what is about to use it looks first
            .When(r => r.RecordStaleComposes(Web, [Key])).ThenInShort("BuildPostponed web", "ComposeRenewalRequested");

        var postponed = begun.When(r => r.RecordStaleComposes(Web, [Key])).Then(
            new ComposeRenewalRequested(Key, 5, Reason.Of(ReasonCode.ComposeExpires, ("compose", "5"))),
            new BuildPostponed(Web, Reason.Of(ReasonCode.ComposeExpires, ("compose", "5")))).After;
        postponed.When(r => r.RecordStaleComposes(Web, [Key])).ThenNothing();

        var again = postponed.Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web").After;
        again.Image("web").Nvr.ShouldNotBe(first);
        again.Image("web").Try.ShouldBe(1); // Koji was not asked
    }

    [Fact] // a base queued for days with hundreds built on it, sharing a compose of a day: the sixth removal failed them all
    public void one_may_outlive_any_number_of_days_in_which_nobody_can_use_it()
    {
        var rebuild = Spec.PlannedNow(Some.Image("base"), Some.Image("web", "base").Needing(Sets), Some.Image("db", "base").Needing(Sets), Some.Image("shop", "web").Needing(Sets))
            .Answered(Sets, 5, ComposeState.Done).After.Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved").After;

        var used = rebuild.Later(TimeSpan.FromDays(9)).Tasked("base", 1).Built("base", 1).ThenInShort("BuildSucceeded base", "ComposeRenewalRequested").After;
        used.Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting db", "BuildStarting web");
    }

    [Fact]
    public void those_that_last_as_long_as_they_were_promised_to_are_renewed_as_often_as_it_takes()
    {
        var rebuild = Spec.PlannedNow(Some.Image("web").Needing(Sets, Earlier));
        for (var day = 1; day <= ComposeRecording.MaxRenewals * 2; day++)
        {
            rebuild = rebuild.When(r => r.RecordComposeAnswer(Key, new ComposeAnswer.Accepted(new(5, ComposeState.Done, null, null, null, Some.Now.AddDays(day))), adopted: false)).After
                .Later(TimeSpan.FromDays(1)).Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved", "ComposeRenewalRequested").After;
        }

        rebuild.ComposeOf(Sets).Renewals.ShouldBe(0);
    }

    [Fact]
    public void that_one_went_too_soon_is_forgotten_when_a_build_was_handed_over_with_it()
    {
        var rebuild = One;
        for (var i = 0; i < ComposeRecording.MaxRenewals; i++)
            rebuild = rebuild.Answered(Sets, 5, ComposeState.Wait).After.Compose(Sets, 5, ComposeState.Removed).After;
        rebuild.ComposeOf(Sets).Renewals.ShouldBe(ComposeRecording.MaxRenewals);

        rebuild = rebuild.Answered(Sets, 5, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting web").After;
        rebuild.ComposeOf(Sets).Renewals.ShouldBe(ComposeRecording.MaxRenewals);
        rebuild.Tasked("web", 1).ComposeOf(Sets).Renewals.ShouldBe(0);
    }

    [Fact] // it was left without anything that would go on with it
    public void each_build_that_finds_a_shared_one_expired_waits_for_its_renewal()
    {
        var begun = Begun.Answered(Sets, 5, ComposeState.Done).After;

        var both = begun.When(r => r.RecordStaleComposes(Web, [Key])).ThenInShort("ComposeRenewalRequested", "BuildPostponed web").After
            .When(r => r.RecordStaleComposes(Some.ImageKey("db"), [Key])).ThenInShort("BuildPostponed db").After;

        both.Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting db", "BuildStarting web");
    }

    [Fact]
    public void a_build_that_finds_a_shared_one_expired_after_it_was_given_up_fails()
    {
        var begun = Begun.Answered(Sets, 5, ComposeState.Done).After.When(r => r.RecordStaleComposes(Web, [Key])).After.Answered(Sets, 5, ComposeState.Failed)
            .ThenInShort("ComposeFailed", "BuildFailed web").After;

        begun.When(r => r.RecordStaleComposes(Some.ImageKey("db"), [Key])).ThenInShort("BuildPostponed db", "BuildFailed db");
    }

    [Fact]
    public void composes_of_others_postpone_nothing()
    {
        var begun = Begun.Answered(Sets, 5, ComposeState.Done).After.Answered(Earlier, 77, ComposeState.Done).After;

        begun.When(r => r.RecordStaleComposes(Web, ["odcs/77", "pulp/ghost"])).ThenNothing();
        begun.When(r => r.RecordStaleComposes(Web, [])).ThenNothing();
        begun.Tasked("web", 1).When(r => r.RecordStaleComposes(Web, [Key])).ThenNothing();
    }

    [Fact]
    public void one_that_goes_again_and_again_is_given_up_while_it_is_made()
    {
        var rebuild = One;
        for (var i = 0; i < ComposeRecording.MaxRenewals; i++)
            rebuild = rebuild.Answered(Sets, 5, ComposeState.Wait).After.Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved", "ComposeRenewalRequested").After;

        rebuild.Answered(Sets, 5, ComposeState.Wait).After.Compose(Sets, 5, ComposeState.Removed)
            .ThenInShort("ComposeRemoved", "ComposeFailed", "BuildFailed web", "BuildBlocked shop", "RebuildFailed");
    }

    [Fact] // it was taken for ready, and asked for again, for ever
    public void one_that_goes_again_and_again_is_given_up_while_it_is_waited_for()
    {
        var rebuild = Spec.PlannedNow(Some.Image("web").Needing(Sets, Earlier), Some.Image("free"));
        for (var i = 0; i < ComposeRecording.MaxRenewals; i++)
            rebuild = rebuild.Answered(Sets, 5, ComposeState.Done).After.Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved", "ComposeRenewalRequested").After;

        rebuild.Answered(Sets, 5, ComposeState.Done).After.Compose(Sets, 5, ComposeState.Removed).ThenInShort("ComposeRemoved", "ComposeFailed", "BuildFailed web");
    }

    [Fact] // as when ODCS keeps composes for a shorter time than we want them to last
    public void one_that_always_expires_too_soon_is_given_up()
    {
        var rebuild = One;
        for (var i = 0; i < ComposeRecording.MaxRenewals; i++)
        {
            rebuild = rebuild.Answered(Sets, 5, ComposeState.Done).After
                .When(r => r.RecordStaleComposes(Web, [Key])).ThenInShort("ComposeRenewalRequested", "BuildPostponed web").After;
        }

        rebuild.Answered(Sets, 5, ComposeState.Done).After.When(r => r.RecordStaleComposes(Web, [Key]))
            .ThenInShort("ComposeFailed", "BuildPostponed web", "BuildFailed web", "BuildBlocked shop", "RebuildFailed");
    }

    [Fact] // the pause can end before the renewal does
    public void a_build_that_waits_for_its_next_attempt_is_woken_whatever_its_composes_do()
    {
        var running = Begun.Answered(Sets, 5, ComposeState.Done).After.Tasked("web", 1);
        var renewing = running.When(r => r.RecordStaleComposes(Some.ImageKey("db"), [Key])).After;

        var decision = renewing.Task("web", 1, TaskState.Failed).ThenInShort("BuildRetryPlanned web");
        RebuildProcess.NewlyOwed(renewing, decision).ShouldHaveSingleItem().ShouldBeOfType<WakeBuild>();
        var wake = decision.After.Image("web").NotBefore;

        // ready before the pause is over: it begins when woken
        decision.After.Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting db").After.Woken("web").ThenInShort("BuildStarting web");
        // ready after it: it begins with that
        (decision.After with { Moment = new(wake!.Value) }).When(r => Decision.Wake(r, Web)).ThenNothing();
        (decision.After with { Moment = new(wake.Value) }).Answered(Sets, 6, ComposeState.Done).ThenInShort("ComposeReady", "BuildStarting db", "BuildStarting web");
    }

    [Fact] // events were written after the end, by every message anew
    public void news_after_the_end_change_nothing()
    {
        var over = One.Answered(Sets, 5, ComposeState.Wait).After.When(r => r.RequestCancel("dana", "x")).After;

        over.IsOver.ShouldBeTrue();
        foreach (var state in Enum.GetValues<ComposeState>())
            over.Compose(Sets, 5, state).ThenNothing();
    }

    [Fact]
    public void a_canceled_rebuild_asks_for_none()
    {
        var canceling = Spec.PlannedNow(Some.Image("web").Needing(Sets), Some.Image("db")).Tasked("db", 1).When(r => r.RequestCancel("dana", "x"))
            .ThenInShort("CancelRequested", "BuildCanceled web").After;

        RebuildProcess.Next(canceling).ShouldHaveSingleItem().ShouldBeOfType<CancelImageBuild>();
    }

    static Decision Fault(Rebuild r, int attempt) => r.RecordComposeFault(Key, attempt, Some.Fault, Two, Some.Now, jitter: 0);
}
