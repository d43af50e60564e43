using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>
/// Work that a rebuild owes, most of it on the outside. Doing it twice does no harm; its result comes back as a command. It names what is to be done and
/// holds no lists: equal work is recognised by value, and what more it takes is read from the rebuild when it is done.
/// </summary>
/// <remarks><see cref="NotBefore"/> is when it may be done; null at once.</remarks>
public abstract record Work(string RebuildId, int Attempt, DateTimeOffset? NotBefore)
{
    /// <summary>The message that caused the rebuild, for whoever logs about this work.</summary>
    public string? MessageId { get; init; }
}

/// <summary>Work on one build.</summary>
public abstract record BuildWork(string RebuildId, string Build, int Attempt, DateTimeOffset? NotBefore) : Work(RebuildId, Attempt, NotBefore);

/// <summary>Ask a handler for its plan.</summary>
public sealed record PlanWithHandler(string RebuildId, string Handler, int Attempt, DateTimeOffset? NotBefore) : Work(RebuildId, Attempt, NotBefore);

/// <summary>Make, or find, a compose, or renew it.</summary>
public sealed record AskForCompose(string RebuildId, string Compose, int Attempt, DateTimeOffset? NotBefore) : Work(RebuildId, Attempt, NotBefore);

/// <summary>Make, or find, the bump commit of a build.</summary>
public sealed record BumpSource(string RebuildId, string Build, SourceBump Bump, int Attempt, DateTimeOffset? NotBefore) : BuildWork(RebuildId, Build, Attempt, NotBefore);

/// <summary>Look at a build again when the time of its next attempt has come.</summary>
public sealed record WakeBuild(string RebuildId, string Build, int Attempt, DateTimeOffset? NotBefore) : BuildWork(RebuildId, Build, Attempt, NotBefore);

/// <summary>Submit, or find, the build of a commit.</summary>
public sealed record SubmitModuleBuild(string RebuildId, string Build, string Name, string Stream, string Revision, int Attempt, DateTimeOffset? NotBefore)
    : BuildWork(RebuildId, Build, Attempt, NotBefore);

/// <summary>Stop a running build.</summary>
public sealed record CancelModuleBuild(string RebuildId, string Build, long ExternalId, int Attempt, DateTimeOffset? NotBefore)
    : BuildWork(RebuildId, Build, Attempt, NotBefore);

/// <summary>Submit, or find, the build of an image.</summary>
/// <param name="Try">Which attempt at building it this is.</param>
public sealed record SubmitImageBuild(string RebuildId, string Build, int Try, string? Nvr, int Attempt, DateTimeOffset? NotBefore)
    : BuildWork(RebuildId, Build, Attempt, NotBefore);

/// <summary>Look at what a closed task has made.</summary>
public sealed record VerifyImage(string RebuildId, string Build, long TaskId, int Attempt, DateTimeOffset? NotBefore) : BuildWork(RebuildId, Build, Attempt, NotBefore);

/// <summary>Stop a running task.</summary>
public sealed record CancelImageBuild(string RebuildId, string Build, long TaskId, int Attempt, DateTimeOffset? NotBefore)
    : BuildWork(RebuildId, Build, Attempt, NotBefore);
