namespace Freshmaker.Domain.Rebuilds;

/// <summary>What was decided: the events, and the state after them.</summary>
public sealed record Decision(IReadOnlyList<IRebuildEvent> Events, Rebuild After)
{
    public static Decision Nothing(Rebuild rebuild) => new([], rebuild);

    /// <summary>
    /// Facts and everything that follows from them at once. Consequences are asked of the state after the facts, so each rule is written once.
    /// </summary>
    public static Decision Of(Rebuild rebuild, params IEnumerable<IRebuildEvent> facts)
    {
        var events = new List<IRebuildEvent>();
        var state = rebuild;
        for (var next = facts.ToList(); next.Count > 0; next = [.. Consequences.Of(state)])
        {
            events.AddRange(next);
            state = next.Aggregate(state, Rebuild.Fold);
        }

        return new(events, state);
    }
}
