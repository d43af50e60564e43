using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Explaining;

/// <summary>A link of the chain that leads from a build back to what caused it.</summary>
/// <param name="Rebuild">The id of the rebuild that it is about.</param>
public sealed record WhyStep(WhyKind Kind, string Rebuild)
{
    /// <summary>The key of the build that it is about.</summary>
    public string? Build { get; init; }

    /// <summary>Who planned it.</summary>
    public string? Handler { get; init; }

    /// <summary>Why it was planned, or what let it be.</summary>
    public Reason? Reason { get; init; }

    /// <summary>The key of the build on the other side: the parent, or the one that became ready. Of the rebuild in <see cref="CausedByRebuild"/> if there is one.</summary>
    public string? Other { get; init; }

    /// <summary>The id of the rebuild whose build caused this one.</summary>
    public string? CausedByRebuild { get; init; }

    /// <summary>The build of the parent that was used, and the one that takes its place; null while it has no name.</summary>
    public string? From { get; init; }
    public string? To { get; init; }

    /// <summary>The packages that change, where the plan tells.</summary>
    public IReadOnlyList<PackageChange> Packages { get; init; } = [];

    public Trigger? Trigger { get; init; }
    public string? MessageId { get; init; }

    /// <summary>Who asked for it.</summary>
    public string? Person { get; init; }
}

/// <summary>A package and its versions, as much of them as is known.</summary>
/// <param name="From">What is installed.</param>
/// <param name="To">What it is replaced by, or has to be.</param>
public sealed record PackageChange(string Name, string? From, string? To);

/// <summary>Kinds of links, in the order in which they follow each other.</summary>
public enum WhyKind
{
    /// <summary>A handler planned a build, for a reason.</summary>
    Planned,

    /// <summary>A policy rule let it be.</summary>
    Allowed,

    /// <summary>It is built on, or with, another build of the same plan.</summary>
    Needs,

    /// <summary>What happened outside, which the plan was an answer to.</summary>
    Trigger,

    /// <summary>A build of an earlier rebuild was what happened.</summary>
    EarlierBuild,

    /// <summary>The message that everything began with.</summary>
    Message,

    /// <summary>The person who asked for it.</summary>
    Person,
}

/// <param name="Steps">From the build back to the root.</param>
/// <param name="IsComplete">False when there are more links than are told.</param>
public sealed record WhyChain(IReadOnlyList<WhyStep> Steps, bool IsComplete);
