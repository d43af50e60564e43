using System.Net;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>Whether an image would be rebuilt, and why not (behaviour.md §5.1).</summary>
public sealed class VerifyImageTests : IAsyncLifetime
{
    readonly Shelf _shelf = new();
    RestHost _rest = null!;

    public async ValueTask InitializeAsync() => _rest = await RestHost.StartAsync(services => services
        .AddSingleton<IImageCatalogue>(_shelf)
        .AddSingleton(PolicyParser.Parse(
            new PolicyMap("test",
            [
                ("allow", new PolicyList("test:allow", [new PolicyMap("test:allow:0", [("advisory_name", new PolicyValue("test:allow:0:advisory_name", "RHSA-.*", PolicyValueKind.Text))])])),
                ("block", new PolicyList("test:block", [new PolicyMap("test:block:0", [("image_name", new PolicyValue("test:block:0:image_name", "secret-container", PolicyValueKind.Text))])])),
            ]), []).Policy));

    public ValueTask DisposeAsync() => _rest.DisposeAsync();

    Task<string> RefusedAsync(string path) => _rest.RefusedAsync(HttpStatusCode.BadRequest, $"/api/1/{path}");

    [Fact]
    public async Task An_image_that_would_be_rebuilt_is_shown_with_its_content_sets()
    {
        _shelf.Put("web-container-1-5", "acme/web", ["latest", "1"], ["b-rpms", "a-rpms"]);
        (await _rest.GetAsync("/api/1/verify-image/web-container-1-5")).GetRawText().ShouldBe(
            """{"msg":"Found 1 images which are handled by Freshmaker for defined content_sets.","images":{"web-container-1-5":["a-rpms","b-rpms"]}}""");
        (await _rest.GetAsync("/api/2/verify-image-repository/acme/web")).GetRawText().ShouldBe(
            """{"msg":"Found 1 images which are handled by Freshmaker for defined content_sets.","repository":{"auto_rebuild_tags":["latest"]},"images":"""
            + """{"web-container-1-5":{"content_sets":["a-rpms","b-rpms"],"tags":["1","latest"]}}}""");
    }

    [Fact]
    public async Task Each_reason_against_an_image_is_told()
    {
        (await RefusedAsync("verify-image/web-container-1-5")).ShouldBe("The image catalogue does not know the image web-container-1-5.");
        (await RefusedAsync("verify-image/web")).ShouldBe("nvr must be a name-version-release");
        _shelf.Put("web-container-1-5", "acme/web", ["1"], ["a-rpms"]);
        (await RefusedAsync("verify-image/web-container-1-5")).ShouldBe("The image web-container-1-5 has the tags 1 in acme/web, and none of its auto-rebuild tags, latest.");
        _shelf.Put("web-container-1-5", "acme/web", ["latest"], []);
        (await RefusedAsync("verify-image/web-container-1-5")).ShouldBe("The image web-container-1-5 declares no content sets, so no fix can be said to concern it.");
        _shelf.Put("web-container-1-5", "acme/web", ["latest"], ["a-rpms"], published: false);
        (await RefusedAsync("verify-image/web-container-1-5")).ShouldBe("The image web-container-1-5 is not published in any repository.");
        _shelf.Put("web-container-1-5", "acme/unknown", ["latest"], ["a-rpms"]);
        (await RefusedAsync("verify-image/web-container-1-5")).ShouldBe("The image web-container-1-5 is in no repository that the catalogue knows.");
        _shelf.Put("secret-container-1-5", "acme/web", ["latest"], ["a-rpms"]);
        (await RefusedAsync("verify-image/secret-container-1-5")).ShouldStartWith("The image secret-container-1-5 is not allowed: ");
    }

    [Fact]
    public async Task Each_reason_against_a_repository_is_told()
    {
        (await RefusedAsync("verify-image-repository/acme/nothing")).ShouldBe("The image catalogue does not know the repository acme/nothing.");
        (await RefusedAsync("verify-image-repository/-acme/nothing")).ShouldBe("The repository must not begin with '-'");
        _shelf.Repository = _shelf.Repository with { Published = false };
        (await RefusedAsync("verify-image-repository/acme/web")).ShouldBe("The repository acme/web is not published.");
        _shelf.Repository = _shelf.Repository with { Published = true, ReleaseCategories = ["Deprecated"] };
        (await RefusedAsync("verify-image-repository/acme/web")).ShouldBe(
            "The repository acme/web has the release categories Deprecated; only those with one of Beta, Generally Available, Tech Preview are rebuilt.");
        _shelf.Repository = _shelf.Repository with { ReleaseCategories = ["Beta"], AutoRebuildTags = [] };
        (await RefusedAsync("verify-image-repository/acme/web")).ShouldBe("The repository acme/web has no auto-rebuild tags, so its owner wants nothing in it rebuilt.");
        _shelf.Repository = _shelf.Repository with { AutoRebuildTags = ["latest"] };
        (await RefusedAsync("verify-image-repository/acme/web")).ShouldBe("No published image of acme/web tagged latest would be rebuilt.");
        _shelf.Put("web-container-1-5", "acme/web", ["latest"], []);
        (await RefusedAsync("verify-image-repository/acme/web")).ShouldBe(
            "No published image of acme/web tagged latest would be rebuilt: The image web-container-1-5 declares no content sets, so no fix can be said to concern it.");
    }

    [Fact]
    public async Task A_catalogue_that_does_not_answer_is_no_fault_of_ours()
    {
        _shelf.Fault = new("Pyxis", "find_images", "502 with a secret in it");
        foreach (var path in (string[])["verify-image/web-container-1-5", "verify-image-repository/acme/web"])
            (await _rest.RefusedAsync(HttpStatusCode.ServiceUnavailable, $"/api/1/{path}")).ShouldBe("Pyxis does not answer usefully now; ask again later.");
    }

    /// <summary>A catalogue with one repository, acme/web.</summary>
    sealed class Shelf : IImageCatalogue
    {
        readonly Dictionary<string, ImageRecord> _images = [];

        public RepositoryRecord Repository { get; set; } = new("registry.example", "acme/web", true, ["latest"], ["Generally Available"]);

        public OutsideFault? Fault { get; set; }

        public void Put(string nvr, string repository, string[] tags, string[] contentSets, bool published = true) => _images[nvr] =
            new(Nvr.Parse(nvr)) { ContentSets = contentSets, Places = [new("registry.example", repository, published, tags)] };

        Task<T> Answer<T>(T answer) => Fault is { } fault ? Task.FromException<T>(fault) : Task.FromResult(answer);

        public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct) =>
            Answer<IReadOnlyList<RepositoryRecord>>([Repository]);

        public Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct) =>
            Answer<IReadOnlyList<RepositoryRecord>>(paths.Contains((Repository.Registry, Repository.Path)) ? [Repository] : []);

        public Task<IReadOnlyList<ImageRecord>> ContainingAsync(
            IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories, IReadOnlyCollection<string> tags, bool published,
            CancellationToken ct) =>
            Answer<IReadOnlyList<ImageRecord>>([.. _images.Values.Where(i => rpmNames is null && i.Places.Any(p => p.Published && repositories.Contains(p.Repository) && p.Tags.Any(tags.Contains)))]);

        public Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct) =>
            Answer<IReadOnlyDictionary<string, ImageRecord>>(_images.Where(i => nvrs.Contains(i.Key)).ToDictionary());

        public Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct) =>
            Answer<IReadOnlyList<ImageRecord>>([]);
    }
}
