using System.Collections.Concurrent;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Stands in for MBS: builds each commit of a stream once, and says 409 the second time, unless that build failed.</summary>
public sealed class BuildSystemInMemory : IModuleBuildSystem
{
    readonly ConcurrentDictionary<long, ModuleBuildProgress> _builds = [];
    readonly ConcurrentDictionary<string, (int Status, string Text)> _refusals = [];
    readonly ConcurrentDictionary<string, bool> _hidden = [];
    long _last = 1000;

    public Faults Faults { get; } = new();

    /// <summary>Builds about which nothing at all can be said: a defect, not an outage.</summary>
    public ConcurrentDictionary<long, bool> Poisonous { get; } = [];

    public void Refuses(string module, int status, string text) => _refusals[module] = (status, text);

    /// <summary>The next search for this module finds nothing, although the build is there.</summary>
    public void HideOnce(string module) => _hidden[module] = true;

    public IReadOnlyList<ModuleBuildProgress> BuildsOf(string module) => [.. _builds.Values.Where(b => b.Name == module)];

    public ModuleBuildProgress this[long id] => _builds[id];

    /// <summary>Someone else has submitted a build.</summary>
    public ModuleBuildProgress Add(string module, string stream, string? revision, ModuleBuildState state = ModuleBuildState.Init)
    {
        var id = Interlocked.Increment(ref _last);
        return _builds[id] = new(id, module, stream, state, null, $"{id}00", "c0ffee", revision);
    }

    public ModuleBuildProgress Move(long id, ModuleBuildState state, string? reason = null) =>
        _builds[id] = _builds[id] with { State = state, StateReason = reason };

    public async Task<ModuleBuildProgress?> FindAsync(string name, string stream, string revision, CancellationToken ct)
    {
        await Faults.PassAsync($"find {name}", ct);
        return _hidden.TryRemove(name, out _) ? null : Find(name, stream, revision);
    }

    public async Task<ModuleBuildProgress?> GetAsync(long buildId, CancellationToken ct)
    {
        await Faults.PassAsync($"get {buildId}", ct);
        return _builds.GetValueOrDefault(buildId);
    }

    public async Task<ModuleSubmission> SubmitAsync(string name, string stream, string revision, CancellationToken ct)
    {
        await Faults.PassAsync($"submit {name}", ct);
        if (_refusals.TryGetValue(name, out var refusal))
            return new ModuleSubmission.Refused(refusal.Status, refusal.Text);
        return Find(name, stream, revision) switch
        {
            null => new ModuleSubmission.Accepted(Add(name, stream, revision)),
            { State: ModuleBuildState.Failed } failed => new ModuleSubmission.Accepted(Move(failed.BuildId, ModuleBuildState.Init, "Resubmitted")),
            _ => new ModuleSubmission.AlreadySubmitted($"{revision} was submitted before"),
        };
    }

    public async Task<bool> CancelAsync(long buildId, CancellationToken ct)
    {
        await Faults.PassAsync($"cancel {buildId}", ct);
        Move(buildId, ModuleBuildState.Failed, "Canceled by Freshmaker");
        return true;
    }

    public Uri UrlOf(long buildId) =>
        Poisonous.ContainsKey(buildId) ? throw new InvalidOperationException($"{buildId} is poison") : new($"https://mbs.example.org/{buildId}");

    ModuleBuildProgress? Find(string name, string stream, string revision) =>
        _builds.Values.Where(b => b.Name == name && b.Stream == stream && b.Revision == revision).MaxBy(b => b.BuildId);
}
