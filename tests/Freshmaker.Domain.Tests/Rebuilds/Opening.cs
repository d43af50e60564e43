using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Opening
{
    static readonly BusMessage Message = Some.Message("""{"a": 1}""");
    static readonly string Hash = Receiving.HashOf("""{"a": 1}""");
    static readonly CascadePosition First = CascadePosition.First(Spec.Id);

    static readonly MessageReceived Received = new(Some.MessageId, Message.Topic, Some.NoHeaders, """{"a": 1}""", Hash, Some.Now.AddSeconds(-1), Some.Now);

    [Fact]
    public void keeps_the_message_and_what_it_means()
    {
        var opened = Receiving.Open(Message, Some.Trigger, ["B", "A"], First).Then(Received, new TriggerRecognized(Some.Trigger, ["B", "A"], First)).After;

        opened.Id.ShouldBe(Spec.Id);
        opened.State.ShouldBe(RebuildState.Initialized);
        opened.MessageId.ShouldBe(Some.MessageId);
    }

    [Fact]
    public void asks_its_handlers_in_their_configured_order() => Spec.Opened("B", "C", "A").ShouldOwe(
        new PlanWithHandler(Spec.Id, "B", 1, null),
        new PlanWithHandler(Spec.Id, "C", 1, null),
        new PlanWithHandler(Spec.Id, "A", 1, null));

    [Fact]
    public void without_a_handler_is_skipped_at_once()
    {
        var opened = Receiving.Open(Message, Some.Trigger, [], First).Then(
            Received, new TriggerRecognized(Some.Trigger, [], First), new RebuildSkipped(Reason.Of(ReasonCode.NoHandler, ("trigger", "RpmSpecChanged")))).After;

        opened.State.ShouldBe(RebuildState.Skipped);
        RebuildProcess.Next(opened).ShouldBeEmpty();
    }

    [Fact] // configured twice; folding it once threw
    public void asks_a_handler_that_is_named_twice_once() =>
        RebuildProcess.Next(Spec.Opened("A", "B", "A")).OfType<PlanWithHandler>().Select(w => w.Handler).ShouldBe(["A", "B"]);

    [Fact]
    public void what_another_message_said_before_is_skipped_with_that_rebuild()
    {
        var opened = Receiving.OpenAlreadyHandled(Message, Some.Trigger, First, "libcapsule/f41?#9a", "rebuild-1").Then(
            Received, new TriggerRecognized(Some.Trigger, [], First),
            new RebuildSkipped(Reason.Of(ReasonCode.AlreadyHandled, ("key", "libcapsule/f41?#9a"), ("rebuild", "rebuild-1")))).After;

        opened.State.ShouldBe(RebuildState.Skipped);
    }

    [Fact]
    public void a_cascade_is_walked_in_both_directions()
    {
        var first = CascadePosition.First("r1", "module/a/1");
        var third = first.After("r1", "module/b/1").After("r2", "module/c/1");

        first.CausedByRebuild.ShouldBeNull();
        third.Root.ShouldBe("r1");
        third.CausedByRebuild.ShouldBe("r2");
        third.CausedByBuild.ShouldBe("module/c/1");
        third.Lineage.ShouldBe(["module/a/1", "module/b/1", "module/c/1"]);
    }

    [Fact]
    public void the_same_body_again_changes_nothing() =>
        Spec.Given(Received).When(r => r.Compare(Some.MessageId, """{"a": 1}""", Some.Now)).ThenNothing();

    [Fact]
    public void another_body_under_the_same_id_is_recorded_once_and_the_first_one_stays()
    {
        var other = """{"a": 2}""";
        var after = Spec.Given(Received).When(r => r.Compare(Some.MessageId, other, Some.Now))
            .Then(new MessageConflictRecorded(Some.MessageId, Receiving.HashOf(other), other, Some.Now)).After;

        after.BodyHash.ShouldBe(Hash);
        after.When(r => r.Compare(Some.MessageId, other, Some.Now)).ThenNothing();
        after.When(r => r.Compare(Some.MessageId, """{"a": 3}""", Some.Now)).ThenInShort("MessageConflictRecorded");
    }

    [Fact]
    public void a_conflict_is_recorded_also_when_the_rebuild_is_over()
    {
        var over = Receiving.Open(Message, Some.Trigger, [], First).After;

        var after = over.When(r => r.Compare(Some.MessageId, "{}", Some.Now)).ThenInShort("MessageConflictRecorded").After;

        after.State.ShouldBe(RebuildState.Skipped);
        after.When(r => r.Compare(Some.MessageId, "{}", Some.Now)).ThenNothing();
    }

    [Fact]
    public void a_body_is_known_by_its_SHA256() => Receiving.HashOf("abc").ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
