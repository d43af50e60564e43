using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Policies;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Recording_a_plan
{
    static readonly Exclusion Unaffected = new(
        Artifact.Module("db", "1"), Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", "1"), ("newest", "2")));

    [Fact]
    public void begins_the_builds_that_need_nothing() => Spec.Opened("H").When(r => Record(r, Some.Module("web"), Some.BumpedModule("db"), Some.Module("shop", "web"))).Then(
        new ArtifactPlanned(Some.BumpedModule("db").Allowed(), "H"),
        new ArtifactPlanned(Some.Module("web").Allowed(), "H"),
        new ArtifactPlanned(Some.Module("shop", "web").Allowed(), "H"),
        new HandlerCompleted("H", 3, 0),
        new PlanCompleted(3, 0),
        new SourceBumpStarting(Some.Key("db"), Some.Bump("db")),
        new BuildStarting(Some.Key("web"), 1, Some.Revision)).After.State.ShouldBe(RebuildState.Building);

    [Fact]
    public void of_nothing_skips_the_rebuild() => Spec.Opened("H").When(r => Record(r)).Then(
        new HandlerCompleted("H", 0, 0), new RebuildSkipped(Reason.Of(ReasonCode.NothingToRebuild))).After.State.ShouldBe(RebuildState.Skipped);

    [Fact]
    public void that_excludes_everything_skips_the_rebuild() =>
        Spec.Opened("H").When(r => r.RecordPlan("H", new([], [Unaffected]), Some.AllowAll, Some.NothingVisited)).Then(
            new ArtifactExcluded(Unaffected.Artifact, "H", Unaffected.Reason),
            new HandlerCompleted("H", 0, 1),
            new RebuildSkipped(Reason.Of(ReasonCode.EverythingExcluded, ("excluded", "1"))));

    [Fact]
    public void waits_for_the_other_handlers()
    {
        var after = Spec.Opened("A", "B").When(r => Record(r, "A", Some.Module("web"))).Then(
            new ArtifactPlanned(Some.Module("web").Allowed(), "A"), new HandlerCompleted("A", 1, 0)).After;

        after.ShouldOwe(new PlanWithHandler(Spec.Id, "B", 1, null));
        after.When(r => Record(r, "B")).Then(new HandlerCompleted("B", 0, 0), new PlanCompleted(1, 0), new BuildStarting(Some.Key("web"), 1, Some.Revision));
    }

    [Fact]
    public void twice_is_recording_it_once() => Spec.Planned(Some.Module("web")).When(r => Record(r, Some.Module("web"))).ThenNothing();

    [Fact]
    public void of_a_handler_that_was_not_asked_changes_nothing() => Spec.Opened("H").When(r => Record(r, "Other", Some.Module("web"))).ThenNothing();

    [Theory]
    [InlineData("-web", "1", "name", "must not begin with '-'")]
    [InlineData("we/b", "1", "name", "must not contain a slash")]
    [InlineData("web", "", "branch", "must be a text that is not empty")]
    public void excludes_names_that_are_dangerous(string name, string branch, string field, string rule) => ShouldExclude(
        Spec.Opened("H").When(r => Record(r, Some.Module("x") with { Artifact = Artifact.Module(name, branch) })),
        Reason.Of(ReasonCode.InvalidName, ("field", field), ("rule", rule)));

    [Fact]
    public void excludes_what_policy_denies_with_the_rule_and_what_it_saw() => ShouldExclude(
        Spec.Opened("H").When(r => r.RecordPlan("H", new([Some.Module("web")], []), Rules.Of("""{"name":"db"}""", ""), Some.NothingVisited)),
        Reason.Of(ReasonCode.DeniedByPolicy, ("rule", "allow (no match)"), ("values", "name=web")));

    [Fact] // a push has no advisory: what is not known is not allowed
    public void excludes_what_policy_cannot_decide() => Spec.Opened("H")
        .When(r => r.RecordPlan("H", new([Some.Module("web")], []), OfSecurityAdvisories, Some.NothingVisited))
        .Events.OfType<ArtifactExcluded>().ShouldHaveSingleItem().Reason.Parameters["values"].ShouldBe("advisory_name=(none), name=web");

    [Theory]
    [InlineData(true, nameof(ArtifactPlanned))]
    [InlineData(false, nameof(ArtifactExcluded))]
    public void tells_policy_of_a_dry_run_that_nobody_asked_for(bool dryRun, string first) => (Spec.Opened("H") with { DryRun = dryRun })
        .When(r => r.RecordPlan("H", new([Some.Module("web")], []), Rules.Of("""{"dry_run":true}""", ""), Some.NothingVisited))
        .Events[0].GetType().Name.ShouldBe(first);

    [Fact]
    public void leaves_policy_to_a_handler_that_asked_it() => Spec.Opened("H")
        .When(r => r.RecordPlan("H", new([Some.Module("web"), Some.Module("db")], []) { AskedPolicy = true }, Policy.DenyAll, Some.NothingVisited))
        .ThenInShort("ArtifactPlanned db", "ArtifactPlanned web", "HandlerCompleted", "PlanCompleted", "BuildStarting db", "BuildStarting web");

    [Fact]
    public void ends_with_what_the_handler_remarked_when_it_planned_nothing() => Spec.Opened("H")
        .When(r => r.RecordPlan("H", Plan.Nothing(Reason.Of(ReasonCode.UnknownAdvisory, ("advisory", "7"))), Some.AllowAll, Some.NothingVisited))
        .Events[^1].ShouldBeOfType<RebuildSkipped>().Reason.Code.ShouldBe(ReasonCode.UnknownAdvisory);

    [Fact]
    public void does_not_end_with_a_remark_on_what_only_explains()
    {
        var unread = Reason.Of(ReasonCode.LeftOutNotRead, ("system", "Pyxis"), ("call", "find_images"), ("text", "HTTP 503"));
        CodeOf(unread).ShouldBe(ReasonCode.NothingToRebuild);
        CodeOf(unread, Reason.Of(ReasonCode.NotAnNvr, ("field", "f"), ("text", "t"))).ShouldBe(ReasonCode.NotAnNvr);

        static ReasonCode CodeOf(params Reason[] remarks) => Spec.Opened("H").When(r => r.RecordPlan("H", Plan.Nothing(remarks), Some.AllowAll, Some.NothingVisited))
            .Events[^1].ShouldBeOfType<RebuildSkipped>().Reason.Code;
    }

    [Fact]
    public void excludes_what_would_go_in_a_circle_and_shows_it() => ShouldExclude(
        InCascade("module/lib/1", "module/web/1", "module/shop/1").When(r => Record(r, Some.Module("web"))),
        Reason.Of(ReasonCode.CascadeCycle, ("path", "module/web/1 → module/shop/1 → module/web/1")));

    [Fact]
    public void excludes_what_the_cascade_rebuilds_already_and_shows_how_it_was_reached() => ShouldExclude(
        InCascade("module/lib/1", "module/shop/1").When(r =>
            r.RecordPlan("H", new([Some.Module("web")], []), Some.AllowAll, new Dictionary<string, string> { [Some.Key("web")] = "rebuild-7" })),
        Reason.Of(ReasonCode.CascadeAlreadyVisited, ("rebuild", "rebuild-7"), ("path", "module/lib/1 → module/shop/1 → module/web/1")));

    [Fact] // the older system compared names only
    public void another_stream_of_a_module_in_the_chain_is_no_circle() =>
        InCascade("module/web/2").When(r => Record(r, Some.Module("web"))).After.Builds.ShouldContainKey(Some.Key("web"));

    [Fact]
    public void tells_for_which_advisory_it_is() => Spec.Opened("H").When(r => r.RecordPlan(
            "H", Plan.Empty with { Advisory = new(4711, "RHSA-2031:0042", ["CVE-2031-1001"]) }, Some.AllowAll, new Dictionary<string, string>())).Then(
        new HandlerCompleted("H", 0, 0) { Advisory = new(4711, "RHSA-2031:0042", ["CVE-2031-1001"]) },
        new RebuildSkipped(Reason.Of(ReasonCode.NothingToRebuild)));

    [Fact]
    public void excludes_what_the_same_plan_names_twice() => Spec.Opened("H").When(r => Record(r, Some.Module("web"), Some.BumpedModule("web"))).Then(
        new ArtifactPlanned(Some.Module("web").Allowed(), "H"),
        new ArtifactExcluded(Artifact.Module("web", "1"), "H", Reason.Of(ReasonCode.AlreadyPlanned, ("handler", "H"))),
        new HandlerCompleted("H", 1, 1),
        new PlanCompleted(1, 1),
        new BuildStarting(Some.Key("web"), 1, Some.Revision));

    [Fact]
    public void excludes_what_an_earlier_handler_planned_but_builds_what_needs_it() =>
        Spec.Opened("A", "B").Plan("A", Some.Module("web")).When(r => Record(r, "B", Some.Module("web"), Some.Module("shop", "web"))).Then(
            new ArtifactPlanned(Some.Module("shop", "web").Allowed(), "B"),
            new ArtifactExcluded(Artifact.Module("web", "1"), "B", Reason.Of(ReasonCode.AlreadyPlanned, ("handler", "A"))),
            new HandlerCompleted("B", 1, 1),
            new PlanCompleted(2, 1),
            new BuildStarting(Some.Key("web"), 1, Some.Revision));

    [Fact]
    public void excludes_what_needs_an_excluded_build() =>
        Spec.Opened("H").When(r => r.RecordPlan("H", new([Some.Module("web"), Some.Module("shop", "web"), Some.Module("db")], []),
            Rules.Of("""{"name":".*"}""", """{"name":"web"}"""), Some.NothingVisited))
        .ThenInShort("ArtifactPlanned db", "ArtifactExcluded web", "ArtifactExcluded shop", "HandlerCompleted", "PlanCompleted", "BuildStarting db")
        .Events.OfType<ArtifactExcluded>().Last().Reason.ToString().ShouldBe("It needs module/web/1, which is not part of the plan.");

    [Fact]
    public void excludes_a_ring_within_the_plan() => Spec.Opened("H").When(r => Record(r, Some.Module("a", "b"), Some.Module("b", "a")))
        .ThenInShort("ArtifactExcluded a", "ArtifactExcluded b", "HandlerCompleted", "RebuildSkipped");

    [Fact] // it threw when the build was to begin: the rebuild hung
    public void a_build_without_any_source_is_a_defect_of_its_handler()
    {
        var defect = Reason.Of(ReasonCode.HandlerCrashed, ("handler", "H"), ("text", "it planned module/web/1 with neither a commit to build nor a bump that makes one"));

        Spec.Opened("H").When(r => Record(r, Some.Module("web") with { Recipe = new ModuleRecipe("web", "1", null) })).Then(
            new HandlerFailed("H", defect), new RebuildFailed(Reason.Of(ReasonCode.AllHandlersFailed, ("handlers", "H")) with { Because = [defect] }));
    }

    static readonly Policy OfSecurityAdvisories = Rules.Of("""{"advisory_name":"RHSA","name":["web","db"]}""", """{"name":"db"}""");

    static void ShouldExclude(Decision decision, Reason why) => decision.Then(
        new ArtifactExcluded(decision.Events.OfType<ArtifactExcluded>().Single().Artifact, "H", why),
        new HandlerCompleted("H", 0, 1),
        new RebuildSkipped(Reason.Of(ReasonCode.EverythingExcluded, ("excluded", "1"))));

    static Rebuild InCascade(params string[] lineage) => Receiving.Open(Some.Message(), Some.Trigger, ["H"], CascadePosition.First("root", lineage)).After;

    static Decision Record(Rebuild r, params PlannedBuild[] builds) => Record(r, "H", builds);

    static Decision Record(Rebuild r, string handler, params PlannedBuild[] builds) => r.RecordPlan(handler, new(builds, []), Some.AllowAll, Some.NothingVisited);
}
