using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;

namespace Freshmaker.Sandbox.Koji;

/// <summary>
/// What Koji tells the bus: as on Fedora since 2023, and about the ends of container tasks also as Brew did. Only tasks without a parent are told of, and
/// where it is asked for only those of scratch builds.
/// </summary>
internal sealed class KojiMessages(BusPublisher bus, SandboxUrls urls, SandboxOptions options)
{
    public void TaskChanged(KojiTask task, KojiTaskState? before, IEnumerable<KojiTask> children)
    {
        if (task.Parent is not null || (options.ScratchTaskMessagesOnly && task.Nvr is not null))
        {
            return;
        }

        var (old, now) = (Name(before), Name(task.State));
        bus.Publish("buildsys.task.state.change", Json(new()
        {
            ["base_url"] = urls.Sandbox,
            ["instance"] = "primary",
            ["attribute"] = "state",
            ["old"] = old,
            ["new"] = now,
            ["id"] = task.Id,
            ["method"] = task.Method,
            ["owner"] = task.Owner,
            ["srpm"] = (task.Request[0] as string)?.Split('/')[^1],
            ["info"] = Info(task, children),
        }));
        if (task.State is KojiTaskState.Closed or KojiTaskState.Failed)
        {
            bus.Publish($"brew.task.{now!.ToLowerInvariant()}", Json(new() { ["attribute"] = "state", ["old"] = old, ["new"] = now, ["info"] = Info(task, children) }));
        }
    }

    public void BuildChanged(KojiBuild build, KojiBuildState? before, KojiTask task, IEnumerable<KojiTask> children)
    {
        var nvr = KojiNvr.Parse(build.Nvr);
        bus.Publish("buildsys.build.state.change", Json(new()
        {
            ["base_url"] = urls.Sandbox,
            ["instance"] = "primary",
            ["attribute"] = "state",
            ["old"] = (int?)before,
            ["new"] = (int)build.State,
            ["build_id"] = build.Id,
            ["task_id"] = build.TaskId,
            ["name"] = nvr.Name,
            ["version"] = nvr.Version,
            ["release"] = nvr.Release,
            ["epoch"] = null,
            ["owner"] = build.Owner,
            ["request"] = task.Request,
            ["url"] = $"{urls.Sandbox}/koji/buildinfo?buildID={build.Id}",
            ["creation_time"] = KojiTime.Seconds(build.Created),
            ["completion_time"] = KojiTime.Seconds(build.Completed),
            ["task"] = Info(task, children),
        }));
    }

    private Dictionary<string, object?> Info(KojiTask task, IEnumerable<KojiTask> children)
    {
        var info = task.ToStruct(request: true);
        foreach (var floating in new[] { "weight", "start_ts", "create_ts", "completion_ts" })
        {
            info.Remove(floating); // as Fedora's plug-in does
        }

        info["owner"] = task.Owner;
        info["url"] = $"{urls.Sandbox}/koji/taskinfo?taskID={task.Id}";
        info["result"] = task.State == KojiTaskState.Closed ? task.Result : null;
        info["children"] = children.Select(child => Info(child, [])).ToList();
        return info;
    }

    private static string? Name(KojiTaskState? state) => state?.ToString().ToUpperInvariant();

    private static JsonNode Json(Dictionary<string, object?> body) => JsonSerializer.SerializeToNode(body)!;
}
