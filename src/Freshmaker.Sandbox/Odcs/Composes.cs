using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Odcs;

/// <summary>All composes. A change of state and its message happen under one lock, so messages keep the order of states. What has expired is removed before anybody looks.</summary>
internal sealed class Composes(SandboxOptions options, SandboxUrls urls, BusPublisher bus)
{
    /// <summary>The one who asks, as far as ODCS knows.</summary>
    public const string Owner = "freshmaker";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Compose> _composes = [];

    public IReadOnlyList<Compose> All
    {
        get
        {
            lock (_lock)
            {
                RemoveExpired();
                return [.. _composes.Values];
            }
        }
    }

    public void Load(ImageWorld world)
    {
        lock (_lock)
        {
            _composes.Clear();
            foreach (var given in world.Composes)
            {
                var content = new ComposeContent(
                    ComposeRequests.Types.GetValueOrDefault(given.Kind, ComposeRequests.Types["pulp"]), given.Source, null, null, "", [], ComposeRequests.UsualArches, ComposeRequests.UsualResults);
                var state = ComposeStates.Parse(given.State) ?? ComposeState.Done;
                var submitted = given.ExpiresAt - ComposeRequests.UsualLife;
                _composes[given.Id] = new(given.Id, "osbs", content, submitted, ComposeRequests.UsualLife)
                {
                    State = state,
                    Started = submitted,
                    Done = state is ComposeState.Done or ComposeState.Failed or ComposeState.Removed ? submitted : null,
                    Removed = state == ComposeState.Removed ? given.ExpiresAt : null,
                };
            }
        }
    }

    public Compose? Find(long id)
    {
        lock (_lock)
        {
            RemoveExpired();
            return _composes.GetValueOrDefault(id);
        }
    }

    /// <summary>A new compose, which waits.</summary>
    public Compose Add(ComposeContent content, TimeSpan life)
    {
        lock (_lock)
        {
            RemoveExpired();
            var compose = new Compose(Math.Max(options.FirstComposeId, _composes.Count == 0 ? 0 : _composes.Keys.Last() + 1), Owner, content, options.Clock.GetUtcNow(), life);
            return Keep(compose);
        }
    }

    /// <summary>Moves a compose on; null if it is not (any more) where the caller thinks it is.</summary>
    public Compose? Move(long id, Func<Compose, bool> expected, ComposeState to, string? reason = null)
    {
        lock (_lock)
        {
            if (!_composes.TryGetValue(id, out var compose) || !expected(compose))
            {
                return null;
            }

            var now = options.Clock.GetUtcNow();
            var moved = compose with { State = to, StateReason = reason };
            return Keep(to switch
            {
                ComposeState.Generating => moved with { Started = now },
                // its life begins anew when it is ready
                ComposeState.Done => Reuse(moved with { Done = now, Expires = now + compose.Life }),
                ComposeState.Failed => moved with { Done = now, Expires = now + compose.Life },
                ComposeState.Removed => moved with { Removed = now, Expires = compose.Expires < now ? compose.Expires : now },
                _ => moved,
            });
        }
    }

    /// <summary>Keeps a ready compose for longer; never for less. Says nothing on the bus, as ODCS does.</summary>
    public Compose? Extend(long id, TimeSpan life) => Change(id, compose => compose.State == ComposeState.Done, compose =>
    {
        var until = options.Clock.GetUtcNow() + life;
        return compose with { Expires = compose.Expires > until ? compose.Expires : until };
    });

    /// <summary>Lets a compose expire after so long.</summary>
    public Compose? Expire(long id, TimeSpan after) => Change(id, _ => true, compose => compose with { Expires = options.Clock.GetUtcNow() + after });

    private Compose? Change(long id, Func<Compose, bool> expected, Func<Compose, Compose> change)
    {
        lock (_lock)
        {
            return _composes.TryGetValue(id, out var compose) && expected(compose) ? _composes[id] = change(compose) : null;
        }
    }

    // an equal compose that is ready gives its files, and both live as long as the longer of the two
    private Compose Reuse(Compose compose)
    {
        var equal = compose.Content.Flags.Contains("no_reuse")
            ? null
            : _composes.Values.LastOrDefault(other => other.Id < compose.Id && other.State == ComposeState.Done && other.Reused is null && other.Content.IsSameAs(compose.Content));
        if (equal is null)
        {
            return compose;
        }

        var expires = compose.Expires > equal.Expires ? compose.Expires : equal.Expires;
        _composes[equal.Id] = equal with { Expires = expires };
        return compose with { Reused = equal.Id, Expires = expires };
    }

    private void RemoveExpired()
    {
        var now = options.Clock.GetUtcNow();
        foreach (var expired in _composes.Values.Where(compose => compose.State is ComposeState.Done or ComposeState.Failed && compose.Expires < now).ToList())
        {
            Keep(expired with { State = ComposeState.Removed, StateReason = "Compose is expired.", Removed = now });
        }
    }

    private Compose Keep(Compose compose)
    {
        _composes[compose.Id] = compose;
        bus.Publish(
            options.OldComposeMessages ? "odcs.state.change" : "odcs.compose.state-changed",
            new JsonObject { ["event"] = "state-changed", ["compose"] = compose.ToJson(urls.Odcs) });
        return compose;
    }
}
