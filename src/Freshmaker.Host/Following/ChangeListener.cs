using System.Threading.Channels;

namespace Freshmaker.Host.Following;

/// <summary>One that listens, with what it was told and has not taken yet.</summary>
public sealed class ChangeListener(long after, Func<Change, bool> wanted, int capacity, Action<ChangeListener> leave) : IDisposable
{
    readonly Channel<Change> _changes = Channel.CreateBounded<Change>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>What it was told. Ends with <see cref="TooSlowException"/> when it did not keep up.</summary>
    public IAsyncEnumerable<Change> ReadAsync(CancellationToken ct) => _changes.Reader.ReadAllAsync(ct);

    internal void Tell(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            if (change.Sequence > after && wanted(change) && !_changes.Writer.TryWrite(change))
                _changes.Writer.TryComplete(new TooSlowException(capacity));
        }
    }

    public void Dispose() => leave(this);
}

/// <summary>A listener did not take what it was told.</summary>
public sealed class TooSlowException(int capacity) : Exception($"More than {capacity} changes were waiting to be taken.");
