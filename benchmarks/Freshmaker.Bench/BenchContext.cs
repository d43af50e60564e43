using Freshmaker.Bench.Measuring;

namespace Freshmaker.Bench;

/// <summary>What every benchmark is given.</summary>
sealed record BenchContext(BenchOptions Options, Report Report, string Postgres, string RabbitMq, CancellationToken Stopping);
