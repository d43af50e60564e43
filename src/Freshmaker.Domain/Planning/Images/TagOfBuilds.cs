using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>Which Koji tag to compose from so that the compose has the builds of an advisory that is not shipped (behaviour.md §7.2).</summary>
static class TagOfBuilds
{
    const string Candidate = "-candidate";

    /// <summary>The compose, or why there can be none.</summary>
    public static (ComposeRequest? Request, Reason? Why) Choose(string advisory, UnshippedRpms rpms, IReadOnlyList<string> sigKeys)
    {
        var builds = rpms.Builds.Distinct().Order(StringComparer.Ordinal).ToList();
        var usable = builds.ConvertAll(build => (Build: build, Tags: UsableTags(build, rpms)));
        var without = usable.Where(u => u.Tags.Count == 0).Select(u => u.Build).ToList();
        if (without.Count > 0 || builds.Count == 0)
            return (null, Reason.Of(ReasonCode.AdvisoryInNoCandidateTag, ("advisory", advisory), ("builds", Said.List(without))));
        // The first choice of the first build that is a choice of all.
        if (usable[0].Tags.FirstOrDefault(tag => usable.TrueForAll(u => u.Tags.Contains(tag))) is not { } common)
            return (null, Reason.Of(ReasonCode.AdvisoryInSeveralTags, ("advisory", advisory), ("tags", Said.List(usable.Select(u => u.Tags[0])))));
        return (new(ComposeKind.Tag, common)
        {
            Packages = [.. builds.SelectMany(b => rpms.RpmNames.GetValueOrDefault(b) ?? []).Distinct().Order(StringComparer.Ordinal)],
            SigKeys = sigKeys,
            Flags = ["no_deps"],
        }, null);
    }

    /// <summary>Tags where the build is the latest of its package: final ones before candidates. A final tag counts if there is a candidate tag for it.</summary>
    static List<string> UsableTags(string build, UnshippedRpms rpms)
    {
        var tags = rpms.Tags.GetValueOrDefault(build) ?? [];
        var candidates = tags.Where(t => t.Tag.EndsWith(Candidate, StringComparison.Ordinal)).OrderBy(t => t.Tag, StringComparer.Ordinal).ToList();
        var finals = candidates.SelectMany(c => tags.Where(t => t.Tag == c.Tag[..^Candidate.Length]));
        return [.. finals.Concat(candidates).Where(t => t.LatestNvr == build).Select(t => t.Tag).Distinct()];
    }
}
