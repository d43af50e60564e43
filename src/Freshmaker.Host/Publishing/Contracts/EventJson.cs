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
    /// <param name="builds">In the order of their numbers.</param>
    public static EventJson Full(EventFacts rebuild, IEnumerable<BuildFacts> builds) => Common(rebuild) with { Builds = [.. builds.Select(BuildJson.Of)] };

    /// <summary>The short form, for buses with a limit on the size of messages.</summary>
    /// <param name="counts">How many builds there are in each state.</param>
    public static EventJson Min(EventFacts rebuild, IEnumerable<KeyValuePair<BuildState, int>> counts) => Common(rebuild) with { BuildsSummary = Summary(counts) };

    public static string UrlOf(long number) => $"/api/1/events/{number}";

    static EventJson Common(EventFacts rebuild) => new()
    {
        Id = rebuild.Number,
        MessageId = rebuild.MessageId,
        SearchKey = rebuild.Trigger?.SearchKey,
        EventTypeId = (int?)rebuild.Trigger?.Kind,
        State = (int)rebuild.State,
        StateName = ContractJson.UpperName(rebuild.State),
        StateReason = rebuild.Reason is null ? null : Sentences.Render(rebuild.Reason),
        TimeCreated = ContractJson.TimeOf(rebuild.CreatedAt),
        TimeDone = rebuild.DoneAt is { } done ? ContractJson.TimeOf(done) : null,
        Url = UrlOf(rebuild.Number),
        DryRun = rebuild.DryRun,
        Requester = rebuild.Requester,
        RequestedRebuilds = Requested(rebuild.Trigger)?.Images ?? [],
        RequesterMetadata = Requested(rebuild.Trigger)?.Metadata is { } metadata ? JsonDocument.Parse(metadata).RootElement : NoMetadata,
        DependsOnEvents = rebuild.DependsOn,
        DependingEvents = rebuild.Depending,
    };

    static readonly JsonElement NoMetadata = JsonDocument.Parse("{}").RootElement;

    static (IReadOnlyList<string> Images, string? Metadata)? Requested(Trigger? trigger) => trigger switch
    {
        AdvisoryRebuildRequested r => (r.Images, r.Metadata),
        ImageRebuildRequested r => (r.Images, r.Metadata),
        _ => null,
    };

    static OrderedDictionary<string, int> Summary(IEnumerable<KeyValuePair<BuildState, int>> counts)
    {
        var present = counts.Where(c => c.Value > 0).OrderBy(c => c.Key).ToList();
        var summary = new OrderedDictionary<string, int> { ["total"] = present.Sum(c => c.Value) };
        foreach (var (state, count) in present)
            summary[ContractJson.UpperName(state)] = count;
        return summary;
    }
}
