namespace Freshmaker.Bench.Measuring;

/// <summary>Which way a figure's value gets better.</summary>
enum Better
{
    Higher,
    Lower,
}

/// <summary>One figure with its baseline, as reported.</summary>
/// <param name="Value">Median of the runs.</param>
/// <param name="Baseline">Median of the baseline's runs, which took turns with the figure's.</param>
/// <param name="Aim">What the ratio should reach (or stay below); null where only the trend counts.</param>
/// <param name="Runs">How many runs the medians are of.</param>
/// <param name="AimIsOfValue">The aim is what the value itself should reach, in its unit; the baseline is then for comparison only.</param>
sealed record Figure(string Name, double Value, string Unit, double Baseline, double? Aim, Better Better, int Runs, bool AimIsOfValue = false)
{
    public double Ratio => Value / Baseline;

    public bool? Reached => Aim is not { } aim ? null : Better == Better.Higher ? Aimed >= aim : Aimed <= aim;

    double Aimed => AimIsOfValue ? Value : Ratio;

    public static Figure Of(string name, string unit, double? aim, Better better, IReadOnlyCollection<Pair> runs) => new(
        name, Median([.. runs.Select(r => r.Value)]), unit, Median([.. runs.Select(r => r.Baseline)]), aim, better, runs.Count);

    public static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}

/// <summary>A value and its baseline from the same run.</summary>
readonly record struct Pair(double Value, double Baseline);
