using System.Collections.Concurrent;
using Freshmaker.Bench.Images;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Bench.Service;

/// <summary>
/// Errata, Pulp, catalogue, Koji and ODCS that answer at once, over any number of worlds. Composes are done when asked for; a build is done when it is
/// submitted, and the news of its task go to <paramref name="onClosed"/>.
/// </summary>
sealed class ImagesOutside(Action<long>? onClosed = null) : IAdvisories, IContentSets, IImageCatalogue, IImageBuilds, IImageBuildSystem, IComposes
{
    readonly ConcurrentDictionary<long, ImageWorld> _worlds = new();
    readonly ConcurrentDictionary<long, string> _built = new();
    long _lastTask = 90_000_000;
    long _lastCompose = 70_000;

    /// <summary>How many builds were submitted.</summary>
    public int Built => _built.Count;

    public ImagesOutside With(ImageWorld world)
    {
        _worlds[world.Advisory] = world;
        return this;
    }

    /// <summary>A world that is not asked about any more, so that questions that go to all of them stay as large as they are.</summary>
    public void Forget(ImageWorld world) => _worlds.TryRemove(world.Advisory, out _);

    public Task<AdvisoryRecord?> GetAsync(long id, CancellationToken ct) => Task.FromResult(_worlds.GetValueOrDefault(id)?.Record);

    public Task<AdvisoryContent> ContentAsync(long id, CancellationToken ct) => Task.FromResult(_worlds[id].Content);

    public Task<IReadOnlyDictionary<string, string>> OfRepositoriesAsync(IReadOnlyCollection<string> repositoryIds, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, string>>(repositoryIds.ToDictionary(id => id, _ => ImageWorld.ContentSet));

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesAsync(bool published, IReadOnlyCollection<string>? categories, CancellationToken ct) =>
        Answer<IReadOnlyList<RepositoryRecord>>([.. _worlds.Values.SelectMany(w => w.Repositories.Values)]);

    public Task<IReadOnlyList<RepositoryRecord>> RepositoriesByPathAsync(IReadOnlyCollection<(string Registry, string Path)> paths, CancellationToken ct) =>
        Answer<IReadOnlyList<RepositoryRecord>>([]);

    public Task<IReadOnlyList<ImageRecord>> ContainingAsync(
        IReadOnlyCollection<string>? rpmNames, IReadOnlyCollection<string>? contentSets, IReadOnlyCollection<string> repositories, IReadOnlyCollection<string> tags,
        bool published, CancellationToken ct) =>
        Answer<IReadOnlyList<ImageRecord>>([.. _worlds.Values.Where(w => rpmNames?.Contains(w.Rpm) != false).SelectMany(w => w.Candidates)]);

    public Task<IReadOnlyDictionary<string, ImageRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, IReadOnlyCollection<string>? rpmNames, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, ImageRecord>>(Find(nvrs, w => w.Images));

    public Task<IReadOnlyList<ImageRecord>> PublishedAsync(IReadOnlyCollection<string> packages, IReadOnlyCollection<string> rpmNames, CancellationToken ct)
    {
        var wanted = packages.ToHashSet(StringComparer.Ordinal);
        return Answer<IReadOnlyList<ImageRecord>>([.. _worlds.Values.SelectMany(w => w.Images.Values).Where(i => wanted.Contains(i.Nvr.Name))]);
    }

    public Task<IReadOnlyDictionary<string, ImageBuildRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct) =>
        Answer<IReadOnlyDictionary<string, ImageBuildRecord>>(Find(nvrs, w => w.Builds));

    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RpmNamesAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) => throw Unplanned();

    public Task<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>> TagsAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) => throw Unplanned();

    /// <summary>Nothing was submitted by a process that ended: that is another measurement.</summary>
    public Task<IReadOnlyList<TaskProgress>> FindAsync(ImageBuildRequest request, DateTimeOffset askedAfter, CancellationToken ct) => Task.FromResult<IReadOnlyList<TaskProgress>>([]);

    public Task<TaskReport> LookAsync(IReadOnlyCollection<long> taskIds, CancellationToken ct) => Answer<TaskReport>(
        new(taskIds.Where(_built.ContainsKey).ToDictionary(id => id, id => new TaskProgress(id, TaskState.Closed)), new Dictionary<long, OutsideFault>()));

    public Task<ImageSubmission> SubmitAsync(ImageBuildRequest request, CancellationToken ct)
    {
        var task = Interlocked.Increment(ref _lastTask);
        _built[task] = request.Nvr!.ToString();
        onClosed?.Invoke(task);
        return Answer<ImageSubmission>(new ImageSubmission.Accepted(task));
    }

    public Task CancelAsync(long taskId, CancellationToken ct) => throw Unplanned();

    public Task<BuiltImage?> ResultAsync(long taskId, CancellationToken ct) => Answer<BuiltImage?>(new(taskId, _built[taskId], [Nvr.Parse("bash-5.1-9.el9")]));

    public Uri UrlOf(long taskId) => new($"http://127.0.0.1:9/koji/taskinfo?taskID={taskId}");

    Task<ComposeReport> IComposes.LookAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        Answer(new ComposeReport(ids.ToDictionary(id => id, Compose), new Dictionary<long, OutsideFault>()));

    public Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct) => Task.FromResult<ComposeProgress?>(null);

    public Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct) =>
        Answer<ComposeAnswer>(new ComposeAnswer.Accepted(Compose(Interlocked.Increment(ref _lastCompose))));

    public Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct) => throw Unplanned();

    static ComposeProgress Compose(long id) => new(id, ComposeState.Done, null, "pulp", ImageWorld.ContentSet, null);

    Dictionary<string, T> Find<T>(IReadOnlyCollection<string> nvrs, Func<ImageWorld, Dictionary<string, T>> all)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var world in _worlds.Values)
        {
            var records = all(world);
            foreach (var nvr in nvrs)
            {
                if (records.TryGetValue(nvr, out var record))
                    found[nvr] = record;
            }
        }

        return found;
    }

    static Task<T> Answer<T>(T answer) => Task.FromResult(answer);

    static InvalidOperationException Unplanned() => new("A rebuild of layered-5 must not lead to this call");
}
