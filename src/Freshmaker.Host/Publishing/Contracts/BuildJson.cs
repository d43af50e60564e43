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

    public static BuildJson Of(RebuildView rebuild, string key)
    {
        var status = rebuild.State.Builds[key];
        var build = rebuild.Builds[key];
        var state = status.Phase.ToState();
        // The contract knows one parent; a plan knows a set. The first one of the plan stands for it.
        var parent = status.Planned.Parents.FirstOrDefault(rebuild.Builds.ContainsKey);
        return new()
        {
            Id = build.Number,
            Name = status.Planned.Artifact.Name,
            OriginalNvr = (status.Planned.Recipe as ImageRecipe)?.OriginalNvr,
            RebuiltNvr = status.Nvr,
            Type = (int)status.Planned.Artifact.Kind,
            TypeName = ContractJson.UpperName(status.Planned.Artifact.Kind),
            State = (int)state,
            StateName = ContractJson.UpperName(state),
            StateReason = build.Reason is null ? null : Sentences.Render(build.Reason),
            DepOn = parent is null ? null : rebuild.State.Builds[parent].Planned.Artifact.Name,
            DepOnId = parent is null ? null : rebuild.Builds[parent].Number,
            TimeSubmitted = ContractJson.TimeOf(build.SubmittedAt),
            TimeCompleted = build.CompletedAt is { } completed ? ContractJson.TimeOf(completed) : null,
            EventId = rebuild.Number,
            BuildId = status.ExternalId,
            Url = UrlOf(build.Number),
            BuildArgs = ArgsOf(status),
            OdcsComposes = [.. ComposeKeys.Of(status.Planned).Select(c => rebuild.State.Composes[c].Id).OfType<long>()],
            RebuildReason = RebuildReasonOf(status.Planned),
        };
    }

    public static string UrlOf(long number) => $"/api/1/builds/{number}";

    static Dictionary<string, object?> ArgsOf(BuildStatus status) => status.Planned.Recipe switch
    {
        ModuleRecipe module => new()
        {
            ["repository"] = $"modules/{module.Name}",
            ["branch"] = module.Stream,
            ["commit"] = status.Revision ?? module.Revision,
        },
        ImageRecipe image => new()
        {
            ["repository"] = image.Repository,
            ["commit"] = image.Revision,
            ["original_parent"] = image.ParentNvr,
            ["target"] = image.Target,
            ["branch"] = image.GitBranch,
            ["arches"] = image.Arches,
            ["renewed_odcs_compose_ids"] = status.Planned.Prerequisites.OfType<EarlierCompose>().Select(c => c.Id).ToArray(),
            ["flatpak"] = image.Flatpak,
            ["isolated"] = image.Isolated,
            ["retry_count"] = status.Try - 1,
        },
        _ => [],
    };

    /// <summary>The contract knows three reasons (RebuildReason, behaviour.md §4.2).</summary>
    static string RebuildReasonOf(PlannedBuild planned) => (planned.Because, planned.Cause.Code) switch
    {
        (Domain.Planning.RebuildReason.DirectlyAffected, _) or (_, ReasonCode.ModuleMetadataChanged or ReasonCode.ContainsChangedRpm) => "directly_affected",
        (Domain.Planning.RebuildReason.Dependency, _) or (_, ReasonCode.BuiltFromRebuiltModule) => "dependency",
        _ => "unknown",
    };
}
