namespace Freshmaker.Bench.Reading;

/// <summary>Something that is asked of the service over HTTP, and the same by SQL.</summary>
/// <param name="Name">Of the figures.</param>
/// <param name="Aim">How many times as long as by SQL it may take.</param>
/// <param name="Often">How many times it is asked a round.</param>
/// <param name="Ask">The whole answer to the i-th of such questions.</param>
/// <param name="KeysOf">What the answer is about, so that the answers of both ways can be compared.</param>
/// <param name="Sql">The rows, of which the first columns are the keys.</param>
sealed record Question(
    string Name, double Aim, int Often, Func<int, CancellationToken, Task<byte[]>> Ask, Func<byte[], IEnumerable<string>> KeysOf,
    Func<int, CancellationToken, Task<IEnumerable<string>>> Sql)
{
    public string P50 => $"{Name}-p50";

    public string P95 => $"{Name}-p95";

    /// <summary>Both ways must be about the same, or their times compare nothing.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        foreach (var i in (int[])[0, 1, 17])
        {
            string[] told = [.. KeysOf(await Ask(i, ct))];
            string[] found = [.. await Sql(i, ct)];
            if (told.Length == 0 || !told.SequenceEqual(found))
                throw new InvalidOperationException($"{Name} {i}: the service tells of [{string.Join(", ", told)}], SQL of [{string.Join(", ", found)}]");
        }
    }
}
