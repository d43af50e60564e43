using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers;

/// <summary>What the handlers of a stable update have in common.</summary>
static class UpdatedRpms
{
    /// <summary>How many questions are asked of an outside system at a time.</summary>
    const int AtOnce = 8;

    /// <summary>Stands for a branch that nobody told.</summary>
    public const string UnknownBranch = "unknown";

    /// <summary>Source packages of its builds, each once, sorted.</summary>
    public static IReadOnlyList<string> Packages(RpmsStable update) =>
        [.. update.Builds.Select(b => Nvr.Parse(b).Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>An update whose release has no branch concerns nothing that can be found: its packages are left alone, and that can be seen.</summary>
    public static Plan WithoutBranch(RpmsStable update) =>
        new([], [.. Packages(update).Select(p => Left(p, UnknownBranch, Reason.Of(ReasonCode.UpdateWithoutBranch, ("update", update.UpdateId))))]);

    public static Exclusion Left(string package, string branch, Reason reason, string? nvr = null) => new(new(ArtifactKind.Rpm, package, branch), reason, nvr);

    /// <summary>Names for a sentence: the first few, and how many more.</summary>
    public static string Listed(IReadOnlyList<string> names, int atMost) =>
        names.Count <= atMost ? string.Join(", ", names) : $"{string.Join(", ", names.Take(atMost))} and {names.Count - atMost} more";

    /// <summary>Asks for each, a few at a time; answers are in the order of the questions.</summary>
    public static async Task<IReadOnlyList<TAnswer>> AskAsync<T, TAnswer>(IEnumerable<T> questions, Func<T, Task<TAnswer>> ask)
    {
        var answers = new List<TAnswer>();
        foreach (var some in questions.Chunk(AtOnce))
            answers.AddRange(await Task.WhenAll(some.Select(ask)));
        return answers;
    }
}
