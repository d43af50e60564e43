namespace Freshmaker.Integrations.Http;

/// <summary>A long question asked in parts.</summary>
internal static class Chunks
{
    /// <summary>Asks for each part, several at once, and gives the answers in the order of the parts. The first fault ends the others.</summary>
    public static async Task<IReadOnlyList<TAnswer>> AskAsync<TPart, TAnswer>(
        IEnumerable<TPart> parts, int atOnce, Func<TPart, CancellationToken, Task<TAnswer>> ask, CancellationToken ct)
    {
        var all = parts.ToList();
        var answers = new TAnswer[all.Count];
        await Parallel.ForAsync(0, all.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = ct },
            async (i, stop) => answers[i] = await ask(all[i], stop));
        return answers;
    }
}
