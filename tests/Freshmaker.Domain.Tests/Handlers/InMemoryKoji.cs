using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Tests.Handlers;

/// <summary>Knows the builds that the test tells it.</summary>
sealed class InMemoryKoji : IImageBuilds
{
    readonly Dictionary<string, IReadOnlyList<string>> _rpms = [];
    readonly Dictionary<string, ImageBuildRecord> _images = [];

    public OutsideFault? Fault { get; init; }
    public int Calls { get; private set; }

    public InMemoryKoji Built(string nvr, params string[] rpms)
    {
        _rpms.Add(nvr, rpms);
        return this;
    }

    public InMemoryKoji Image(ImageBuildRecord image)
    {
        _images.Add($"{image.Nvr}", image);
        return this;
    }

    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> RpmNamesAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) => Answer(_rpms, buildNvrs);

    public Task<IReadOnlyDictionary<string, ImageBuildRecord>> ByNvrAsync(IReadOnlyCollection<string> nvrs, CancellationToken ct) => Answer(_images, nvrs);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<TaggedBuild>>> TagsAsync(IReadOnlyCollection<string> buildNvrs, CancellationToken ct) => throw new NotSupportedException();

    Task<IReadOnlyDictionary<string, T>> Answer<T>(Dictionary<string, T> known, IReadOnlyCollection<string> asked)
    {
        Calls++;
        asked.ShouldBeUnique();
        return Fault is null
            ? Task.FromResult<IReadOnlyDictionary<string, T>>(known.Where(k => asked.Contains(k.Key)).ToDictionary())
            : Task.FromException<IReadOnlyDictionary<string, T>>(Fault);
    }
}
