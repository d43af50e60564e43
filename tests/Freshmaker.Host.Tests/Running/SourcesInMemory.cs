using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Stands in for dist-git: a bump's commit derives from its trailer, so asking twice finds the same one.</summary>
public sealed class SourcesInMemory : ISourceRepository
{
    readonly ConcurrentDictionary<string, BumpRequest> _bumps = [];
    readonly ConcurrentDictionary<string, string> _refusals = [];
    readonly ConcurrentDictionary<string, IReadOnlyList<string>> _changed = [];

    public Faults Faults { get; } = new();

    public void Refuses(string repository, string text) => _refusals[repository] = text;

    public void Changed(string repository, params string[] files) => _changed[repository] = files;

    public BumpRequest BumpOf(string repository) => _bumps.Values.Single(b => b.Repository == repository);

    public static string RevisionOf(string trailer) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(trailer)))[..40];

    public async Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken ct)
    {
        await Faults.PassAsync(request.Repository, ct);
        if (_refusals.TryGetValue(request.Repository, out var text))
            return new BumpResult.Refused(text);
        return new BumpResult.Bumped(RevisionOf(request.Trailer), WasThere: !_bumps.TryAdd(request.Trailer, request));
    }

    public Dictionary<string, string> Heads { get; } = [];

    public Task<string?> HeadAsync(string @namespace, string repository, string branch, CancellationToken ct) =>
        Task.FromResult(Heads.GetValueOrDefault($"{@namespace}/{repository}/{branch}"));

    public async Task<IReadOnlyList<string>> ChangedFilesAsync(Push push, string? since, CancellationToken ct)
    {
        await Faults.PassAsync(push.Repository, ct);
        return _changed[push.Repository];
    }
}
