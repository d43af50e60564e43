using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Planning.Images;
using Freshmaker.Domain.Tests.Policies;

namespace Freshmaker.Domain.Tests.Handlers.Images;

/// <summary>behaviour.md §3.4, D18.</summary>
public sealed class Rebuilding_requested_images
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_newest_published_build_of_the_branch_is_rebuilt()
    {
        var shelf = new Shelf().Image("web-1-10", "rt-1-4").Image("web-1-9", "rt-1-4").Image("web-1-8", "rt-1-4").Image("rt-1-4")
            .Image("web-1-12", "rt-1-4", i => i with { Places = [.. i.Places.Select(p => p with { Published = false })] });
        foreach (var nvr in shelf.Builds.Keys.ToList())
            shelf.Koji(nvr, b => b with { GitBranch = nvr == "web-1-10" ? "other" : "main" });

        var plan = await Requested(new(shelf), ["web"]);

        plan.Levels().ShouldBe("web-1-9");
        plan.Parents().ShouldBe("web-1-9→rt-1-4");
        plan.Of("web-1-9").Warnings.ShouldBeEmpty();
        plan.Of("web-1-9").Cause.ToString().ShouldBe("dana requested web of branch main.");
    }

    [Fact] // it may be of the branch, and an older one would lack what it has
    public async Task the_newest_build_that_Koji_cannot_read_is_not_replaced_by_an_older_one()
    {
        var shelf = new Shelf().Image("web-1-10", "rt-1-4").Image("web-1-9", "rt-1-4").Image("rt-1-4");
        foreach (var nvr in shelf.Builds.Keys.ToList())
            shelf.Koji(nvr, b => nvr == "web-1-10" ? new(b.Nvr, 0) { Problem = "getBuild(web-1-10): fault 1000: broken" } : b with { GitBranch = "main" });

        var plan = await Requested(new(shelf), ["web"]);

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.Single(x => x.Nvr == "web-1-10").Reason.ToString().ShouldEndWith("getBuild(web-1-10): fault 1000: broken");
    }

    [Fact]
    public async Task several_are_rebuilt_in_order_with_what_lies_between()
    {
        var ports = new PortsInMemory(OfMain("c-1-1 b-1-1 a-1-1 base-1-1"));

        var plan = await Requested(ports, ["c", "a", "a"]);

        plan.Levels().ShouldBe("a-1-1 | b-1-1 | c-1-1");
        ports.Calls.Count.ShouldBe(4);
    }

    [Fact]
    public async Task what_was_never_built_from_the_branch_fails_the_plan()
    {
        var plan = await Requested(new(OfMain("c-1-1 a-1-1")), ["c", "x", "d"]);

        plan.Failure!.ToString().ShouldBe("No published build was made from branch main of d, x.");
        (await Requested(new(OfMain("c-1-1")), [])).Failure!.Code.ShouldBe(ReasonCode.NeverBuiltOnBranch);
    }

    [Fact]
    public async Task old_builds_are_looked_up_only_when_the_newest_are_of_another_branch()
    {
        var shelf = new Shelf();
        for (var release = 1; release <= 200; release++)
        {
            var isOld = release <= 3;
            shelf.Image($"web-1-{release}").Koji($"web-1-{release}", b => b with { GitBranch = isOld ? "main" : "other" });
        }

        var ports = new PortsInMemory(shelf.Image("db-1-1").Koji("db-1-1", b => b with { GitBranch = "main" }));
        (await Requested(ports, ["web", "db"])).Levels().ShouldBe("db-1-1 web-1-3");
        ports.Calls.Count(c => c.StartsWith("koji", StringComparison.Ordinal)).ShouldBe(3); // 10, 40, 160
    }

    [Fact]
    public async Task what_policy_denies_is_asked_no_more_about()
    {
        var ports = new PortsInMemory(OfMain("c-1-1")) { DeniesAll = Reason.Of(ReasonCode.DeniedByPolicy, ("rule", "r"), ("values", "v")) };

        (await Requested(ports, ["c"])).Remarks.ShouldBe([ports.DeniesAll]);
        ports.Calls.ShouldBeEmpty();
        ports.Facts.ShouldBe(new("ImagesOnRequest", null, Manual: true, DryRun: true));
    }

    [Theory]
    [InlineData("normal", """{"name":".*"}""", """{"image_name":"legacy"}""", "block:global:image decided for image_name=legacy.")]
    [InlineData("normal", """{"image_name":"web"}""", null, "allow:global:image (no match) decided for image_name=legacy.")]
    [InlineData("normal", """{"image_published_repo":"z/web"}""", null, "allow:global:image (no match) decided for image_published_repo=r/legacy.")]
    [InlineData("normal", """{"published":true,"image_name":"web","image_version":"1$","image_release":"9$","manual":true}""", null,
        "allow:global:image (no match) decided for manual=true, published=true, image_name=legacy, image_version=2, image_release=3.")]
    public async Task policy_is_asked_about_each_requested_image(string mode, string allow, string? block, string why)
    {
        var shelf = OfMain("web-1-9 base-1-1", "legacy-2-3 base-1-1");
        shelf.Images["web-1-9"] = shelf.Images["web-1-9"] with { Places = [.. shelf.Images["web-1-9"].Places, shelf.Images["web-1-9"].Places[0] with { Repository = "z/web" }] };
        var ports = new PortsInMemory(shelf)
        {
            Policies = new ImagePolicies(Rules.Of(Rules.OnImages(allow, block, mode))),
        };

        var plan = await Requested(ports, ["web", "legacy"]);

        plan.Levels().ShouldBe("web-1-9");
        plan.WhyNot("legacy-2-3").ToString().ShouldBe($"Policy denied it: {why}");
        plan.AskedPolicy.ShouldBeTrue();
    }

    [Fact]
    public async Task when_policy_denies_each_of_them_nothing_is_rebuilt_and_nothing_failed()
    {
        var ports = new PortsInMemory(OfMain("legacy-2-3 base-1-1")) { Policies = new ImagePolicies(Rules.Of(Rules.OnImages("""{"image_name":"web"}"""))) };

        var plan = await Requested(ports, ["legacy"]);

        plan.Failure.ShouldBeNull();
        plan.Builds.ShouldBeEmpty();
        plan.WhyNot("legacy-2-3").Code.ShouldBe(ReasonCode.DeniedByPolicy);
        ports.Calls.Count.ShouldBe(2, "what is denied is asked no more about");
    }

    [Fact] // behaviour.md R7
    public async Task a_denied_image_is_rebuilt_all_the_same_when_it_lies_between_others()
    {
        var ports = new PortsInMemory(OfMain("c-1-1 b-1-1 a-1-1 base-1-1")) { Policies = new ImagePolicies(Rules.Of(Rules.OnImages("""{"name":".*"}""", """{"image_name":"b"}"""))) };

        var plan = await Requested(ports, ["a", "b", "c"]);

        plan.Levels().ShouldBe("a-1-1 | b-1-1 | c-1-1");
        plan.Of("b-1-1").Cause.Code.ShouldBe(ReasonCode.BetweenRequestedImages);
        plan.LeftAlone().ShouldBe("base-1-1:NotRequested");
    }

    [Fact] // the existing system asks with what was requested alone (behaviour.md §3.4)
    public async Task in_compatible_mode_the_request_alone_is_decided_about()
    {
        var shelf = OfMain("legacy-2-3 base-1-1");
        async Task<Plan> Under(string allow) =>
            await Requested(new(shelf) { Policies = new ImagePolicies(Rules.Of(Rules.OnImages(allow, """{"image_name":"legacy"}""", "compatible"))) }, ["legacy"]);

        (await Under("""{"manual":true}""")).Levels().ShouldBe("legacy-2-3");
        (await Under("""{"manual":false}""")).Remarks.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DeniedByPolicy);
    }

    [Fact] // and no older build in its place
    public async Task a_newest_build_that_cannot_be_read_is_left_alone()
    {
        var shelf = OfMain("web-1-9 base-1-1", "web-1-10 base-1-1", "db-2-7 base-1-1");
        shelf.Images["web-1-10"] = new(shelf.Images["web-1-10"].Nvr) { Unreadable = new("Pyxis", "POST graphql/ (…)", "HTTP 200, …") };
        var ports = new PortsInMemory(shelf) { Unreadable = { new("Pyxis", "POST graphql/ (…)", "HTTP 200, data[7] is missing: null") } };

        var plan = (await Requested(ports, ["web", "db"])).ShouldBeSound();

        plan.Levels().ShouldBe("db-2-7");
        plan.WhyNot("web-1-10").Code.ShouldBe(ReasonCode.ImageUnreadable);
        plan.Remarks.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.RecordUnreadable);
    }

    [Fact]
    public async Task what_the_continued_rebuild_built_is_built_upon()
    {
        var ports = new PortsInMemory(OfMain("c-1-1 a-1-1")) { RebuiltBefore = { new("a-1-1", "a-1-1.1770000000", DirectlyAffected: false) } };

        (await Requested(ports, ["c", "a"], continues: 7)).Parents().ShouldBe("c-1-1→a-1-1.1770000000");
    }

    [Fact]
    public async Task to_continue_a_rebuild_that_does_not_exist_fails_the_plan_and_names_it()
    {
        var failure = (await Requested(new(OfMain("c-1-1 a-1-1")), ["c", "a"], continues: PortsInMemory.UnknownRebuild)).Failure!;

        failure.Code.ShouldBe(ReasonCode.UnknownRebuild);
        failure.ToString().ShouldBe("It was to continue rebuild 404, and there is none of that number.");
    }

    [Fact]
    public async Task the_requested_target_is_used()
    {
        var plan = await new ImagesOnRequest(new PortsInMemory(OfMain("c-1-1")).Sources).PlanAsync(new("async_1", "main", ["c"], "t-candidate", null, DryRun: false, null), Ct);

        plan.Of("c-1-1").Recipe().Target.ShouldBe("t-candidate");
        plan.Of("c-1-1").Cause.ToString().ShouldBe("someone requested c of branch main.");
    }

    [Fact]
    public async Task images_that_are_stacked_too_high_fail_the_plan() =>
        (await Requested(new(OfMain("c-1-1 b-1-1 a-1-1 base-1-1").With(new() { MaxLevels = 1 })), ["c", "a"])).Failure!.Code.ShouldBe(ReasonCode.PlanTooLarge);

    static Task<Plan> Requested(PortsInMemory ports, string[] images, long? continues = null) =>
        new ImagesOnRequest(ports.Sources).PlanAsync(new("async_1", "main", images, null, continues, DryRun: true, "dana"), Ct);

    static Shelf OfMain(params string[] chains)
    {
        var shelf = new Shelf();
        foreach (var chain in chains)
            shelf.Chain(chain.Split(' '));
        foreach (var nvr in shelf.Builds.Keys.ToList())
            shelf.Koji(nvr, b => b with { GitBranch = "main" });
        return shelf;
    }
}
