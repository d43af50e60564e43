using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Timeline;
using JasperFx.Events;

namespace Freshmaker.Projections;

/// <summary>
/// The rows that the read models would hold if history had ended with some event: made of the events alone by the folds that the read models use, so whatever
/// they tell of the present can be told of the past.
/// </summary>
public sealed class FoldedHistory
{
    readonly Lazy<IReadOnlyList<TimelineRow>> _timeline;
    readonly Dictionary<string, BuildRow> _byKey;

    FoldedHistory(IReadOnlyList<Recorded> events)
    {
        var rebuild = RebuildFold.Begin(events[0]);
        _byKey = new(StringComparer.Ordinal);
        foreach (var e in events)
        {
            rebuild.Apply(e);
            if (e.Data is IBuildEvent b && BuildFold.Apply(_byKey.GetValueOrDefault(b.Build), e, b) is { } build)
                _byKey[b.Build] = build;
        }

        Rebuild = rebuild.Row;
        Builds = [.. _byKey.Values.OrderBy(b => b.Number)];
        Exclusions = [.. events.Select(BuildFold.Excluded).OfType<ExclusionRow>()];
        _timeline = new(() => [.. events.Select(TimelineProjection.RowOf)]);
    }

    public RebuildRow Rebuild { get; }

    /// <summary>In the order in which they were planned.</summary>
    public IReadOnlyList<BuildRow> Builds { get; }

    public IReadOnlyList<ExclusionRow> Exclusions { get; }

    public IReadOnlyList<TimelineRow> Timeline => _timeline.Value;

    public BuildRow? Build(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The row of one event.</summary>
    public static TimelineRow TimelineRowOf(IEvent e) => TimelineProjection.RowOf(new((IRebuildEvent)e.Data, e));

    /// <param name="events">A stream, or the beginning of one, in its order.</param>
    /// <returns>Null when there is no event.</returns>
    public static FoldedHistory? Of(IEnumerable<IEvent> events)
    {
        List<Recorded> recorded = [.. events.Where(e => e.Data is IRebuildEvent).Select(e => new Recorded((IRebuildEvent)e.Data, e))];
        return recorded.Count == 0 ? null : new(recorded);
    }
}
