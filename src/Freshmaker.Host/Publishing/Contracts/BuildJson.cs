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
    public required IReadOnlyDictionary<string, string?> BuildArgs { get; init; }
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
            RebuildReason = RebuildReasonOf(status.Planned.Cause),
        };
    }

    public static string UrlOf(long number) => $"/api/1/builds/{number}";

    static Dictionary<string, string?> ArgsOf(BuildStatus status) => status.Planned.Recipe switch
    {
        ModuleRecipe module => new()
        {
            ["repository"] = $"modules/{module.Name}",
            ["branch"] = module.Stream,
            ["commit"] = status.Revision ?? module.Revision,
        },
        _ => [],
    };

    /// <summary>The contract knows three reasons (RebuildReason, behaviour.md §4.2).</summary>
    static string RebuildReasonOf(Reason cause) => cause.Code switch
    {
        ReasonCode.ModuleMetadataChanged or ReasonCode.ContainsChangedRpm => "directly_affected",
        ReasonCode.BuiltFromRebuiltModule => "dependency",
        _ => "unknown",
    };
}
