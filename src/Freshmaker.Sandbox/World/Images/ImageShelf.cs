using System.Collections.Concurrent;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>The images that exist now: those of the world, and those that Koji has built since.</summary>
public sealed class ImageShelf
{
    private readonly ConcurrentDictionary<string, WorldImage> _images = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, WorldImage> _byBuild = new();
    private readonly ConcurrentDictionary<long, WorldImage> _byTask = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _byRepository = new(StringComparer.Ordinal);

    /// <summary>All images are others now.</summary>
    internal event Action? Loaded;

    /// <summary>An image was added to the others.</summary>
    internal event Action<WorldImage>? Added;

    public IReadOnlyCollection<WorldImage> All => (IReadOnlyCollection<WorldImage>)_images.Values;

    public WorldImage? Find(string nvr) => _images.GetValueOrDefault(nvr);

    public WorldImage? FindByBuild(long buildId) => _byBuild.GetValueOrDefault(buildId);

    public WorldImage? FindByTask(long taskId) => _byTask.GetValueOrDefault(taskId);

    /// <summary>Images of a dist-git repository with namespace.</summary>
    public IReadOnlyCollection<WorldImage> OfRepository(string repository) =>
        _byRepository.TryGetValue(repository, out var nvrs) ? [.. nvrs.Keys.Select(Find).OfType<WorldImage>()] : [];

    /// <summary>False when there is one of this NVR already.</summary>
    public bool TryAdd(WorldImage image)
    {
        if (!_images.TryAdd(image.Nvr, image))
        {
            return false;
        }

        Index(image);
        Added?.Invoke(image);
        return true;
    }

    /// <summary>The changed image, or null when there is none of this NVR.</summary>
    public WorldImage? Change(string nvr, Func<WorldImage, WorldImage> change)
    {
        while (_images.TryGetValue(nvr, out var before))
        {
            var after = change(before);
            if (_images.TryUpdate(nvr, after, before))
            {
                Index(after);
                return after;
            }
        }

        return null;
    }

    public void Load(ImageWorld world)
    {
        _images.Clear();
        _byBuild.Clear();
        _byTask.Clear();
        _byRepository.Clear();
        foreach (var image in world.Images)
        {
            _images[image.Nvr] = image;
            Index(image);
        }

        Loaded?.Invoke();
    }

    private void Index(WorldImage image)
    {
        _byBuild[image.BuildId] = image;
        if (image.TaskId is { } task)
            _byTask[task] = image;
        _byRepository.GetOrAdd(image.Repository, _ => new(StringComparer.Ordinal))[image.Nvr] = true;
    }
}
