namespace Freshmaker.Sandbox.Story;

/// <summary>Prints a rebuild of images for people.</summary>
internal static class ImageStoryTeller
{
    public static async Task TellAsync(ImageRebuild rebuild, ImageRebuilds ask, string graphql, TextWriter to)
    {
        var head = rebuild.Head;
        var levels = rebuild.Levels();
        var took = head.EndedAt is { } end ? $" within {(end - head.ReceivedAt).TotalSeconds:0.0} s" : "";
        to.WriteLine();
        to.WriteLine($"THE SECOND STORY, of images, as {graphql} tells it");
        to.WriteLine();
        to.WriteLine("A message came");
        to.WriteLine($"  {head.Message.Topic}, id {head.Message.Id}");
        to.WriteLine($"  {head.Trigger?.Summary}");
        to.WriteLine();
        to.WriteLine($"Rebuild {head.Number} was planned, and carried out{took}: {head.State}. {head.Reason?.Text}");
        to.WriteLine($"  {head.Counts.Total} images in {levels.Count} levels: {rebuild.Done.Count()} built, {rebuild.Failed.Count()} failed, " +
            $"{rebuild.Blocked.Count()} blocked; {head.Counts.Excluded} left alone");
        foreach (var level in levels)
            WriteLevel(rebuild, level, to);

        foreach (var failed in rebuild.Failed)
            await WriteFailureAsync(rebuild, failed, ask, to);

        to.WriteLine();
        to.WriteLine("What was left alone, one of each kind");
        foreach (var kind in rebuild.Exclusions.GroupBy(x => x.Reason.Code).OrderBy(kind => kind.Key, StringComparer.Ordinal))
            WriteKind(kind, to);

        to.WriteLine();
        to.WriteLine("Look further");
        to.WriteLine($"  {graphql}?query={{rebuild(number:{head.Number}){{timeline(first:100){{edges{{node{{position at text}}}}}}}}}}");
    }

    static void WriteLevel(ImageRebuild rebuild, IGrouping<int, ImageBuild> level, TextWriter to)
    {
        to.WriteLine($"  level {level.Key}");
        foreach (var build in level.OrderBy(b => b.Name, StringComparer.Ordinal))
        {
            var name = build.State == "DONE" ? build.Nvr : build.Name;
            var attempts = build.Phase == "BLOCKED" ? "never started" : build.BuildAttempt == 1 ? "1 attempt" : $"{build.BuildAttempt} attempts";
            to.WriteLine($"    {name,-44} {(build.Phase == "BLOCKED" ? build.Phase : build.State),-7} {attempts,-13} {On(rebuild, build)}");
        }
    }

    static string On(ImageRebuild rebuild, ImageBuild build)
    {
        string[] parents =
        [
            .. build.ExistingParent is { } existing ? [$"{existing}, which is not rebuilt"] : Array.Empty<string>(),
            .. rebuild.Parents(build).Select(p => p.State == "DONE" ? p.Nvr! : p.Name),
        ];
        return parents.Length == 0 ? "a base image" : $"on {string.Join(" and ", parents)}";
    }

    static async Task WriteFailureAsync(ImageRebuild rebuild, ImageBuild failed, ImageRebuilds ask, TextWriter to)
    {
        to.WriteLine();
        to.WriteLine($"What went wrong with {failed.Name}");
        foreach (var step in (await ask.HistoryAsync(failed)).Where(e => e.Kind is "build_starting" or "build_retry_planned" or "build_failed"))
            to.WriteLine($"  {step.At.UtcDateTime:HH:mm:ss}  {step.Text}");
        foreach (var blocked in rebuild.BlockedBy(failed))
            to.WriteLine($"  blocked by it: {blocked.Name}. {blocked.Reason?.Text}");
        to.WriteLine($"  its siblings were built: {string.Join(", ", rebuild.SiblingsDone(failed).Select(b => b.Nvr))}");
    }

    static void WriteKind(IGrouping<string?, ImageExclusion> kind, TextWriter to)
    {
        var one = kind.OrderBy(x => x.Nvr, StringComparer.Ordinal).First();
        var more = kind.Count() - 1;
        to.WriteLine($"  {kind.Key}{(more > 0 ? $" (and {more} more)" : "")}");
        to.WriteLine($"    {one.Nvr ?? $"{one.Artifact}"}: {one.Reason.Text}");
    }
}
