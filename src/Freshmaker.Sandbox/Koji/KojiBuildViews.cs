using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Koji;

/// <summary>Builds, archives and RPMs in the shapes in which the hub hands them out.</summary>
internal sealed class KojiBuildViews(ImageShelf shelf, KojiTasks tasks)
{
    private const int ArchesPerBuild = 100;
    private ImageWorld _world = ImageWorld.Empty;
    private Dictionary<string, WorldRpmBuild> _rpmBuilds = [];
    private Dictionary<long, WorldRpmBuild> _rpmBuildsById = [];

    public IReadOnlyList<WorldRpmBuild> RpmBuilds => _world.RpmBuilds;

    public void Load(ImageWorld world)
    {
        _world = world;
        _rpmBuilds = world.RpmBuilds.ToDictionary(build => build.Nvr);
        _rpmBuildsById = world.RpmBuilds.ToDictionary(build => build.BuildId);
    }

    /// <summary>By id or NVR; null when there is none, as the hub has it.</summary>
    public Dictionary<string, object?>? Find(object? info)
    {
        var nvr = info switch
        {
            string text => KojiNvr.Parse(text).ToString(),
            IReadOnlyDictionary<string, object?> parts => $"{parts.GetValueOrDefault("name")}-{parts.GetValueOrDefault("version")}-{parts.GetValueOrDefault("release")}",
            long => null,
            _ => throw new KojiFault(KojiFault.Generic, $"Invalid type for argument: {info}"),
        };
        var id = info is long number ? number : 0;
        if ((nvr is null ? shelf.FindByBuild(id) : shelf.Find(nvr)) is { } image)
        {
            return OfImage(image);
        }

        if ((nvr is null ? tasks.FindBuild(id) : tasks.FindBuild(nvr)) is { } begun)
        {
            return OfBegun(begun);
        }

        return (nvr is null ? _rpmBuildsById.GetValueOrDefault(id) : _rpmBuilds.GetValueOrDefault(nvr)) is { } rpms ? OfRpms(rpms) : null;
    }

    public WorldRpmBuild? FindRpms(object? info) => info switch
    {
        string nvr => _rpmBuilds.GetValueOrDefault(nvr),
        long id => _rpmBuildsById.GetValueOrDefault(id),
        _ => null,
    };

    public IEnumerable<Dictionary<string, object?>> OfTask(long task) =>
        shelf.FindByTask(task) is { } image ? [OfImage(image)] : tasks.BuildOfTask(task) is { } begun ? [OfBegun(begun)] : [];

    public IEnumerable<Dictionary<string, object?>> OfPackage(string package) =>
        shelf.All.Where(image => KojiNvr.Parse(image.Nvr).Name == package).Select(OfImage).Concat(RpmBuilds.Where(build => KojiNvr.Parse(build.Nvr).Name == package).Select(OfRpms));

    public IEnumerable<object?> Archives(long build) => shelf.FindByBuild(build) is not { } image ? [] : image.Arches.Select((arch, index) => (object?)new Dictionary<string, object?>
    {
        ["id"] = ArchiveOf(build, index),
        ["build_id"] = build,
        ["btype"] = "image",
        ["btype_id"] = 4,
        ["type_name"] = "tar",
        ["filename"] = $"docker-image-sha256:{ArchiveOf(build, index):x}.{arch}.tar.gz",
        ["size"] = 104857600L * 50,
        ["arch"] = arch,
        ["extra"] = new Dictionary<string, object?>
        {
            ["image"] = new Dictionary<string, object?> { ["arch"] = arch },
            ["docker"] = new Dictionary<string, object?>
            {
                ["config"] = new Dictionary<string, object?>
                {
                    ["config"] = new Dictionary<string, object?> { ["Labels"] = image.Labels.ToDictionary(label => label.Key, label => (object?)label.Value) },
                },
            },
        },
    });

    public IEnumerable<object?> RpmsOfArchive(long archive)
    {
        var image = shelf.FindByBuild(archive / ArchesPerBuild);
        var arch = image?.Arches.ElementAtOrDefault((int)(archive % ArchesPerBuild));
        return arch is null ? [] : image!.Rpms?.Select(rpm => Rpm(rpm, arch, 0)) ?? [];
    }

    public IEnumerable<object?> RpmsOfBuild(long build) =>
        _rpmBuildsById.GetValueOrDefault(build) is { } rpms ? rpms.Rpms.Select(rpm => Rpm(rpm, "x86_64", build)).Append(Rpm(rpms.Nvr, "src", build)) : [];

    public static Dictionary<string, object?> OfRpms(WorldRpmBuild build) =>
        Build(build.Nvr, build.BuildId, KojiBuildState.Complete, null, $"git+https://src.example.com/rpms/{KojiNvr.Parse(build.Nvr).Name}#{build.BuildId:x40}", null, null, null);

    private static long ArchiveOf(long build, int index) => (build * ArchesPerBuild) + index;

    private static Dictionary<string, object?> Rpm(string nvr, string arch, long build)
    {
        var rpm = KojiNvr.Parse(nvr);
        return new()
        {
            ["id"] = (long)(uint)StringComparer.Ordinal.GetHashCode(nvr + arch),
            ["name"] = rpm.Name,
            ["version"] = rpm.Version,
            ["release"] = rpm.Release,
            ["nvr"] = nvr,
            ["arch"] = arch,
            ["epoch"] = null,
            ["build_id"] = build == 0 ? null : build,
            ["external_repo_id"] = 0,
            ["external_repo_name"] = "INTERNAL",
            ["metadata_only"] = false,
            ["extra"] = null,
        };
    }

    private static Dictionary<string, object?> OfBegun(KojiBuild build) =>
        Build(build.Nvr, build.Id, build.State, build.TaskId, build.Source, build.Created, build.Completed, new() { ["container_koji_task_id"] = build.TaskId });

    private Dictionary<string, object?> OfImage(WorldImage image)
    {
        var stages = image.OtherStages.Append(image.Parent).OfType<string>().Select(shelf.Find).OfType<WorldImage>();
        var about = new Dictionary<string, object?>
        {
            ["flatpak"] = image.Flatpak,
            ["parent_build_id"] = image.Parent is { } parent ? shelf.Find(parent)?.BuildId : null,
            ["parent_image_builds"] = stages.DistinctBy(stage => stage.Nvr).ToDictionary(
                stage => $"registry.example.com/{stage.Repository}:{stage.Nvr}",
                stage => (object?)new Dictionary<string, object?> { ["id"] = stage.BuildId, ["nvr"] = stage.Nvr }),
        };
        if (image.Composes.Count > 0)
        {
            about["odcs"] = new Dictionary<string, object?> { ["compose_ids"] = image.Composes.Cast<object?>().ToList() };
        }

        var extra = new Dictionary<string, object?> { ["image"] = about };
        if (image.TaskId is { } task)
        {
            extra["container_koji_task_id"] = task;
        }

        if (image.IsBaseImage)
        {
            extra["filesystem_koji_task_id"] = image.TaskId ?? 1;
        }

        // content generators import a build without a task of its own
        var source = $"git://dist-git.example.com/{image.Repository}#{image.Revision}";
        return Build(image.Nvr, image.BuildId, KojiBuildState.Complete, null, source, image.BuiltAt, image.BuiltAt, extra);
    }

    private static Dictionary<string, object?> Build(
        string text, long id, KojiBuildState state, long? task, string source, DateTimeOffset? created, DateTimeOffset? completed, Dictionary<string, object?>? extra)
    {
        var nvr = KojiNvr.Parse(text);
        return new()
        {
            ["id"] = id,
            ["build_id"] = id,
            ["name"] = nvr.Name,
            ["package_name"] = nvr.Name,
            ["version"] = nvr.Version,
            ["release"] = nvr.Release,
            ["epoch"] = null,
            ["nvr"] = text,
            ["state"] = (int)state,
            ["task_id"] = task,
            ["source"] = source,
            ["owner_id"] = 1,
            ["owner_name"] = "osbs",
            ["volume_name"] = "DEFAULT",
            ["creation_time"] = KojiTime.Text(created),
            ["creation_ts"] = KojiTime.Seconds(created),
            ["completion_time"] = KojiTime.Text(completed),
            ["completion_ts"] = KojiTime.Seconds(completed),
            ["extra"] = extra,
        };
    }
}
