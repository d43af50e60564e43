using Freshmaker.Domain.Explaining;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Rebuilds;

namespace Freshmaker.Domain.Tests.Explaining;

public sealed class Why_a_build_is_there
{
    static readonly string Web = Some.ImageKey("web"), Shop = Some.ImageKey("shop"), Base = Some.ImageKey("base");

    [Fact]
    public void is_its_plan_its_rule_its_trigger_and_its_message()
    {
        var rebuild = Spec.PlannedNow(Some.Image("web"));

        var why = Why.Of([rebuild], Web);

        why.IsComplete.ShouldBeTrue();
        why.Steps.Select(s => s.Kind).ShouldBe([WhyKind.Planned, WhyKind.Allowed, WhyKind.Trigger, WhyKind.Message]);
        why.Steps.ShouldAllBe(s => s.Rebuild == rebuild.Id);
        why.Steps[0].ShouldSatisfyAllConditions(s => s.Build.ShouldBe(Web), s => s.Handler.ShouldBe("H"), s => s.Reason.ShouldBe(Some.Cause));
        why.Steps[1].Reason!.Code.ShouldBe(ReasonCode.AllowedByPolicy);
        why.Steps[2].Trigger.ShouldBe(Some.Trigger);
        why.Steps[3].MessageId.ShouldBe(Some.MessageId);
    }

    [Fact]
    public void is_what_it_is_built_on_with_the_builds_and_packages_that_change()
    {
        var rebuild = Spec.PlannedNow(Affected("base"), Affected("web", "base"), Affected("shop", "web", "base")).Tasked("base", 1).Built("base", 1).After;

        var steps = Why.Of([rebuild], Shop).Steps;
        var needs = steps.Where(s => s.Kind == WhyKind.Needs).ToList();

        steps.Where(s => s.Kind == WhyKind.Planned).Select(s => s.Build).ShouldBe([Shop, Base, Web]);
        needs.Select(s => (s.Build, s.Other)).ShouldBe([(Shop, Base), (Shop, Web), (Web, Base)], "the nearest first, each build once");
        needs[0].ShouldSatisfyAllConditions(
            s => s.From.ShouldBe("base-1-5"), s => s.To.ShouldBe(rebuild.Image("base").Nvr),
            s => s.Packages.ShouldBe([new PackageChange("openssl", "openssl-3.0-1.el9", "openssl-3.0-4.el9")]));
        needs[1].To.ShouldBe(rebuild.Image("web").Nvr, "the name of the attempt under way");
    }

    [Fact]
    public void of_an_ancestor_is_the_image_for_whose_sake_it_is_rebuilt()
    {
        var forWeb = Some.Image("base") with
        {
            Cause = Reason.Of(ReasonCode.AncestorOfAffectedImage, ("image", "web-1-5"), ("installed", "openssl-3.0-1.el9"), ("fix", "RHSA-1"), ("needed", "openssl-3.0-4.el9")),
        };
        var steps = Why.Of([Spec.PlannedNow(forWeb, Affected("web", "base"))], Base).Steps;

        steps.Where(s => s.Kind == WhyKind.Planned).Select(s => s.Build).ShouldBe([Base, Web]);
    }

    [Fact]
    public void goes_back_through_the_rebuilds_before_to_the_first_message()
    {
        var first = Spec.Planned(Some.Module("lib")).Started("lib", 7).Ready("lib", 7);
        var message = Some.Message(id: "second");
        var second = Receiving.Open(message, new ModuleReady("lib", "1", 7, null, null, null), ["H"], first.Cascade.After(first.Id, Some.Key("lib"))).After.Plan("H", Some.Module("web"));

        var why = Why.Of([first, second], Some.Key("web"));

        why.Steps.Select(s => (s.Kind, s.Rebuild)).ShouldBe(
        [
            (WhyKind.Planned, second.Id), (WhyKind.Allowed, second.Id), (WhyKind.Trigger, second.Id), (WhyKind.EarlierBuild, second.Id),
            (WhyKind.Planned, first.Id), (WhyKind.Allowed, first.Id), (WhyKind.Trigger, first.Id), (WhyKind.Message, first.Id),
        ]);
        why.Steps[3].ShouldSatisfyAllConditions(s => s.CausedByRebuild.ShouldBe(first.Id), s => s.Other.ShouldBe(Some.Key("lib")));
        why.Steps[4].Build.ShouldBe(Some.Key("lib"));
        why.IsComplete.ShouldBeTrue();
        Why.Of([second], Some.Key("web")).IsComplete.ShouldBeFalse("what came before is missing");
    }

    [Fact]
    public void is_the_person_who_asked()
    {
        var asked = Receiving.Open(Some.Message(), new AdvisoryRebuildRequested("r", 4711, [], null, false, false, "dana"), ["H"], CascadePosition.First(Spec.Id)).After
            .Plan("H", Some.Image("web"));

        Why.Of([asked], Web).Steps[^1].ShouldSatisfyAllConditions(s => s.Kind.ShouldBe(WhyKind.Person), s => s.Person.ShouldBe("dana"));
    }

    [Fact]
    public void is_cut_where_it_is_too_long_but_ends_at_the_root()
    {
        var rebuild = Spec.PlannedNow([.. Enumerable.Range(0, 300).Select(i => i == 0 ? Some.Image("i0") : Some.Image($"i{i}", $"i{i - 1}"))]);

        var why = Why.Of([rebuild], Some.ImageKey("i299"));

        why.IsComplete.ShouldBeFalse();
        why.Steps.Count.ShouldBe(Why.MaxSteps + 2);
        why.Steps[^1].Kind.ShouldBe(WhyKind.Message);
    }

    [Fact]
    public void is_nothing_for_what_is_not_there()
    {
        Why.Of([Spec.PlannedNow(Some.Image("web"))], Shop).Steps.ShouldBeEmpty();
        Why.Of([], Shop).Steps.ShouldBeEmpty();
    }

    static PlannedBuild Affected(string name, params string[] parents) => Some.Image(name, parents) with
    {
        Cause = Reason.Of(ReasonCode.ContainsAffectedRpm, ("installed", "openssl-3.0-1.el9"), ("fix", "RHSA-1"), ("needed", "openssl-3.0-4.el9")),
    };
}
