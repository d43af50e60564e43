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
        for (var next = facts.ToList(); next.Count > 0; next = [.. Consequences.Of(state, next)])
        {
            events.AddRange(next);
            state = next.Aggregate(state, Rebuild.Fold);
        }

        return new(events, state);
    }

    /// <summary>A further decision on the state after this one.</summary>
    public Decision Then(Func<Rebuild, Decision> next) => next(After) is var further && further.Events.Count == 0 ? this : new([.. Events, .. further.Events], further.After);

    /// <summary>What one build can do now that it could not before: its time has come.</summary>
    public static Decision Wake(Rebuild rebuild, string build) =>
        !rebuild.IsOver && rebuild.State == RebuildState.Building && rebuild.Cancel is null && rebuild.Builds.TryGetValue(build, out var status)
        && Consequences.StepOf(rebuild, status) is { } step
            ? Of(rebuild, step)
            : Nothing(rebuild);
}
