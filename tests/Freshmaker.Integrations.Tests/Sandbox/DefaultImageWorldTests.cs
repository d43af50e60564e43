using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>What the world that comes with the sandbox promises of its images.</summary>
public sealed class DefaultImageWorldTests(WholeWorld whole) : IClassFixture<WholeWorld>
{
    private static readonly DateTimeOffset LongAgo = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private WorldFile File => whole.Sandbox.World;

    private ImageWorld World => File.Images;

    [Fact]
    public void It_has_300_images_and_chains_of_seven()
    {
        World.Images.Count.ShouldBeGreaterThanOrEqualTo(300);
        var byNvr = World.Images.ToDictionary(image => image.Nvr);
        var depth = new Dictionary<string, int>();

        World.Images.Max(image => Depth(image.Nvr)).ShouldBeGreaterThanOrEqualTo(7);

        int Depth(string? nvr) => nvr is null || !byNvr.TryGetValue(nvr, out var image) ? 0 : depth.TryGetValue(nvr, out var known) ? known : depth[nvr] = Depth(image.Parent) + 1;
    }

    [Fact]
    public void The_modules_are_those_of_before()
    {
        File.Modules.Count.ShouldBe(48);
        (File.Story!.Rpm, File.Story.Branch, File.Story.Advisory).ShouldBe(("libcapsule", "f41", 140221));
    }

    public static TheoryData<string, Func<ImageWorld, int>, int> Peculiarities => new()
    {
        { "multi-stage", world => world.Images.Count(image => image.OtherStages.Count > 0), 20 },
        { "el8", world => Stream(world, "el8"), 100 },
        { "el9", world => Stream(world, "el9"), 50 },
        { "f41", world => Stream(world, "fc41"), 40 },
        { "bases of both", world => world.Images.Count(image => image.IsBaseImage && (image.Nvr.StartsWith("ubi8-container-", StringComparison.Ordinal) || image.Nvr.StartsWith("ubi9-container-", StringComparison.Ordinal))), 5 },
        { "several versions of a name", world => world.Images.Select(image => image.Nvr[..image.Nvr.LastIndexOf('-')]).Distinct().GroupBy(line => line[..line.LastIndexOf('-')]).Count(name => name.Count() > 1), 3 },
        { "several releases of a version", world => world.Images.GroupBy(image => image.Nvr[..image.Nvr.LastIndexOf('-')]).Count(line => line.Count() > 1), 20 },
        { "not published", world => world.Images.Count(image => image.Places.Count > 0 && image.Places.All(place => !place.Published)), 5 },
        { "without manifest", world => world.Images.Count(image => image.Rpms is null), 3 },
        { "without parent data", world => world.Images.Count(image => image.Parent is null && !image.IsBaseImage && !image.Flatpak), 1 },
        { "parent that nobody has", world => world.Images.Count(image => image.Parent is { } parent && world.Images.All(other => other.Nvr != parent)), 1 },
        { "parent that the catalogue does not know", world => world.Images.Count(image => world.Images.Any(other => other.Nvr == image.Parent && !other.InCatalogue)), 1 },
        { "without brew data", world => world.Images.Count(image => !image.HasBrewData), 1 },
        { "hotfix", world => world.Images.Count(image => image.Labels.ContainsKey("com.redhat.hotfix")), 2 },
        { "no auto-rebuild tags", world => world.Repositories.Count(repository => repository.AutoRebuildTags.Count == 0), 1 },
        { "other content sets", world => world.Images.Count(image => image.ContentSets.Contains("partner-9-rpms")), 1 },
        { "builds fail three times", world => world.Images.Count(image => image.Behaviour.FailTimes == 3), 3 },
        { "builds never end", world => world.Images.Count(image => image.Behaviour.Stuck), 1 },
        { "builds keep old RPMs", world => world.Images.Count(image => image.Behaviour.KeepsOldRpms), 1 },
        { "flatpak", world => world.Images.Count(image => image.Flatpak), 1 },
        { "in two repositories", world => world.Images.Count(image => image.Places.Count > 1), 1 },
        { "composes done", world => world.Composes.Count(compose => compose.State == "done" && compose.ExpiresAt > LongAgo.AddYears(5)), 1 },
        { "composes removed", world => world.Composes.Count(compose => compose.State == "removed"), 1 },
        { "composes failed", world => world.Composes.Count(compose => compose.State == "failed"), 1 },
        { "composes expired", world => world.Composes.Count(compose => compose.State == "done" && compose.ExpiresAt < LongAgo), 1 },
        { "composes of all kinds", world => world.Composes.Select(compose => compose.Kind).Distinct().Count(), 4 },
        { "images of expired composes", world => world.Images.Count(image => image.Composes.Contains(990005)), 20 },
        { "security advisory", world => world.Advisories.Count(advisory => advisory is { State: "PUSH_READY", SecurityImpact: "Important" } && advisory.Cves.Count > 0), 1 },
        { "advisory of no CVE", world => world.Advisories.Count(advisory => advisory.Cves.Count == 0 && advisory.Builds.Count > 0), 1 },
        { "advisory for several streams", world => world.Advisories.Count(advisory => advisory.Builds.Count > 1), 1 },
        { "advisory of a module", world => world.Advisories.Count(advisory => advisory.ContentTypes.Contains("module") && advisory.Builds.Values.All(nvrs => nvrs.All(nvr => nvr.Contains(".module+")))), 1 },
        { "advisory without RPMs", world => world.Advisories.Count(advisory => advisory.Builds.Count == 0), 1 },
        { "Pulp with content set", world => world.PulpRepositories.Count(repository => repository.ContentSet is not null), 4 },
        { "Pulp without content set", world => world.PulpRepositories.Count(repository => repository.ContentSet is null), 1 },
        { "containers in PDC", world => world.Containers.Count, 4 },
    };

    [Theory]
    [MemberData(nameof(Peculiarities), DisableDiscoveryEnumeration = true)]
    public void It_has(string what, Func<ImageWorld, int> count, int atLeast) => count(World).ShouldBeGreaterThanOrEqualTo(atLeast, what);

    [Fact]
    public void Containers_of_pdc_have_repositories_and_builds_of_rpms_to_be_updated_with()
    {
        var rpms = World.RpmBuilds.SelectMany(build => build.Rpms).Select(rpm => rpm[..rpm.LastIndexOf('-')]).Select(line => line[..line.LastIndexOf('-')]).ToHashSet();

        World.Containers.ShouldAllBe(container => container.Rpms.All(rpms.Contains));
        World.Containers.Where(container => !File.Containers.Any(source => source.Name == container.Name && source.Branches.Contains(container.Branch)))
            .Select(container => container.Name).ShouldBe(["ghostbox"]);
        File.Containers.ShouldAllBe(source => World.Images.Any(image => image.Repository == $"container/{source.Name}" && image.GitBranch == "f41" && image.Target == "f41-container-candidate"));
    }

    [Fact]
    public void The_story_rebuilds_twenty_images_on_six_levels() => new StoryOfImages(File).Levels().Select(level => string.Join(' ', level)).ShouldBe(
    [
        "gateway-container-2-4 ubi9-container-9.5-101",
        "go-toolset9-container-1.22-8 s2i-core9-container-1-40 tooling-base-container-2-1",
        "ci-runner-container-1-9 java-runtime-container-17-5 nginx-container-1.24-12 postgres-container-16-7 s2i-base9-container-1-33",
        "nodejs-container-20-15 python-container-3.12-9 reports-container-1-6 ruby-container-3.3-6",
        "django-base-container-5-3 invoicing-container-2-8 search-ui-container-7-2 webshop-api-container-4-21",
        "ledger-web-container-3-4 storefront-container-11-5",
    ]);

    [Fact]
    public void In_the_story_one_image_fails_with_dependants_and_its_siblings_do_not()
    {
        var story = new StoryOfImages(File);

        var failing = World.Images.Where(image => story.Parents.ContainsKey(image.Nvr) && image.Behaviour != WorldImageBehaviour.Usual).ShouldHaveSingleItem();
        failing.Behaviour.FailTimes.ShouldBeGreaterThanOrEqualTo(3);
        failing.Behaviour.Reason.ShouldNotBeNull();
        story.Dependants(failing.Nvr).ShouldBe(["django-base-container-5-3", "ledger-web-container-3-4"]);
        story.Parents.Where(entry => entry.Value == story.Parents[failing.Nvr] && entry.Key != failing.Nvr).Select(entry => entry.Key)
            .ShouldBe(["nodejs-container-20-15", "ruby-container-3.3-6"], ignoreOrder: true);
    }

    [Fact]
    public void The_storys_rebuilds_are_on_the_newest_parent_or_on_one_that_has_the_fix()
    {
        var story = new StoryOfImages(File);

        (Before("reports-container-1-6"), story.Parents["reports-container-1-6"]).ShouldBe(("java-runtime-container-17-2", "java-runtime-container-17-5"));
        (Before("gateway-container-2-4"), story.Parents["gateway-container-2-4"]).ShouldBe(("proxy-container-1-4", "proxy-container-1-9"));
        story.DirectlyAffected.ShouldNotContain("tooling-base-container-2-1");

        string? Before(string nvr) => World.Images.Single(image => image.Nvr == nvr).Parent;
    }

    [Fact]
    public void The_story_leaves_images_alone_for_every_reason()
    {
        var leftAlone = new StoryOfImages(File).LeftAlone.Where(entry => entry.Value.Count > 0).ToList();

        // each for one reason alone, so that it shows whether that one is seen
        leftAlone.ShouldAllBe(entry => entry.Value.Count == 1);
        leftAlone.GroupBy(entry => entry.Value.Single(), entry => entry.Key).Where(reason => reason.Key != "no auto-rebuild tag").ToDictionary(reason => reason.Key, reason => string.Join(' ', reason.Order(StringComparer.Ordinal)))
            .ShouldBe(new Dictionary<string, string>
            {
                ["already fixed"] = "metrics-container-2-14 proxy-container-1-9",
                ["not published"] = "staging-portal-container-1-3 tooling-base-container-2-1",
                ["other release category"] = "attic-search-container-1-7",
                ["content sets disjoint"] = "partner-feed-container-1-2",
                ["hotfix"] = "urgent-patch-container-2-2",
                ["modularity differs"] = "modstack-container-1-5",
                ["denied by policy"] = "legacy-batch-container-1-9",
                ["data incomplete"] = "orphan-tools-container-1-4",
                ["no brew data"] = "konflux-sample-container-1-1",
            }, ignoreOrder: true);
        leftAlone.Where(entry => entry.Value.Single() == "no auto-rebuild tag").Select(entry => entry.Key).Order(StringComparer.Ordinal).ShouldBe(
        [
            "frozen-kiosk-container-3-1", "java-runtime-container-17-2", "pinned-feed-container-1-2", "proxy-container-1-4", "s2i-core9-container-1-36",
            "ubi9-container-9.4-60", "ubi9-container-9.5-98",
        ]);
    }

    private static int Stream(ImageWorld world, string dist) => world.Images.Count(image => image.Rpms?.Any(rpm => rpm.EndsWith($".{dist}", StringComparison.Ordinal)) == true);
}
