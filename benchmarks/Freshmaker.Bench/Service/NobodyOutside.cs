using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Bench.Service;

/// <summary>An outside that answers at once that nothing is affected: what is left is the service's own cost.</summary>
sealed class NobodyOutside : IModuleCatalogue, IModuleBuildSystem, ISourceRepository
{
    public Task<IReadOnlyList<ModuleMatch>> ContainingRpmAsync(string rpm, string branch, CancellationToken ct) => Task.FromResult<IReadOnlyList<ModuleMatch>>([]);

    public Task<IReadOnlyList<ModuleMatch>> BuiltFromAsync(string name, string stream, CancellationToken ct) => Task.FromResult<IReadOnlyList<ModuleMatch>>([]);

    public Task<ModuleBuildProgress?> FindAsync(string name, string stream, string revision, CancellationToken ct) => Task.FromResult<ModuleBuildProgress?>(null);

    public Task<ModuleBuildProgress?> GetAsync(long buildId, CancellationToken ct) => Task.FromResult<ModuleBuildProgress?>(null);

    public Task<ModuleSubmission> SubmitAsync(string name, string stream, string revision, CancellationToken ct) => throw Unplanned();

    public Task<bool> CancelAsync(long buildId, CancellationToken ct) => throw Unplanned();

    public Uri UrlOf(long buildId) => new($"http://127.0.0.1:9/{buildId}");

    public Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken ct) => throw Unplanned();

    public Task<string?> HeadAsync(string @namespace, string repository, string branch, CancellationToken ct) => throw Unplanned();

    public Task<IReadOnlyList<string>> ChangedFilesAsync(Push push, string? since, CancellationToken ct) => throw Unplanned();

    static InvalidOperationException Unplanned() => new("An empty plan must not lead to this call");
}
