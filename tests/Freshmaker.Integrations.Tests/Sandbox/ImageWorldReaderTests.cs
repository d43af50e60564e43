using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class ImageWorldReaderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_needs_no_more_than_an_nvr_and_what_it_is_built_from()
    {
        var world = await ReadAsync("""
            "streams": { "el9": { "contentSets": ["acme-9-baseos-rpms"], "arches": ["x86_64", "aarch64"], "target": "{name}-{stream}-candidate" } },
            "manifests": { "core": ["glibc-2-1.el9"], "more": ["@core", "zlib-1-1.el9"] },
            "builds": [
              { "nvr": "web-container-2-7", "from": "base-container-1-1", "adds": ["zlib-1-2.el9", "httpd-1-1.el9"] },
              { "nvr": "base-container-1-1", "stream": "el9", "base": true, "rpms": ["@more"] }
            ]
            """);

        var web = world.Images[0];
        web.Nvr.ShouldBe("web-container-2-7");
        web.Parent.ShouldBe("base-container-1-1");
        web.Rpms.ShouldBe(["glibc-2-1.el9", "zlib-1-2.el9", "httpd-1-1.el9"]);
        web.ContentSets.ShouldBe(["acme-9-baseos-rpms"]);
        web.Arches.ShouldBe(["x86_64", "aarch64"]);
        (web.Repository, web.GitBranch, web.Target).ShouldBe(("container/web", "web-2", "web-el9-candidate"));
        web.Revision.ShouldMatch("^[0-9a-f]{40}$");
        web.Places.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            place => place.Repository.ShouldBe("acme/web"),
            place => place.Published.ShouldBeTrue(),
            place => place.Tags.ShouldBe(["2-7", "2", "latest"]));
        web.Labels["version"].ShouldBe("2");
        world.Images[1].IsBaseImage.ShouldBeTrue();
        world.Images.Select(image => image.BuildId).ShouldBeUnique();
        world.Images.Select(image => image.TaskId).ShouldBeUnique();
        world.Repositories.Select(repository => repository.Path).ShouldBe(["acme/web", "acme/base"]);
        world.Repositories.ShouldAllBe(repository => repository.Published && repository.AutoRebuildTags.SequenceEqual(new[] { "latest" }));
    }

    [Fact]
    public async Task Moving_tags_are_on_the_newest_published_build_of_a_repository_and_of_a_version()
    {
        var world = await ReadAsync("""
            "builds": [{ "nvr": "web-1-1" }, { "nvr": "web-1-2" }, { "nvr": "web-2-1" }, { "nvr": "web-2-2", "published": false },
                       { "nvr": "old-1-9", "builtAt": "2031-01-01T00:00:00Z" }, { "nvr": "old-1-10", "builtAt": "2030-01-01T00:00:00Z" }]
            """);

        world.Images.Select(image => string.Join(' ', image.Places[0].Tags)).ShouldBe(["1-1", "1-2 1", "2-1 2 latest", "2-2", "1-9 1 latest", "1-10"]);
        world.Images[3].Places[0].ShouldSatisfyAllConditions(place => place.Published.ShouldBeFalse(), place => place.PublishedAt.ShouldBeNull());
    }

    [Fact]
    public async Task A_manifest_that_the_catalogue_lacks_is_still_inherited()
    {
        var world = await ReadAsync("""
            "builds": [{ "nvr": "a-1-1", "rpms": ["zlib-1-1"], "manifest": false }, { "nvr": "b-1-1", "from": "a-1-1" }]
            """);

        world.Images[0].Rpms.ShouldBeNull();
        world.Images[1].Rpms.ShouldBe(["zlib-1-1"]);
    }

    [Fact]
    public async Task What_is_odd_about_an_image_can_be_said()
    {
        var world = await ReadAsync("""
            "composes": [{ "id": 7, "state": "removed", "kind": "build", "expires": "2026-01-01T00:00:00Z" }],
            "repositories": [{ "path": "acme/a", "published": false, "autoRebuildTags": [], "releaseCategories": ["Beta"] }],
            "builds": [
              { "nvr": "a-1-1", "task": false, "labels": { "com.redhat.hotfix": "x" }, "composes": [7], "contentSets": ["own"],
                "behaviour": { "failTimes": 3, "reason": "no space", "takesTime": "2s" } },
              { "nvr": "b-1-1", "task": 12, "build": 13, "catalogue": false, "repository": "containers/bee", "revision": "abc", "gitBranch": "main", "flatpak": true },
              { "nvr": "c-1-1", "brew": false, "stages": ["a-1-1", { "nvr": "ghost-1-1", "missing": true }], "behaviour": { "stuck": true, "keepsOldRpms": true } }
            ]
            """);

        var (a, b, c) = (world.Images[0], world.Images[1], world.Images[2]);
        a.TaskId.ShouldBeNull();
        a.Labels["com.redhat.hotfix"].ShouldBe("x");
        (a.Composes.Single(), a.ContentSets.Single()).ShouldBe((7, "own"));
        a.Behaviour.ShouldBe(new WorldImageBehaviour(3, "no space", TakesTime: TimeSpan.FromSeconds(2)));
        a.Places[0].Published.ShouldBeFalse();
        world.Repositories.Single(repository => repository.Path == "acme/a").ShouldSatisfyAllConditions(
            repository => repository.AutoRebuildTags.ShouldBeEmpty(), repository => repository.ReleaseCategories.ShouldBe(["Beta"]));
        (b.TaskId, b.BuildId, b.InCatalogue, b.Places.Count, b.Repository, b.Revision, b.GitBranch, b.Flatpak).ShouldBe((12, 13, false, 0, "containers/bee", "abc", "main", true));
        c.HasBrewData.ShouldBeFalse();
        c.OtherStages.ShouldBe(["a-1-1", "ghost-1-1"]);
        c.Behaviour.ShouldBe(new WorldImageBehaviour(Stuck: true, KeepsOldRpms: true));
        world.Composes.Single().ShouldSatisfyAllConditions(compose => compose.State.ShouldBe("removed"), compose => compose.Kind.ShouldBe("build"));
    }

    [Fact]
    public async Task Advisories_name_builds_that_exist()
    {
        var world = await ReadAsync("""
            "rpmBuilds": [{ "nvr": "zlib-1.2-4.el9", "rpms": ["zlib", "zlib-devel"], "tags": ["t-candidate"] }],
            "pulp": [{ "id": "repo", "contentSet": "set" }, { "id": "debug" }],
            "advisories": [{ "id": 1, "name": "RHSA-2026:1", "state": "QE", "impact": "Low", "builds": { "P": ["zlib-1.2-4.el9"] }, "cves": { "CVE-1": ["zlib-1.2-4.el9"] }, "pulp": ["repo"], "bugFlags": ["hightouch+"] }]
            """);

        world.RpmBuilds.Single().Rpms.ShouldBe(["zlib-1.2-4.el9", "zlib-devel-1.2-4.el9"]);
        var advisory = world.Advisories.Single();
        (advisory.State, advisory.SecurityImpact, advisory.ContentTypes.Single(), advisory.PulpRepositories.Single()).ShouldBe(("QE", "Low", "rpm", "repo"));
        advisory.Builds["P"].ShouldBe(["zlib-1.2-4.el9"]);
        advisory.Cves["CVE-1"].ShouldBe(["zlib-1.2-4.el9"]);
        advisory.BugFlags.ShouldBe(["hightouch+"]);
        world.PulpRepositories.Select(repository => repository.ContentSet).ShouldBe(["set", null]);
    }

    [Fact]
    public async Task A_generation_makes_the_same_images_each_time()
    {
        const string json = """
            "builds": [{ "nvr": "base-1-1", "rpms": ["zlib-1-1"] }, { "nvr": "base-1-2", "rpms": ["zlib-1-2"] }],
            "generate": [
              { "group": "mid", "seed": 5, "name": "mid-{n}-container", "count": 20, "versions": ["1", "2"], "releases": 3, "from": ["base-1-1", "base-1-2"], "adds": ["mid-{n}-1-1"] },
              { "group": "top", "seed": 6, "name": "top-{n}", "count": 30, "from": ["@mid"], "stages": ["@mid"],
                "oneIn": { "stages": 2, "unpublished": 3, "withoutManifest": 4, "hotfix": 5, "failing": 6 } }
            ]
            """;

        var (first, second) = (await ReadAsync(json), await ReadAsync(json));
        var other = await ReadAsync(json.Replace("\"seed\": 5", "\"seed\": 50"));

        first.Images.Count.ShouldBe(2 + 120 + 30);
        Shape(second).ShouldBe(Shape(first));
        Shape(other).ShouldNotBe(Shape(first));
        first.Images.Single(image => image.Nvr == "mid-7-container-2-3").Rpms!.ShouldContain("mid-7-1-1");
        first.Images.Where(image => image.Nvr.StartsWith("mid", StringComparison.Ordinal)).Select(image => image.Parent).Distinct().Count().ShouldBe(2);
        var top = first.Images.Where(image => image.Nvr.StartsWith("top", StringComparison.Ordinal)).ToList();
        top.ShouldAllBe(image => image.Parent!.StartsWith("mid-"));
        Counts(image => image.OtherStages.Count > 0, image => !image.Places[0].Published, image => image.Rpms is null, image => image.Labels.ContainsKey("com.redhat.hotfix"), image => image.Behaviour.FailTimes == 3)
            .ShouldAllBe(count => count > 0 && count < 30);

        static List<string> Shape(ImageWorld world) => [.. world.Images.Select(image => $"{image.Nvr} {image.Parent} {string.Join(' ', image.OtherStages)} {image.Rpms?.Count} {image.Places[0].Published} {image.Behaviour} {image.BuildId} {image.Revision}")];
        IEnumerable<int> Counts(params Func<WorldImage, bool>[] peculiarities) => peculiarities.Select(peculiarity => top.Count(peculiarity));
    }

    [Theory]
    [InlineData("""[]""", "images", "must be a JSON object")]
    [InlineData("""{"colour":1}""", "images.colour", "unknown key")]
    [InlineData("""{"builds":[{"nvr":"a"}]}""", "images.builds[0].nvr", "must be name-version-release")]
    [InlineData("""{"builds":[{"nvr":"a-1-1"},{"nvr":"a-1-1"}]}""", "images.builds[1].nvr", "must be unique")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","from":"b-1-1"}]}""", "images.builds[0].from", "is not in the world")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","from":"b"}]}""", "images.builds[0].from", "must be name-version-release")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","stages":["b-1-1"]}]}""", "images.builds[0].stages[0]", "is not in the world")]
    [InlineData("""{"builds":[{"nvr":"b-1-1"},{"nvr":"a-1-1","from":{"nvr":"b-1-1","missing":true}}]}""", "images.builds[1].from", "marked missing but is in the world")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","from":"a-1-1"}]}""", "images.builds[0].from", "closes the cycle a-1-1 -> a-1-1")]
    [InlineData("""{"builds":[{"nvr":"c-1-1","from":"a-1-1"},{"nvr":"a-1-1","from":"b-1-1"},{"nvr":"b-1-1","stages":["a-1-1"]}]}""", "images.builds[2].stages[0]", "closes the cycle a-1-1 -> b-1-1 -> a-1-1")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","from":{"nvr":"b-1-1","cycle":true}},{"nvr":"b-1-1"}]}""", "images.builds[0].from", "b-1-1 is not built from a-1-1")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","base":true,"from":"b-1-1"}]}""", "images.builds[0].from", "must not be beside base")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","rpms":[],"adds":[]}]}""", "images.builds[0].adds", "must not be beside rpms")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","places":[],"tags":[]}]}""", "images.builds[0].tags", "must not be beside places")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","places":[],"published":true}]}""", "images.builds[0].published", "must not be beside places")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","places":[{"repository":"x/y"}]}]}""", "images.builds[0].places[0].repository", "there is no repository x/y")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","stream":"el9"}]}""", "images.builds[0].stream", "there is no stream el9")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","rpms":["zlib"]}]}""", "images.builds[0].rpms[0]", "must be name-version-release")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","adds":["@core"]}]}""", "images.builds[0].adds[0]", "there is no manifest core")]
    [InlineData("""{"manifests":{"core":["@core"]}}""", "images.manifests.core[0]", "there is no manifest core before it")]
    [InlineData("""{"manifests":{"core":{}}}""", "images.manifests.core", "must be a list")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","composes":[7]}]}""", "images.builds[0].composes[0]", "7 is not among the world's composes")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","composes":["7"]}]}""", "images.builds[0].composes[0]", "must be the id of a compose")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","build":5},{"nvr":"b-1-1","build":5}]}""", "images.builds[1].build", "5 is there twice")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","build":5}],"rpmBuilds":[{"nvr":"z-1-1","build":5}]}""", "images.builds[0].build", "5 is there twice")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","task":5},{"nvr":"b-1-1","task":5}]}""", "images.builds[1].task", "5 is there twice")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","task":"five"}]}""", "images.builds[0].task", "must be the number of a Koji task, or false")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","builtAt":"soon"}]}""", "images.builds[0].builtAt", "must be a moment")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","labels":{"a":1}}]}""", "images.builds[0].labels.a", "must be a text")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","labels":{"a":"1","a":"2"}}]}""", "images.builds[0].labels", "has the key a more than once")]
    [InlineData("""{"builds":[{"nvr":"a-1-1","behaviour":{"failTimes":-2}}]}""", "images.builds[0].behaviour.failTimes", "must be a whole number")]
    [InlineData("""{"defaults":{"target":"{nmae}"}}""", "images.defaults.target", "{nmae} is unknown")]
    [InlineData("""{"streams":{"el9":{"gitBranch":"{"}}}""", "images.streams.el9.gitBranch", "{ is unknown")]
    [InlineData("""{"repositories":[{"path":"a/b"},{"path":"a/b"}]}""", "images.repositories[1].path", "must be unique")]
    [InlineData("""{"rpmBuilds":[{"nvr":"a"}]}""", "images.rpmBuilds[0].nvr", "must be name-version-release")]
    [InlineData("""{"rpmBuilds":[{"nvr":"a-1-1"},{"nvr":"a-1-1"}]}""", "images.rpmBuilds[1].nvr", "must be unique")]
    [InlineData("""{"rpmBuilds":[{"nvr":"a-1-1","build":3},{"nvr":"b-1-1","build":3}]}""", "images.rpmBuilds[1].build", "3 is there twice")]
    [InlineData("""{"composes":[{"id":1,"expires":"2026-01-01T00:00:00Z"},{"id":1,"expires":"2026-01-01T00:00:00Z"}]}""", "images.composes[1].id", "must be unique")]
    [InlineData("""{"composes":[{"id":1}]}""", "images.composes[0].expires", "is required")]
    [InlineData("""{"composes":[{"id":1,"state":"gone"}]}""", "images.composes[0].state", "must be one of wait, generating, done, removed, failed")]
    [InlineData("""{"composes":[{"id":1,"kind":"pulps"}]}""", "images.composes[0].kind", "must be one of tag, module, pulp, build")]
    [InlineData("""{"pulp":[{"id":"a"},{"id":"a"}]}""", "images.pulp[1].id", "must be unique")]
    [InlineData("""{"advisories":[{"name":"a"}]}""", "images.advisories[0].id", "is required")]
    [InlineData("""{"advisories":[{"id":1,"name":"a"},{"id":1,"name":"b"}]}""", "images.advisories[1].id", "must be unique")]
    [InlineData("""{"advisories":[{"id":1,"name":"a"},{"id":2,"name":"a"}]}""", "images.advisories[1].name", "must be unique")]
    [InlineData("""{"advisories":[{"id":1,"name":"a","builds":{"P":["z-1-1"]}}]}""", "images.advisories[0].builds.P[0]", "z-1-1 is not among the world's rpmBuilds")]
    [InlineData("""{"rpmBuilds":[{"nvr":"z-1-1"}],"advisories":[{"id":1,"name":"a","cves":{"C":["z-1-1"]}}]}""", "images.advisories[0].cves.C[0]", "is not among the advisory's builds")]
    [InlineData("""{"pulp":[{"id":"a"}],"advisories":[{"id":1,"name":"a","pulp":["a","b"]}]}""", "images.advisories[0].pulp[1]", "b is not among the world's pulp repositories")]
    [InlineData("""{"advisories":[{"id":1,"name":"a","impact":"important"}]}""", "images.advisories[0].impact", "must be one of Critical")]
    [InlineData("""{"advisories":[{"id":1,"name":"a","state":"SHIPPED"}]}""", "images.advisories[0].state", "must be one of NEW_FILES")]
    [InlineData("""{"pdcContainers":[{"id":1,"name":"web","release":"f","branch":"f41"}]}""", "images.pdcContainers[0].branch", "the world's containers have no web with a branch f41")]
    [InlineData("""{"pdcContainers":[{"id":1,"name":"w","release":"f","branch":"b","repository":false},{"id":1,"name":"w","release":"f","branch":"b","repository":false}]}""", "images.pdcContainers[1].id", "must be unique")]
    [InlineData("""{"generate":[{"name":"a","count":1,"seed":1,"from":["b-1-1"]}]}""", "images.generate[0].group", "is required")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":2,"seed":1,"from":["b-1-1"]}]}""", "images.generate[0].name", "must hold {n}")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":1,"from":["b-1-1"]}]}""", "images.generate[0].seed", "is required")]
    [InlineData("""{"generate":[{"group":"g","name":"a","seed":1,"from":["b-1-1"]}]}""", "images.generate[0].count", "is required")]
    [InlineData("""{"generate":[{"group":"g","name":"a-{n}","count":100000,"releases":1000,"seed":1,"from":["b-1-1"]}]}""", "images.generate[0].count", "at most 100000 images")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":1,"seed":1}]}""", "images.generate[0].from", "must name at least one")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":1,"seed":1,"from":["@h"]}]}""", "images.generate[0].from[0]", "there is no group h before it")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":1,"seed":1,"from":["b-1-1"]}]}""", "images.generate[0].from[0]", "b-1-1 is not in the world")]
    [InlineData("""{"generate":[{"group":"g","name":"a b","count":1,"seed":1,"from":["b-1-1"]}]}""", "images.generate[0].name", "must be name-version-release")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":1,"seed":1,"from":["b-1-1"],"adds":["{n}"]}]}""", "images.generate[0].adds[0]", "must be name-version-release")]
    [InlineData("""{"generate":[{"group":"g","name":"a","count":1,"seed":1,"from":["b-1-1"],"oneIn":{"stages":2}}]}""", "images.generate[0].oneIn.stages", "needs stages")]
    [InlineData("""{"builds":[{"nvr":"b-1-1"}],"generate":[{"group":"g","name":"a","count":1,"seed":1,"from":["b-1-1"]},{"group":"g","name":"c","count":1,"seed":1,"from":["b-1-1"]}]}""", "images.generate[1].group", "there is a group g already")]
    public async Task A_bad_world_of_images_is_refused_with_path_and_rule(string images, string field, string rule)
    {
        var refused = await Should.ThrowAsync<RefusedException>(() => SandboxHost.StartAsync(new() { WorldJson = $$"""{"images":{{images}}}""" }, Stop));

        refused.Field.ShouldBe(field);
        refused.Rule.ShouldContain(rule);
    }

    [Fact]
    public async Task The_storys_advisory_must_exist()
    {
        const string world = """{"rpms":[{"name":"a","branches":["f1"]}],"story":{"rpm":"a","branch":"f1","advisory":3}}""";

        (await Should.ThrowAsync<RefusedException>(() => SandboxHost.StartAsync(new() { WorldJson = world }, Stop))).Field.ShouldBe("story.advisory");
    }

    [Fact]
    public async Task A_cycle_that_is_marked_is_fine()
    {
        var world = await ReadAsync("""
            "builds": [
              { "nvr": "a-1-1", "from": { "nvr": "c-1-1", "cycle": true }, "rpms": ["zlib-1-1"] },
              { "nvr": "b-1-1", "from": "a-1-1" },
              { "nvr": "c-1-1", "from": "b-1-1" },
              { "nvr": "self-1-1", "stages": [{ "nvr": "self-1-1", "cycle": true }] }
            ]
            """);

        world.Images.Select(image => image.Parent).ShouldBe(["c-1-1", "a-1-1", "b-1-1", null]);
        world.Images[3].OtherStages.ShouldBe(["self-1-1"]);
        world.Images[2].Rpms.ShouldBe(["zlib-1-1"]);
    }

    [Fact]
    public async Task A_chain_of_ten_thousand_images_is_read()
    {
        var builds = string.Join(',', Enumerable.Range(0, 10_000).Select(index => index == 0 ? """{"nvr":"i-0-1"}""" : $$"""{"nvr":"i-{{index}}-1","from":"i-{{index - 1}}-1"}"""));

        (await ReadAsync($"\"builds\":[{builds}]")).Images.Count.ShouldBe(10_000);
    }

    private static async Task<ImageWorld> ReadAsync(string images)
    {
        await using var sandbox = await SandboxHost.StartAsync(new() { WorldJson = "{\"images\":{" + images + "}}" }, Stop);
        return sandbox.World.Images;
    }
}
