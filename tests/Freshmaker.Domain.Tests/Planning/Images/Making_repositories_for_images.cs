using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>behaviour.md §3.1, §7.2, §8.4.</summary>
public sealed class Making_repositories_for_images
{
    [Fact]
    public void the_composes_of_the_original_are_used_again() => Composes(Web(b => b with { Composes = [12, 11, 11] }, "cs"), (11, ComposeState.Done, "cs"), (12, ComposeState.Removed, "x"))
        .ShouldBe("earlier 11, earlier 12");

    [Fact]
    public void content_sets_that_they_lack_are_composed_sorted() => Composes(Web(b => b with { Composes = [11] }, "z", "cs", "a"), (11, ComposeState.Done, "b  a"))
        .ShouldBe("earlier 11, pulp 'cs z' [use_only_compatible_arch]");

    [Fact]
    public void hidden_content_sets_are_not_composed() => Composes(Web(b => b, "cs-hidden-rpms", "cs", "cs-hidden-rpms-2")).ShouldBe("pulp 'cs cs-hidden-rpms-2' [use_only_compatible_arch]");

    [Fact]
    public void all_are_composed_without_a_pattern() => Composes(Web(b => b, "cs-hidden-rpms", "cs").With(new() { ExcludedContentSets = null }))
        .ShouldBe("pulp 'cs cs-hidden-rpms' [use_only_compatible_arch]");

    [Theory]
    [InlineData(ComposeState.Failed, "Compose 11 of the original build is failed and is not used again.")]
    [InlineData(null, "Compose 11 of the original build is unknown and is not used again.")]
    public void a_compose_that_cannot_be_used_again_is_made_up_for(ComposeState? state, string warning)
    {
        var shelf = Web(b => b with { Composes = [11] }, "cs");
        if (state is { } known)
            shelf.Composes[11] = new(11, known, null, "pulp", "cs", null);

        Composes(shelf).ShouldBe("pulp 'cs' [use_only_compatible_arch]");
        shelf.Plan().Of("web-1-5").Warnings.ShouldHaveSingleItem().ToString().ShouldBe(warning);
    }

    [Fact]
    public void builds_with_the_same_need_share_one_compose()
    {
        var plan = new Shelf().Affected("web-1-5", but: i => i with { ContentSets = ["cs", "a"] }).Affected("db-2-7", but: i => i with { ContentSets = ["a", "cs"] }).Plan().ShouldBeSound();

        plan.Builds.SelectMany(b => b.Prerequisites).OfType<NewCompose>().Select(c => c.Request.Key).Distinct().ShouldHaveSingleItem();
    }

    // ---- content sets that are not declared

    [Fact]
    public void content_sets_are_those_of_the_older_build() => Composes(
        new Shelf().Affected("web-1-5", "rt-1-4").Image("rt-1-4", but: i => i with { ContentSets = [] })
            .Affected("db-2-7", "rt-1-3").Image("rt-1-3", but: i => i with { ContentSets = ["older"] }).Affected("py-1-1", "rt-1-2").Image("rt-1-2", but: i => i with { ContentSets = ["oldest"] }),
        "rt-1-4").ShouldBe("pulp 'older' [use_only_compatible_arch]");

    [Fact]
    public void else_of_the_first_child_that_has_some() => Composes(
        new Shelf().Affected("web-1-5", "rt-1-4", i => i with { ContentSets = ["cs", "web"] }).Affected("db-2-7", "rt-1-4", i => i with { ContentSets = ["cs", "db"] })
            .Image("rt-1-4", "base-8-10", i => i with { ContentSets = [] }).Image("base-8-10", but: i => i with { ContentSets = [] }),
        "base-8-10").ShouldBe("pulp 'cs db' [use_only_compatible_arch]");

    [Fact]
    public void else_there_are_none() => Composes(
        new Shelf().Affected("web-1-5", "rt-1-4", i => i with { ContentSets = ["cs"] }).Image("rt-1-4", but: i => i with { ContentSets = [] }).With(new() { ExcludedContentSets = "^cs$" }),
        "rt-1-4").ShouldBe("");

    // ---- unpublished images

    [Fact]
    public void an_unpublished_image_gets_its_own_RPMs()
    {
        var shelf = Unpublished();
        shelf.Manifests["rt-1-4"] = new(Nvr.Parse("rt-1-4"))
        {
            Rpms = [Shelf.Rpm("zlib-1.2-3.el8", "zlib-1.2-3.el8"), Shelf.Rpm("bash-doc-5-1.el8", "bash-5-1.el8"), Shelf.Rpm("bash-5-1.el8", "bash-5-1.el8")],
        };

        Composes(shelf, "rt-1-4").ShouldBe(
            "pulp 'cs' [use_only_compatible_arch], build '' bash,bash-doc,zlib bash-5-1.el8,zlib-1.2-3.el8 aarch64,x86_64 key [no_deps]");
        Composes(shelf, "web-1-5").ShouldBe("pulp 'cs' [use_only_compatible_arch]");
    }

    [Theory] // else each rebuild of a rebuild would have one more (behaviour.md D23)
    [InlineData("build", "", false)]
    [InlineData("pulp", "other", true)]
    [InlineData("tag", "some-tag", true)]
    public void what_an_earlier_rebuild_made_of_its_own_RPMs_is_made_anew_and_not_kept(string kind, string source, bool isKept)
    {
        var shelf = Unpublished().Koji("rt-1-4", b => b with { Composes = [11] });
        shelf.Composes[11] = new(11, ComposeState.Done, null, kind, source, null);
        shelf.Manifests["rt-1-4"] = new(Nvr.Parse("rt-1-4")) { Rpms = [Shelf.Rpm("zlib-1.2-3.el8", "zlib-1.2-3.el8")] };

        Composes(shelf, "rt-1-4").Contains("earlier 11", StringComparison.Ordinal).ShouldBe(isKept);
        shelf.Manifests.Clear(); // then nothing takes its place
        Composes(shelf, "rt-1-4").ShouldContain("earlier 11");
    }

    [Fact]
    public void RPMs_without_a_source_are_left_out_with_a_warning()
    {
        var shelf = Unpublished();
        shelf.Manifests["rt-1-4"] = new(Nvr.Parse("rt-1-4")) { Rpms = [Shelf.Rpm("zlib-1.2-3.el8", "zlib-1.2-3.el8"), Shelf.Rpm("bash-5-1.el8")] };

        Composes(shelf, "rt-1-4").ShouldBe("pulp 'cs' [use_only_compatible_arch], build '' zlib zlib-1.2-3.el8 aarch64,x86_64 key [no_deps]");
        shelf.Plan().Of("rt-1-4").Warnings.ShouldHaveSingleItem().ToString().ShouldBe("The sources of 1 of its RPMs are not known; its compose is without them.");
    }

    [Fact]
    public void without_a_manifest_there_is_no_compose_but_a_warning()
    {
        Composes(Unpublished(), "rt-1-4").ShouldBe("pulp 'cs' [use_only_compatible_arch]");
        Unpublished().Plan().Of("rt-1-4").Warnings.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.ContentUnknown);
    }

    // ---- before the advisory is shipped

    [Theory]
    [InlineData("zlib:rhel-8-candidate=zlib-1", "rhel-8-candidate")]
    [InlineData("zlib:rhel-8-candidate=zlib-1,rhel-8=zlib-1", "rhel-8")] // the final tag first
    [InlineData("zlib:rhel-8-candidate=zlib-1,rhel-8=zlib-2", "rhel-8-candidate")] // if it is the latest there
    [InlineData("zlib:rhel-8-candidate=zlib-2,rhel-8=zlib-1", "rhel-8")]
    [InlineData("zlib:b-candidate=zlib-1,a-candidate=zlib-1", "a-candidate")]
    [InlineData("zlib:b-candidate=zlib-1,a-candidate=zlib-1 curl:b-candidate=curl-1", "b-candidate")] // the one that holds all
    public void the_RPMs_are_composed_from_the_tag_where_they_are_the_latest(string tags, string expected)
    {
        var rpms = Unshipped(tags);

        var composes = Show(Web(b => b, "cs").Plan(q => q with { Options = new() { SigKeys = ["key"] } }, unshipped: rpms).ShouldBeSound().Of("web-1-5"));
        composes.ShouldBe($"pulp 'cs' [use_only_compatible_arch], tag '{expected}' {string.Join(',', rpms.Builds.Order().Select(b => $"{b}-libs"))} key [no_deps]");
    }

    [Theory]
    [InlineData("zlib:rhel-8=zlib-1", "zlib-1 of RHSA-2031:0042 is not the latest build in any candidate tag, so no compose can hold it.")] // no candidate
    [InlineData("zlib:rhel-8-candidate=zlib-2", "zlib-1 of RHSA-2031:0042 is not the latest build in any candidate tag, so no compose can hold it.")]
    [InlineData("zlib:a-candidate=zlib-1 curl:", "curl-1 of RHSA-2031:0042 is not the latest build in any candidate tag, so no compose can hold it.")]
    [InlineData("zlib:a-candidate=zlib-1 curl:b-candidate=curl-1", "The builds of RHSA-2031:0042 are the latest ones of different tags (a-candidate, b-candidate), so no one compose can hold them.")]
    public void without_such_a_tag_nothing_can_be_rebuilt(string tags, string why)
    {
        var plan = new Shelf().Chain("web-1-5*", "rt-1-4").Plan(unshipped: Unshipped(tags)).ShouldBeSound();

        plan.Builds.ShouldBeEmpty();
        plan.WhyNot("web-1-5").ToString().ShouldBe(why);
        plan.WhyNot("rt-1-4").ToString().ShouldBe(why);
    }

    // ---- the recipe

    [Fact]
    public void a_recipe_says_all_that_Koji_needs()
    {
        var shelf = new Shelf().Affected("web-1-5", "rt-1-4").Koji("web-1-5", b => b with { Flatpak = true }).With(new()
        {
            KeepArches = true,
            ExtraRepositories = new Dictionary<string, string> { ["web-1"] = "https://example.com/web.repo" },
        });

        var recipe = shelf.Plan().ShouldBeSound().Of("web-1-5").Recipe();
        recipe.Repository.ShouldBe("containers/web");
        recipe.Revision.ShouldBe(Some.Revision);
        recipe.GitBranch.ShouldBe("web-1");
        recipe.Target.ShouldBe("web-candidate");
        recipe.ParentNvr.ShouldBe("rt-1-4");
        recipe.Arches.ShouldBe("aarch64 x86_64");
        recipe.Isolated.ShouldBeTrue();
        recipe.Flatpak.ShouldBeTrue();
        recipe.ExtraRepositories.ShouldBe(["https://example.com/web.repo"]);
        shelf.With(new()).Plan().Of("web-1-5").Recipe().Arches.ShouldBeNull();
        shelf.Koji("web-1-5", b => b with { GitBranch = null }).Plan().Of("web-1-5").Recipe().GitBranch.ShouldBe("unknown");
    }

    static Shelf Web(Func<ImageBuildRecord, ImageBuildRecord> koji, params string[] contentSets) => new Shelf().Affected("web-1-5", but: i => i with { ContentSets = contentSets }).Koji("web-1-5", koji);

    static Shelf Unpublished() => new Shelf().Chain("web-1-5*", "rt-1-4").Image("rt-1-4", but: i => i with { Places = [] }).With(new() { SigKeys = ["key"] });

    static string Composes(Shelf shelf, params (long Id, ComposeState State, string Source)[] composes)
    {
        foreach (var (id, state, source) in composes)
            shelf.Composes[id] = new(id, state, null, "pulp", source, null);
        return Composes(shelf, "web-1-5");
    }

    static string Composes(Shelf shelf, string nvr) => Show(shelf.Plan().ShouldBeSound().Of(nvr));

    static string Composes(Shelf shelf, Func<ImageQuestion, ImageQuestion> but) => Show(shelf.Plan(but).ShouldBeSound().Of("web-1-5"));

    static string Show(PlannedBuild build) => string.Join(", ", build.Prerequisites.Select(p => p switch
    {
        EarlierCompose { Id: var id } => $"earlier {id}",
        NewCompose { Request: var r } => string.Join(' ', new[]
        {
            r.Kind.ToString().ToLowerInvariant(), $"'{r.Source}'", string.Join(',', r.Packages), string.Join(',', r.Builds), string.Join(',', r.Arches),
            string.Join(',', r.SigKeys), $"[{string.Join(',', r.Flags)}]",
        }.Where(s => s.Length > 0)),
        _ => $"{p}",
    }));

    /// <summary><c>zlib:tag=latest,tag=latest curl:…</c>; the builds are <c>zlib-1</c> and <c>curl-1</c>.</summary>
    static UnshippedRpms Unshipped(string text)
    {
        var builds = text.Split(' ').Select(b => b.Split(':')).ToDictionary(
            b => $"{b[0]}-1", b => (IReadOnlyList<TaggedBuild>)[.. b[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(t => t.Split('=')).Select(t => new TaggedBuild(t[0], t[1]))]);
        return new([.. builds.Keys], builds, builds.Keys.ToDictionary(b => b, b => (IReadOnlyList<string>)[$"{b}-libs"]));
    }
}
