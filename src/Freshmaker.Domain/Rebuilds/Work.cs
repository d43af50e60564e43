using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Work on the outside that a rebuild owes. Doing it twice does no harm; its result comes back as a command.</summary>
/// <remarks><see cref="NotBefore"/> is when it may be done; null at once.</remarks>
public abstract record Work(string RebuildId, int Attempt, DateTimeOffset? NotBefore)
{
    /// <summary>The message that caused the rebuild, for whoever logs about this work.</summary>
    public string? MessageId { get; init; }
}

/// <summary>Ask a handler for its plan.</summary>
public sealed record PlanWithHandler(string RebuildId, string Handler, Trigger Trigger, int Attempt, DateTimeOffset? NotBefore) : Work(RebuildId, Attempt, NotBefore);

/// <summary>Make, or find, the bump commit of a build.</summary>
public sealed record BumpSource(string RebuildId, string Build, SourceBump Bump, int Attempt, DateTimeOffset? NotBefore) : Work(RebuildId, Attempt, NotBefore);

/// <summary>Submit, or find, the build of a commit.</summary>
public sealed record SubmitModuleBuild(string RebuildId, string Build, string Name, string Stream, string Revision, int Attempt, DateTimeOffset? NotBefore)
    : Work(RebuildId, Attempt, NotBefore);

/// <summary>Stop a running build.</summary>
public sealed record CancelModuleBuild(string RebuildId, string Build, long ExternalId, int Attempt, DateTimeOffset? NotBefore) : Work(RebuildId, Attempt, NotBefore);
