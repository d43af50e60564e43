using Freshmaker.Host.Security.Settings;

namespace Freshmaker.Host.Security.Http;

/// <summary>What an endpoint asks of its caller.</summary>
public static class Requirements
{
    /// <summary>Null when the caller may; otherwise what to answer: 401 to nobody, 403 to somebody, with who he is and what he lacks.</summary>
    public static IResult? Require(this HttpContext http, Permission permission)
    {
        var caller = http.Caller();
        if (caller.May(permission))
            return null;
        if (caller.Name is null)
        {
            return Unauthorized(
                http, $"This needs the permission {permission}, which nobody has without a login{(CanLogIn(http) ? "" : ", and no way to log in is configured here")}.");
        }

        return new HttpRefusal(StatusCodes.Status403Forbidden, caller.LacksScopeFor(permission)
            ? $"The token of {caller.Name} does not grant the scope {caller.LackingScope}."
            : $"{caller.Name} lacks the permission {permission}; these roles have it: {string.Join(", ", Permissions.RolesThatAllow(permission))}.");
    }

    static bool CanLogIn(HttpContext http) => http.RequestServices.GetService<SecuritySettings>() is not { Schemes.Count: 0 };

    internal static HttpRefusal Unauthorized(HttpContext http, string message, bool badToken = false) => new(
        StatusCodes.Status401Unauthorized, message,
        // Of a way that goes past HTTP, such as a proxy's, nothing can be said that a client could do.
        http.RequestServices.GetService<SecuritySettings>()?.Schemes.Contains(Scheme.Bearer) is true
            ? $"Bearer realm=\"freshmaker\"{(badToken ? ", error=\"invalid_token\"" : "")}"
            : "External realm=\"freshmaker\"");
}
