using System.Text.Json.Serialization;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning;

/// <summary>One artifact that a plan wants rebuilt.</summary>
/// <param name="Artifact">What.</param>
/// <param name="Recipe">From what.</param>
/// <param name="Parents">Keys of the builds that must be done first: of the same plan, or planned before by another handler.</param>
/// <param name="Prerequisites">What must be prepared before it can be built.</param>
/// <param name="Cause">Why.</param>
public sealed record PlannedBuild(
    Artifact Artifact, Recipe Recipe, IReadOnlyList<string> Parents, IReadOnlyList<Prerequisite> Prerequisites, Reason Cause)
{
    /// <summary>
    /// The build's key within its rebuild. For an image that replaces an earlier build that one's NVR, since several builds of one name can be
    /// replaced (<c>image/web-container-1-5</c>); else its artifact's.
    /// </summary>
    public string Key => Recipe is ImageRecipe { OriginalNvr: { } original } ? KeyOfImage(original) : Artifact.Key;

    /// <summary>Whether a change affects it by itself, or it is rebuilt because of its parents (REST: <c>directly_affected</c>, <c>dependency</c>).</summary>
    public RebuildReason Because { get; init; } = RebuildReason.Unknown;

    /// <summary>What it will be built on or with that is not what it should be, since better was not known.</summary>
    public IReadOnlyList<Reason> Warnings { get; init; } = [];

    /// <summary>The policy rule that let it be rebuilt, with the values that it saw. Null where history does not say, or policy is not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Reason? AllowedBy { get; init; }

    public static string KeyOfImage(string originalNvr) => $"image/{Uri.EscapeDataString(originalNvr)}";
}

/// <summary>Why an artifact is part of a plan. The numbers are part of the REST contract (behaviour.md §4.2).</summary>
public enum RebuildReason
{
    Unknown = 0,
    DirectlyAffected = 1,
    Dependency = 2,
}

/// <summary>An artifact that was considered and left alone.</summary>
/// <param name="Artifact">What.</param>
/// <param name="Reason">The rule that decided, with the values it saw.</param>
/// <param name="Nvr">The build of it that was considered, where it was one build.</param>
public sealed record Exclusion(Artifact Artifact, Reason Reason, string? Nvr = null);
