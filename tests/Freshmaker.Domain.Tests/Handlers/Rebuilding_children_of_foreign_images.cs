using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

public sealed class Rebuilding_children_of_foreign_images
{
    const string Built = "base-container-9-10";
    const string Old = "base-container-9-9";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_image_on_an_older_release_is_rebuilt_on_the_new_one()
    {
        var images = Images().Image("web-container-3-12", Old, In("acme/web", "latest"));
        var koji = new InMemoryKoji().Image(Record("web-container-3-12") with { Composes = [12, 7, 12], Flatpak = true });

        var plan = await Plan(images, koji);

        plan.Exclusions.ShouldBeEmpty();
        var build = plan.Builds.ShouldHaveSingleItem();
        build.Key.ShouldBe("image/web-container-3-12");
        build.Artifact.ShouldBe(Artifact.Image("web-container", "3"));
        build.Because.ShouldBe(RebuildReason.Dependency);
        build.Parents.ShouldBeEmpty();
        build.Prerequisites.ShouldBe([new EarlierCompose(7), new EarlierCompose(12)]);
        build.Cause.ToString().ShouldBe("It is built on base-container-9-9; base-container-9-10 is newer and was built by others.");
        var recipe = build.Recipe.ShouldBeOfType<ImageRecipe>();
        recipe.Repository.ShouldBe("containers/web-container");
        recipe.Revision.ShouldBe(Some.Revision);
        recipe.GitBranch.ShouldBe("web-container-3");
        recipe.Target.ShouldBe("web-container-3-candidate");
        recipe.OriginalNvr.ShouldBe("web-container-3-12");
        recipe.ParentNvr.ShouldBe(Built);
        recipe.ParentBuild.ShouldBeNull();
        recipe.Isolated.ShouldBeTrue();
        recipe.Flatpak.ShouldBeTrue();
    }

    [Fact]
    public async Task an_image_that_Koji_cannot_read_is_left_alone_with_its_words_and_the_others_are_rebuilt()
    {
        var images = Images().Image("web-container-3-12", Old, In("acme/web", "latest")).Image("db-container-3-12", Old, In("acme/web", "latest"));
        var koji = new InMemoryKoji().Image(Record("web-container-3-12")).Image(new(Nvr.Parse("db-container-3-12"), 0) { Problem = "getBuild(db-container-3-12): fault 1000: broken" });

        var plan = await Plan(images, koji);

        plan.Builds.ShouldHaveSingleItem().Key.ShouldBe("image/web-container-3-12");
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString()
            .ShouldBe("Koji cannot say what the build db-container-3-12 is: getBuild(db-container-3-12): fault 1000: broken");
    }

    [Theory]
    [InlineData("base-container-9-10", true)]
    [InlineData("base-container-9-10.1770000000", true)]
    [InlineData("base-container-9-11", true)]
    [InlineData("base-container-9-9.1770000000", false)]
    [InlineData("base-container-9-2", false)]
    public async Task an_image_on_that_or_a_newer_release_is_left_alone(string parent, bool left)
    {
        var plan = await Plan(Images().Image("web-container-3-12", parent, In("acme/web", "latest")));

        plan.Builds.Count.ShouldBe(left ? 0 : 1);
        if (left)
            plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldBe($"It is built on {parent}, which is not older than base-container-9-10.");
    }

    [Fact]
    public async Task an_image_that_cannot_be_read_is_left_alone_and_the_others_are_rebuilt()
    {
        var fault = new Fault("Pyxis", "POST graphql/ (…)", "HTTP 200, data[1].content_sets must be a list: 7");
        var images = Images().Image("web-container-3-12", Old, In("acme/web", "latest")).Unreadable("db-container-3-12", fault);
        images.Untold.Add(fault with { Text = "HTTP 200, data[7] is missing: null" });

        var plan = await Plan(images);

        plan.Builds.ShouldHaveSingleItem().Key.ShouldBe("image/web-container-3-12");
        var left = plan.Exclusions.ShouldHaveSingleItem();
        (left.Nvr, left.Reason.ToString()).ShouldBe(("db-container-3-12", $"What Pyxis says of db-container-3-12 cannot be read. {fault.Call}: {fault.Text}"));
        plan.Remarks.ShouldHaveSingleItem().ToString().ShouldEndWith("data[7] is missing: null");
    }

    [Theory]
    [InlineData("base-container-8-9")]
    [InlineData("other-container-9-9")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task an_image_on_another_parent_is_none_of_its_children(string? parent)
    {
        var plan = await Plan(Images().Image("web-container-3-12", parent, In("acme/web", "latest")));

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_image_that_is_its_own_parent_goes_in_a_circle()
    {
        var plan = await Plan(Images().Image("base-container-9-8", Old, In("acme/web", "latest")));

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldContain("circle: base-container-9-8 → base-container-9-9");
    }

    public static TheoryData<string, PlacedImage[], string> Unwanted => new()
    {
        { "a tag that is not for rebuilds", [In("acme/web", "nightly")], "acme/web:nightly" },
        { "no tag", [In("acme/web")], "none" },
        { "not published there", [In("acme/web", "latest") with { Published = false }], "none" },
        { "the tag of another repository", [In("acme/other", "latest"), In("acme/web", "3-12")], "acme/other:latest, acme/web:3-12" },
        { "a repository without such tags", [In("acme/closed", "latest")], "acme/closed:latest" },
        { "a repository that is not published", [In("acme/hidden", "latest")], "acme/hidden:latest" },
        { "a repository of that name in another registry", [In("acme/web", "latest") with { Registry = "elsewhere.example.com" }], "acme/web:latest" },
        { "a repository that nobody knows", [In("acme/gone", "latest")], "acme/gone:latest" },
        { "nowhere", [], "none" },
    };

    [Theory]
    [MemberData(nameof(Unwanted))]
    public async Task an_image_that_no_repository_wants_rebuilt_is_left_alone(string because, PlacedImage[] places, string tags)
    {
        var images = Images().Repository("acme/other", true, "stable").Repository("acme/closed").Repository("acme/hidden", false, "latest");

        var plan = await Plan(images.Image("web-container-3-12", Old, places));

        plan.Builds.ShouldBeEmpty(because);
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldBe($"No published repository wants the tags rebuilt that it carries there: {tags}.");
    }

    [Fact]
    public async Task a_wanted_tag_counts_only_where_that_image_is_published()
    {
        var images = Images().Repository("acme/other", true, "stable")
            .Image("db-container-1-1", Old, In("acme/web", "latest"))
            .Image("web-container-3-12", Old, In("acme/web", "latest") with { Published = false }, In("acme/other", "3-12"));

        var plan = await Plan(images);

        plan.Builds.ShouldHaveSingleItem().Key.ShouldBe("image/db-container-1-1");
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldBe("No published repository wants the tags rebuilt that it carries there: acme/other:3-12.");
    }

    [Fact]
    public async Task of_several_builds_of_an_image_only_the_newest_is_rebuilt()
    {
        var images = Images()
            .Image("web-container-3-9", Old, In("acme/web", "latest"))
            .Image("web-container-3-10", Old, In("acme/web", "latest"))
            .Image("web-container-3-11", Old, In("acme/web", "nightly"))
            .Image("web-container-4-1", Old, In("acme/web", "latest"));

        var plan = await Plan(images);

        plan.Builds.Select(b => b.Key).ShouldBe(["image/web-container-3-10", "image/web-container-4-1"]);
        plan.Exclusions.Select(x => $"{x.Nvr}: {x.Reason.Code}").ShouldBe(["web-container-3-11: NoRepositoryWantsIt", "web-container-3-9: NewerBuildPublished"], ignoreOrder: true);
        plan.Exclusions.Single(x => x.Nvr == "web-container-3-9").Reason.ToString()
            .ShouldBe("A newer build of it is published in the same repositories: web-container-3-10.");
    }

    [Fact]
    public async Task when_the_newest_is_on_the_new_parent_the_older_ones_are_out_of_use()
    {
        var images = Images().Image("web-container-3-9", Old, In("acme/web", "latest")).Image("web-container-3-10", Built, In("acme/web", "latest"));

        var plan = await Plan(images);

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.Select(x => $"{x.Nvr}: {x.Reason.Code}").ShouldBe(["web-container-3-10: OnParentAlready", "web-container-3-9: NewerBuildPublished"]);
    }

    [Fact]
    public async Task builds_of_one_image_in_different_repositories_are_both_in_use()
    {
        var images = Images().Repository("acme/beta", true, "latest")
            .Image("web-container-3-9", Old, In("acme/web", "latest")).Image("web-container-3-10", Old, In("acme/beta", "latest"));

        (await Plan(images)).Builds.Select(b => b.Key).ShouldBe(["image/web-container-3-10", "image/web-container-3-9"]);
    }

    [Fact]
    public async Task the_order_of_the_catalogues_answer_does_not_matter()
    {
        string[] nvrs = ["web-container-3-9", "db-container-1-1", "web-container-3-10", "cache-container-2-2"];

        var forward = await Plan(nvrs.Aggregate(Images(), (i, nvr) => i.Image(nvr, Old, In("acme/web", "latest"))));
        var backward = await Plan(nvrs.Reverse().Aggregate(Images(), (i, nvr) => i.Image(nvr, Old, In("acme/web", "latest"))));

        forward.Builds.Select(b => b.Key).ShouldBe(backward.Builds.Select(b => b.Key));
        forward.Exclusions.Select(x => x.Nvr).ShouldBe(backward.Exclusions.Select(x => x.Nvr));
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("commit")]
    [InlineData("branch")]
    [InlineData("target")]
    public async Task an_image_that_Koji_cannot_describe_is_left_alone(string missing)
    {
        var whole = Record("web-container-3-12");
        var record = missing switch
        {
            "repository" => whole with { Repository = null },
            "commit" => whole with { Revision = null },
            "branch" => whole with { GitBranch = null },
            _ => whole with { Target = null },
        };

        var plan = await Plan(Images().Image("web-container-3-12", Old, In("acme/web", "latest")), new InMemoryKoji().Image(record));

        plan.Builds.ShouldBeEmpty();
        plan.Exclusions.ShouldHaveSingleItem().Reason.ToString().ShouldBe($"Koji does not say the {missing} of the build web-container-3-12.");
    }

    [Fact]
    public async Task an_image_that_Koji_does_not_know_hides_no_other()
    {
        var images = Images().Image("web-container-3-12", Old, In("acme/web", "latest")).Image("db-container-1-1", Old, In("acme/web", "latest"));

        var plan = await Plan(images, new InMemoryKoji().Image(Record("db-container-1-1")));

        plan.Builds.ShouldHaveSingleItem().Key.ShouldBe("image/db-container-1-1");
        var left = plan.Exclusions.ShouldHaveSingleItem();
        left.Nvr.ShouldBe("web-container-3-12");
        left.Reason.ToString().ShouldBe("Koji does not know the build web-container-3-12.");
    }

    [Fact]
    public async Task Koji_is_asked_once_for_all_and_not_at_all_for_none()
    {
        var (some, none) = (Koji(), Koji());

        await Plan(Images().Image("web-container-3-12", Old, In("acme/web", "latest")).Image("db-container-1-1", Old, In("acme/web", "latest")), some);
        await Plan(Images(), none);

        some.Calls.ShouldBe(1);
        none.Calls.ShouldBe(0);
    }

    static InMemoryImages Images() => new InMemoryImages().Repository("acme/web", true, "latest", "stable");

    static PlacedImage In(string repository, params string[] tags) => new(InMemoryImages.Registry, repository, Published: true, tags);

    static ImageBuildRecord Record(string nvr) => new(Nvr.Parse(nvr), 17)
    {
        Repository = $"containers/{Nvr.Parse(nvr).Name}",
        Revision = Some.Revision,
        GitBranch = Nvr.Parse(nvr).NameVersion,
        Target = $"{Nvr.Parse(nvr).NameVersion}-candidate",
    };

    static InMemoryKoji Koji() => new[] { "web-container-3-9", "web-container-3-10", "web-container-3-12", "web-container-4-1", "db-container-1-1", "cache-container-2-2" }
        .Aggregate(new InMemoryKoji(), (koji, nvr) => koji.Image(Record(nvr)));

    static Task<Plan> Plan(InMemoryImages images, InMemoryKoji? koji = null) =>
        new ImagesOnParentBuilt(images, images, koji ?? Koji()).PlanAsync(new(Built, 3311442, null), Ct);
}
