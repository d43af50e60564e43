using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Publishing.Contracts;

/// <summary>A build as others know it (behaviour.md §5.3). The order of members is the order of the fields.</summary>
public sealed record BuildJson
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public string? OriginalNvr { get; init; }
    public string? RebuiltNvr { get; init; }
    public required int Type { get; init; }
    public required string TypeName { get; init; }
    public required int State { get; init; }
    public required string StateName { get; init; }
    public required string? StateReason { get; init; }
    public required string? DepOn { get; init; }
    public required long? DepOnId { get; init; }
    public required string TimeSubmitted { get; init; }
    public required string? TimeCompleted { get; init; }
    public required long EventId { get; init; }
    public required long? BuildId { get; init; }
    public required string Url { get; init; }
    public required IReadOnlyDictionary<string, object?> BuildArgs { get; init; }
    public IReadOnlyList<long> OdcsComposes { get; init; } = [];
    public required string RebuildReason { get; init; }

    public static BuildJson Of(BuildFacts build) => new()
    {
        Id = build.Number,
        Name = build.Artifact.Name,
        OriginalNvr = (build.Recipe as ImageRecipe)?.OriginalNvr,
        RebuiltNvr = build.Nvr,
        Type = (int)build.Artifact.Kind,
        TypeName = ContractJson.UpperName(build.Artifact.Kind),
        State = (int)build.State,
        StateName = ContractJson.UpperName(build.State),
        StateReason = build.Reason is null ? null : Sentences.Render(build.Reason),
        DepOn = build.Parent?.Name,
        DepOnId = build.Parent?.Number,
        TimeSubmitted = ContractJson.TimeOf(build.SubmittedAt),
        TimeCompleted = build.CompletedAt is { } completed ? ContractJson.TimeOf(completed) : null,
        EventId = build.RebuildNumber,
        BuildId = build.ExternalId,
        Url = UrlOf(build.Number),
        BuildArgs = ArgsOf(build),
        OdcsComposes = build.Composes,
        RebuildReason = RebuildReasonOf(build),
    };

    public static string UrlOf(long number) => $"/api/1/builds/{number}";

    static Dictionary<string, object?> ArgsOf(BuildFacts build) => build.Recipe switch
    {
        ModuleRecipe module => new()
        {
            ["repository"] = $"modules/{module.Name}",
            ["branch"] = module.Stream,
            ["commit"] = build.Revision ?? module.Revision,
        },
        ImageRecipe image => new()
        {
            ["repository"] = image.Repository,
            ["commit"] = image.Revision,
            ["original_parent"] = image.ParentNvr,
            ["target"] = image.Target,
            ["branch"] = image.GitBranch,
            ["arches"] = image.Arches,
            ["renewed_odcs_compose_ids"] = build.ComposeKeys.Select(ComposeKeys.EarlierOf).OfType<long>().ToArray(),
            ["flatpak"] = image.Flatpak,
            ["isolated"] = image.Isolated,
            ["retry_count"] = build.Try - 1,
        },
        _ => [],
    };

    /// <summary>The contract knows three reasons (RebuildReason, behaviour.md §4.2).</summary>
    static string RebuildReasonOf(BuildFacts build) => (build.Because, build.Cause.Code) switch
    {
        (Domain.Planning.RebuildReason.DirectlyAffected, _) or (_, ReasonCode.ModuleMetadataChanged or ReasonCode.ContainsChangedRpm) => "directly_affected",
        (Domain.Planning.RebuildReason.Dependency, _) or (_, ReasonCode.BuiltFromRebuiltModule) => "dependency",
        _ => "unknown",
    };
}
