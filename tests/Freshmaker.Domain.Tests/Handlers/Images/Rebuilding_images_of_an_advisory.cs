using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Planning.Images;
using Freshmaker.Domain.Tests.Policies;

namespace Freshmaker.Domain.Tests.Handlers.Images;

/// <summary>behaviour.md §3.1, D20 to D22.</summary>
public sealed class Rebuilding_images_of_an_advisory
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_shipped_advisory_is_planned_with_few_calls()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Chain("db-2-7*", "rt-1-4", "base-8-10").Koji("rt-1-4", b => b with { Composes = [11] }));

        var plan = await Shipped(ports);

        plan.Levels().ShouldBe("base-8-10 | rt-1-4 | db-2-7 web-1-5");
        string.Join('\n', ports.Calls).ShouldBe("""
            errata advisory 140221
            errata content 140221
            pulp repo-8
            earlier advisory 140221
            catalogue repositories True 3
            catalogue containing zlib of cs,repo-8 in r/base,r/db,r/rt,r/web as latest True
            koji builds db-2-7,web-1-5
            catalogue images rt-1-4 with zlib
            koji builds rt-1-4
            catalogue images base-8-10 with zlib
            koji builds base-8-10
            catalogue published base,rt
            odcs 11
            catalogue repositories False 0
            catalogue containing zlib of any in r/base,r/db,r/rt,r/web as latest False
            """);
    }

    [Fact]
    public async Task the_plan_says_for_which_advisory_it_is_also_when_nothing_was_looked_at()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*"));
        (await Shipped(ports)).Advisory.ShouldBeEquivalentTo(new PlannedAdvisory(140221, "RHSA-2031:0042", ["CVE-2031-1001"]));

        ports.Advisory = ports.Advisory! with { ContentTypes = ["docker"] };
        var plan = await Shipped(ports);
        plan.Builds.ShouldBeEmpty();
        plan.Advisory!.Cves.ShouldBe(["CVE-2031-1001"]);

        ports.Advisory = null;
        (await Shipped(ports)).Advisory.ShouldBeNull();
    }

    [Fact]
    public async Task the_number_of_calls_depends_on_the_depth_not_on_the_number_of_images()
    {
        var few = new PortsInMemory(Shapes.Layered5(10));
        var many = new PortsInMemory(Shapes.Layered5(1000));

        (await Shipped(few)).Builds.Count.ShouldBe(14);
        (await Shipped(many)).Builds.Count.ShouldBe(1126);

        few.Calls.Count.ShouldBeLessThanOrEqualTo(18);
        many.Calls.Count.ShouldBeLessThanOrEqualTo(few.Calls.Count);
        many.Calls.Count.ShouldBe(13); // 0.01 for each planned image; two of them, however many there are, for what else contains the RPMs
    }

    [Fact]
    public async Task the_plan_is_that_of_the_planner()
    {
        var shelf = Shapes.Layered5(1000);

        var plan = (await Shipped(new(shelf))).ShouldBeSound();

        Shapes.Check(PlanGraph.Levels(plan.Builds)).ShouldBe("3a911e09542f8e63");
    }

    [Fact]
    public async Task what_only_modules_and_no_RPMs_hold_is_accepted()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*"));
        ports.Advisory = ports.Advisory! with { ContentTypes = ["module"] };

        (await Shipped(ports)).Levels().ShouldBe("web-1-5");
    }

    [Fact]
    public async Task other_content_is_remarked_on_before_anything_else_is_asked()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*"));
        ports.Advisory = ports.Advisory! with { ContentTypes = ["docker"] };

        var plan = await Shipped(ports);

        plan.Builds.ShouldBeEmpty();
        plan.Remarks.ShouldHaveSingleItem().ToString().ShouldBe("RHSA-2031:0042 ships docker, neither RPMs nor modules.");
        ports.Calls.ShouldBe(["errata advisory 140221"]);
    }

    [Fact]
    public async Task what_policy_denies_altogether_is_asked_no_more_about()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*")) { DeniesAll = Reason.Of(ReasonCode.DeniedByPolicy, ("rule", "r"), ("values", "v")) };

        (await Shipped(ports)).Remarks.ShouldBe([ports.DeniesAll]);
        ports.Calls.Count.ShouldBe(1);
        ports.Facts.ShouldBe(new("ImagesOnAdvisoryShipped", ports.Advisory, Manual: false, DryRun: false));
    }

    [Fact] // the tool can be behind its own message (T7)
    public async Task an_advisory_that_we_were_told_is_shipped_is_shipped_for_policy_too()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*"));
        ports.Advisory = ports.Advisory! with { State = "PUSH_READY" };
        ports.Policies = new ImagePolicies(Rules.Of(Rules.OnImages("""{"advisory_state":"SHIPPED_LIVE"}""")));

        (await Shipped(ports)).Levels().ShouldBe("web-1-5");
        (await Requested(ports)).Remarks.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DeniedByPolicy);
    }

    [Theory] // of several repositories that an image counts in, any may match; the existing system looks at one
    [InlineData("normal", "r/web-lts$", "")]
    [InlineData("normal", "r/staging$", "web-1-5")] // it is not published there
    [InlineData("compatible", "r/web-lts$", "web-1-5")]
    [InlineData("compatible", "r/web$", "")]
    public async Task policy_is_asked_with_all_repositories_that_an_image_is_published_in(string mode, string blocked, string expected)
    {
        var shelf = new Shelf().Affected("web-1-5", but: i => i with
        {
            Places = [.. i.Places, new(Shelf.Registry, "r/web-lts", Published: true, ["older"]), new(Shelf.Registry, "r/staging", Published: false, ["latest"])],
        });
        var ports = new PortsInMemory(shelf)
        {
            Policies = new ImagePolicies(Rules.Of(Rules.OnImages("""{"advisory_name":"RHSA"}""", $$"""{"image_published_repo":"{{blocked}}"}""", mode))),
        };

        (await Shipped(ports)).Levels().ShouldBe(expected);
    }

    [Fact]
    public async Task an_advisory_that_nobody_knows_fails_the_plan()
    {
        var plan = await new ImagesOnAdvisoryShipped(new PortsInMemory(new()).Sources).PlanAsync(new(7), Ct);

        plan.Failure!.ToString().ShouldBe("The Errata Tool knows no advisory 7.");
    }

    [Fact]
    public async Task the_RPMs_that_the_CVEs_name_count_else_all()
    {
        var shelf = new Shelf().Affected("web-1-5", but: i => i with { Rpms = Shelf.Rpms("zlib-devel-1.2-3.el8") });
        var ports = new PortsInMemory(shelf);

        (await Shipped(ports)).Builds.ShouldBeEmpty();
        ports.Content = ports.Content with { AffectedRpms = [] };
        (await Shipped(ports)).Of("web-1-5").Recipe().MustContain.ShouldBe(["zlib-devel-1.2-4.el8"]);
    }

    [Fact]
    public async Task an_advisory_without_usable_RPMs_is_remarked_on()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*")) { Content = new([], ["zlib", "a-b"], [], ["repo-8"]) };

        var plan = await Shipped(ports);

        plan.Builds.ShouldBeEmpty();
        plan.Remarks.Select(r => r.ToString()).ShouldBe([
            "RHSA-2031:0042 names no RPMs.",
            "The RPM of the advisory 'zlib' is not a name-version-release and was left out.",
            "The RPM of the advisory 'a-b' is not a name-version-release and was left out."]);
    }

    [Fact]
    public async Task usable_RPMs_are_used_and_the_others_remarked_on()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*")) { Content = new([], ["zlib", Shelf.FixedZlib], [], ["repo-8"]) };

        var plan = await Shipped(ports);

        plan.Levels().ShouldBe("web-1-5");
        plan.Remarks.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.NotAnNvr);
    }

    [Fact]
    public async Task an_advisory_that_goes_nowhere_is_remarked_on()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*"));
        ports.Content = ports.Content with { PulpRepositories = [] };

        (await Shipped(ports)).Remarks.ShouldHaveSingleItem().ToString().ShouldBe("RHSA-2031:0042 goes to no Pulp repository.");
    }

    [Fact] // images can declare repositories instead of content sets
    public async Task a_repository_counts_as_a_content_set_too()
    {
        var ports = new PortsInMemory(new Shelf().Affected("web-1-5", but: i => i with { ContentSets = ["repo-8"] }));
        ports.ContentSets.Clear();

        (await Shipped(ports)).Levels().ShouldBe("web-1-5");
    }

    [Fact]
    public async Task when_policy_lets_unpublished_images_pass_all_repositories_are_asked()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*").Repository("r/web", ["latest"], "Deprecated")) { RequiresPublished = false };

        (await Shipped(ports)).Levels().ShouldBe("web-1-5");
        ports.CallsOf("catalogue repositories").ShouldBe("catalogue repositories False 0");
        ports.RequiresPublished = true;
        (await Shipped(ports)).Builds.ShouldBeEmpty();
    }

    [Fact]
    public async Task repositories_that_count_although_they_are_not_published_are_asked_one_by_one()
    {
        var shelf = new Shelf().Chain("web-1-5*").Repository("r/web", ["latest"], "Deprecated").With(new() { UnpublishedExceptions = [(Shelf.Registry, "r/web")] });

        (await Shipped(new(shelf))).Levels().ShouldBe("web-1-5");
    }

    [Fact]
    public async Task without_a_repository_whose_owner_wants_rebuilds_images_are_asked_for_only_to_be_told_why()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*").Repository("r/web", [], "Generally Available"));

        var plan = await Shipped(ports);

        plan.Builds.ShouldBeEmpty();
        plan.WhyNot("web-1-5").ToString().ShouldBe("It carries no tag that its owner wants rebuilt (in r/web it has latest, wanted are none).");
        ports.CallsOf("catalogue containing").ShouldBe("catalogue containing zlib of any in r/web as latest False");
    }

    [Fact]
    public async Task composes_and_manifests_are_asked_of_what_is_rebuilt_only()
    {
        var shelf = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Image("rt-1-4", "base-8-10", i => i with { Places = [] }).Koji("web-1-5", b => b with { Composes = [11] })
            .Image("base-8-10", but: i => i with { Rpms = [] }).Koji("base-8-10", b => b with { Composes = [12] });
        shelf.Composes[11] = new(11, ComposeState.Done, null, "pulp", "cs", null);
        shelf.Manifests["rt-1-4"] = shelf.Images["rt-1-4"] with { Rpms = [Shelf.Rpm(Shelf.OldZlib, Shelf.OldZlib)] };
        var ports = new PortsInMemory(shelf);

        var plan = await Shipped(ports);

        plan.Of("web-1-5").Prerequisites.ShouldBe([new EarlierCompose(11)]);
        plan.Of("rt-1-4").Prerequisites.OfType<NewCompose>().Select(c => c.Request.Kind).ShouldBe([ComposeKind.Pulp, ComposeKind.Build]);
        ports.CallsOf("odcs").ShouldBe("odcs 11");
        ports.Calls.ShouldContain("catalogue images rt-1-4 with all RPMs");
    }

    [Fact]
    public async Task a_compose_that_ODCS_cannot_tell_of_is_made_up_for_and_the_others_are_used()
    {
        var shelf = new Shelf().Chain("web-1-5*").Chain("db-2-7*").Koji("web-1-5", b => b with { Composes = [11] }).Koji("db-2-7", b => b with { Composes = [12] });
        foreach (var id in (long[])[11, 12])
            shelf.Composes[id] = new(id, ComposeState.Done, null, "pulp", "cs", null);
        var ports = new PortsInMemory(shelf) { OddComposes = { [11] = new("ODCS", "GET composes/11", "HTTP 500: oops") } };

        var plan = await Shipped(ports);

        plan.Of("web-1-5").Prerequisites.ShouldHaveSingleItem().ShouldBeOfType<NewCompose>().Request.Source.ShouldBe("cs");
        plan.Of("web-1-5").Warnings.ShouldHaveSingleItem().ToString()
            .ShouldBe("Compose 11 of the original build is unreadable (ODCS at GET composes/11: HTTP 500: oops) and is not used again.");
        plan.Of("db-2-7").Prerequisites.ShouldBe([new EarlierCompose(12)]);
        plan.Of("db-2-7").Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task ODCS_being_away_is_a_fault_of_the_plan()
    {
        var away = new OutsideFault("ODCS", "GET composes/11", "HTTP 503");
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*").Koji("web-1-5", b => b with { Composes = [11] })) { FaultOfComposes = away };

        (await Should.ThrowAsync<OutsideFault>(() => Shipped(ports))).ShouldBe(away);
    }

    [Fact]
    public async Task published_fixes_are_found()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").PublishedBuild("rt-1-9"));

        (await Shipped(ports)).Parents().ShouldBe("web-1-5→rt-1-9");
    }

    [Fact]
    public async Task a_newer_base_image_is_found_with_its_build()
    {
        var shelf = new Shelf().Chain("web-1-5*", "base-8-10").PublishedBuild("base-8-11", Shelf.OldZlib).Koji("base-8-11")
            .With(new() { UpdateBaseImages = true });

        (await Shipped(new(shelf))).Levels().ShouldBe("base-8-11 | web-1-5");
    }

    [Fact]
    public async Task the_repositories_of_an_unpublished_rebuild_are_those_of_its_original()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "rt-1-4.1760000000.1770000000", "base-8-10").Chain("db-2-7*", "rt-1-3", "base-8-10")
            .Image("rt-1-4.1760000000.1770000000", "base-8-10", i => i with { Places = [] }).Image("rt-1-4", "base-8-10"));

        (await Shipped(ports)).Levels().ShouldBe("base-8-10 | rt-1-4.1760000000.1770000000 | db-2-7 web-1-5");
    }

    // ---- what was built before

    [Fact]
    public async Task what_an_earlier_rebuild_of_the_advisory_built_is_skipped()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "base-8-10").Chain("db-2-7*", "base-8-10").Image("base-8-10", but: i => i with { Rpms = [] }))
        {
            RebuiltBefore = { new("web-1-5", "web-1-5.1770000000", DirectlyAffected: true), new("db-2-7", "db-2-7.1770000000", DirectlyAffected: false) },
        };

        var plan = await Shipped(ports);
        plan.Levels().ShouldBe("db-2-7");
        plan.WhyNot("web-1-5").ToString().ShouldBe("It was rebuilt before, as web-1-5.1770000000.");

        (await Requested(ports, skipRebuilt: false)).Levels().ShouldBe("db-2-7 web-1-5");
        (await Requested(ports, leaves: ["web-1-5"])).Levels().ShouldBe("web-1-5");
    }

    [Fact]
    public async Task a_rebuild_that_continues_another_builds_on_what_that_built()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10"))
        {
            RebuiltBefore = { new("rt-1-4", "rt-1-4.1770000000", DirectlyAffected: false) },
        };

        (await Requested(ports, continues: 7)).Parents().ShouldBe("web-1-5→rt-1-4.1770000000");
        ports.Calls.ShouldContain("earlier rebuild 7");
        ports.Facts.ShouldBe(new("ImagesOnAdvisoryRequest", ports.Advisory, Manual: true, DryRun: true));
    }

    [Fact]
    public async Task to_continue_a_rebuild_that_does_not_exist_fails_the_plan_and_names_it() =>
        (await Requested(new(new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10")), continues: PortsInMemory.UnknownRebuild)).Failure!.ToString()
            .ShouldBe("It was to continue rebuild 404, and there is none of that number.");

    // ---- before it is shipped

    [Fact]
    public async Task the_RPMs_of_an_advisory_that_is_not_shipped_are_composed()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*")) { Tags = { ["zlib-1.2-4.el8"] = [new("rhel-8-candidate", "zlib-1.2-4.el8")] } };
        ports.Advisory = ports.Advisory! with { State = "QE" };

        (await Requested(ports)).Of("web-1-5").Prerequisites.OfType<NewCompose>().Select(c => c.Request.Source).ShouldBe(["cs", "rhel-8-candidate"]);
        (await Shipped(ports)).Of("web-1-5").Prerequisites.OfType<NewCompose>().Select(c => c.Request.Source).ShouldBe(["cs"]); // we were told that it is
        ports.Tags.Clear();
        (await Requested(ports)).WhyNot("web-1-5").Code.ShouldBe(ReasonCode.AdvisoryInNoCandidateTag);
    }

    // ---- bounds

    [Fact]
    public async Task too_many_images_fail_the_plan()
    {
        var plan = await Shipped(new(Shapes.Layered5(100).With(new() { MaxImages = 99 })));

        plan.Failure!.ToString().ShouldBe("There are more than 99 images to consider.");
        plan.Builds.ShouldBeEmpty();
    }

    [Fact]
    public async Task images_that_are_stacked_too_high_fail_the_plan()
    {
        var shelf = new Shelf().Chain([.. Enumerable.Range(0, 12).Select(i => i == 0 ? "web-1-5*" : $"i{i}-1-1")]);

        (await Shipped(new(shelf.With(new() { MaxLevels = 11 })))).Failure!.ToString().ShouldBe("There are more than 11 levels of images built on one another to consider.");
        (await Shipped(new(shelf.With(new() { MaxLevels = 12 })))).Builds.Count.ShouldBe(12);
    }

    [Fact]
    public async Task a_circle_of_parents_comes_to_an_end()
    {
        var plan = await Shipped(new(new Shelf().Affected("web-1-5", "rt-1-4").Image("rt-1-4", "mid-1-1").Image("mid-1-1", "rt-1-4").Affected("db-2-7", "no nvr")));

        plan.Levels().ShouldBe("db-2-7");
        plan.LeftAlone().ShouldBe("mid-1-1:DependencyCycle rt-1-4:DependencyCycle web-1-5:ParentNotBuildable");
    }

    [Fact]
    public async Task a_system_that_does_not_answer_is_not_hidden() => await Should.ThrowAsync<OutsideFault>(
        () => Shipped(new(new()) { Fault = new OutsideFault("Errata Tool", "GET erratum/140221", "503") }));

    internal static Task<Plan> Shipped(PortsInMemory ports) => new ImagesOnAdvisoryShipped(ports.Sources).PlanAsync(new(PortsInMemory.AdvisoryId), Ct);

    internal static Task<Plan> Requested(PortsInMemory ports, string[]? leaves = null, long? continues = null, bool skipRebuilt = true) => new ImagesOnAdvisoryRequest(ports.Sources)
        .PlanAsync(new("manual_1", PortsInMemory.AdvisoryId, leaves ?? [], continues, skipRebuilt, DryRun: true, "dana"), Ct);
}
