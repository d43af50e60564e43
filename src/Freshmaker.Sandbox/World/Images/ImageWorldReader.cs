using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Reads the part <c>images</c> of a world file.</summary>
internal static class ImageWorldReader
{
    public static ImageWorld Read(Fields root, IReadOnlyList<WorldSource> containers)
    {
        var images = root.Part(
            "images", "about", "defaults", "streams", "manifests", "repositories", "builds", "generate", "rpmBuilds", "advisories", "composes", "pulp", "pdcContainers");
        var defaults = ImageDefaults.Read(images);
        var reader = new ImageDraftReader(defaults);
        var generation = new ImageGeneration(reader);
        List<ImageDraft> drafts =
        [
            .. images.Items("builds").Select(item => reader.Read(item.Value, item.Path)),
            .. images.Items("generate").SelectMany(item => generation.Expand(item.Value, item.Path)),
        ];
        var parentsFirst = ImageOrder.ParentsFirst(drafts);
        var resolver = new ImageResolver(defaults, drafts, SupplyReader.Repositories(images, defaults));
        var rpmBuilds = SupplyReader.RpmBuilds(images);
        var composes = SupplyReader.Composes(images);
        var pulp = SupplyReader.PulpRepositories(images);
        var world = new ImageWorld(
            resolver.Repositories, resolver.Resolve(parentsFirst), rpmBuilds, AdvisoryReader.Read(images, rpmBuilds, pulp), composes, pulp, SupplyReader.Containers(images, containers));
        CheckNumbers(world, drafts, images.At("rpmBuilds"));
        CheckComposes(drafts, composes.Select(compose => compose.Id).ToHashSet());
        return world;
    }

    // images and RPMs are builds of one Koji
    private static void CheckNumbers(ImageWorld world, List<ImageDraft> drafts, string rpmBuilds)
    {
        var (builds, tasks) = (new HashSet<long>(), new HashSet<long>());
        foreach (var (index, build) in world.RpmBuilds.Index())
        {
            if (!builds.Add(build.BuildId))
            {
                throw new RefusedException($"{rpmBuilds}[{index}].build", $"{build.BuildId} is there twice; ids of builds must be unique");
            }
        }

        foreach (var (image, draft) in world.Images.Zip(drafts))
        {
            if (!builds.Add(image.BuildId))
            {
                throw new RefusedException($"{draft.Path}.build", $"{image.BuildId} is there twice; ids of builds must be unique");
            }

            if (image.TaskId is { } task && !tasks.Add(task))
            {
                throw new RefusedException($"{draft.Path}.task", $"{task} is there twice; ids of tasks must be unique");
            }
        }
    }

    private static void CheckComposes(List<ImageDraft> drafts, HashSet<long> known)
    {
        foreach (var draft in drafts)
        {
            if (draft.Composes.Index().Where(entry => !known.Contains(entry.Item)).Select(entry => (int?)entry.Index).FirstOrDefault() is { } index)
            {
                throw new RefusedException($"{draft.Path}.composes[{index}]", $"{draft.Composes[index]} is not among the world's composes; give it there the state removed if that is meant");
            }
        }
    }
}
