using System.Collections.Concurrent;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Stands in for Koji: a task for each submission. Tasks move when a test says so.</summary>
public sealed class KojiInMemory : IImageBuildSystem
{
    readonly ConcurrentDictionary<long, (ImageBuildRequest Request, TaskProgress Task)> _tasks = [];
    readonly ConcurrentDictionary<string, bool> _lost = [];
    long _last = 60_000;

    /// <summary>The next submission of this image is taken, but its answer is lost.</summary>
    public void LosesAnswerTo(string image) => _lost[image] = true;

    static bool IsOf(ImageBuildRequest request, string image) => request.Source.Contains($"/{image}#", StringComparison.Ordinal);

    static bool IsSame(ImageBuildRequest a, ImageBuildRequest b) => (a.Source, a.Target, a.GitBranch, a.Nvr, a.Scratch) == (b.Source, b.Target, b.GitBranch, b.Nvr, b.Scratch);

    public Faults Faults { get; } = new();

    public IReadOnlyList<TaskProgress> TasksOf(string image) =>
        [.. _tasks.Values.Where(t => IsOf(t.Request, image)).Select(t => t.Task).OrderBy(t => t.TaskId)];

    public ImageBuildRequest RequestOf(long task) => _tasks[task].Request;

    public ConcurrentDictionary<long, bool> Canceled { get; } = [];

    /// <summary>Tasks of whose images Koji lists no RPMs.</summary>
    public ConcurrentDictionary<long, bool> Unlisted { get; } = [];

    /// <summary>Koji forgets a task.</summary>
    public void Forget(long task) => _tasks.TryRemove(task, out _);

    public TaskProgress Move(long task, TaskState state, string? text = null) =>
        (_tasks[task] = (_tasks[task].Request, new(task, state, "buildContainer", null, text))).Task;

    public async Task<IReadOnlyList<TaskProgress>> FindAsync(ImageBuildRequest request, DateTimeOffset askedAfter, CancellationToken ct)
    {
        await Faults.PassAsync($"find {request.Source}", ct);
        return [.. _tasks.Values.Where(t => IsSame(t.Request, request)).Select(t => t.Task).OrderByDescending(t => t.TaskId)];
    }

    public async Task<TaskReport> LookAsync(IReadOnlyCollection<long> taskIds, CancellationToken ct)
    {
        var odd = new Dictionary<long, OutsideFault>();
        foreach (var id in taskIds)
        {
            try
            {
                await Faults.PassAsync($"get {id}", ct);
            }
            catch (OutsideFault fault)
            {
                odd[id] = fault;
            }
        }

        return new(taskIds.Where(id => !odd.ContainsKey(id) && _tasks.ContainsKey(id)).ToDictionary(id => id, id => _tasks[id].Task), odd);
    }

    public async Task<ImageSubmission> SubmitAsync(ImageBuildRequest request, CancellationToken ct)
    {
        await Faults.PassAsync($"submit {request.Source}", ct);
        var id = Interlocked.Increment(ref _last);
        _tasks[id] = (request, new(id, TaskState.Free, "buildContainer"));
        if (_lost.Keys.FirstOrDefault(image => IsOf(request, image)) is { } lost && _lost.TryRemove(lost, out _))
            throw new OutsideFault("Koji", "buildContainer", "the connection was cut");
        await Faults.PassAsync($"answer {request.Source}", ct);
        return new ImageSubmission.Accepted(id);
    }

    public Task CancelAsync(long taskId, CancellationToken ct)
    {
        Canceled[taskId] = true;
        Move(taskId, TaskState.Canceled);
        return Task.CompletedTask;
    }

    public Task<BuiltImage?> ResultAsync(long taskId, CancellationToken ct) =>
        Task.FromResult(_tasks.TryGetValue(taskId, out var task) && !task.Request.Scratch ? new BuiltImage(taskId + 1_000_000, $"image-1-{taskId}", Unlisted.ContainsKey(taskId) ? null : []) : null);

    public Uri UrlOf(long taskId) => new($"https://koji.example.org/koji/taskinfo?taskID={taskId}");
}
