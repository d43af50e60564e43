using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using static Freshmaker.Integrations.Tests.Images.SmallImages;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>What every image catalogue does.</summary>
public abstract class ImageCatalogueContract : ImageCatalogueTest
{
    static readonly string[] Web = ["acme/web"];
    static readonly string[] Latest = ["latest"];
    static readonly string[] Sets = [BaseOs];
    static readonly string[] Zlib = ["zlib"];

    [Fact]
    public async Task Published_repositories_come_with_tags_and_categories()
    {
        var found = await Catalogue().RepositoriesAsync(published: true, null, Stop);

        found.Select(repository => $"{repository.Registry}/{repository.Path}").ShouldBe(
        [
            "other.example.com/acme/web", "registry.example.com/acme/base", "registry.example.com/acme/quiet", "registry.example.com/acme/rt",
            "registry.example.com/acme/try", "registry.example.com/acme/web",
        ]);
        var rt = found.Single(repository => repository.Path == "acme/rt");
        (rt.Registry, rt.Published).ShouldBe((Registry, true));
        rt.AutoRebuildTags.ShouldBe(["latest", "1"]);
        rt.ReleaseCategories.ShouldBe(["Generally Available"]);
        found.Single(repository => repository.Path == "acme/quiet").AutoRebuildTags.ShouldBeEmpty();
        Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Unpublished_repositories_come_when_asked_for()
    {
        var found = await Catalogue().RepositoriesAsync(published: false, null, Stop);

        found.Count.ShouldBe(World.Repositories.Count);
        found.Single(repository => repository.Path == "acme/eus").Published.ShouldBeFalse();
    }

    [Fact]
    public async Task Repositories_of_some_categories_are_only_those()
    {
        (await PathsAsync("Beta", "Tech Preview")).ShouldBe(["acme/try", "acme/web"]);
        (await PathsAsync("Nonsense")).ShouldBeEmpty();
        var before = Calls;
        (await PathsAsync()).ShouldBeEmpty();
        Calls.ShouldBe(before);

        async Task<IEnumerable<string>> PathsAsync(params string[] categories) =>
            (await Catalogue().RepositoriesAsync(true, categories, Stop)).Select(repository => repository.Path);
    }

    [Fact]
    public async Task Repositories_are_found_by_registry_and_path_together_and_unknown_ones_are_absent()
    {
        var found = await Catalogue().RepositoriesByPathAsync(
            [(Registry, "acme/eus"), ("other.example.com", "acme/web"), ("other.example.com", "acme/rt"), (Registry, "acme/none"), (Registry, "acme/eus")], Stop);

        found.Select(repository => (repository.Registry, repository.Path)).ShouldBe([("other.example.com", "acme/web"), (Registry, "acme/eus")]);
        Calls.ShouldBe(1);
        (await Catalogue().RepositoriesByPathAsync([], Stop)).ShouldBeEmpty();
        Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Images_are_found_by_rpm_content_set_repository_and_tag()
    {
        var found = await Catalogue().ContainingAsync(Zlib, Sets, ["acme/base", "acme/rt", "acme/web"], Latest, published: true, Stop);

        Nvrs(found).ShouldBe(["base-container-9-3", "rt-container-1-4", "web-container-1-5"]);
        found[2].Rpms.ShouldBe([new(new("zlib", "1.2", "3.el9"), "zlib-1.2-3.el9")]);
    }

    [Fact]
    public async Task Unpublished_images_are_found_when_asked_for() => Nvrs(await Catalogue().ContainingAsync(Zlib, Sets, Web, Latest, published: false, Stop))
        .ShouldBe(["crossed-container-1-1", "web-container-1-5", "web-container-1-6"]);

    [Fact]
    public async Task Published_and_tagged_has_to_be_in_the_same_place() =>
        Nvrs(await Catalogue().ContainingAsync(Zlib, Sets, ["acme/web", "acme/rt"], Latest, published: true, Stop)).ShouldNotContain("crossed-container-1-1");

    [Theory]
    [InlineData("nothing", BaseOs, "acme/web", "latest")]
    [InlineData("zlib", "acme-7-rpms", "acme/web", "latest")]
    [InlineData("zlib", BaseOs, "acme/none", "latest")]
    [InlineData("zlib", BaseOs, "acme/web", "none")]
    [InlineData("bash", BaseOs, "acme/try", "latest")]
    public async Task An_image_that_lacks_one_of_the_four_is_not_found(string rpm, string contentSet, string repository, string tag) =>
        (await Catalogue().ContainingAsync([rpm], [contentSet], [repository], [tag], true, Stop)).ShouldBeEmpty();

    [Fact]
    public async Task Of_any_content_set_is_without_that_condition_and_with_all_others()
    {
        string[] all = [.. World.Repositories.Select(repository => repository.Path).Distinct()];

        Nvrs(await Catalogue().ContainingAsync(Zlib, null, all, Latest, published: true, Stop))
            .ShouldBe(["base-container-9-3", "bashless-container-1-1", "other-container-1-1", "rt-container-1-4", "web-container-1-5"]);
        Nvrs(await Catalogue().ContainingAsync(Zlib, null, Web, Latest, published: false, Stop)).ShouldBe(["crossed-container-1-1", "web-container-1-5", "web-container-1-6"]);
        Nvrs(await Catalogue().ContainingAsync(["bash"], null, ["acme/try"], Latest, published: true, Stop)).ShouldBe(["other-container-1-1"]);
        (await Catalogue().ContainingAsync(Zlib, null, all, ["none"], published: false, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_asked_for_is_nothing_found_without_a_call()
    {
        (await Catalogue().ContainingAsync([], Sets, Web, Latest, true, Stop)).ShouldBeEmpty();
        (await Catalogue().ContainingAsync(Zlib, [], Web, Latest, true, Stop)).ShouldBeEmpty();
        (await Catalogue().ContainingAsync(Zlib, Sets, [], Latest, true, Stop)).ShouldBeEmpty();
        (await Catalogue().ContainingAsync(Zlib, Sets, Web, [], true, Stop)).ShouldBeEmpty();
        (await Catalogue().ByNvrAsync([], null, Stop)).ShouldBeEmpty();
        (await Catalogue().PublishedAsync([], Zlib, Stop)).ShouldBeEmpty();
        Calls.ShouldBe(0);
    }

    [Fact]
    public async Task An_image_is_one_record_however_many_architectures_it_has()
    {
        var image = (await Catalogue().ByNvrAsync(["web-container-1-5"], Zlib, Stop)).ShouldHaveSingleItem().Value;

        image.Nvr.ShouldBe(new Nvr("web-container", "1", "5"));
        image.Arches.ShouldBe(["aarch64", "x86_64"]);
        image.ContentSets.ShouldBe([AppStream, BaseOs]);
        image.Places.Select(place => (place.Registry, place.Repository, place.Published, string.Join(' ', place.Tags)))
            .ShouldBe([(Registry, "acme/eus", false, "latest"), (Registry, "acme/web", true, "1 latest")]);
        image.Rpms.ShouldBe([new InstalledRpm(new("zlib", "1.2", "3.el9"), "zlib-1.2-3.el9")]);
        image.ParentNvr.ShouldBe("rt-container-1-4");
        image.Labels.ShouldBe(new Dictionary<string, string> { ["version"] = "1", ["com.redhat.component"] = "web-container" }, ignoreOrder: true);
        image.PublishedAt.ShouldBe(Published);
    }

    [Fact]
    public async Task Unknown_images_are_absent_and_a_base_image_has_no_parent()
    {
        var found = await Catalogue().ByNvrAsync(["base-container-9-3", "hidden-container-1-1", "elsewhere-container-1-1", "none-1-1", "no nvr"], null, Stop);

        found.Keys.ShouldBe(["base-container-9-3"]);
        found["base-container-9-3"].ParentNvr.ShouldBeNull();
    }

    [Fact]
    public async Task All_rpms_come_when_no_names_are_given_with_the_source_they_are_from()
    {
        var rpms = (await Catalogue().ByNvrAsync(["rt-container-1-4"], null, Stop)).Values.Single().Rpms!;

        rpms.Select(rpm => $"{rpm.Nvr} from {rpm.SourceNvr ?? "?"}").Order(StringComparer.Ordinal).ShouldBe(
            ["bash-5.1-2.el9 from ?", "libgcc-11-1.el9 from gcc-11-1.el9", "zlib-1.2-3.el9 from zlib-1.2-3.el9", "zlib-devel-1.2-3.el9 from zlib-1.2-3.el9"]);
    }

    [Fact]
    public async Task A_manifest_without_the_names_is_empty_and_no_manifest_is_null()
    {
        var found = await Catalogue().ByNvrAsync(["rt-container-1-4", "blind-container-1-1"], ["kernel"], Stop);

        found["rt-container-1-4"].Rpms.ShouldBeEmpty();
        found["blind-container-1-1"].Rpms.ShouldBeNull();
    }

    [Fact]
    public async Task Manifests_are_not_read_when_no_rpm_is_wanted() =>
        (await Catalogue().ByNvrAsync(["rt-container-1-4"], [], Stop)).Values.Single().Rpms.ShouldBeNull();

    [Fact]
    public async Task An_image_in_no_repository_is_known_by_its_nvr()
    {
        var image = (await Catalogue().ByNvrAsync(["nowhere-container-1-1"], [], Stop)).Values.Single();

        image.Places.ShouldBeEmpty();
        image.PublishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Published_images_of_packages_are_found_with_all_their_places()
    {
        var found = await Catalogue().PublishedAsync(["web-container", "base-container", "nowhere-container", "none"], ["bash"], Stop);

        Nvrs(found).ShouldBe(["base-container-9-3", "web-container-1-4", "web-container-1-5"]);
        found[0].Rpms.ShouldBe([new InstalledRpm(new("bash", "5.1", "2.el9"))]);
        found[2].Places.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Small_chunks_and_pages_bring_the_same()
    {
        var all = World.Images.Select(image => image.Nvr).ToList();
        string[] repositories = ["acme/base", "acme/rt", "acme/web", "acme/try", "acme/eus"];
        foreach (var small in new[] { true, false })
        {
            (await Catalogue(small).RepositoriesAsync(false, null, Stop)).Count.ShouldBe(7);
            (await Catalogue(small).RepositoriesByPathAsync([.. World.Repositories.Select(repository => (repository.Registry, repository.Path))], Stop)).Count.ShouldBe(7);
            Nvrs(await Catalogue(small).ContainingAsync(Zlib, Sets, repositories, Latest, false, Stop)).ShouldBe(
                ["base-container-9-3", "bashless-container-1-1", "crossed-container-1-1", "rt-container-1-4", "web-container-1-5", "web-container-1-6"]);
            var found = await Catalogue(small).ByNvrAsync(all, Zlib, Stop);
            found.Count.ShouldBe(10);
            found["base-container-9-3"].Arches.ShouldBe(["aarch64", "s390x", "x86_64"]);
            found["web-container-1-4"].ParentNvr.ShouldBe("rt-container-1-4");
            (await Catalogue(small).PublishedAsync(["web-container", "rt-container", "crossed-container"], [], Stop)).Count.ShouldBe(4);
        }
    }

    [Fact]
    public async Task More_pages_than_allowed_are_a_fault()
    {
        var fault = await Should.ThrowAsync<OutsideFault>(() => Catalogue(small: true, maxPages: 3).RepositoriesAsync(false, null, Stop));

        fault.System.ShouldBe(System);
        fault.Text.ShouldContain("goes on after 3 pages");
        Calls.ShouldBe(4);
        (await Catalogue(small: true, maxPages: 4).RepositoriesAsync(false, null, Stop)).Count.ShouldBe(7);
    }

    [Fact]
    public async Task More_records_than_allowed_are_a_fault_however_they_are_chunked()
    {
        var asking = Catalogue(small: true, maxRecords: 4).ByNvrAsync(["web-container-1-4", "web-container-1-5", "rt-container-1-4"], [], Stop);

        (await Should.ThrowAsync<OutsideFault>(() => asking)).Text.ShouldContain("more than the 4 records");
        (await Catalogue(small: true, maxRecords: 5).ByNvrAsync(["web-container-1-4", "web-container-1-5"], [], Stop)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_koji_builds_appears_unless_it_is_kept_from_the_catalogue()
    {
        (await Catalogue().ByNvrAsync(["fresh-container-1-1"], [], Stop)).ShouldBeEmpty();

        Sandbox.Images.TryAdd(Image("fresh-container-1-1", 99, In("acme/web")) with { Parent = "rt-container-1-4" }).ShouldBeTrue();
        Sandbox.Images.TryAdd(Image("secret-container-1-1", 98, In("acme/web")) with { InCatalogue = false }).ShouldBeTrue();

        (await Catalogue().ByNvrAsync(["fresh-container-1-1", "secret-container-1-1"], [], Stop)).ShouldHaveSingleItem().Value.ParentNvr.ShouldBe("rt-container-1-4");
        Nvrs(await Catalogue().ContainingAsync(Zlib, Sets, Web, Latest, true, Stop)).ShouldBe(["fresh-container-1-1", "web-container-1-5"]);
    }

    [Fact]
    public async Task A_reset_takes_back_what_was_built()
    {
        Sandbox.Images.TryAdd(Image("fresh-container-1-1", 99, In("acme/web")));
        (await Catalogue().ByNvrAsync(["fresh-container-1-1"], [], Stop)).Count.ShouldBe(1);

        await Sandbox.ResetAsync(Stop);

        Calls.ShouldBe(0);
        (await Catalogue().ByNvrAsync(["fresh-container-1-1", "rt-container-1-4"], [], Stop)).Keys.ShouldBe(["rt-container-1-4"]);
    }

    static IEnumerable<string> Nvrs(IEnumerable<ImageRecord> images) => images.Select(image => image.Nvr.ToString());
}
