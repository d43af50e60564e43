using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Rebuilds;

namespace Freshmaker.Domain.Tests.Explaining;

public sealed class Why_something_was_not_rebuilt
{
    static readonly Reason Hotfix = Reason.Of(ReasonCode.HotfixImage, ("label", "hotfix"), ("value", "true"));
    static readonly Exclusion LeftAlone = new(Artifact.Image(Nvr.Parse("db-1-5")), Hotfix, "db-1-5");
    static readonly ArtifactQuestion Db = new(null, "db", null);

    [Fact]
    public void it_was_planned() => Of(Recorded(new([Some.Image("web")], [])), new(null, "web", null)).ShouldSatisfyAllConditions(
        a => a.Kind.ShouldBe(WhyNotKind.Planned), a => a.Builds.ShouldBe([Some.ImageKey("web")]), a => a.Reason.ShouldBe(Some.Cause));

    [Fact]
    public void the_exclusion_decided_with_its_rule_and_values() => Of(Recorded(new([Some.Image("web")], [LeftAlone])), Db).ShouldSatisfyAllConditions(
        a => a.Kind.ShouldBe(WhyNotKind.Excluded), a => a.Reason.ShouldBe(Hotfix), a => a.Excluded.ShouldHaveSingleItem().Nvr.ShouldBe("db-1-5"));

    [Theory]
    [InlineData(null, "db", null, WhyNotKind.Excluded)]
    [InlineData(ArtifactKind.Image, "db", null, WhyNotKind.Excluded)]
    [InlineData(ArtifactKind.Module, "db", null, WhyNotKind.NotInAnswer)]
    [InlineData(null, null, "db-1-5", WhyNotKind.Excluded)]
    [InlineData(null, "db", "db-1-5", WhyNotKind.Excluded)]
    [InlineData(null, "d", "db-1-5", WhyNotKind.NotInAnswer)]
    [InlineData(null, null, "db-1-4", WhyNotKind.NotInAnswer)]
    [InlineData(null, "d", null, WhyNotKind.NotInAnswer)]
    public void it_is_named_by_kind_and_name_or_by_a_build(ArtifactKind? kind, string? name, string? nvr, WhyNotKind expected) =>
        Of(Recorded(new([Some.Image("web")], [LeftAlone])), new(kind, name, nvr)).Kind.ShouldBe(expected);

    [Fact]
    public void of_another_build_of_the_same_name_more_is_said()
    {
        Of(Recorded(new([Some.Image("web")], [LeftAlone])), new(null, null, "db-1-4")).OtherExcluded.ShouldHaveSingleItem().Nvr.ShouldBe("db-1-5");
        Of(Recorded(new([Some.Image("web")], [LeftAlone])), new(null, null, "web-1-4")).OtherBuilds.ShouldBe([Some.ImageKey("web")]);
    }

    [Fact]
    public void it_was_never_considered()
    {
        var remark = Reason.Of(ReasonCode.AdvisoryWithoutRpms, ("advisory", "RHSA-1"));
        Of(Recorded(new Plan([Some.Image("web")], []) with { Remarks = [remark] }), Db).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(WhyNotKind.NotInAnswer), a => a.Remarks.ShouldBe([remark]));
        Of(Recorded(new([Some.Image("web")], [])).Append(new RebuildCompleted(Reason.Of(ReasonCode.AllRebuilt, ("total", "1")), 1, 0, 0)), Db).Reason.ShouldBeNull("that is of others");
        Of(Recorded(Plan.Empty), Db).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(WhyNotKind.NotInAnswer), a => a.Reason!.Code.ShouldBe(ReasonCode.NothingToRebuild));
    }

    [Fact]
    public void a_handler_failed_so_it_is_not_known()
    {
        var history = Spec.OpenedWith("H").Concat(Spec.Opened("H").RecordHandlerCrash("H", "index out of range").Events);
        Of(history, Db).ShouldSatisfyAllConditions(a => a.Kind.ShouldBe(WhyNotKind.HandlerFailed), a => a.Reason!.Code.ShouldBe(ReasonCode.HandlerCrashed));
    }

    [Fact]
    public void the_plan_is_not_complete_yet_or_never_was()
    {
        Of(Spec.OpenedWith("H"), Db).Kind.ShouldBe(WhyNotKind.NotPlannedYet);
        Of(Spec.OpenedWith("H").Concat(Spec.Opened("H").RecordHandlerFault("H", 1, Some.Fault, RetryBudget.Default, Some.Now, 0).Events), Db).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(WhyNotKind.NotPlannedYet), a => a.Reason!.Code.ShouldBe(ReasonCode.OutsideUnavailable));
        Of(Spec.OpenedWith("H").Concat(Spec.Opened("H").RequestCancel("dana", "wrong").Events), Db).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(WhyNotKind.EndedBefore), a => a.Reason!.Code.ShouldBe(ReasonCode.CancelRequested));
    }

    [Fact]
    public void no_handler_was_asked()
    {
        Of(Receiving.Open(Some.Message(), Some.Trigger, [], CascadePosition.First(Spec.Id)).Events, Db).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(WhyNotKind.NoHandler), a => a.Reason!.Code.ShouldBe(ReasonCode.NoHandler));
        Of(Receiving.OpenAlreadyHandled(Some.Message(), Some.Trigger, CascadePosition.First(Spec.Id), "fact", "rebuild-1").Events, Db).ShouldSatisfyAllConditions(
            a => a.Kind.ShouldBe(WhyNotKind.NoHandler), a => a.Reason!.Code.ShouldBe(ReasonCode.AlreadyHandled));
    }

    static WhyNotAnswer Of(IEnumerable<IRebuildEvent> history, ArtifactQuestion question) => WhyNot.Of([.. history], question);

    static IEnumerable<IRebuildEvent> Recorded(Plan plan) =>
        Spec.OpenedWith("H").Concat(Spec.Opened("H").RecordPlan("H", plan, Some.AllowAll, Some.NothingVisited).Events);
}
