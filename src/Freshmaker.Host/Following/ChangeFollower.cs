using Freshmaker.Host.Publishing;

namespace Freshmaker.Host.Following;

/// <summary>
/// Follows history for all listeners of this node: one reader, however many listen, and none when nobody does. It never waits for a listener; one whose buffer is
/// full is let go, and can go on later from where it was.
/// </summary>
public sealed class ChangeFollower(ChangeReader reader, TimeProvider clock, ILogger<ChangeFollower> logger) : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), PauseAfterFault = TimeSpan.FromSeconds(2);

    readonly Lock _lock = new();
    readonly HashSet<ChangeListener> _listeners = [];
    readonly CancellationTokenSource _stop = new();
    bool _running;
    long _position;

    /// <summary>How many listen.</summary>
    public int Listeners
    {
        get
        {
            lock (_lock)
                return _listeners.Count;
        }
    }

    /// <summary>
    /// Listens to what comes after a position. Null when the reader is past that position already: then what is missing has to be read first. There is no moment
    /// between reading and listening, so nothing is missed and nothing told twice.
    /// </summary>
    public ChangeListener? Listen(long after, Func<Change, bool> wanted, int capacity)
    {
        lock (_lock)
        {
            if (_running && _position > after)
                return null;
            var listener = new ChangeListener(after, wanted, capacity, Leave);
            _listeners.Add(listener);
            if (!_running)
            {
                (_running, _position) = (true, after);
                var stop = _stop.Token;
                _ = Task.Run(() => FollowAsync(stop), stop);
            }

            return listener;
        }
    }

    void Leave(ChangeListener listener)
    {
        lock (_lock)
            _listeners.Remove(listener);
    }

    async Task FollowAsync(CancellationToken stop)
    {
        var views = new RebuildViews();
        while (true)
        {
            var pause = Pause;
            try
            {
                for (var mark = await reader.MarkAsync(stop); _position < mark;)
                    Tell(await reader.ReadAsync(_position, mark, null, views, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Listeners wait; it goes on where it was, so they miss nothing.
                logger.LogWarning(e, "The history could not be read after {Position}; it is tried again", _position);
                pause = PauseAfterFault;
            }

            lock (_lock)
            {
                if (_listeners.Count == 0)
                {
                    _running = false;
                    return;
                }
            }

            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Tell(ChangePage page)
    {
        lock (_lock)
        {
            foreach (var listener in _listeners)
                listener.Tell(page.Changes);
            _position = page.UpTo;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
