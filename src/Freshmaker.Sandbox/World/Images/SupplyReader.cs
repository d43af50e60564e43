using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Reads what images are made with: RPM builds, composes, Pulp repositories, and the containers of PDC.</summary>
internal static class SupplyReader
{
    private const long FirstRpmBuild = 2_000_001;

    private static readonly string[] ComposeStates = ["wait", "generating", "done", "removed", "failed"];
    private static readonly string[] ComposeKinds = ["tag", "module", "pulp", "build"];

    public static IReadOnlyList<WorldRepository> Repositories(Fields images, ImageDefaults defaults)
    {
        var repositories = images.Items("repositories").Select(item =>
        {
            var fields = Fields.Of(item.Value, item.Path, "registry", "path", "published", "autoRebuildTags", "releaseCategories", "about");
            return new WorldRepository(
                fields.TextOrNull("registry") ?? defaults.Registry,
                fields.Text("path"),
                fields.Flag("published", true),
                fields.TextsOrNull("autoRebuildTags") ?? defaults.AutoRebuildTags,
                fields.TextsOrNull("releaseCategories") ?? defaults.ReleaseCategories);
        }).ToList();
        RefuseTwice(images.At("repositories"), repositories, repository => $"{repository.Registry}/{repository.Path}", "path", "repositories must be unique");
        return repositories;
    }

    public static IReadOnlyList<WorldRpmBuild> RpmBuilds(Fields images)
    {
        var builds = images.Items("rpmBuilds").Select((item, index) =>
        {
            var fields = Fields.Of(item.Value, item.Path, "nvr", "build", "rpms", "tags", "about");
            var nvr = fields.Text("nvr");
            var parts = NvrText.TryParse(nvr) ?? throw fields.Refuse("nvr", NvrText.Rule);

            // names only: the RPMs of a build have its version and release
            var names = fields.TextsOrNull("rpms") ?? [parts.Name];
            return new WorldRpmBuild(
                nvr, fields.Number("build", 1, int.MaxValue) ?? FirstRpmBuild + index, [.. names.Select(name => $"{name}-{parts.Version}-{parts.Release}")], fields.TextsOrNull("tags") ?? []);
        }).ToList();
        RefuseTwice(images.At("rpmBuilds"), builds, build => build.Nvr, "nvr", "NVRs must be unique");
        return builds;
    }

    public static IReadOnlyList<WorldCompose> Composes(Fields images)
    {
        var composes = images.Items("composes").Select(item =>
        {
            var fields = Fields.Of(item.Value, item.Path, "id", "state", "kind", "source", "expires", "about");
            return new WorldCompose(
                Id(fields), OneOf(fields, "state", ComposeStates) ?? "done", OneOf(fields, "kind", ComposeKinds) ?? "pulp", fields.TextOrNull("source") ?? "",
                fields.Moment("expires") ?? throw fields.Refuse("expires", "is required: when the compose expires"));
        }).ToList();
        RefuseTwice(images.At("composes"), composes, compose => compose.Id, "id", "ids must be unique");
        return composes;
    }

    public static IReadOnlyList<WorldPulpRepository> PulpRepositories(Fields images)
    {
        var repositories = images.Items("pulp").Select(item =>
        {
            var fields = Fields.Of(item.Value, item.Path, "id", "contentSet", "about");
            return new WorldPulpRepository(fields.Text("id"), fields.TextOrNull("contentSet"));
        }).ToList();
        RefuseTwice(images.At("pulp"), repositories, repository => repository.Id, "id", "ids must be unique");
        return repositories;
    }

    /// <param name="sources">The world's container repositories in dist-git.</param>
    public static IReadOnlyList<WorldContainer> Containers(Fields images, IReadOnlyList<WorldSource> sources)
    {
        var containers = images.Items("pdcContainers").Select(item =>
        {
            var fields = Fields.Of(item.Value, item.Path, "id", "name", "release", "branch", "rpms", "repository", "about");
            var (name, branch, hasRepository) = (fields.Text("name"), fields.Text("branch"), fields.Flag("repository", true));
            if (sources.Any(source => source.Name == name && source.Branches.Contains(branch)) != hasRepository)
            {
                throw fields.Refuse(
                    "branch",
                    hasRepository ? $"the world's containers have no {name} with a branch {branch}; say \"repository\": false if that is meant" : $"the world's containers have {name} with a branch {branch}");
            }

            return new WorldContainer(Id(fields), name, fields.Text("release"), branch, fields.TextsOrNull("rpms") ?? []);
        }).ToList();
        RefuseTwice(images.At("pdcContainers"), containers, container => container.Id, "id", "ids must be unique");
        return containers;
    }

    /// <summary>A required id.</summary>
    public static int Id(Fields fields) => fields.Number("id", 1, int.MaxValue) ?? throw fields.Refuse("id", "is required");

    /// <summary>One of the words, or null when the field is left out.</summary>
    public static string? OneOf(Fields fields, string name, string[] words) => fields.TextOrNull(name) is not { } word ? null
        : words.Contains(word) ? word
        : throw fields.Refuse(name, $"must be one of {string.Join(", ", words)}");

    public static void RefuseTwice<T, TKey>(string path, IReadOnlyList<T> items, Func<T, TKey> key, string field, string rule)
        where TKey : notnull
    {
        var known = new HashSet<TKey>();
        foreach (var (index, item) in items.Index())
        {
            if (!known.Add(key(item)))
            {
                throw new RefusedException($"{path}[{index}].{field}", $"{key(item)} is there twice; {rule}");
            }
        }
    }
}
