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
        if (step.Command.Name != "open") // that one makes a stream; whether there is one already is for the store to know
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
        foreach (var command in history.Steps.Select(s => s.Command).Concat(Commands.Noise(history.End, new([1, 2, 3]))).Where(c => c.Name is not "conflict" and not "open"))
            command.Decide(history.End).Events.ShouldBeEmpty(command.Name);
        // Not even an event that should never have been written changes it.
        foreach (var e in history.Steps.SelectMany(s => s.Decision.Events).Where(e => e is not MessageConflictRecorded))
            Rebuild.Fold(history.End, e).ShouldBeSameAs(history.End);
    });

    [Fact]
    public void a_rebuild_that_is_not_over_owes_work_or_has_a_build_running() => ForEveryStep(step =>
    {
        var after = step.Decision.After;
        (after.IsOver || RebuildProcess.Next(after).Any() || after.Builds.Values.Any(b => b.Phase == BuildPhase.Building)).ShouldBeTrue();
    });

    [Fact]
    public void what_is_newly_owed_adds_up_to_all_that_is_owed() => ForEveryHistory(history =>
    {
        var named = new HashSet<Work>();
        foreach (var step in history.Steps)
        {
            foreach (var work in RebuildProcess.NewlyOwed(step.Before, step.Decision))
                named.Add(work).ShouldBeTrue($"named twice: {work}");
            RebuildProcess.Next(step.Decision.After).ShouldAllBe(work => named.Contains(work));
        }
    });

    [Fact]
    public void no_build_begins_before_its_parents_are_done() => ForEveryStep(step =>
    {
        foreach (var build in step.Decision.Events.OfType<IBuildEvent>().Where(e => e is SourceBumpStarting or BuildStarting))
            step.Decision.After.Builds[build.Build].Planned.Parents.ShouldAllBe(p => step.Decision.After.Builds[p].Phase == BuildPhase.Succeeded);
    });

    [Fact]
    public void every_build_ends_once_and_is_counted_once() => ForEveryHistory(history =>
    {
        var events = history.Steps.SelectMany(s => s.Decision.Events).ToList();
        var ends = events.Where(e => e is BuildSucceeded or BuildFailed or BuildBlocked or BuildCanceled).Cast<IBuildEvent>().Select(e => e.Build).ToList();
        ends.ShouldBe(events.OfType<ArtifactPlanned>().Select(e => e.Planned.Key), ignoreOrder: true);
        events.Count(e => e is RebuildSkipped or RebuildCompleted or RebuildFailed or RebuildCanceled).ShouldBe(1);
        foreach (var end in events.OfType<RebuildCompleted>())
        {
            (end.Done, end.Failed, end.Canceled).ShouldBe((
                events.Count(e => e is BuildSucceeded), events.Count(e => e is BuildFailed or BuildBlocked), events.Count(e => e is BuildCanceled)));
        }
    });

    [Fact]
    public void nothing_is_submitted_without_a_recorded_intent_and_nothing_twice() => ForEveryHistory(history =>
    {
        var events = history.Steps.SelectMany(s => s.Decision.Events).ToList();
        events.OfType<BuildStarting>().Select(e => e.Build).ShouldBeUnique();
        foreach (var started in events.OfType<BuildStarted>())
            events.FindIndex(e => e is BuildStarting s && s.Build == started.Build).ShouldBeInRange(0, events.IndexOf(started));
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
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[i % 120];
            random.NextBytes(bytes);
            var history = new History(bytes);
            seen.UnionWith(history.Steps.SelectMany(s => s.Decision.Events).Select(e => e.GetType().Name));
            seen.Add($"{history.End.State}");
            if (history.End.Builds.Count > 3 && history.End.State == RebuildState.Complete)
                seen.Add("large");
        }

        seen.ShouldBe(
            [
                .. EventTypes.All.Select(t => t.Name), "large",
                nameof(RebuildState.Complete), nameof(RebuildState.Failed), nameof(RebuildState.Skipped), nameof(RebuildState.Canceled),
            ],
            ignoreOrder: true);
    }

    static void ForEveryStep(Action<Step> law) => ForEveryHistory(history => history.Steps.ForEach(law));

    static void ForEveryHistory(Action<History> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(120), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => law(new History(bytes))));
}
