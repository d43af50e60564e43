using System.Diagnostics;
using System.Text.RegularExpressions;
using Freshmaker.Host.Security.Identity;
using Freshmaker.Host.Security.Proxies;
using Freshmaker.Host.Security.Settings;
using Serilog.Context;

namespace Freshmaker.Host.Security.Http;

/// <summary>Finds out who sends a request, before any endpoint sees it. Whoever shows something that proves nothing gets 401, and is never taken for nobody.</summary>
sealed partial class SecurityMiddleware(SecuritySettings settings, IdentityHeaders identityHeaders, IEnumerable<IIdentity> identities, ILogger<SecurityMiddleware> log)
{
    readonly List<IIdentity> _identities = [.. identities];

    /// <summary>Names the request, and takes off what must not be believed; before anything is logged or counted.</summary>
    public async Task OpenAsync(HttpContext http, RequestDelegate next)
    {
        var id = IdOf(http);
        http.TraceIdentifier = id;
        http.Response.Headers["X-Request-Id"] = id;
        SecurityHeaders.Promise(http);
        identityHeaders.Clean(http);
        // A scope and no LogContext: the server's own scope has a RequestId too, and the inner one of two scopes is taken.
        using (log.BeginScope(new Dictionary<string, object> { ["RequestId"] = id }))
            await BodyLimit.ApplyAsync(http, settings.MaxBodyBytes, () => next(http));
    }

    public async Task AuthenticateAsync(HttpContext http, RequestDelegate next)
    {
        var (caller, refusal) = OtherSites.Refuse(http.Request) is { } foreign ? (null, foreign) : await FindAsync(http);
        if (refusal is not null)
        {
            log.LogInformation(
                "{Method} {Path} from {Client} was refused with {Status}: {Why}",
                Words.Clean(http.Request.Method), Words.Clean(http.Request.Path), ClientOf(http), refusal.StatusCode, refusal.Message);
            await refusal.ExecuteAsync(http);
            return;
        }

        http.Features.Set(caller! with { Client = ClientOf(http), RequestId = http.TraceIdentifier });
        using (LogContext.PushProperty("Caller", caller.Name))
        using (LogContext.PushProperty("Client", ClientOf(http)))
            await next(http);
    }

    async Task<(Caller? Caller, HttpRefusal? Refusal)> FindAsync(HttpContext http)
    {
        if (settings.IsOpen)
            return (new(null, new HashSet<Role> { Role.Admin }), null);

        Finding.Somebody? somebody = null;
        foreach (var identity in _identities)
        {
            switch (await identity.FindAsync(http, http.RequestAborted))
            {
                case Finding.Bad bad:
                    return (null, Requirements.Unauthorized(http, bad.Why, badToken: true));
                case Finding.Unknown unknown:
                    return (null, new(StatusCodes.Status503ServiceUnavailable, unknown.Why, retryAfter: 5));
                case Finding.Somebody found when somebody is not null && found.Name != somebody.Name:
                    return (null, Requirements.Unauthorized(http, "The request says in two ways who sends it, and they do not agree."));
                case Finding.Somebody found:
                    somebody = found;
                    break;
            }
        }

        if (somebody is null)
        {
            return http.Request.Headers.Authorization.Count == 0 ? (new(null, settings.AnonymousRoles), null)
                : (null, Requirements.Unauthorized(http, "The header Authorization is of a kind that is not taken here."));
        }

        var scope = settings.Bearer?.SubmitScope;
        return (new(somebody.Name, settings.AnonymousRoles.Concat(settings.Members.Of(somebody.Name, somebody.Groups)).ToHashSet())
        {
            LackingScope = somebody.Scopes is { } granted && !granted.Contains(scope) ? scope : null,
        }, null);
    }

    string ClientOf(HttpContext http)
    {
        var address = ClientAddress.Of(http, settings.Proxy.Addresses)?.ToString() ?? "an unknown address";
        var program = Words.Clean($"{http.Request.Headers.UserAgent}");
        return program.Length == 0 ? address : $"{program} ({address})";
    }

    static string IdOf(HttpContext http) =>
        http.Request.Headers["X-Request-Id"] is [{ } given] && RequestId().IsMatch(given) ? given : Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}$")]
    private static partial Regex RequestId();
}
