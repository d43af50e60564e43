namespace Freshmaker.Host.Security;

/// <summary>Who sends a request, once that is known.</summary>
/// <param name="Name">The name; null where nobody has to say who he is.</param>
/// <param name="Roles">His roles.</param>
public sealed record Caller(string? Name, IReadOnlySet<Role> Roles)
{
    /// <summary>Where the request came from, for the history: an address, or what the client calls itself.</summary>
    public string? Client { get; init; }

    /// <summary>The id of the request, for the history and the log.</summary>
    public string? RequestId { get; init; }

    /// <summary>The scope that his token does not grant and that asking for rebuilds needs; null where it does, or where he did not come with a token.</summary>
    public string? LackingScope { get; init; }

    public bool May(Permission permission) => RoleFor(permission) is not null;

    /// <summary>The role by which something is allowed: the least of those that do. Null when none does.</summary>
    public Role? RoleFor(Permission permission) =>
        LacksScopeFor(permission) ? null : Roles.Where(role => Permissions.Allows(role, permission)).Select(role => (Role?)role).Min();

    internal bool LacksScopeFor(Permission permission) => LackingScope is not null && Permissions.NeedsScope(permission);
}

/// <summary>Finds the caller of a request.</summary>
public static class Callers
{
    /// <summary>The caller of this request. Whoever could not be authenticated has no role and may do nothing.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Nobody;

    static Caller Nobody { get; } = new(null, new HashSet<Role>());
}
