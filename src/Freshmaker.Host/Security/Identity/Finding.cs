namespace Freshmaker.Host.Security.Identity;

/// <summary>What one way of authentication found in a request.</summary>
abstract record Finding
{
    /// <summary>Nothing of its kind is there.</summary>
    public sealed record Nothing : Finding
    {
        public static Nothing Instance { get; } = new();
    }

    /// <param name="Scopes">What the token grants; null where there is no token.</param>
    public sealed record Somebody(string Name, IReadOnlyCollection<string> Groups, IReadOnlyCollection<string>? Scopes = null) : Finding;

    /// <summary>Something is there, and it proves nothing. The words are for whoever sent it, and never hold what he sent.</summary>
    public sealed record Bad(string Why) : Finding;

    /// <summary>It could not be found out.</summary>
    public sealed record Unknown(string Why) : Finding;
}

/// <summary>A way to say who one is.</summary>
interface IIdentity
{
    Task<Finding> FindAsync(HttpContext http, CancellationToken ct);
}

/// <summary>Rules for names of people, wherever they come from.</summary>
static class Names
{
    public const int Longest = 500;

    public static bool IsName(string name) => name.Length is > 0 and <= Longest && name == name.Trim() && !name.Any(char.IsControl);
}
