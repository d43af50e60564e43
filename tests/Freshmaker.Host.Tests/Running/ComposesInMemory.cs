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

    public Task<IReadOnlyDictionary<long, ComposeProgress>> GetAsync(IReadOnlyCollection<long> ids, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<long, ComposeProgress>>(ids.Where(_composes.ContainsKey).ToDictionary(id => id, id => _composes[id]));

    public Task<ComposeProgress?> FindAsync(ComposeRequest request, DateTimeOffset askedAfter, CancellationToken ct) => Task.FromResult<ComposeProgress?>(null);

    public Task<ComposeAnswer> RequestAsync(ComposeRequest request, CancellationToken ct) => Task.FromResult<ComposeAnswer>(new ComposeAnswer.Accepted(Add(ComposeState.Wait)));

    public Task<ComposeAnswer> RenewAsync(long id, CancellationToken ct) => Task.FromResult<ComposeAnswer>(new ComposeAnswer.Accepted(Add(ComposeState.Wait)));
}
