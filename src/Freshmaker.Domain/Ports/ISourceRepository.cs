using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Ports;

/// <summary>dist-git (behaviour.md §7.12).</summary>
/// <remarks>Throws <see cref="OutsideFault"/> when it cannot be reached.</remarks>
public interface ISourceRepository
{
    /// <summary>
    /// Makes an empty commit on a branch and pushes it, unless a commit with this trailer is already there: then that commit is the answer.
    /// A push that lost a race is tried again on the new tip.
    /// </summary>
    Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken ct);

    /// <summary>The commit at the tip of a branch, or null when there is no such repository or branch.</summary>
    Task<string?> HeadAsync(string @namespace, string repository, string branch, CancellationToken ct);

    /// <summary>The files that a push changed: between <paramref name="since"/> (null: the tip's parent) and its revision.</summary>
    Task<IReadOnlyList<string>> ChangedFilesAsync(Push push, string? since, CancellationToken ct);
}

/// <summary>A bump that is wanted.</summary>
/// <param name="Namespace">dist-git namespace.</param>
/// <param name="Repository">Repository name.</param>
/// <param name="Branch">Branch to commit on.</param>
/// <param name="Message">First line of the commit message.</param>
/// <param name="Trailer">The key of the build, which marks this bump for ever: <c>rebuild-…/module/webstack/4</c>.</param>
public sealed record BumpRequest(string Namespace, string Repository, string Branch, string Message, string Trailer)
{
    /// <summary>Name of the trailer in the commit message.</summary>
    public const string TrailerName = "Freshmaker-Build";
}

/// <summary>How a bump ended.</summary>
public abstract record BumpResult
{
    BumpResult() { }

    /// <summary>The commit is on the branch.</summary>
    /// <param name="Revision">Its id.</param>
    /// <param name="WasThere">It was found by its trailer, not made now.</param>
    public sealed record Bumped(string Revision, bool WasThere) : BumpResult;

    /// <summary>dist-git refused: no such repository or branch, no permission, a hook said no.</summary>
    /// <param name="Text">git's own words.</param>
    public sealed record Refused(string Text) : BumpResult;
}
