using System.Text.Json.Serialization;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Bursts;

/// <summary>A command that comes many at a time, since builds of one level move together. All that came to one rebuild are decided one after another and saved at once.</summary>
[JsonDerivedType(typeof(RecordTaskStart), "start"), JsonDerivedType(typeof(RecordTask), "task"), JsonDerivedType(typeof(RecordResult), "result")]
public interface IBurstCommand : IRebuildCommand
{
    /// <param name="jitter">From 0 to 1.</param>
    Decision Decide(Rebuild rebuild, double jitter);
}

/// <summary>What came to one rebuild within a moment, in the order in which it came.</summary>
public sealed record Burst(string RebuildId, IReadOnlyList<BurstMember> Members) : IRebuildCommand;

/// <summary>A command with what it follows from.</summary>
public sealed record BurstMember(IBurstCommand Command, string CausationId, string? CorrelationId)
{
    public static BurstMember Of(Envelope envelope) => new((IBurstCommand)envelope.Message!, $"{envelope.Id}", envelope.CorrelationId);
}
