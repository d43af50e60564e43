using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Koji;

/// <summary>All tasks and builds begun here. A change, what follows from it and its messages happen under one lock, so messages keep the order of states.</summary>
internal sealed class KojiTasks(SandboxOptions options, SandboxCounters counters, ImageShelf shelf, KojiMessages messages)
{
    private const long FirstTask = 60_000_000;
    private const int ContainerError = 2001;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, KojiTask> _tasks = [];
    private readonly Dictionary<long, KojiPlan> _plans = [];
    private readonly Dictionary<long, long> _children = [];
    private readonly Dictionary<string, KojiBuild> _builds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private long _lastTask;
    private long _lastBuild;

    /// <summary>All tasks, the newest first.</summary>
    public IReadOnlyList<KojiTask> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _tasks.Values.Reverse()];
            }
        }
    }

    public void Load(ImageWorld world)
    {
        lock (_lock)
        {
            _tasks.Clear();
            _plans.Clear();
            _children.Clear();
            _builds.Clear();
            _wanted.Clear();
            // those of an earlier sandbox must not come again, see SandboxOptions.FirstBuildId
            _lastTask = FirstTask + options.FirstBuildId;
            _lastBuild = options.FirstBuildId + world.Images.Select(image => image.BuildId).Concat(world.RpmBuilds.Select(build => build.BuildId)).DefaultIfEmpty().Max();
        }
    }

    /// <summary>A task of ours, or the one that made an image of the world.</summary>
    public KojiTask? Find(long id)
    {
        lock (_lock)
        {
            return _tasks.GetValueOrDefault(id) ?? (shelf.FindByTask(id) is { } image ? OfWorld(id, image) : null);
        }
    }

    public IReadOnlyList<KojiTask> ChildrenOf(long id)
    {
        lock (_lock)
        {
            return Children(id);
        }
    }

    /// <summary>A build that is under way or did not end well.</summary>
    public KojiBuild? FindBuild(string nvr)
    {
        lock (_lock)
        {
            return _builds.GetValueOrDefault(nvr);
        }
    }

    public KojiBuild? FindBuild(long id)
    {
        lock (_lock)
        {
            return _builds.Values.FirstOrDefault(build => build.Id == id);
        }
    }

    public KojiBuild? BuildOfTask(long task)
    {
        lock (_lock)
        {
            return _builds.Values.FirstOrDefault(build => build.TaskId == task);
        }
    }

    /// <summary>Takes a container task; refuses one whose NVR is taken.</summary>
    public KojiTask Submit(KojiSession session, IReadOnlyList<object?> request, KojiPlan plan)
    {
        lock (_lock)
        {
            var nvr = plan.Scratch ? null : plan.Image.Nvr;
            if (nvr is not null && (shelf.Find(nvr) is not null || !_wanted.Add(nvr)))
            {
                throw new KojiFault(KojiFault.Generic, $"Build for {nvr} already exists, id {shelf.Find(nvr)?.BuildId ?? _builds.GetValueOrDefault(nvr)?.Id ?? 0}");
            }

            var task = new KojiTask(++_lastTask, "buildContainer", request, session.UserId, session.User, options.Clock.GetUtcNow()) { Nvr = nvr };
            _tasks[task.Id] = task;
            _plans[task.Id] = plan;
            counters.Count("koji.accepted");
            counters.Count($"koji.submitted.{plan.Image.Nvr}");
            messages.TaskChanged(task, null, []);
            return task;
        }
    }

    /// <summary>A builder takes a task that waits; null when it does not wait.</summary>
    public KojiTask? Open(long id)
    {
        lock (_lock)
        {
            if (_tasks.GetValueOrDefault(id) is not { State: KojiTaskState.Free, Parent: null } task)
            {
                return null;
            }

            var now = options.Clock.GetUtcNow();
            var child = new KojiTask(++_lastTask, "createContainer", task.Request, task.OwnerId, task.Owner, now) { Parent = id, State = KojiTaskState.Open, Started = now };
            _tasks[child.Id] = child;
            _children[id] = child.Id;
            var open = Change(task with { State = KojiTaskState.Open, Started = now }, task.State);
            if (task.Nvr is { } nvr)
            {
                ChangeBuild(new(++_lastBuild, nvr, id, KojiBuildState.Building, task.Owner, now, null, (string)task.Request[0]!), null, open);
            }

            return open;
        }
    }

    /// <summary>The task ends well: the image is there.</summary>
    public KojiTask? Close(long id) => End(id, KojiTaskState.Closed, KojiBuildState.Complete, build => new()
    {
        ["koji_builds"] = build is null ? new List<object?>() : [$"{build.Id}"],
        ["repositories"] = new List<object?> { $"registry.example.com/{_plans[id].Image.Repository}:{(build is null ? "scratch" : KojiNvr.Parse(build.Nvr).Release)}" },
    });

    public KojiTask? Fail(long id, string? reason) =>
        End(id, KojiTaskState.Failed, KojiBuildState.Failed, _ => new() { ["faultCode"] = ContainerError, ["faultString"] = reason ?? "Image build failed. Error in plugin: the build ended with exit code 1" });

    public KojiTask? Cancel(long id) => End(id, KojiTaskState.Canceled, KojiBuildState.Canceled, _ => null);

    private KojiTask? End(long id, KojiTaskState state, KojiBuildState buildState, Func<KojiBuild?, Dictionary<string, object?>?> result)
    {
        lock (_lock)
        {
            if (_tasks.GetValueOrDefault(id) is not { IsOver: false, Parent: null } task)
            {
                return null;
            }

            var now = options.Clock.GetUtcNow();
            var build = task.Nvr is { } nvr && _builds.GetValueOrDefault(nvr) is { State: KojiBuildState.Building } begun ? begun with { State = buildState, Completed = now } : null;
            var outcome = result(build);
            foreach (var child in Children(id))
            {
                _tasks[child.Id] = child with { State = state, Completed = now, Result = outcome };
            }

            if (build is not null && state == KojiTaskState.Closed)
            {
                shelf.TryAdd(_plans[id].Image with { BuildId = build.Id, TaskId = id, BuiltAt = now, InCatalogue = false });
            }
            else if (task.Nvr is not null)
            {
                _wanted.Remove(task.Nvr); // Koji takes an NVR again that did not end well
            }

            // as in Koji: the build is there before its task is closed, and ends with its task otherwise
            var ended = task with { State = state, Completed = now, Result = outcome };
            if (build is not null)
            {
                ChangeBuild(build, KojiBuildState.Building, state == KojiTaskState.Closed ? task : ended);
            }

            return Change(ended, task.State);
        }
    }

    private KojiTask Change(KojiTask task, KojiTaskState before)
    {
        _tasks[task.Id] = task;
        messages.TaskChanged(task, before, Children(task.Id));
        return task;
    }

    private void ChangeBuild(KojiBuild build, KojiBuildState? before, KojiTask task)
    {
        _builds[build.Nvr] = build;
        messages.BuildChanged(build, before, task, Children(task.Id));
    }

    private List<KojiTask> Children(long id) => _children.TryGetValue(id, out var child) ? [_tasks[child]] : [];

    private static KojiTask OfWorld(long id, WorldImage image)
    {
        var source = $"git://dist-git.example.com/{image.Repository}#{image.Revision}";
        var opts = new Dictionary<string, object?> { ["git_branch"] = image.GitBranch };
        return new(id, "buildContainer", [source, image.Target, opts], 1, "osbs", image.BuiltAt)
        {
            State = KojiTaskState.Closed,
            Started = image.BuiltAt,
            Completed = image.BuiltAt,
            Nvr = image.Nvr,
            Result = new Dictionary<string, object?> { ["koji_builds"] = new List<object?> { $"{image.BuildId}" }, ["repositories"] = new List<object?>() },
        };
    }
}
