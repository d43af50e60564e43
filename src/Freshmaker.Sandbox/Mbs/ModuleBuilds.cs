using System.Globalization;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.Pdc;

namespace Freshmaker.Sandbox.Mbs;

/// <summary>All module builds. A change of state, its message and the new version in PDC happen under one lock, so messages keep the order of states.</summary>
internal sealed class ModuleBuilds(SandboxOptions options, PdcCatalogue catalogue, BusPublisher bus)
{
    private readonly Lock _lock = new();
    private readonly List<ModuleBuild> _builds = [];

    public IReadOnlyList<ModuleBuild> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _builds];
            }
        }
    }

    public ModuleBuild? Find(int id)
    {
        lock (_lock)
        {
            return _builds.Find(build => build.Id == id);
        }
    }

    /// <summary>Takes a new build, or returns the one that was made of the same commit before.</summary>
    public (ModuleBuild Build, bool IsNew) Add(string name, string stream, string commit, string scmUrl, string owner)
    {
        lock (_lock)
        {
            if (_builds.Find(known => known.Name == name && known.Stream == stream && known.Commit == commit) is { } before)
            {
                return (before, false);
            }

            var version = NextVersion(name, stream);
            var build = new ModuleBuild(
                options.FirstBuildId + _builds.Count,
                name,
                stream,
                version,
                PdcModule.ContextOf(name, stream, version),
                scmUrl,
                commit,
                owner,
                [.. catalogue.Newest(name, stream)?.Rpms.Select(rpm => rpm.Name) ?? []],
                options.Clock.GetUtcNow());
            _builds.Add(build);
            bus.Publish("mbs.module.state.change", build.ToMessage());
            return (build, true);
        }
    }

    /// <summary>Moves a build on; null if it is not (any more) where the caller thinks it is.</summary>
    public ModuleBuild? Move(int id, Func<ModuleBuild, bool> expected, ModuleState to, string? reason = null)
    {
        lock (_lock)
        {
            var index = _builds.FindIndex(build => build.Id == id);
            if (index < 0 || !expected(_builds[index]))
            {
                return null;
            }

            var now = options.Clock.GetUtcNow();
            var moved = _builds[index] with { State = to, StateReason = reason, Modified = now, Completed = to.IsEnd() ? now : null };
            _builds[index] = moved;
            if (to == ModuleState.Ready)
            {
                catalogue.AddBuilt(moved.Name, moved.Stream, moved.Version, moved.Context);
            }

            bus.Publish("mbs.module.state.change", moved.ToMessage());
            return moved;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _builds.Clear();
        }
    }

    // a timestamp like the real one, and always greater than what there is
    private string NextVersion(string name, string stream)
    {
        var newest = _builds.Where(build => build.Name == name && build.Stream == stream).Select(build => build.Version)
            .Append(catalogue.Newest(name, stream)?.Version ?? "0").Max(version => long.Parse(version, CultureInfo.InvariantCulture));
        var now = long.Parse(options.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss"), CultureInfo.InvariantCulture);
        return Math.Max(now, newest + 1).ToString(CultureInfo.InvariantCulture);
    }
}
