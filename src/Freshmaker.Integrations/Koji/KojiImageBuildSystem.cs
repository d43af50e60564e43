using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>Koji's hub with its plug-in for containers (behaviour.md §7.1).</summary>
internal sealed class KojiImageBuildSystem(KojiHub hub, KojiSession session, OwnTasks ownTasks, KojiOptions options) : IImageBuildSystem
{
    /// <summary>A release is never used twice, so a task that has it may be a little older than our clock says.</summary>
    static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<TaskProgress>> FindAsync(ImageBuildRequest request, DateTimeOffset askedAfter, CancellationToken ct)
    {
        // A scratch build makes no build, so another build's NVR would be found.
        if (request is { Nvr: { } nvr, Scratch: false } && await TaskOfBuildAsync(nvr, ct) is { } found)
            return [found];
        // Only a request without a release is looked for among tasks that are long past, for a rebuild may be old.
        var matching = request.Nvr is null
            ? await ownTasks.FindAsync(ContainerRequest.KeyOf(request), askedAfter, options.MaxTasks, ct)
            : await ownTasks.FindAsync(ContainerRequest.KeyOf(request), askedAfter.Before(ClockSkew), null, ct);
        var tasks = await this.GetAsync(matching, ct);
        return [.. matching.Where(tasks.ContainsKey).Select(id => tasks[id])];
    }

    public async Task<TaskReport> LookAsync(IReadOnlyCollection<long> taskIds, CancellationToken ct)
    {
        var ids = taskIds.Distinct().ToList();
        var tasks = new Dictionary<long, TaskProgress>();
        var faults = new Dictionary<long, OutsideFault>();
        foreach (var (id, answer) in ids.Zip(await hub.ReadAllAsync([.. ids.Select(KojiCalls.Task)], ct)))
        {
            try
            {
                if (answer.Struct is { } task)
                    tasks[id] = TaskReader.Read(task, answer.Wrong, id);
            }
            catch (OutsideFault fault)
            {
                faults[id] = fault;
            }
        }

        // Only these two have a result that can be asked for.
        var ended = tasks.Values.Where(task => task.State is TaskState.Closed or TaskState.Failed).ToList();
        foreach (var (task, result) in ended.Zip(await ResultsAsync(ended.ConvertAll(task => KojiCalls.TaskResult(task.TaskId)), ct)))
        {
            try
            {
                tasks[task.TaskId] = WithResult(task, result?.ValueIfAny);
            }
            catch (OutsideFault fault) when (!KojiAnswer.IsOfOneCall(fault))
            {
                tasks.Remove(task.TaskId);
                faults[task.TaskId] = fault;
            }
            catch (OutsideFault)
            {
                // How the task ended is known, and will not be known better: the result only tells people why.
            }
        }

        return new(tasks, faults);
    }

    /// <summary>The answer to each call; null where it cannot be read, which it never will be.</summary>
    /// <exception cref="OutsideFault">Koji does not answer, or not now.</exception>
    async Task<IReadOnlyList<KojiAnswer?>> ResultsAsync(List<KojiCall> calls, CancellationToken ct)
    {
        try
        {
            return await hub.ReadAllAsync(calls, ct);
        }
        catch (OutsideFault fault) when (IsUnreadable(fault))
        {
            if (calls.Count == 1)
                return [null];
        }

        // One result that cannot be read makes the whole answer so: each is asked for alone.
        var answers = new List<KojiAnswer?>();
        foreach (var call in calls)
            answers.AddRange(await ResultsAsync([call], ct));
        return answers;
    }

    /// <summary>Koji answered, and had it been about something else it might have answered well.</summary>
    static bool IsUnreadable(OutsideFault fault) => fault.InnerException is null or KojiFault { IsPassing: false }
        or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded };

    public async Task<ImageSubmission> SubmitAsync(ImageBuildRequest request, CancellationToken ct)
    {
        var call = ContainerRequest.Call(request);
        try
        {
            return (await session.CallAsync(call, ct)).Id() is { } task
                ? new ImageSubmission.Accepted(task)
                : throw call.Fault("the answer must be the id of a task");
        }
        catch (KojiFault fault) when (!fault.IsPassing)
        {
            return new ImageSubmission.Refused(fault.Code, fault.Text);
        }
        catch (KojiFault fault)
        {
            throw fault.ToOutsideFault();
        }
    }

    public async Task CancelAsync(long taskId, CancellationToken ct)
    {
        try
        {
            await session.CallAsync(KojiCalls.Cancel(taskId), ct);
        }
        catch (KojiFault fault)
        {
            // Koji says "no such task" and "not yours" with faults alike; only a task that goes on is of interest.
            if (fault.IsPassing || ((await hub.AnswerAsync(KojiCalls.Task(taskId), ct)).Struct is { } task && !TaskReader.Read(task, problem => fault.Call.Fault(problem), taskId).IsOver))
                throw fault.ToOutsideFault();
        }
    }

    public async Task<BuiltImage?> ResultAsync(long taskId, CancellationToken ct)
    {
        if (await BuildOfTaskAsync(taskId, ct) is not { } buildId)
            return null;
        var answers = await hub.ReadAllAsync([KojiCalls.Build(buildId), KojiCalls.ImageArchives(buildId)], ct);
        if (answers[0].Struct is not { } build)
            return null;
        var nvr = KojiImageBuilds.BuildNvr(build) ?? throw answers[0].Wrong("nvr must be name-version-release");
        var archives = answers[1].List.Select(archive => archive.Id("id") ?? throw answers[1].Wrong("id of an archive must be a positive whole number")).ToList();
        var rpms = await hub.ReadAllAsync([.. archives.Select(KojiCalls.RpmsOfArchive)], ct);
        var found = rpms.SelectMany(answer => answer.List.Select(rpm => Rpm(answer, rpm))).Distinct().OrderBy(rpm => rpm.ToString(), StringComparer.Ordinal).ToList();
        return new(buildId, nvr, found.Count > 0 ? found : null);
    }

    public Uri UrlOf(long taskId) => HttpAddress.Under(options.Web, $"taskinfo?taskID={taskId}");

    static TaskProgress WithResult(TaskProgress task, XmlRpcValue? result) => task.State == TaskState.Closed
        ? task with { BuildId = TaskReader.BuildOf(result) }
        : task with { Text = TaskReader.TextOf(result) is { } text ? Words.Clean(text, Answer.MaxText) : null };

    static Nvr Rpm(KojiAnswer answer, XmlRpcValue rpm) => rpm.Text("name") is { } name && rpm.Text("version") is { } version && rpm.Text("release") is { } release
        ? new(name, version, release)
        : throw answer.Wrong("an RPM must have name, version and release");

    async Task<TaskProgress?> TaskOfBuildAsync(Nvr nvr, CancellationToken ct)
    {
        var answer = await hub.AnswerAsync(KojiCalls.Build(nvr), ct);
        return ImageBuildReader.TaskOf(answer.Struct) is { } task && (await this.GetAsync([task], ct)).TryGetValue(task, out var progress)
            ? progress with { BuildId = KojiCalls.BuildId(answer) }
            : null;
    }

    /// <summary>By the result of the task or of one below it (behaviour.md §3.2), or because the build names its task.</summary>
    async Task<long?> BuildOfTaskAsync(long taskId, CancellationToken ct)
    {
        var task = (await hub.AnswerAsync(KojiCalls.Task(taskId), ct)).Struct;
        if (task is null || task.WholeNumber("state") != (long)TaskState.Closed)
            return null;
        var first = await hub.ReadAllAsync([KojiCalls.TaskResult(taskId), KojiCalls.TaskDescendants(taskId), KojiCalls.BuildsOfTask(taskId)], ct);
        if (TaskReader.BuildOf(first[0].ValueIfAny) is { } own)
            return own;
        var below = first[1].Value.Members().SelectMany(children => children.Items())
            .Where(child => child.WholeNumber("state") == (long)TaskState.Closed).Select(child => child.Id("id")).OfType<long>().Distinct().ToList();
        var results = await hub.ReadAllAsync([.. below.Select(KojiCalls.TaskResult)], ct);
        return results.Select(result => TaskReader.BuildOf(result.ValueIfAny)).FirstOrDefault(build => build is not null)
            ?? first[2].Value.Items().Select(build => build.Id("build_id") ?? build.Id("id")).FirstOrDefault(build => build is not null);
    }
}
