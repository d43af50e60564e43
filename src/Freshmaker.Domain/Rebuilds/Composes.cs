using System.Globalization;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>How far a compose is, which one or more builds of a rebuild need.</summary>
/// <param name="Need">What is needed: a new one, or an earlier one again.</param>
public sealed record ComposeStatus(Prerequisite Need)
{
    public ComposePhase Phase { get; init; } = ComposePhase.Needed;

    /// <summary>ODCS's id, once there is one.</summary>
    public long? Id { get; init; }

    /// <summary>When ODCS removes it, if known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When ODCS began to make it, if known.</summary>
    public DateTimeOffset? UnderwaySince { get; init; }

    /// <summary>ODCS has been making it for longer than is usual.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Attempt at the step it is in, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When the step may be tried again; null at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How often it was asked for again, because it went too soon, since a build was last handed over with it.</summary>
    public int Renewals { get; init; }

    /// <summary>It has failed, and a person has a build tried again that needs it.</summary>
    public bool IsRetried { get; init; }

    /// <summary>As if it had been removed: asked for again when a build needs it that could start.</summary>
    internal ComposeStatus Anew() => this with { Phase = ComposePhase.Gone, IsRetried = true, Attempt = 1, NotBefore = null, ExpiresAt = null, Renewals = 0, IsStuck = false };

    public ComposeStatus To(ComposePhase phase) => Transitions.Allows(Phase, phase) ? this with { Phase = phase } : this;
}

/// <summary>How far a compose is.</summary>
public enum ComposePhase
{
    /// <summary>By a plan that is not complete yet.</summary>
    Needed,

    /// <summary>ODCS is being asked for it.</summary>
    Asking,

    /// <summary>ODCS makes it.</summary>
    Underway,

    /// <summary>It can be used.</summary>
    Ready,

    /// <summary>ODCS has removed it, or it failed and is tried again, and no build needs it yet that could start.</summary>
    Gone,
    Failed,
}

/// <summary>The keys of composes within a rebuild.</summary>
public static class ComposeKeys
{
    /// <summary>The key of the compose that a prerequisite asks for; null when it asks for something else.</summary>
    public static string? Of(Prerequisite prerequisite) => prerequisite switch
    {
        NewCompose n => n.Request.Key,
        EarlierCompose e => OfEarlier(e.Id),
        _ => null,
    };

    /// <summary>The keys of all composes that a build needs, each once.</summary>
    public static IReadOnlyList<string> Of(PlannedBuild build) => [.. build.Prerequisites.Select(Of).OfType<string>().Distinct(StringComparer.Ordinal)];

    public static string OfEarlier(long id) => $"{Earlier}{id}";

    /// <summary>ODCS's id of the earlier compose that a key names; null when it names a new one.</summary>
    public static long? EarlierOf(string key) =>
        key.StartsWith(Earlier, StringComparison.Ordinal) && long.TryParse(key.AsSpan(Earlier.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    const string Earlier = "odcs/";
}
