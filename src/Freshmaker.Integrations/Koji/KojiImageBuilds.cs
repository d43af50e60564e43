using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>What Koji knows of builds, read in batches: a few HTTP calls whatever the number of builds.</summary>
internal sealed class KojiImageBuilds(KojiHub hub) : IImageBuilds
{
    public async Task<IReadOnlyDictionary<string, ImageBuildRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct)
    {
        var (known, unreadable) = await KnownAsync(nvrs, ct);
        var builds = known.Select(build => new ImageBuildReader(build.Nvr, build.Id, build.Value)).ToList();
        var tasks = builds.Select(build => build.TaskId).OfType<long>().Distinct().ToList();
        var parents = builds.Where(build => build.KnownParent is null).Select(build => build.ParentBuildId).OfType<long>().Distinct().ToList();
        KojiCall[] calls =
        [
            .. tasks.Select(KojiCalls.TaskWithRequest),
            .. builds.Select(build => KojiCalls.ImageArchives(build.BuildId)),
            .. parents.Select(KojiCalls.Build),
        ];
        var answers = await hub.ReadAllAsync(calls, ct);

        var requests = tasks.Zip(answers).ToDictionary(task => task.First, task => task.Second);
        var archives = answers.Skip(tasks.Count).Take(builds.Count).ToList();
        var parentBuilds = parents.Zip(answers.Skip(tasks.Count + builds.Count)).ToDictionary(parent => parent.First, parent => parent.Second);
        return builds.Zip(archives, (build, own) => OrUnreadable(build.Nvr, () => build.Read(
                build.TaskId is { } task ? requests[task].ValueIfAny.Items("request") : [],
                own.List,
                build.KnownParent ?? (build.ParentBuildId is { } parent ? BuildNvr(parentBuilds[parent].Struct) : null))))
            .Concat(unreadable)
            .ToDictionary(record => record.Nvr.ToString(), StringComparer.Ordinal);
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RpmNamesAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct)
    {
        var (builds, _) = await KnownAsync(buildNvrs, ct);
        var rpms = await hub.ReadAllAsync([.. builds.Select(build => KojiCalls.RpmsOfBuild(build.Id))], ct);
        return builds.Zip(rpms).ToDictionary(
            build => build.First.Nvr.ToString(),
            build => (IReadOnlyList<string>)[.. build.Second.List.Where(IsBinary).Select(rpm => rpm.Text("name")).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            StringComparer.Ordinal);
    }

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>> TagsAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct)
    {
        var (builds, _) = await KnownAsync(buildNvrs, ct);
        var tags = (await hub.ReadAllAsync([.. builds.Select(build => KojiCalls.TagsOfBuild(build.Id))], ct))
            .Select(answer => answer.List.Select(tag => tag.Text("name")).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList()).ToList();

        var wanted = builds.Zip(tags).SelectMany(build => build.Second.Select(tag => (Tag: tag, build.First.Nvr.Name))).Distinct().ToList();
        var latest = (await hub.ReadAllAsync([.. wanted.Select(one => KojiCalls.LatestTagged(one.Tag, one.Name))], ct))
            .Zip(wanted).ToDictionary(answer => answer.Second, answer => BuildNvr(answer.First.ValueIfAny.Items() is [var newest, ..] ? newest : null));
        return builds.Zip(tags).ToDictionary(
            build => build.First.Nvr.ToString(),
            build => (IReadOnlyList<TaggedBuild>)[.. build.Second.Select(tag => new TaggedBuild(tag, latest[(tag, build.First.Nvr.Name)]))],
            StringComparer.Ordinal);
    }

    /// <summary>The NVR that a build's struct says, whole or in its parts.</summary>
    public static string? BuildNvr(XmlRpcValue? build) =>
        Nvr.TryParse(build.Text("nvr") ?? $"{build.Text("name")}-{build.Text("version")}-{build.Text("release")}")?.ToString();

    static bool IsBinary(XmlRpcValue rpm) => rpm.Text("arch") is not ("src" or "nosrc");

    /// <summary>The builds that Koji knows, and those of which it only says what is wrong: one bad record does not spoil the others.</summary>
    /// <exception cref="OutsideFault">Koji cannot answer now.</exception>
    async Task<(List<(Nvr Nvr, long Id, XmlRpcValue Value)> Known, List<ImageBuildRecord> Unreadable)> KnownAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct)
    {
        // Koji answers with a fault when asked for what cannot be an NVR; it cannot be a build either.
        var wanted = nvrs.Distinct(StringComparer.Ordinal).Select(Nvr.TryParse).OfType<Nvr>().ToList();
        var answers = await hub.ReadAllAsync([.. wanted.Select(nvr => KojiCalls.Build(nvr))], ct);
        List<(Nvr, long, XmlRpcValue)> known = [];
        List<ImageBuildRecord> unreadable = [];
        foreach (var (nvr, answer) in wanted.Zip(answers))
        {
            try
            {
                if (answer.Struct is { } build)
                    known.Add((nvr, KojiCalls.BuildId(answer), build));
            }
            catch (OutsideFault fault) when (KojiAnswer.IsOfOneCall(fault))
            {
                unreadable.Add(Unreadable(nvr, fault));
            }
        }

        return (known, unreadable);
    }

    static ImageBuildRecord OrUnreadable(Nvr nvr, Func<ImageBuildRecord> read)
    {
        try
        {
            return read();
        }
        catch (OutsideFault fault) when (KojiAnswer.IsOfOneCall(fault))
        {
            return Unreadable(nvr, fault);
        }
    }

    static ImageBuildRecord Unreadable(Nvr nvr, OutsideFault fault) => new(nvr, 0) { Problem = $"{fault.Call}: {fault.Text}" };
}
