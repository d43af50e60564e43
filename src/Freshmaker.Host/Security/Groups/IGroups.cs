namespace Freshmaker.Host.Security.Groups;

/// <summary>Knows the groups of people.</summary>
public interface IGroups
{
    /// <summary>His groups by their full names; none when they cannot be found out.</summary>
    Task<IReadOnlyCollection<string>> OfAsync(string user, CancellationToken ct);
}

/// <summary>No directory is configured.</summary>
sealed class NoGroups : IGroups
{
    public Task<IReadOnlyCollection<string>> OfAsync(string user, CancellationToken ct) => Task.FromResult<IReadOnlyCollection<string>>([]);
}
