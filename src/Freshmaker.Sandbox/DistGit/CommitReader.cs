using System.Globalization;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>Reads commits with <c>git log --numstat -z</c>.</summary>
internal static class CommitReader
{
    private const char Start = '\x1e';
    private const char Field = '\x1f';
    private const string Format = "--format=%x1e%H%x1f%an%x1f%ae%x1f%ce%x1f%cI%x1f%s%x1f%B%x1f%(trailers:only,unfold)%x1f";

    public static readonly string NoCommit = new('0', 40);

    public static async Task<IReadOnlyList<Commit>> LogAsync(string repository, string branch, int count, CancellationToken stop) =>
        Parse(await Git.OutputAsync(repository, ["log", .. Options, $"--max-count={count}", $"refs/heads/{branch}", "--"], stop));

    public static async Task<Commit> OneAsync(string repository, string revision, CancellationToken stop) =>
        Parse(await Git.OutputAsync(repository, ["log", .. Options, "--max-count=1", revision, "--"], stop))[0];

    /// <summary>The commits a push brought, oldest first; of a new branch only its tip.</summary>
    public static async Task<IReadOnlyList<Commit>> PushedAsync(string repository, string old, string tip, CancellationToken stop) =>
        old == NoCommit
            ? [await OneAsync(repository, tip, stop)]
            : Parse(await Git.OutputAsync(repository, ["log", .. Options, "--reverse", $"{old}..{tip}", "--"], stop));

    private static string[] Options => [Format, "--numstat", "-z", "--no-renames", "--diff-merges=first-parent"];

    private static List<Commit> Parse(string output) =>
        [.. output.Split(Start, StringSplitOptions.RemoveEmptyEntries).Where(part => part.Contains(Field, StringComparison.Ordinal)).Select(part =>
        {
            var fields = part.Split(Field);
            return new Commit(
                fields[0],
                fields[1],
                fields[2],
                fields[3],
                DateTimeOffset.Parse(fields[4], CultureInfo.InvariantCulture),
                fields[5],
                fields[6].TrimEnd('\n') + "\n",
                [.. fields[7].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Trailer).OfType<Trailer>()],
                [.. fields[8].Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(File).OfType<ChangedFile>()]);
        })];

    private static Trailer? Trailer(string line) => line.Split(':', 2) is [var key, var value] ? new(key, value.Trim()) : null;

    // "-" stands for a binary file
    private static ChangedFile? File(string line) => line.Trim('\n').Split('\t', 3) is [var additions, var deletions, var path]
        ? new(path, Number(additions), Number(deletions))
        : null;

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
