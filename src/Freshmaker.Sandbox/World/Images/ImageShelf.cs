using System.Collections.Concurrent;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>The images that exist now: those of the world, and those that Koji has built since.</summary>
public sealed class ImageShelf
{
    private readonly ConcurrentDictionary<string, WorldImage> _images = new(StringComparer.Ordinal);

    /// <summary>All images are others now.</summary>
    internal event Action? Loaded;

    /// <summary>An image was added to the others.</summary>
    internal event Action<WorldImage>? Added;

    public IReadOnlyCollection<WorldImage> All => (IReadOnlyCollection<WorldImage>)_images.Values;

    public WorldImage? Find(string nvr) => _images.GetValueOrDefault(nvr);

    /// <summary>False when there is one of this NVR already.</summary>
    public bool TryAdd(WorldImage image)
    {
        if (!_images.TryAdd(image.Nvr, image))
        {
            return false;
        }

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
                return after;
        }

        return null;
    }

    public void Load(ImageWorld world)
    {
        _images.Clear();
        foreach (var image in world.Images)
            _images[image.Nvr] = image;
        Loaded?.Invoke();
    }
}
