using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;

namespace Freshmaker.Host.Rest.Reading;

/// <summary>The content sets of images that would be rebuilt.</summary>
public sealed record VerifiedImage(string Msg, IReadOnlyDictionary<string, IReadOnlyList<string>> Images);

/// <summary>The images of a repository that would be rebuilt.</summary>
public sealed record VerifiedRepository(string Msg, RepositoryTags Repository, IReadOnlyDictionary<string, RepositoryImage> Images);

/// <summary>What the owner of a repository wants rebuilt.</summary>
public sealed record RepositoryTags(IReadOnlyList<string> AutoRebuildTags);

/// <summary>An image in a repository.</summary>
public sealed record RepositoryImage(IReadOnlyList<string> ContentSets, IReadOnlyList<string> Tags);

/// <summary><c>GET verify-image/{nvr}</c> and <c>verify-image-repository/{project}/{repo}</c> (behaviour.md §5.1).</summary>
sealed class ImageReads(ImagePlanningOptions options, Policy policy, IServiceProvider services)
{
    readonly ImageVerification _rules = new(options, policy, nameof(ImagesOnAdvisoryShipped));

    // The catalogue is a typed HTTP client, which lives as long as one request.
    IImageCatalogue Catalogue => services.GetRequiredService<IImageCatalogue>();

    public async Task<IResult> ImageAsync(string nvr, CancellationToken ct)
    {
        if (ArtifactNames.BrokenRuleOfNvr(nvr) is { } rule)
            throw RestException.Bad("nvr", rule);
        var found = await Catalogue.ByNvrAsync([nvr], [], ct);
        if (!found.TryGetValue(nvr, out var image))
            throw Refuse($"The image catalogue does not know the image {nvr}.");
        var repositories = image.Unreadable is null ? await Catalogue.RepositoriesByPathAsync([.. image.Places.Select(p => (p.Registry, p.Repository)).Distinct()], ct) : [];
        if (WhyNot(image, repositories) is { } reason)
            throw Refuse(reason);
        return Results.Json(new VerifiedImage(Found(1), new Dictionary<string, IReadOnlyList<string>> { [nvr] = Sorted(image.ContentSets) }), ContractJson.Options);
    }

    public async Task<IResult> RepositoryAsync(string project, string repo, CancellationToken ct)
    {
        if ((ArtifactNames.BrokenRuleOfName(project) ?? ArtifactNames.BrokenRuleOfName(repo)) is { } rule)
            throw RestException.Bad("The repository", rule);
        var path = $"{project}/{repo}";
        // The address names no registry, and the catalogue is asked for single repositories by registry; so it is asked for all.
        var repositories = (await Catalogue.RepositoriesAsync(published: false, categories: null, ct)).Where(r => r.Path == path).OrderByDescending(r => r.Published).ToList();
        if (repositories is not [var repository, ..])
            throw Refuse($"The image catalogue does not know the repository {path}.");
        if (_rules.WhyNot(repository) is { } reason)
            throw Refuse(reason);
        var images = await Catalogue.ContainingAsync(rpmNames: null, contentSets: null, [path], repository.AutoRebuildTags, published: true, ct);
        var good = images.Where(i => WhyNot(i with { Places = [.. i.Places.Where(p => p.Repository == path)] }, repositories) is null).ToList();
        return good.Count == 0
            ? throw Refuse($"No published image of {path} tagged {string.Join(", ", repository.AutoRebuildTags)} would be rebuilt{(images.Count == 0 ? "." : $": {WhyNot(images[0], repositories)}")}")
            : Results.Json(
                new VerifiedRepository(
                    Found(good.Count), new(repository.AutoRebuildTags),
                    good.OrderBy(i => i.Nvr.ToString(), StringComparer.Ordinal).ToDictionary(i => i.Nvr.ToString(), i => new RepositoryImage(Sorted(i.ContentSets), Tags(i, path)))),
                ContractJson.Options);
    }

    string? WhyNot(ImageRecord image, IReadOnlyCollection<RepositoryRecord> repositories) => image.Unreadable is { } fault
        ? $"What {fault.System} says of the image {image.Nvr} cannot be read: {fault.Text}"
        : _rules.WhyNot(image, repositories);

    static string Found(int count) => $"Found {count} images which are handled by Freshmaker for defined content_sets.";

    static RestException Refuse(string reason) => new(StatusCodes.Status400BadRequest, reason);

    static IReadOnlyList<string> Tags(ImageRecord image, string path) =>
        Sorted(image.Places.Where(p => p.Repository == path).SelectMany(p => p.Tags).Distinct(StringComparer.Ordinal));

    static IReadOnlyList<string> Sorted(IEnumerable<string> texts) => [.. texts.Order(StringComparer.Ordinal)];
}
