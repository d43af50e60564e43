namespace Freshmaker.Sandbox.Story;

/// <summary>A cascade as the Host's GraphQL API tells it.</summary>
internal sealed record Cascade(Message Message, string Trigger, IReadOnlyList<Rebuild> Rebuilds)
{
    /// <summary>Every rebuild has ended, and what every finished build led to is there.</summary>
    public bool IsOver => Rebuilds.Count > 0
        && Rebuilds.All(r => r.State is "COMPLETE" or "FAILED" or "SKIPPED" or "CANCELED")
        && Builds.Where(b => b.State == "DONE").All(b => b.FollowUps.Edges.Count > 0);

    public string Progress =>
        $"{Rebuilds.Count} rebuilds so far; builds: {Builds.Count(b => b.State == "DONE")} done, {Builds.Count(b => b.State is "BUILD" or "PLANNED")} under way";

    IEnumerable<Build> Builds => Rebuilds.SelectMany(r => r.Builds.Nodes);
}

internal sealed record Message(string Id, string Topic);

internal sealed record Trigger(string Summary);

internal sealed record Rebuild(
    string Id, long Number, string State, Reason? Reason, CausedBy? CausedBy, Page<Build> Builds, Page<Exclusion> Exclusions);

internal sealed record CausedBy(CausingRebuild? Rebuild, Build? Build);

internal sealed record CausingRebuild(long Number);

internal sealed record Build(Artifact Artifact, string State, string? Revision, long? ExternalId, Reason Cause, Reason? Reason, Page<CausingRebuild> FollowUps);

internal sealed record Exclusion(Artifact Artifact, Reason Reason);

internal sealed record Artifact(string Name, string Branch)
{
    public override string ToString() => $"{Name}:{Branch}";
}

internal sealed record Reason(string? Code, string Text);

internal sealed record Page<T>(IReadOnlyList<Edge<T>> Edges)
{
    public PageInfo? PageInfo { get; init; }

    public IEnumerable<T> Nodes => Edges.Select(e => e.Node);
}

internal sealed record PageInfo(bool HasNextPage, string? EndCursor);

internal sealed record Edge<T>(T Node);
