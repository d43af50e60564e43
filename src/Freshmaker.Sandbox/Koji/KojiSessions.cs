using System.Security.Cryptography;

namespace Freshmaker.Sandbox.Koji;

/// <summary>Who is logged in. The rules about expired sessions and numbers of calls are the hub's of 1.35 (kojihub/auth.py).</summary>
internal sealed class KojiSessions(SandboxOptions options, SandboxCounters counters)
{
    private const long FirstUser = 100;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, KojiSession> _sessions = [];
    private readonly List<string> _users = [];
    private long _lastId = 7000;

    public IReadOnlyDictionary<string, object?> Login(string? user, string? password)
    {
        if (string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password) || (options.KojiUser ?? user) != user || (options.KojiPassword ?? password) != password)
        {
            throw new KojiFault(KojiFault.Auth, "invalid username or password");
        }

        counters.Count("koji.logins");
        lock (_lock)
        {
            if (!_users.Contains(user))
            {
                _users.Add(user);
            }

            var session = new KojiSession(++_lastId, $"{_lastId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}", FirstUser + _users.IndexOf(user), user);
            _sessions[session.Id] = session;
            return new Dictionary<string, object?> { ["session-id"] = session.Id, ["session-key"] = session.Key, ["header-auth"] = true };
        }
    }

    /// <summary>The session that a request names by headers, or the old way in its query; null when it names none.</summary>
    public KojiSession? Find(HttpRequest request, string method)
    {
        var id = Field(request, "Koji-Session-Id", "session-id");
        if (id is null)
        {
            return null;
        }

        lock (_lock)
        {
            if (!long.TryParse(id, out var number) || !_sessions.TryGetValue(number, out var session) || session.Key != Field(request, "Koji-Session-Key", "session-key"))
            {
                throw new KojiFault(KojiFault.Auth, "Invalid session or bad credentials");
            }

            if (session.Expired)
            {
                throw new KojiFault(KojiFault.AuthExpired, $"session \"{id}\" has expired");
            }

            if (Field(request, "Koji-Session-Callnum", "callnum") is { } text)
            {
                var call = long.TryParse(text, out var given) ? given : throw new KojiFault(KojiFault.Auth, $"Invalid callnum: '{text}'");
                if (session.LastCall > call)
                {
                    throw new KojiFault(KojiFault.Sequence, $"{session.LastCall} > {call} (session {id})");
                }

                if (session.LastCall == call)
                {
                    throw new KojiFault(KojiFault.Retry, $"unable to retry call {call} (method {method}) for session {id}");
                }

                // the hub keeps the number only of calls that changed something
                session.LastCall = KojiApi.IsWrite(method) ? call : session.LastCall;
            }

            return session;
        }
    }

    public void Close(KojiSession session)
    {
        lock (_lock)
        {
            _sessions.Remove(session.Id);
        }
    }

    /// <summary>All sessions expire; or, if they are to be forgotten, are not known any more.</summary>
    public int End(bool forget)
    {
        lock (_lock)
        {
            var count = _sessions.Count;
            foreach (var session in _sessions.Values)
            {
                session.Expired = true;
            }

            if (forget)
            {
                _sessions.Clear();
            }

            return count;
        }
    }

    /// <summary>As after calls of somebody else with the same session: the hub has seen higher numbers.</summary>
    public void Advance()
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Values)
            {
                session.LastCall = (session.LastCall ?? 0) + 1000;
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _sessions.Clear();
            _users.Clear();
        }
    }

    private static string? Field(HttpRequest request, string header, string query) =>
        request.Headers[header].FirstOrDefault() ?? request.Query[query].FirstOrDefault();
}

internal sealed class KojiSession(long id, string key, long userId, string user)
{
    public long Id { get; } = id;

    public string Key { get; } = key;

    public long UserId { get; } = userId;

    public string User { get; } = user;

    public bool Expired { get; set; }

    public long? LastCall { get; set; }
}
