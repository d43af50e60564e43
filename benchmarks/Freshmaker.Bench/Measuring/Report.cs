using System.Text.Json;

namespace Freshmaker.Bench.Measuring;

/// <summary>Figures on stdout: a table for people at the end, or one JSON object a line as each is known.</summary>
sealed class Report(bool json)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new RoundedNumber() } };

    readonly List<Figure> _figures = [];

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(Fields(figure), Json));
    }

    public void Finish()
    {
        if (json)
            return;
        Console.WriteLine($"{"figure",-20} {"value",10} {"baseline",10} {"unit",-12} {"ratio",7} {"aim",9}  runs");
        foreach (var f in _figures)
        {
            var aim = f.Aim is { } a ? $"{(f.Better == Better.Higher ? "≥" : "≤")} {a:0.###}{(f.AimIsOfValue ? $" {f.Unit}" : "")}" : "";
            var verdict = f.Reached switch { true => "reached", false => "MISSED", null => "" };
            Console.WriteLine($"{f.Name,-20} {f.Value,10:0.##} {f.Baseline,10:0.##} {f.Unit,-12} {f.Ratio,7:0.###} {aim,9}  {f.Runs,4}  {verdict}");
        }
    }

    static object Fields(Figure f) =>
        new { f.Name, f.Value, f.Unit, f.Baseline, f.Ratio, f.Aim, AimIsOf = f.AimIsOfValue ? "value" : "ratio", Better = f.Better == Better.Higher ? "higher" : "lower", f.Runs };

    /// <summary>Four digits say more than the machine can repeat.</summary>
    sealed class RoundedNumber : System.Text.Json.Serialization.JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(double.IsFinite(value) && value != 0 ? Math.Round((decimal)value, Math.Max(0, 3 - (int)Math.Floor(Math.Log10(Math.Abs(value))))) : 0);
    }
}
