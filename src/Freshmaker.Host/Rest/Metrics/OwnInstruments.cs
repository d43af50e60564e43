using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Prometheus;

namespace Freshmaker.Host.Rest.Metrics;

/// <summary>
/// Our own instruments for Prometheus, under their names with underscores: counters end with <c>_total</c>. (The library's adapter would put the meter's name
/// before each, which all of them begin with already.)
/// </summary>
sealed class OwnInstruments(MetricFactory create)
{
    readonly ConcurrentDictionary<Instrument, (Collector<Counter.Child>? Counter, Collector<Gauge.Child>? Gauge)> _collectors = [];

    public void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (names, values) = (new string[tags.Length], new string[tags.Length]);
        for (var i = 0; i < tags.Length; i++)
            (names[i], values[i]) = (tags[i].Key, Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "");
        var (counter, gauge) = _collectors.GetOrAdd(instrument, Collector, names);
        counter?.WithLabels(values).Inc(value);
        gauge?.WithLabels(values).Set(value);
    }

    (Collector<Counter.Child>?, Collector<Gauge.Child>?) Collector(Instrument instrument, string[] labels)
    {
        var name = instrument.Name.Replace('.', '_');
        return instrument.IsObservable
            ? (null, create.CreateGauge(name, instrument.Description ?? "", labels))
            : (create.CreateCounter($"{name}_total", instrument.Description ?? "", labels), null);
    }
}
