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
    public sealed record Triggered(Trigger Trigger, ModuleBuildProgress? Progress = null) : ParseResult;

    /// <summary>Progress of a build that may be ours.</summary>
    public sealed record Progressed(ModuleBuildProgress Progress) : ParseResult;

    /// <summary>A push that does not say which files changed: dist-git has to be asked, then <see cref="Push.Classify"/>.</summary>
    public sealed record NeedsChangedFiles(Push Push, string? Since) : ParseResult;

    public static ParseResult Refuse(string field, string rule) => new Refused(new(field, rule));
}
