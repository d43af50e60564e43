namespace Freshmaker.Sandbox.Story;

/// <summary>Prints a cascade for people.</summary>
internal static class StoryTeller
{
    public static void Tell(Cascade cascade, string graphql, TextWriter to)
    {
        var first = cascade.Rebuilds[0];
        to.WriteLine();
        to.WriteLine($"THE STORY, as {graphql} tells it");
        to.WriteLine();
        to.WriteLine("A message came");
        to.WriteLine($"  {cascade.Message.Topic}, id {cascade.Message.Id}");
        to.WriteLine($"  {cascade.Trigger}");
        to.WriteLine();
        to.WriteLine($"Rebuild {first.Number} was planned, and carried out: {first.State}. {first.Reason?.Text}");
        WriteBuilds(first, withCause: true, to);
        WriteExclusions(first, to);
        to.WriteLine();
        to.WriteLine("What followed, each from a module that became ready");
        foreach (var rebuild in cascade.Rebuilds.Skip(1).Where(r => r.Builds.Edges.Count > 0))
        {
            to.WriteLine($"  rebuild {rebuild.Number}, from {rebuild.CausedBy?.Build?.Artifact} of rebuild {rebuild.CausedBy?.Rebuild?.Number}: {rebuild.State}");
            WriteBuilds(rebuild, withCause: false, to);
            WriteExclusions(rebuild, to);
        }

        to.WriteLine();
        to.WriteLine("Where it stopped");
        foreach (var rebuild in cascade.Rebuilds.Skip(1).Where(r => r.Builds.Edges.Count == 0))
        {
            to.WriteLine($"  rebuild {rebuild.Number}, from {rebuild.CausedBy?.Build?.Artifact}: {rebuild.State}. {rebuild.Reason?.Text}");
            WriteExclusions(rebuild, to);
        }

        to.WriteLine();
        to.WriteLine("Look further");
        to.WriteLine($"  {graphql}?query={{rebuild(number:{first.Number}){{timeline(first:50){{edges{{node{{position at text}}}}}}}}}}");
    }

    static void WriteBuilds(Rebuild rebuild, bool withCause, TextWriter to)
    {
        foreach (var build in rebuild.Builds.Nodes)
        {
            to.WriteLine($"    {build.Artifact,-16} bumped to {build.Revision?[..12] ?? "nothing"}, MBS build {build.ExternalId?.ToString() ?? "none"}: {build.State}{After(build.Reason)}");
            if (withCause)
                to.WriteLine($"    {"",-16} why: {build.Cause.Text}");
        }
    }

    static void WriteExclusions(Rebuild rebuild, TextWriter to)
    {
        foreach (var exclusion in rebuild.Exclusions.Nodes)
            to.WriteLine($"    {exclusion.Artifact,-16} left alone: {exclusion.Reason.Text}");
    }

    static string After(Reason? reason) => reason is null ? "" : $". {reason.Text}";
}
