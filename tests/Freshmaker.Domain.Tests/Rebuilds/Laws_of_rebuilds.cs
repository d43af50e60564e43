using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>What holds in every history, whatever the outside does. That each comes to an end is checked by <see cref="History"/> itself.</summary>
public sealed class Laws_of_rebuilds
{
    [Fact]
    public void deciding_twice_is_deciding_once() => ForEveryStep(step =>
    {
        // What is tried again can fail at once, and then be tried again again.
        if (step.Command.Name != "open" && !(IsRetry(step.Command) && step.Decision.Events.Any(e => e is BuildFailed))) // that one makes a stream; whether there is one already is for the store to know
            step.Command.Decide(step.Decision.After).Events.ShouldBeEmpty(step.Command.Name);
    });

    [Fact]
    public void folding_what_was_decided_gives_the_state_after_it() => ForEveryHistory(history =>
    {
        var folded = history.Steps.SelectMany(s => s.Decision.Events).Aggregate(new Rebuild(Spec.Id), Rebuild.Fold);
        Stored.Json(folded).ShouldBe(Stored.Json(history.End));
    });

    [Fact]
    public void every_event_changes_the_state() => ForEveryStep(step =>
    {
        var state = step.Before;
        foreach (var e in step.Decision.Events)
        {
            var after = Rebuild.Fold(state, e);
            Stored.Json(after).ShouldNotBe(Stored.Json(state), e.ToString());
            state = after;
        }
    });

    [Fact]
    public void an_end_stays_an_end() => ForEveryHistory(history =>
    {
        history.End.IsOver.ShouldBeTrue();
        RebuildProcess.Next(history.End).ShouldBeEmpty();
        foreach (var command in history.Steps.Select(s => s.Command).Concat(Enumerable.Range(0, 12).SelectMany(i => Commands.Noise(history.End, new([(byte)i, 1, 2, 3])))).Where(c => c.Name is not "conflict" and not "open" && !IsRetry(c)))
            command.Decide(history.End).Events.ShouldBeEmpty(command.Name);
        // Not even an event that should never have been written changes it.
        foreach (var e in history.Steps.SelectMany(s => s.Decision.Events).Where(e => e is not (MessageConflictRecorded or BuildRetryRequested)))
            Rebuild.Fold(history.End, e).ShouldBeSameAs(history.End);
    });

    [Fact]
    public void a_rebuild_that_is_not_over_owes_work_or_has_something_going_on_outside() => ForEveryStep(step =>
    {
        var after = step.Decision.After;
        (after.IsOver || RebuildProcess.Next(after).Any() || after.Builds.Values.Any(b => b.Phase is BuildPhase.Building or BuildPhase.Queued)
            || after.Composes.Values.Any(c => c.Phase == ComposePhase.Underway)).ShouldBeTrue();
    });

    [Fact] // a rebuild that owes something can still hold a build that nothing will ever move
    public void no_build_is_left_behind() => ForEveryStep(step =>
    {
        var after = step.Decision.After;
        if (after.IsOver || after.State == RebuildState.Initialized)
            return;
        var owed = RebuildProcess.Next(after).ToList();
        foreach (var (key, b) in after.Builds.Where(b => !b.Value.Phase.IsEnd() && b.Value.Phase is not (BuildPhase.Building or BuildPhase.Queued)))
        {
            (owed.OfType<BuildWork>().Any(w => w.Build == key)
                || b.Planned.Parents.Any(p => !after.Builds[p].Phase.IsEnd())
                || ComposeKeys.Of(b.Planned).Any(c => after.Composes[c].Phase is ComposePhase.Asking or ComposePhase.Underway)).ShouldBeTrue($"{key} is {b.Phase}");
        }

        foreach (var (key, _) in after.Composes.Where(c => c.Value.Phase == ComposePhase.Asking && after.Cancel is null))
            owed.OfType<AskForCompose>().ShouldContain(w => w.Compose == key);
    });

    [Fact] // work that was done and answered is not done again: it must not stay owed as it was
    public void every_answer_to_owed_work_decides_something() => ForEveryStep(step =>
    {
        if (step.Command.IsAnswer)
            step.Decision.Events.ShouldNotBeEmpty(step.Command.Name);
    });

    [Fact]
    public void what_is_newly_owed_adds_up_to_all_that_is_owed() => ForEveryHistory(history =>
    {
        var named = new HashSet<Work>();
        foreach (var step in history.Steps)
        {
            // What is asked for once more, or could not be handed over, may be named once more, and so may what a person has tried again, or what goes on with it.
            if (step.Before.IsOver)
                named.RemoveWhere(w => w is AskForCompose);
            foreach (var again in step.Decision.Events.Where(e => e is BuildRetryRequested or BuildReleased).Select(e => ((IBuildEvent)e).Build))
            {
                named.RemoveWhere(w => !RebuildProcess.Owes(step.Before, w)
                    && ((w is BuildWork work && work.Build == again) || (w is AskForCompose ask && ComposeKeys.Of(step.Before.Builds[again].Planned).Contains(ask.Compose))));
            }

            foreach (var compose in step.Decision.Events.OfType<ComposeRenewalRequested>())
                named.RemoveWhere(w => w is AskForCompose ask && ask.Compose == compose.Compose);
            foreach (var build in step.Decision.Events.OfType<BuildPostponed>())
                named.RemoveWhere(w => w is BuildWork work && work.Build == build.Build);
            foreach (var work in RebuildProcess.NewlyOwed(step.Before, step.Decision))
                named.Add(work).ShouldBeTrue($"named twice: {work}");
            RebuildProcess.Next(step.Decision.After).ShouldAllBe(work => named.Contains(work));
        }
    });

    [Fact]
    public void what_is_newly_owed_is_what_was_not_owed_before() => ForEveryStep(step => RebuildProcess.NewlyOwed(step.Before, step.Decision)
        .ShouldBe(RebuildProcess.Next(step.Decision.After).Except(RebuildProcess.Next(step.Before)), ignoreOrder: true, step.Command.Name));

    [Fact]
    public void all_that_is_owed_is_owed_one_by_one() => ForEveryStep(step =>
    {
        RebuildProcess.Next(step.Decision.After).ShouldAllBe(work => RebuildProcess.Owes(step.Decision.After, work));
        foreach (var past in RebuildProcess.Next(step.Before).Except(RebuildProcess.Next(step.Decision.After)))
            RebuildProcess.Owes(step.Decision.After, past).ShouldBeFalse($"{past}");
    });

    [Fact]
    public void no_build_begins_before_its_parents_are_done_and_its_composes_ready() => ForEveryStep(step =>
    {
        var state = step.Before;
        foreach (var e in step.Decision.Events)
        {
            if (e is SourceBumpStarting or BuildStarting or BuildQueued)
            {
                var build = state.Builds[((IBuildEvent)e).Build];
                build.Planned.Parents.ShouldAllBe(p => state.Builds[p].Phase == BuildPhase.Succeeded);
                ComposeKeys.Of(build.Planned).ShouldAllBe(c => state.Composes[c].Phase == ComposePhase.Ready);
                (build.NotBefore <= step.Decision.After.Moment.Now || build.NotBefore is null || build.Phase is BuildPhase.Queued or BuildPhase.Bumping).ShouldBeTrue();
            }

            state = Rebuild.Fold(state, e);
        }
    });

    [Fact]
    public void what_is_counted_is_what_a_recount_finds() => ForEveryStep(step =>
    {
        var state = step.Before;
        foreach (var e in step.Decision.Events.Prepend(null))
        {
            state = e is null ? state : Rebuild.Fold(state, e);
            state.Tally.ShouldBe(Recount.Tally(state));
            // While a plan is recorded its parents come before their children; a state in between has them too.
            foreach (var build in state.Builds.Values)
            {
                (build.UnmetParents, build.UnreadyComposes).ShouldBe((Recount.UnmetParents(state, build), Recount.UnreadyComposes(state, build)), build.Planned.Key);
                if (state.State == RebuildState.Building)
                    build.Height.ShouldBe(Recount.Height(state, build), build.Planned.Key);
            }
        }
    });

    [Fact]
    public void looking_only_at_what_is_concerned_finds_all_that_follows() => ForEveryStep(step =>
    {
        // The first event is a fact in any case; in a plan and in news of several composes there are more.
        var events = step.Decision.Events;
        var facts = Math.Max(1, Math.Max(IndexAfter(events, e => e is HandlerCompleted), IndexAfter(events, e => e is BuildPostponed)));
        foreach (var count in new[] { 1, facts }.Distinct().Where(n => n <= events.Count))
        {
            var before = FullConsequences.Timeless(step.Before);
            Stored.Json(Decision.Of(before, events.Take(count)).Events.Select(Stored.Json))
                .ShouldBe(Stored.Json(FullConsequences.Of(before, events.Take(count)).Events.Select(Stored.Json)), step.Command.Name);
        }
    });

    [Fact]
    public void nothing_more_follows_from_what_was_decided() => ForEveryStep(step =>
    {
        var after = FullConsequences.Timeless(step.Decision.After);
        if (!after.IsOver && after.Cancel is null && after.State == RebuildState.Building)
            after.Builds.Values.Select(b => Consequences.StepOf(after, b)).OfType<IRebuildEvent>().ShouldBeEmpty(step.Command.Name);
    });

    [Fact] // behaviour.md D15
    public void no_two_attempts_share_an_NVR() => ForEveryHistory(history =>
    {
        var given = history.Steps.SelectMany(s => s.Decision.Events).OfType<BuildStarting>().Where(s => s.Nvr is not null).ToList();
        given.Select(s => s.Nvr).ShouldBeUnique();
        given.ShouldAllBe(s => history.End.Nvrs[s.Nvr!] == s.Build);
    });

    [Fact]
    public void attempts_are_counted_up_and_limited() => ForEveryHistory(history =>
    {
        var (of, counted) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        var state = new Rebuild(Spec.Id);
        foreach (var e in history.Steps.SelectMany(s => s.Decision.Events))
        {
            if (e is BuildStarting starting)
                starting.Attempt.ShouldBe(of.GetValueOrDefault(starting.Build, 1));
            if (e is BuildRetryPlanned retry)
            {
                retry.Attempt.ShouldBe(of.GetValueOrDefault(retry.Build, 1) + 1);
                of[retry.Build] = retry.Attempt;
                (counted[retry.Build] = counted.GetValueOrDefault(retry.Build, 1) + 1).ShouldBeLessThanOrEqualTo(Commands.Budget.Attempts);
            }

            state = Rebuild.Fold(state, e);
            if (e is BuildRetryRequested or BuildReleased && e is IBuildEvent { Build: var again })
            {
                state.Builds[again].Try.ShouldBeInRange(of.GetValueOrDefault(again, 1), of.GetValueOrDefault(again, 1) + 1);
                (of[again], counted[again]) = (state.Builds[again].Try, 1);
            }
        }
    });

    [Fact]
    public void composes_are_asked_for_once_and_renewed_not_too_often() => ForEveryHistory(history =>
    {
        var events = history.Steps.SelectMany(s => s.Decision.Events).ToList();
        var tried = events.OfType<BuildRetryRequested>().ToList();
        if (tried.Count == 0)
            events.OfType<ComposeRequested>().Select(c => c.Compose).ShouldBeUnique();
        var inVain = new Dictionary<string, int>();
        foreach (var e in events)
        {
            if (e is ComposeRenewalRequested { Lasted: false } renewal)
                (inVain[renewal.Compose] = inVain.GetValueOrDefault(renewal.Compose) + 1).ShouldBeLessThanOrEqualTo(ComposeRecording.MaxRenewals);
            foreach (var used in e is BuildStarted or BuildRetryRequested ? ComposeKeys.Of(history.End.Builds[((IBuildEvent)e).Build].Planned) : [])
                inVain.Remove(used);
        }

        foreach (var failures in events.OfType<ComposeFailed>().CountBy(c => c.Compose))
            failures.Value.ShouldBeLessThanOrEqualTo(1 + tried.Count(t => ComposeKeys.Of(history.End.Builds[t.Build].Planned).Contains(failures.Key)));
    });

    [Fact] // what is made while its users wait for their parents is removed before they can use it
    public void composes_are_renewed_only_for_builds_that_could_start() => ForEveryStep(step =>
    {
        var state = step.Before;
        foreach (var e in step.Decision.Events)
        {
            if (e is ComposeRenewalRequested renewal)
            {
                state.Relations.UsersOf(renewal.Compose).Select(user => state.Builds[user])
                    .ShouldContain(b => b.UnmetParents == 0 && (b.Phase == BuildPhase.Waiting || b.Phase == BuildPhase.Submitting));
            }

            state = Rebuild.Fold(state, e);
        }
    });

    [Fact]
    public void every_build_ends_once_and_is_counted_once() => ForEveryHistory(history =>
    {
        var events = history.Steps.SelectMany(s => s.Decision.Events).ToList();
        var ends = events.Where(e => e is BuildSucceeded or BuildFailed or BuildBlocked or BuildCanceled).Cast<IBuildEvent>().Select(e => e.Build).ToList();
        var begun = events.OfType<ArtifactPlanned>().Select(e => e.Planned.Key).Concat(events.Where(e => e is BuildRetryRequested or BuildReleased).Select(e => ((IBuildEvent)e).Build));
        ends.ShouldBe(begun, ignoreOrder: true);
        events.Count(e => e is RebuildSkipped or RebuildCompleted or RebuildFailed or RebuildCanceled)
            .ShouldBe(1 + history.Steps.Count(s => s.Before.IsOver && s.Decision.Events.Any(e => e is BuildRetryRequested)));
        if (events.OfType<RebuildCompleted>().LastOrDefault() is { } end && history.End.State == RebuildState.Complete)
        {
            var phases = history.End.Builds.Values.CountBy(b => b.Phase.ToState()).ToDictionary();
            (end.Done, end.Failed, end.Canceled).ShouldBe((
                phases.GetValueOrDefault(BuildState.Done), phases.GetValueOrDefault(BuildState.Failed), phases.GetValueOrDefault(BuildState.Canceled)));
        }
    });

    [Fact]
    public void nothing_is_submitted_without_a_recorded_intent_and_nothing_twice() => ForEveryHistory(history =>
    {
        var events = history.Steps.SelectMany(s => s.Decision.Events).ToList();
        var intended = new HashSet<string>();
        var handedOver = new HashSet<string>();
        foreach (var e in events.OfType<IBuildEvent>())
        {
            switch (e)
            {
                case BuildStarting:
                    handedOver.ShouldNotContain(e.Build);
                    intended.Add(e.Build).ShouldBeTrue(e.ToString());
                    break;
                case BuildPostponed:
                    intended.Remove(e.Build); // it can also have been in the queue
                    break;
                case BuildStarted:
                    intended.Remove(e.Build).ShouldBeTrue(e.ToString());
                    handedOver.Add(e.Build).ShouldBeTrue(e.ToString());
                    break;
                case BuildRetryPlanned:
                    handedOver.Remove(e.Build).ShouldBeTrue(e.ToString());
                    break;
                case BuildRetryRequested:
                    intended.Remove(e.Build);
                    handedOver.Remove(e.Build);
                    break;
            }
        }
    });

    [Fact]
    public void what_a_canceled_build_needed_for_is_canceled_too_and_what_failed_blocks() => ForEveryHistory(history =>
    {
        foreach (var build in history.End.Builds.Values.Where(b => history.End.Cancel is null && b.Phase is BuildPhase.Blocked))
        {
            // When the parent that blocked it is built at the second try, another one can have been canceled.
            build.Planned.Parents.ShouldContain(p => history.End.Builds[p].Phase == BuildPhase.Failed || history.End.Builds[p].Phase == BuildPhase.Blocked
                || (history.End.Builds[p].Phase == BuildPhase.Canceled && history.Steps.Any(s => IsRetry(s.Command))));
        }

        foreach (var build in history.End.Builds.Values.Where(b => b.Planned.Parents.Any(p => history.End.Builds[p].Phase != BuildPhase.Succeeded)))
            build.Phase.ShouldBeOneOf(BuildPhase.Blocked, BuildPhase.Canceled, BuildPhase.Failed);
    });

    [Fact]
    public void every_reason_has_what_its_sentence_names() => ForEveryStep(step => Spec.ReasonsShouldBeComplete(step.Decision.Events));

    [Fact]
    public void every_event_can_be_stored_and_read() => ForEveryStep(step =>
    {
        foreach (var e in step.Decision.Events)
        {
            var stored = Stored.ThroughJsonb(Stored.Json(e));
            Stored.ThroughJsonb(Stored.Json(Stored.Read(stored, e.GetType()))).ShouldBe(stored);
        }
    });

    [Fact] // else the laws above would hold of nothing
    public void histories_are_of_all_kinds()
    {
        var random = new Random(20310504); // the same ones every time
        var seen = new HashSet<string>();
        for (var i = 0; i < 600; i++)
        {
            var bytes = new byte[i % 300];
            random.NextBytes(bytes);
            var history = new History(bytes);
            seen.UnionWith(history.Steps.SelectMany(s => s.Decision.Events).Select(e => e.GetType().Name));
            seen.Add($"{history.End.State}");
            if (history.End.Builds.Count > 3 && history.End.State == RebuildState.Complete)
                seen.Add("large");
            if (history.End.Builds.Values.Any(b => b.Phase == BuildPhase.Succeeded && b.Planned.Parents.Count > 1))
                seen.Add("several parents");
            if (history.End.Builds.Values.Any(b => b is { Phase: BuildPhase.Succeeded, Try: > 1 }))
                seen.Add("done at last");
            if (history.End.Builds.Values.Where(b => b.Phase == BuildPhase.Succeeded).SelectMany(b => ComposeKeys.Of(b.Planned)).CountBy(c => c).Any(c => c.Value > 1))
                seen.Add("shared compose");
            if (history.End.DryRun && history.End.State == RebuildState.Complete)
                seen.Add("dry run");
        }

        string[] kinds =
            [
                .. EventTypes.All.Where(t => t != typeof(Annotated)).Select(t => t.Name), "large", "several parents", "done at last", "shared compose", "dry run",
                nameof(RebuildState.Complete), nameof(RebuildState.Failed), nameof(RebuildState.Skipped), nameof(RebuildState.Canceled),
            ];
        kinds.Except(seen).ShouldBeEmpty();
    }

    static bool IsRetry(Command command) => command.Name.StartsWith("retry ", StringComparison.Ordinal);

    static int IndexAfter(IReadOnlyList<IRebuildEvent> events, Func<IRebuildEvent, bool> fits) => events.ToList().FindIndex(e => fits(e)) + 1;

    static void ForEveryStep(Action<Step> law) => ForEveryHistory(history => history.Steps.ForEach(law));

    static void ForEveryHistory(Action<History> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(300), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => law(new History(bytes))));
}
