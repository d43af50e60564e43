using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Policies;

public sealed class Deciding_by_policy
{
    static readonly Artifact Webstack = Artifact.Module("webstack", "4");

    [Fact]
    public void nothing_is_allowed_until_configured()
    {
        foreach (var policy in new[] { Policy.DenyAll, Rules.Of("{}"), Rules.Of("""{"block":[{"name":"x"}]}""") })
            policy.Decide(Webstack).ToString().ShouldBe("Denied by allow (no rule is configured) for handler=H, kind=module");
    }

    [Fact]
    public void a_rule_that_matches_allows_and_is_named_with_what_it_looked_at() =>
        Rules.Of("""{"name":"other"},{"name":"webstack","kind":"module"},{"branch":"4"}""", "").Decide(Webstack).ToString()
            .ShouldBe("Allowed by allow:1 for kind=module, name=webstack");

    [Fact]
    public void without_a_rule_that_matches_it_is_denied_with_all_that_they_looked_at() =>
        Rules.Of("""{"name":"other"},{"name":"web","advisory_name":"RHSA"}""", "").Decide(Webstack).ToString()
            .ShouldBe("Denied by allow (no match) for advisory_name=(none), name=webstack");

    [Fact]
    public void a_block_rule_wins_and_is_named() =>
        Rules.Of("""{"name":".*"}""", """{"name":"x"},{"branch":"4"}""").Decide(Webstack).ToString().ShouldBe("Denied by block:1 for branch=4");

    [Fact]
    public void the_smallest_rule_that_decided_is_named() =>
        Rules.Of("""{"name":".*"}""", """{"any":[{"name":"x"},{"any":[{"branch":"3"},{"all":[{"branch":"4"},{"name":"web"}]}]}]}""").Decide(Webstack).ToString()
            .ShouldBe("Denied by block:0:any:1:any:1:all for name=webstack, branch=4");

    [Fact]
    public void what_is_not_known_yet_is_not_shown() =>
        Rules.Of(Rules.OnImages("""{"advisory_name":"RHSA","image_name":"web"}""")).Decide("H", ArtifactKind.Image, Advisories.A).Saw.ShouldBe("advisory_name=RHSA-2031:0042");

    [Fact]
    public void a_long_value_is_shown_in_part() =>
        Rules.Of("""{"name":"a"}""", "").Decide(Artifact.Module(new string('a', 201), "1")).Saw.ShouldBe($"name={new string('a', 200)}…");

    [Theory]
    [InlineData("web", true)] // anchored at the start
    [InlineData("webstack", true)]
    [InlineData("webstack-more", false)]
    [InlineData("stack", false)] // only there
    [InlineData("web$", false)]
    [InlineData("webstack$", true)]
    [InlineData(".*stack", true)]
    [InlineData("WEB", false)]
    [InlineData("(?i)WEB", true)]
    [InlineData("x|web", true)]
    [InlineData("x|stack", false)] // the anchor holds for every alternative
    [InlineData("^web", true)]
    [InlineData("w.b", true)]
    [InlineData("webx*", true)]
    [InlineData("webx?stack", true)]
    [InlineData("web+", true)]
    [InlineData("webs{2}", false)]
    [InlineData(@"web\.", false)]
    [InlineData(@"web\w", true)]
    [InlineData(@"web\.*stack$", true)]
    [InlineData("webstack.*", true)]
    [InlineData("^$", false)]
    public void patterns_are_regular_expressions_anchored_at_the_start(string pattern, bool allowed) =>
        Rules.Of($$"""{"name":{{System.Text.Json.JsonSerializer.Serialize(pattern)}}}""", "").Decide(Webstack).Allowed.ShouldBe(allowed);

    [Theory]
    [InlineData("handler", "H$", true)]
    [InlineData("handler", "Hx", false)]
    [InlineData("kind", "module", true)]
    [InlineData("kind", "image", false)]
    [InlineData("name", "webstack", true)]
    [InlineData("branch", "4", true)]
    [InlineData("branch", "5", false)]
    public void an_artifact_answers_each_criterion(string criterion, string pattern, bool allowed) =>
        Rules.Of($$"""{"{{criterion}}":"{{pattern}}"}""", "").Decide(Webstack).Allowed.ShouldBe(allowed);

    [Theory]
    [InlineData("webstack", "4", true)]
    [InlineData("webstack", "5", false)]
    [InlineData("other", "4", false)]
    public void every_criterion_of_a_rule_must_match(string name, string branch, bool allowed) =>
        Rules.Of($$"""{"name":"{{name}}","branch":"{{branch}}"}""", "").Decide(Webstack).Allowed.ShouldBe(allowed);

    [Fact]
    public void any_pattern_of_a_criterion_will_do()
    {
        Rules.Of("""{"name":["x","web"]}""", "").Decide(Webstack).Allowed.ShouldBeTrue();
        Rules.Of("""{"name":["x","y"]}""", "").Decide(Webstack).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void a_section_is_for_its_kind_and_its_handler()
    {
        var policy = Rules.Of("""{"allow":{"global":{"image":{"name":"web"},"module":{"name":"db"}},"Hx":{"module":{"name":"web"}}}}""");

        policy.Decide(Webstack).Denied.ShouldBeTrue();
        policy.Decide(Artifact.Image("web", "4")).Allowed.ShouldBeTrue();
        policy.Decide("Hx", ArtifactKind.Module, PolicyFacts.None.With(Webstack)).Rule.ShouldBe("allow:Hx:module");
        policy.Decide("Hx", ArtifactKind.Image, PolicyFacts.None.With(Artifact.Image("web", "4"))).Rule.ShouldBe("allow:global:image", "replaced per kind");
    }

    [Fact]
    public void a_section_of_one_list_replaces_nothing_in_the_other() =>
        Rules.Of("""{"allow":{"Hx":{"module":{"name":"web"}}},"block":{"global":{"module":{"branch":"4"}}}}""")
            .Decide("Hx", ArtifactKind.Module, PolicyFacts.None.With(Webstack)).Rule.ShouldBe("block:global:module");

    public static TheoryData<string, string> KnownFacts => new()
    {
        { "dry_run", "true" }, { "manual", "true" }, { "advisory_state", "\"QE\"" }, { "advisory_name", "\"RHSA\"" }, { "advisory_security_impact", "\"low\"" },
        { "advisory_product_short_name", "\"ACME\"" }, { "advisory_release_name", "\"ACME-9\"" }, { "advisory_is_major_incident", "true" },
        { "advisory_is_compliance_priority", "true" }, { "advisory_is_contract_priority", "true" }, { "advisory_content_types", "\"rpm module$\"" },
        { "published", "true" }, { "name", "\"web-container\"" }, { "branch", "\"v1\"" }, { "image_name", "\"web-container\"" }, { "image_version", "\"v1\"" },
        { "image_release", 5.ToString() }, { "image_published_repo", "\"acme/web\"" }, { "handler", "\"H\"" }, { "kind", "\"image\"" },
    };

    [Theory]
    [MemberData(nameof(KnownFacts))]
    public void every_criterion_has_its_fact(string criterion, string value)
    {
        var facts = PolicyFacts.None
            .With(new AdvisoryRebuildRequested("r", 7, [], null, false, DryRun: true, null), dryRun: false)
            .With(new AdvisoryRecord(7, "RHSA-2031:0042", "QE", ["rpm", "module"], "low", "ACME", "ACME-9.4.Z", [], null)
            {
                IsMajorIncident = true,
                IsCompliancePriority = true,
                IsContractPriority = true,
            })
            .With(PolicyCriteria.Published, true)
            .With(Nvr.Parse("web-container-v1-5"), ["acme/web"]);

        var policy = Rules.Of(Rules.OnImages($$"""{"{{criterion}}":{{value}}}"""));

        policy.Decide("H", ArtifactKind.Image, facts).Allowed.ShouldBeTrue();
        if (PolicyCriteria.Find(criterion)!.Subject != PolicySubject.Decision)
            policy.Decide("H", ArtifactKind.Image, PolicyFacts.None).Denied.ShouldBeTrue("nothing is known");
    }

    [Fact]
    public void every_criterion_is_tested() => KnownFacts.Select(f => f.Data.Item1).ShouldBe(PolicyCriteria.All.Select(c => c.Name), ignoreOrder: true);

    [Fact]
    public void each_flag_is_of_its_own_request()
    {
        var policy = Rules.Of("""{"manual":true,"dry_run":false}""", "");
        bool Allows(Trigger trigger) => policy.Decide("H", ArtifactKind.Image, PolicyFacts.None.With(trigger, dryRun: false)).Allowed;

        Allows(new ImageRebuildRequested("r", "f41", [], null, null, DryRun: false, null)).ShouldBeTrue();
        Allows(new ImageRebuildRequested("r", "f41", [], null, null, DryRun: true, null)).ShouldBeFalse();
        Allows(new AdvisoryRebuildRequested("r", 7, [], null, false, DryRun: false, null)).ShouldBeTrue();
        Allows(new AdvisoryShipped(7)).ShouldBeFalse();
        Allows(Some.Trigger).ShouldBeFalse();
    }

    [Fact]
    public void what_changes_nothing_outside_is_a_dry_run_whoever_says_so()
    {
        var policy = Rules.Of(Rules.OnImages("""{"dry_run":true}"""));

        policy.Decide("H", ArtifactKind.Image, PolicyFacts.None.With(Some.Trigger, dryRun: true)).Allowed.ShouldBeTrue();
        policy.Decide("H", ArtifactKind.Image, PolicyFacts.None.With(Some.Trigger, dryRun: false)).Denied.ShouldBeTrue();
        new ImagePolicies(policy, alwaysDry: true).For(new("H", null, Manual: false, DryRun: false)).DeniesAll.ShouldBeNull();
        new ImagePolicies(policy).For(new("H", null, Manual: false, DryRun: true)).DeniesAll.ShouldBeNull();
        new ImagePolicies(policy).For(new("H", null, Manual: false, DryRun: false)).DeniesAll.ShouldNotBeNull();
    }

    [Fact]
    public void a_planned_image_answers_with_the_build_that_it_replaces()
    {
        var recipe = new ImageRecipe { Repository = "containers/web", Revision = Some.Revision, GitBranch = "b", Target = "t", OriginalNvr = "web-container-1-5" };
        var replacing = new PlannedBuild(Artifact.Image(Nvr.Parse(recipe.OriginalNvr)), recipe, [], [], Some.Cause);
        var pushed = new PlannedBuild(Artifact.Image("web", "f41"), recipe with { OriginalNvr = null }, [], [], Some.Cause);
        var policy = Rules.Of(Rules.OnImages("""{"any":[{"image_name":"web-container$","image_version":"1$","image_release":"5$"},{"name":"web$","branch":"f41$"}]}"""));

        policy.Decide("H", ArtifactKind.Image, PolicyFacts.None.With(replacing)).Rule.ShouldBe("allow:global:image:any:0");
        policy.Decide("H", ArtifactKind.Image, PolicyFacts.None.With(pushed)).Rule.ShouldBe("allow:global:image:any:1");
    }

    [Fact] // time is linear: with a backtracking engine this would take longer than the universe has
    public void no_rule_can_stall_planning() =>
        Rules.Of("""{"name":"(a+)+$"}""", "").Decide(Artifact.Module(new string('a', 250) + "!", "4")).Allowed.ShouldBeFalse();
}
