using System.Diagnostics;
using System.Globalization;
using Prometheus;

namespace Freshmaker.Host.Rest.Metrics;

/// <summary>What the process uses, under the names that Prometheus' own clients give it.</summary>
static class ProcessMetrics
{
    const string OpenFiles = "/proc/self/fd";
    const string Limits = "/proc/self/limits";

    public static void Register(CollectorRegistry registry, MetricFactory create)
    {
        var process = Process.GetCurrentProcess();
        var (memory, resident) = (create.CreateGauge("process_virtual_memory_bytes", "Virtual memory."), create.CreateGauge("process_resident_memory_bytes", "Resident memory."));
        var (started, cpu) = (create.CreateGauge("process_start_time_seconds", "Start, in unix seconds."), create.CreateCounter("process_cpu_seconds_total", "Processor time used."));
        var files = Directory.Exists(OpenFiles) ? create.CreateGauge("process_open_fds", "Open files.") : null;
        if (MaxFiles() is { } max)
            create.CreateGauge("process_max_fds", "Most open files.").Set(max);
        started.Set(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        registry.AddBeforeCollectCallback(() =>
        {
            process.Refresh();
            memory.Set(process.VirtualMemorySize64);
            resident.Set(process.WorkingSet64);
            cpu.IncTo(process.TotalProcessorTime.TotalSeconds);
            files?.Set(Directory.EnumerateFileSystemEntries(OpenFiles).Count());
        });
    }

    static double? MaxFiles() => File.Exists(Limits)
        && File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..]
        && double.TryParse(soft, CultureInfo.InvariantCulture, out var max) ? max : null;
}
