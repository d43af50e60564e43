using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Polly.CircuitBreaker;

namespace Freshmaker.Integrations.Http;

/// <summary>What is known of one outside system from the calls that were made to it: nobody asks it only to know.</summary>
/// <param name="System">Its name, as in faults.</param>
/// <param name="Breaker">Whether it is left alone for a while because too many calls failed.</param>
/// <param name="LastAnswer">When it answered last, whatever it said; null: not since the start.</param>
/// <param name="LastFaultAt">When a call to it failed last; null: not since the start.</param>
/// <param name="LastFault">How that one failed, in one line without secrets.</param>
public sealed record OutsideState(string System, BreakerState Breaker, DateTimeOffset? LastAnswer, DateTimeOffset? LastFaultAt, string? LastFault)
{
    /// <summary>The last call to it failed, or it is left alone.</summary>
    public bool IsDegraded => Breaker != BreakerState.Closed || (LastFaultAt is { } fault && (LastAnswer is not { } answer || fault > answer));
}

public enum BreakerState
{
    /// <summary>It is asked.</summary>
    Closed,

    /// <summary>It was left alone, and the next call finds out whether that is over.</summary>
    HalfOpen,

    /// <summary>It is left alone.</summary>
    Open,
}

/// <summary>The health of all configured outside systems, from the calls of this process.</summary>
public sealed class OutsideHealth(IEnumerable<OutsideSystem> systems, TimeProvider clock)
{
    readonly ConcurrentDictionary<string, Known> _known = new(systems.Select(s => KeyValuePair.Create(s.Name, new Known())), StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public IReadOnlyList<OutsideState> States => [.. _known.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => k.Value.State(k.Key))];

    /// <summary>What tells the state of a system's breaker, for the breaker to fill.</summary>
    internal CircuitBreakerStateProvider BreakerOf(string system) => Of(system).Breaker = new();

    internal void Answered(string system) => Of(system).Answered(clock.GetUtcNow());

    /// <param name="text">One line, without secrets.</param>
    internal void Failed(string system, string text) => Of(system).Failed(clock.GetUtcNow(), text);

    Known Of(string system) => _known.GetOrAdd(system, _ => new());

    sealed class Known
    {
        readonly Lock _lock = new();
        DateTimeOffset? _answer, _faultAt;
        string? _fault;

        public CircuitBreakerStateProvider? Breaker { get; set; }

        public void Answered(DateTimeOffset now)
        {
            lock (_lock)
                _answer = now;
        }

        public void Failed(DateTimeOffset now, string text)
        {
            lock (_lock)
                (_faultAt, _fault) = (now, text);
        }

        public OutsideState State(string system)
        {
            lock (_lock)
                return new(system, StateOf(Breaker), _answer, _faultAt, _fault);
        }

        static BreakerState StateOf(CircuitBreakerStateProvider? breaker) => breaker?.CircuitState switch
        {
            CircuitState.Open or CircuitState.Isolated => BreakerState.Open,
            CircuitState.HalfOpen => BreakerState.HalfOpen,
            _ => BreakerState.Closed,
        };
    }
}

/// <summary>An outside system that is configured.</summary>
public sealed record OutsideSystem(string Name);

internal static class OutsideHealthServices
{
    /// <summary>Makes the health of a system visible from the start, before it is asked anything.</summary>
    public static IServiceCollection AddOutsideSystem(this IServiceCollection services, string name)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OutsideHealth>();
        return services.AddSingleton(new OutsideSystem(name));
    }
}
