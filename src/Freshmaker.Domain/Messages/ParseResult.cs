namespace Freshmaker.Domain.Messages;

/// <summary>What a parser made of a message.</summary>
public abstract record ParseResult
{
    ParseResult() { }

    /// <summary>A good message that concerns nothing we do.</summary>
    public sealed record NotForUs(string Because) : ParseResult;

    /// <summary>A message of a topic of ours that breaks a rule. It must not be lost: an operator has to see it.</summary>
    public sealed record Refused(Refusal Refusal) : ParseResult;

    /// <summary>Something that may make artifacts stale; possibly also the progress of a build of ours.</summary>
    public sealed record Triggered(Trigger Trigger, Progress? Progress = null) : ParseResult;

    /// <summary>Progress of a build that may be ours.</summary>
    public sealed record Progressed(Progress Progress) : ParseResult;

    /// <summary>A push that does not say which files changed: dist-git has to be asked, then <see cref="Push.Classify"/>.</summary>
    public sealed record NeedsChangedFiles(Push Push, string? Since) : ParseResult;

    /// <summary>A person asked another part of the installation to cancel builds (behaviour.md T12).</summary>
    /// <param name="Rebuild">The public number of the rebuild.</param>
    /// <param name="Builds">Public numbers of its builds; all of them when empty.</param>
    public sealed record CancelAsked(long Rebuild, IReadOnlyList<long> Builds) : ParseResult;

    public static ParseResult Refuse(string field, string rule) => new Refused(new(field, rule));
}
