namespace Freshmaker.Bench;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Names">Figures or groups to measure; none means all.</param>
/// <param name="Quick">Counts so small that the figures say only whether measuring works.</param>
/// <param name="Full">Counts as large as the aims name them, where the usual ones are smaller to save time.</param>
sealed record BenchOptions(IReadOnlyList<string> Names, bool Json, bool Quick, bool Full, int Rounds)
{
    const int LeastRounds = 3;

    public static string Usage => $"""
        usage: Freshmaker.Bench [NAME…] [--json] [--quick | --full] [--rounds N]

          NAME        {string.Join(", ", Benchmarks.Names)}; a name's beginning is enough ('intake'); none: all
          --json      one JSON object a line instead of the table
          --quick     small counts: shows that measuring works, the figures mean little
          --full      larger counts where the usual ones are cut to save time (rebuild-parallel)
          --rounds N  runs of each measurement and of its baseline, at least {LeastRounds} (default {LeastRounds})

        ConnectionStrings__postgres and ConnectionStrings__rabbitmq name the servers. All that is made there is removed again.
        """;

    /// <summary>The options, or what is wrong with the arguments.</summary>
    public static (BenchOptions? Options, string? Error) Parse(IReadOnlyList<string> arguments)
    {
        var names = new List<string>();
        var (json, quick, full, rounds) = (false, false, false, LeastRounds);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--json": json = true; break;
                case "--quick": quick = true; break;
                case "--full": full = true; break;
                case "--rounds" when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], out rounds) && rounds >= LeastRounds: i++; break;
                case "--rounds": return (null, $"--rounds must be followed by a number from {LeastRounds}");
                case var name when Benchmarks.Names.Any(n => n.StartsWith(name, StringComparison.Ordinal)): names.Add(name); break;
                case var unknown: return (null, $"'{unknown}' is neither a figure nor an option");
            }
        }

        return quick && full ? (null, "--quick and --full exclude each other") : (new(names, json, quick, full, rounds), null);
    }

    public bool Wants(string name) => Names.Count == 0 || Names.Any(n => name.StartsWith(n, StringComparison.Ordinal));

    /// <summary>A count: as usual, or for a quick look.</summary>
    public int Count(int usual, int quick) => Quick ? quick : usual;

    /// <summary>A count: as usual, for a quick look, or in full.</summary>
    public int Count(int usual, int quick, int full) => Full ? full : Count(usual, quick);
}
