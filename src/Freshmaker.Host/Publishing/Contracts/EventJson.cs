using System.Text.Json;
using System.Text.Json.Serialization;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Publishing.Contracts;

/// <summary>A rebuild as others know it, which they call an event (behaviour.md §5.2). The order of members is the order of the fields.</summary>
public sealed record EventJson
{
    public required long Id { get; init; }
    public required string? MessageId { get; init; }
    public required string? SearchKey { get; init; }
    public required int? EventTypeId { get; init; }
    public required int State { get; init; }
    public required string StateName { get; init; }
    public required string? StateReason { get; init; }
    public required string TimeCreated { get; init; }
    public required string? TimeDone { get; init; }
    public required string Url { get; init; }
    public bool DryRun { get; init; }
    public string? Requester { get; init; }
    public IReadOnlyList<string> RequestedRebuilds { get; init; } = [];
    public JsonElement RequesterMetadata { get; init; } = NoMetadata;
    public required IReadOnlyList<long> DependsOnEvents { get; init; }
    public IReadOnlyList<long> DependingEvents { get; init; } = [];

    /// <summary>In the full form only, in the order of their numbers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<BuildJson>? Builds { get; init; }

    /// <summary>In the short form only: <c>total</c>, and how many builds there are in each state that occurs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? BuildsSummary { get; init; }

    /// <summary>The form with all builds.</summary>
    public static EventJson Full(RebuildView rebuild) => Common(rebuild) with
    {
        Builds = [.. rebuild.Builds.OrderBy(b => b.Value.Number).Select(b => BuildJson.Of(rebuild, b.Key))],
    };

    /// <summary>The short form, for buses with a limit on the size of messages.</summary>
    public static EventJson Min(RebuildView rebuild) => Common(rebuild) with { BuildsSummary = Summary(rebuild) };

    public static string UrlOf(long number) => $"/api/1/events/{number}";

    static EventJson Common(RebuildView rebuild) => new()
    {
        Id = rebuild.Number,
        MessageId = rebuild.State.MessageId,
        SearchKey = rebuild.State.Trigger?.SearchKey,
        EventTypeId = (int?)rebuild.State.Trigger?.Kind,
        State = (int)rebuild.State.State,
        StateName = ContractJson.UpperName(rebuild.State.State),
        StateReason = rebuild.Reason is null ? null : Sentences.Render(rebuild.Reason),
        TimeCreated = ContractJson.TimeOf(rebuild.CreatedAt),
        TimeDone = rebuild.DoneAt is { } done ? ContractJson.TimeOf(done) : null,
        Url = UrlOf(rebuild.Number),
        DryRun = rebuild.State.DryRun,
        Requester = rebuild.State.Trigger?.RequestedBy,
        RequestedRebuilds = Requested(rebuild)?.Images ?? [],
        RequesterMetadata = Requested(rebuild)?.Metadata is { } metadata ? JsonDocument.Parse(metadata).RootElement : NoMetadata,
        DependsOnEvents = rebuild.CausedBy is { } cause ? [cause] : [],
    };

    static readonly JsonElement NoMetadata = JsonDocument.Parse("{}").RootElement;

    static (IReadOnlyList<string> Images, string? Metadata)? Requested(RebuildView rebuild) => rebuild.State.Trigger switch
    {
        AdvisoryRebuildRequested r => (r.Images, r.Metadata),
        ImageRebuildRequested r => (r.Images, r.Metadata),
        _ => null,
    };

    static OrderedDictionary<string, int> Summary(RebuildView rebuild)
    {
        var summary = new OrderedDictionary<string, int> { ["total"] = rebuild.Builds.Count };
        foreach (var state in rebuild.State.Builds.Values.CountBy(b => b.Phase.ToState()).OrderBy(s => s.Key))
            summary[ContractJson.UpperName(state.Key)] = state.Value;
        return summary;
    }
}
