using System.Globalization;
using System.Text.RegularExpressions;
using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Koji;

/// <summary>buildContainer: what it refuses, and what it makes of the rest. Koji's builders find most of this out later; here the hub does, so that a story is short.</summary>
internal sealed partial class KojiSubmission(ImageShelf shelf, KojiTasks tasks, KojiRunner runner, SandboxCounters counters)
{
    private static readonly string[] Options =
    [
        "scratch", "isolated", "dependency_replacements", "yum_repourls", "arch_override", "git_branch", "koji_parent_build", "release", "flatpak", "compose_ids",
        "signing_intent", "skip_build", "userdata", "operator_csv_modifications_url",
    ];

    // those of koji's builder for git (koji/daemon.py); it knows no file, http, https or ssh alone
    private static readonly string[] SourceSchemes = ["git", "git+http", "git+https", "git+rsync", "git+ssh"];

    private readonly HashSet<string> _targets = new(StringComparer.Ordinal);
    private WorldFile? _world;
    private RpmUpdates? _updates;

    public void Load(WorldFile world)
    {
        _world = world;
        _updates = new(world.Images);
        _targets.Clear();
        _targets.UnionWith(world.Images.Images.Select(image => image.Target));
        _targets.UnionWith(world.Containers.SelectMany(container => container.Branches).Concat(world.Images.Containers.Select(container => container.Branch)).Select(TargetOf));
    }

    public long Submit(KojiArguments args, KojiSession session)
    {
        try
        {
            var (source, target, opts) = (args.Text("src"), args.Text("target"), args.Struct("opts"));
            var plan = Plan(source ?? "", target ?? "", opts);
            var task = tasks.Submit(session, [source, target, opts], plan);
            runner.Start(task, plan);
            return task.Id;
        }
        catch (KojiFault)
        {
            counters.Count("koji.refused");
            throw;
        }
    }

    private KojiPlan Plan(string source, string target, IReadOnlyDictionary<string, object?> opts)
    {
        var match = ScmUrl().Match(source);
        if (!match.Success)
        {
            throw Refused($"Invalid source specification: {source}");
        }

        if (!SourceSchemes.Contains(match.Groups["scheme"].Value))
        {
            throw Refused($"Invalid scheme in scm url. Valid schemes are: {string.Join(' ', SourceSchemes.Select(scheme => $"{scheme}://"))}");
        }

        if (match.Groups["user"].Value.Contains(':', StringComparison.Ordinal))
        {
            throw Refused("username:password format not supported");
        }

        if (opts.Keys.FirstOrDefault(name => !Options.Contains(name)) is { } unknown)
        {
            throw Refused($"Additional properties are not allowed ('{unknown}' was unexpected)");
        }

        if (opts.GetValueOrDefault("git_branch") is not string { Length: > 0 } branch)
        {
            throw Refused("Git branch must be specified");
        }

        if (!_targets.Contains(target))
        {
            throw Refused($"Target `{target}` not found");
        }

        var (scratch, isolated) = (opts.GetValueOrDefault("scratch") is true, opts.GetValueOrDefault("isolated") is true);
        if (scratch && isolated)
        {
            throw Refused("Build cannot be both isolated and scratch");
        }

        var arches = opts.GetValueOrDefault("arch_override") as string;
        if (arches is not null && !scratch && !isolated)
        {
            throw Refused("arch-override is only allowed for isolated or scratch builds");
        }

        var parent = opts.GetValueOrDefault("koji_parent_build") as string;
        if (parent is not null && shelf.Find(parent) is null)
        {
            throw Refused($"No such build: '{parent}'");
        }

        var release = opts.GetValueOrDefault("release") as string;
        if (release is not null && !Release().IsMatch(release))
        {
            throw Refused($"Invalid release: {release}");
        }

        var (repository, revision) = ($"{match.Groups["space"].Value}/{match.Groups["name"].Value}", match.Groups["rev"].Value);
        var original = Original(repository, revision, target, branch, release) ?? throw Refused($"could not find {repository} at {revision}");
        return new(
            original with
            {
                Nvr = $"{KojiNvr.Parse(original.Nvr).NameVersion}-{release ?? NextRelease(original)}",
                Revision = revision,
                GitBranch = branch,
                Target = target,
                Parent = parent ?? original.Parent,
                Arches = arches?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? original.Arches,
                Composes = opts.GetValueOrDefault("compose_ids") is IEnumerable<object?> composes ? [.. composes.OfType<long>()] : original.Composes,
                Flatpak = opts.GetValueOrDefault("flatpak") is true,
                Rpms = original.Behaviour.KeepsOldRpms ? original.Rpms : original.Rpms?.Select(_updates!.Update).ToList(),
            },
            scratch);
    }

    // of several builds of one repository, the one that is rebuilt: of this commit and target, and of the same first part of the release
    private WorldImage? Original(string repository, string revision, string target, string branch, string? release) => shelf.OfRepository(repository)
        .OrderByDescending(image => image.Target == target)
        .ThenByDescending(image => image.Revision == revision)
        .ThenByDescending(image => image.GitBranch == branch)
        .ThenByDescending(image => KojiNvr.Parse(image.Nvr).Release.Split('.')[0] == release?.Split('.')[0])
        .ThenByDescending(image => image.BuildId)
        .FirstOrDefault() ?? NeverBuilt(repository, revision, target, branch);

    // a container of dist-git that has no image yet
    private WorldImage? NeverBuilt(string repository, string revision, string target, string branch)
    {
        var name = repository.Split('/')[1];
        var known = _world!.Images.Containers.Where(container => container.Name == name).ToList();
        return known.Count == 0 && _world.Containers.All(container => container.Name != name) ? null : new()
        {
            Nvr = $"{name}-0-0",
            BuildId = 0,
            Repository = repository,
            Revision = revision,
            GitBranch = branch,
            Target = target,
            Rpms = [.. known.SelectMany(container => container.Rpms).Distinct().Select(_updates!.Newest).OfType<string>()],
        };
    }

    private string NextRelease(WorldImage original)
    {
        var same = KojiNvr.Parse(original.Nvr).NameVersion;
        var taken = shelf.OfRepository(original.Repository).Select(image => image.Nvr).Concat(tasks.All.Select(task => task.Nvr).OfType<string>())
            .Select(KojiNvr.Parse).Where(nvr => nvr.NameVersion == same)
            .Select(nvr => int.TryParse(nvr.Release.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        return $"{taken.DefaultIfEmpty().Max() + 1}";
    }

    private static string TargetOf(string branch) => $"{(branch == "master" ? "rawhide" : branch)}-container-candidate";

    private static KojiFault Refused(string text) => new(KojiFault.Generic, text);

    [GeneratedRegex(@"^(?<scheme>[a-z+]+)://((?<user>[^/@#?]*)@)?[^#?]*?/(?<space>[^/#?]+)/(?<name>[^/#?]+?)(\.git)?\??#(?<rev>[^/#?\s]+)\z", RegexOptions.None, 1000)]
    private static partial Regex ScmUrl();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._+~^]*\z", RegexOptions.None, 1000)]
    private static partial Regex Release();
}
