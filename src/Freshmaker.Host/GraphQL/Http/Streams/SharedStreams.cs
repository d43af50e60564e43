using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Subscriptions;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.GraphQL.Http.Streams;

/// <summary>Connections over which several subscriptions are told: reserved with a token, then opened with it once.</summary>
sealed class SharedStreams(StreamPlaces places, GraphQLLimits limits, TimeProvider clock)
{
    readonly ConcurrentDictionary<string, SharedStream> _streams = new(StringComparer.Ordinal);

    public SharedStream Reserve(HttpContext caller, string name)
    {
        var stream = new SharedStream(RandomNumberGenerator.GetHexString(64, lowercase: true), caller, places.Take(name), limits.MaxOperationsPerStream);
        _streams[stream.Token] = stream;
        _ = ForgetUnlessOpenedAsync(stream);
        return stream;
    }

    /// <summary>The stream of a token, for the one who reserved it.</summary>
    public SharedStream Of(string token, Caller caller) =>
        _streams.TryGetValue(token, out var stream) && stream.Caller.Caller().Name == caller.Name ? stream : throw Unknown();

    /// <summary>The stream of a token, which is to be opened. A browser cannot send anything but the token then, so it is enough.</summary>
    public SharedStream ToOpen(string token, Caller caller)
    {
        if (!_streams.TryGetValue(token, out var stream) || (caller.Name is { } name && name != stream.Caller.Caller().Name))
            throw Unknown();
        return stream.TryClaim() ? stream : throw new BadRequest(409, "STREAM_OPEN", "The stream of this token is open already.");
    }

    public void Forget(SharedStream stream)
    {
        if (_streams.TryRemove(stream.Token, out _))
            stream.Dispose();
    }

    async Task ForgetUnlessOpenedAsync(SharedStream stream)
    {
        await Task.Delay(limits.Reservation, clock, stream.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stream.TryClaim())
            Forget(stream);
    }

    static BadRequest Unknown() => new(404, "UNKNOWN_STREAM", "There is no stream with this token: it was never reserved by you, was not opened in time, or is closed.");
}

/// <summary>A connection of somebody, with the subscriptions that are told over it.</summary>
sealed class SharedStream(string token, HttpContext caller, StreamPlaces.Place place, int most) : IDisposable
{
    readonly CancellationTokenSource _ended = new();
    readonly TaskCompletionSource<EventWriter> _writer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Dictionary<string, CancellationTokenSource> _operations = new(StringComparer.Ordinal);
    readonly Lock _lock = new();
    bool _claimed;

    public string Token => token;
    public HttpContext Caller => caller;
    public CancellationToken Ended => _ended.Token;

    /// <summary>True for the first who asks, and only for him.</summary>
    public bool TryClaim() => !Interlocked.Exchange(ref _claimed, true);

    public void Open(EventWriter writer) => _writer.TrySetResult(writer);

    /// <summary>What is told before the connection is open waits for it.</summary>
    public Task<EventWriter> WriterAsync(CancellationToken ct) => _writer.Task.WaitAsync(ct);

    public CancellationToken Add(string operation)
    {
        lock (_lock)
        {
            if (_operations.ContainsKey(operation))
                throw new BadRequest(409, "OPERATION_EXISTS", "The stream has an operation with this operationId already.");
            if (_operations.Count >= most)
                throw new BadRequest(429, "TOO_MANY_OPERATIONS", $"The stream has {most} operations, and no more are allowed.");
            var stop = CancellationTokenSource.CreateLinkedTokenSource(Ended);
            _operations.Add(operation, stop);
            return stop.Token;
        }
    }

    /// <summary>Stops an operation, if it is there.</summary>
    public void Remove(string operation)
    {
        CancellationTokenSource? stop;
        lock (_lock)
            _operations.Remove(operation, out stop);
        stop?.Cancel();
    }

    public void Dispose()
    {
        place.Dispose();
        _ended.Cancel();
        _writer.TrySetCanceled();
    }
}
