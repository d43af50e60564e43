using System.Globalization;

namespace Freshmaker.Sandbox.Koji;

/// <summary>The calls that the hub answers.</summary>
internal sealed class KojiApi(KojiSessions sessions, KojiSubmission submission, KojiTasks tasks, KojiBuildViews builds, SandboxCounters counters)
{
    /// <summary>Calls that change something.</summary>
    public static bool IsWrite(string method) => method is "buildContainer" or "cancelTask";

    public object? Call(string method, IReadOnlyList<object?> args, KojiSession? session)
    {
        counters.Count($"koji.calls.{method}");
        counters.Count(IsWrite(method) ? "koji.writes" : "koji.reads");
        KojiArguments With(params ReadOnlySpan<string> names) => new(method, args, names);
        KojiSession LoggedIn() => session ?? throw new KojiFault(KojiFault.NotAllowed, "you must be logged in for this operation");
        switch (method)
        {
            case "multiCall" or "system.multicall":
                return MultiCall(args, session);
            case "login":
                var login = With("user", "password", "opts", "renew", "exclusive");
                return sessions.Login(login.Text("user"), login.Text("password"));
            case "sslLogin":
                throw new KojiFault(KojiFault.Auth, "could not verify client: NONE");
            case "logout":
                sessions.Close(LoggedIn());
                return null;
            case "getLoggedInUser":
                return session is null ? null : new Dictionary<string, object?> { ["id"] = session.UserId, ["name"] = session.User, ["status"] = 0, ["usertype"] = 0, ["authtype"] = 0 };
            case "getAPIVersion":
                return 1;
            case "getBuild":
                return builds.Find(With("buildInfo", "strict")["buildInfo"]);
            case "listBuilds":
                return ListBuilds(With("packageID", "userID", "taskID", "prefix", "state", "volumeID", "source", "createdBefore", "createdAfter"));
            case "listArchives":
                return ListArchives(With("buildID", "buildrootID", "componentBuildrootID", "hostID", "type"));
            case "listRPMs":
                var rpms = With("buildID", "buildrootID", "imageID", "componentBuildrootID", "hostID", "arches", "queryOpts");
                return rpms.Number("imageID") is { } archive ? builds.RpmsOfArchive(archive) : builds.RpmsOfBuild(rpms.Id("buildID"));
            case "listTags":
                return ListTags(With("build", "package", "perms", "queryOpts", "pattern"));
            case "listTagged":
                return ListTagged(With("tag", "event", "inherit", "prefix", "latest", "package", "owner", "type", "strict", "extra"));
            case "getTaskInfo":
                return TaskInfo(With("task_id", "request", "strict"));
            case "getTaskRequest":
                return Find(With("taskId").Id("taskId")).Request;
            case "getTaskResult":
                return TaskResult(With("taskId", "raise_fault"));
            case "getTaskChildren":
                var children = With("task_id", "request", "strict");
                return tasks.ChildrenOf(children.Id("task_id")).Select(child => child.ToStruct(children.Flag("request")));
            case "getTaskDescendents":
                return Descendants(With("task_id", "request"));
            case "listTasks":
                return ListTasks(With("opts", "queryOpts"));
            case "buildContainer":
                return submission.Submit(With("src", "target", "opts", "priority", "channel"), LoggedIn());
            case "cancelTask":
                return Cancel(With("task_id", "recurse").Id("task_id"), LoggedIn());
            default:
                throw new KojiFault(KojiFault.Generic, $"Invalid method: {method}");
        }
    }

    private List<object?> MultiCall(IReadOnlyList<object?> args, KojiSession? session)
    {
        if (args is not [IEnumerable<object?> calls])
        {
            throw new KojiFault(KojiFault.Parameter, "Invalid args for multiCall");
        }

        var answers = new List<object?>();
        foreach (var call in calls.OfType<IReadOnlyDictionary<string, object?>>())
        {
            try
            {
                answers.Add(new List<object?> { Call(call["methodName"] as string ?? "", call["params"] as IReadOnlyList<object?> ?? [], session) });
            }
            catch (KojiFault fault)
            {
                answers.Add(new Dictionary<string, object?> { ["faultCode"] = fault.Code, ["faultString"] = fault.Message, ["traceback"] = new List<object?>() });
            }
        }

        return answers;
    }

    private KojiTask Find(long id) => tasks.Find(id) ?? throw new KojiFault(KojiFault.Generic, $"No such task: {id}");

    private object? TaskInfo(KojiArguments args)
    {
        var request = args.Flag("request");
        return args["task_id"] is IEnumerable<object?> ids
            ? ids.OfType<long>().Select(id => tasks.Find(id)?.ToStruct(request))
            : args.Flag("strict") ? Find(args.Id("task_id")).ToStruct(request) : tasks.Find(args.Id("task_id"))?.ToStruct(request);
    }

    private IReadOnlyDictionary<string, object?>? TaskResult(KojiArguments args)
    {
        var task = Find(args.Id("taskId"));
        return task.State switch
        {
            KojiTaskState.Canceled => throw new KojiFault(KojiFault.Generic, $"Task {task.Id} is canceled"),
            KojiTaskState.Failed when args.Flag("raise_fault", true) => throw new KojiFault((int)task.Result!["faultCode"]!, (string)task.Result["faultString"]!),
            KojiTaskState.Failed or KojiTaskState.Closed => task.Result,
            _ => throw new KojiFault(KojiFault.Generic, $"Task {task.Id} is not finished"),
        };
    }

    private Dictionary<string, object?> Descendants(KojiArguments args)
    {
        var all = new Dictionary<string, object?>();
        var next = new Queue<long>([args.Id("task_id")]);
        while (next.TryDequeue(out var id))
        {
            var children = tasks.ChildrenOf(id);
            all[$"{id}"] = children.Select(child => (object?)child.ToStruct(args.Flag("request"))).ToList();
            foreach (var child in children)
            {
                next.Enqueue(child.Id);
            }
        }

        return all;
    }

    private List<Dictionary<string, object?>> ListTasks(KojiArguments args)
    {
        var (opts, query) = (args.Struct("opts"), args.Struct("queryOpts"));
        var found = tasks.All.Where(task =>
            (opts.GetValueOrDefault("method") is not string method || task.Method == method)
            && IsIn(opts.GetValueOrDefault("owner"), task.OwnerId)
            && IsIn(opts.GetValueOrDefault("state"), (long)task.State)
            && (!opts.TryGetValue("parent", out var parent) || (parent as long?) == task.Parent)
            && (opts.GetValueOrDefault("createdAfter") is not { } after || task.Created > Time(after)));
        if (query.GetValueOrDefault("order") as string != "-id")
        {
            found = found.Reverse();
        }

        var offset = query.GetValueOrDefault("offset") is long skip ? (int)skip : 0;
        var limit = query.GetValueOrDefault("limit") is long take ? (int)take : int.MaxValue;
        var decode = opts.GetValueOrDefault("decode") is true;
        return [.. found.Skip(offset).Take(limit).Select(task =>
        {
            var all = task.ToStruct(decode);
            all["owner_name"] = task.Owner;
            all["result"] = decode ? task.Result : null;
            return all;
        })];
    }

    private List<Dictionary<string, object?>> ListBuilds(KojiArguments args)
    {
        var found = args.Number("taskID") is { } task ? builds.OfTask(task) : args.Text("packageID") is { } package ? builds.OfPackage(package) : [];
        return [.. found.Where(build => args.Number("state") is not { } state || (int)build["state"]! == state)];
    }

    private IEnumerable<object?> ListArchives(KojiArguments args) => args.Text("type") switch
    {
        null or "image" => builds.Archives(args.Id("buildID")),
        "maven" or "win" or "operator-manifests" or "remote-sources" => [],
        var unknown => throw new KojiFault(KojiFault.Generic, $"unsupported archive type: {unknown}"),
    };

    private IEnumerable<object?> ListTags(KojiArguments args)
    {
        if (builds.Find(args["build"]) is null)
        {
            throw new KojiFault(KojiFault.Generic, $"No such build: {args["build"]}");
        }

        return (builds.FindRpms(args["build"])?.Tags ?? []).Select(tag => new Dictionary<string, object?> { ["id"] = (long)tag.Length, ["name"] = tag, ["locked"] = false });
    }

    private List<Dictionary<string, object?>> ListTagged(KojiArguments args)
    {
        var tag = args.Text("tag");
        var tagged = builds.RpmBuilds.Where(build => build.Tags.Contains(tag)).ToList();
        if (tagged.Count == 0 && args.Flag("strict", true))
        {
            throw new KojiFault(KojiFault.Generic, $"No such tagInfo: '{tag}'");
        }

        var wanted = tagged.Select(build => (Build: build, Nvr: KojiNvr.Parse(build.Nvr))).Where(build => args.Text("package") is not { } package || build.Nvr.Name == package);
        if (args.Flag("latest"))
        {
            wanted = wanted.GroupBy(build => build.Nvr.Name).Select(group => group.MaxBy(build => build.Build.BuildId));
        }

        return [.. wanted.Select(build => KojiBuildViews.OfRpms(build.Build))];
    }

    private object? Cancel(long id, KojiSession session)
    {
        var task = Find(id);
        if (task.OwnerId != session.UserId)
        {
            throw new KojiFault(KojiFault.NotAllowed, "Cannot cancel task, not owner");
        }

        tasks.Cancel(id);
        return null;
    }

    private static bool IsIn(object? wanted, long value) => wanted switch
    {
        null => true,
        long one => one == value,
        IEnumerable<object?> several => several.Contains(value),
        _ => false,
    };

    private static DateTimeOffset Time(object value) => value switch
    {
        double seconds => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)),
        long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at,
        _ => throw new KojiFault(KojiFault.Parameter, $"Invalid time: {value}"),
    };
}
