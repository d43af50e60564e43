using System.Collections.Concurrent;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Stands in for ODCS: knows the composes that a test has given it.</summary>
public sealed class ComposesInMemory : IComposes
{
    readonly ConcurrentDictionary<long, ComposeProgress> _composes = [];
    long _last = 300;

    /// <summary>ODCS has another compose, in this state.</summary>
    public ComposeProgress Add(ComposeState state)
    {
        var id = Interlocked.Increment(ref _last);
        return _composes[id] = new(id, state, null, "pulp", null, null);
    }

    /// <summary>The compose comes to another state, and nobody is told.</summary>
    public void Move(long id, ComposeState state) => _composes[id] = _composes[id] with { State = state };

    /// <summary>ODCS does not know the compose any more.</summary>
    public void Forget(long id) => _composes.TryRemove(id, out _);

    public Faults Faults { get; } = new();

    public async Task<ComposeReport> LookAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var odd = new Dictionary<long, OutsideFault>();
        foreach (var id in ids)
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

        return new(ids.Where(id => !odd.ContainsKey(id) && _composes.ContainsKey(id)).ToDictionary(id => id, id => _composes[id]), odd);
    }

    public Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct) => Task.FromResult<ComposeProgress?>(null);

    public Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct) => Task.FromResult<ComposeAnswer>(new ComposeAnswer.Accepted(Add(ComposeState.Wait)));

    public Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct) => Task.FromResult<ComposeAnswer>(
        _composes.ContainsKey(id) ? new ComposeAnswer.Accepted(Add(ComposeState.Wait)) : new ComposeAnswer.Refused(404, $"No compose with id {id} found"));
}
