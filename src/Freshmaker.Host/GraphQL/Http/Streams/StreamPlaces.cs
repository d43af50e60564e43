using Freshmaker.Host.GraphQL.Limits;

namespace Freshmaker.Host.GraphQL.Http.Streams;

/// <summary>Counts connections, of everybody and of each caller.</summary>
public sealed class StreamPlaces(GraphQLLimits limits)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    int _all;

    /// <summary>How many are taken.</summary>
    public int Taken
    {
        get
        {
            lock (_lock)
                return _all;
        }
    }

    /// <summary>A place, given back when it is disposed of.</summary>
    internal Place Take(string caller)
    {
        lock (_lock)
        {
            if (_all >= limits.MaxStreams)
                throw new BadRequest(503, "TOO_MANY_STREAMS", $"All {limits.MaxStreams} connections for subscriptions are taken. Try again later.");
            var own = _taken.GetValueOrDefault(caller);
            if (own >= limits.MaxStreamsPerCaller)
                throw new BadRequest(429, "TOO_MANY_STREAMS", $"You have {own} connections for subscriptions, and no more are allowed. Close one, or subscribe over one that is open.");
            _taken[caller] = own + 1;
            _all++;
            return new(this, caller);
        }
    }

    void GiveBack(string caller)
    {
        lock (_lock)
        {
            _all--;
            if (--_taken[caller] == 0)
                _taken.Remove(caller);
        }
    }

    internal sealed class Place(StreamPlaces places, string caller) : IDisposable
    {
        bool _given;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _given, true))
                places.GiveBack(caller);
        }
    }
}
