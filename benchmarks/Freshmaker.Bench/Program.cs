using Freshmaker.Bench;
using Freshmaker.Bench.Measuring;

var (options, error) = BenchOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine($"{error}\n\n{BenchOptions.Usage}");
    return 2;
}

if (Environment.GetEnvironmentVariable("ConnectionStrings__postgres") is not { Length: > 0 } postgres
    || Environment.GetEnvironmentVariable("ConnectionStrings__rabbitmq") is not { Length: > 0 } rabbitMq)
{
    Console.Error.WriteLine("ConnectionStrings__postgres and ConnectionStrings__rabbitmq must be set; ./bench starts servers and sets them");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
try
{
    var report = new Report(options.Json);
    await Benchmarks.RunAsync(new(options, report, postgres, rabbitMq, stop.Token));
    report.Finish();
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("stopped");
    return 130;
}
catch (Exception e)
{
    Console.Error.WriteLine($"The benchmark broke: {e}");
    return 1;
}
