namespace Freshmaker.Sandbox.Story;

/// <summary>A rebuild of images as the Host's GraphQL API tells it.</summary>
internal sealed record ImageRebuild(ImageRebuildHead Head, IReadOnlyList<ImageBuild> Builds, IReadOnlyList<ImageExclusion> Exclusions)
{
    const int ManyKinds = 12;

    readonly Dictionary<string, ImageBuild> _byId = Builds.ToDictionary(b => b.Id);

    /// <summary>The API's lists are each behind by what their own projection needs: this is when they tell the same.</summary>
    public bool IsWhole =>
        Builds.Count == Head.Counts.Total && Exclusions.Count == Head.Counts.Excluded && Builds.All(b => b.State is "DONE" or "FAILED" or "CANCELED");

    public IEnumerable<ImageBuild> Done => Builds.Where(b => b.State == "DONE");

    public IEnumerable<ImageBuild> Failed => Builds.Where(b => b.Phase == "FAILED");

    public IEnumerable<ImageBuild> Blocked => Builds.Where(b => b.Phase == "BLOCKED");

    /// <summary>Builds by level, from 1: each is one above the highest of its parents.</summary>
    public IReadOnlyList<IGrouping<int, ImageBuild>> Levels()
    {
        var levels = new Dictionary<string, int>();
        return [.. Builds.GroupBy(Level).OrderBy(level => level.Key)];

        int Level(ImageBuild build) => levels.TryGetValue(build.Id, out var known)
            ? known
            : levels[build.Id] = 1 + Parents(build).Select(Level).DefaultIfEmpty(0).Max();
    }

    public IEnumerable<ImageBuild> Parents(ImageBuild build) => build.Parents.Select(p => _byId.GetValueOrDefault(p.Id)).OfType<ImageBuild>();

    /// <summary>What was not built because this was not, however many steps lie between.</summary>
    public IReadOnlyList<ImageBuild> BlockedBy(ImageBuild failed)
    {
        var found = new HashSet<string> { failed.Id };
        foreach (var build in Levels().SelectMany(level => level).Where(b => b.Phase == "BLOCKED" && b.Parents.Any(p => found.Contains(p.Id))))
            found.Add(build.Id);
        return [.. Builds.Where(b => b != failed && found.Contains(b.Id))];
    }

    /// <summary>What was built on the same parents all the same.</summary>
    public IEnumerable<ImageBuild> SiblingsDone(ImageBuild failed) =>
        Done.Where(b => b.Parents.Select(p => p.Id).Intersect(failed.Parents.Select(p => p.Id)).Any());

    /// <summary>What the story is about and did not happen.</summary>
    public IEnumerable<string> Missing()
    {
        if (Head.State != "COMPLETE")
            yield return $"the rebuild ended as {Head.State}, not as COMPLETE";
        if (!Failed.Any())
            yield return "no image failed";
        if (!Blocked.Any())
            yield return "no image was blocked by one that failed";
        if (!Failed.SelectMany(SiblingsDone).Any())
            yield return "no sibling of an image that failed was built";
        var kinds = Exclusions.DistinctBy(x => x.Reason.Code).Count();
        if (kinds < ManyKinds)
            yield return $"images were left alone for {kinds} kinds of reasons, not for at least {ManyKinds}";
    }
}

internal sealed record ImageRebuildHead(
    string Id, long Number, string State, DateTimeOffset ReceivedAt, DateTimeOffset? EndedAt, Message Message, Trigger? Trigger, ReasonData? Reason, ImageCounts Counts)
{
    public bool HasEnded => State is "COMPLETE" or "FAILED" or "SKIPPED" or "CANCELED";
}

internal sealed record ImageCounts(int Total, int Planned, int Building, int Done, int Failed, int Canceled, int Excluded);

internal sealed record ImageBuild(
    string Id, long Number, string State, string Phase, string? Nvr, string? OriginalNvr, int BuildAttempt, Reason? Reason, IReadOnlyList<ImageParent> Parents,
    Page<ImageEvent> Timeline)
{
    public string Name => OriginalNvr ?? Id;

    /// <summary>What the plan builds it on where no build of the same rebuild makes that; null for a base image.</summary>
    public string? ExistingParent => Timeline.Nodes.FirstOrDefault()?.Data?.Planned?.Recipe is { ParentBuild: null, ParentNvr: { } parent } ? parent : null;
}

internal sealed record ImageParent(string Id);

internal sealed record ImageExclusion(Artifact Artifact, string? Nvr, Reason Reason);

internal sealed record ImageEvent(string Kind, DateTimeOffset At, string Text, ImageEventData? Data);

internal sealed record ImageEventData(ImagePlanned? Planned);

internal sealed record ImagePlanned(ImagePlannedRecipe? Recipe);

internal sealed record ImagePlannedRecipe(string? ParentNvr, string? ParentBuild);

internal sealed record ReasonData(string Code, string Text, IReadOnlyList<ReasonValue> Parameters);

internal sealed record ReasonValue(string Name, string Value);
