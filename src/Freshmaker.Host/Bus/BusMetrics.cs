using System.Diagnostics.Metrics;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>Counts of what came in and what became of it.</summary>
public sealed class BusMetrics
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "Freshmaker";

    static readonly TimeSpan ToleratedClockSkew = TimeSpan.FromMinutes(5);

    readonly Counter<long> _messages;
    readonly Counter<long> _fromTheFuture;

    public BusMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _messages = meter.CreateCounter<long>("freshmaker.bus.messages", "{message}", "Messages received, by what they were recognised as.");
        _fromTheFuture = meter.CreateCounter<long>("freshmaker.bus.messages_from_the_future", "{message}", "Messages whose sender's clock is ahead of ours.");
    }

    public void Count(Incoming incoming)
    {
        _messages.Add(1, new KeyValuePair<string, object?>("result", incoming.Result switch
        {
            ParseResult.NotForUs => "not_for_us",
            ParseResult.Triggered => "trigger",
            ParseResult.Progressed => "progress",
            ParseResult.Refused => "refused",
            _ => "needs_changed_files",
        }));
        if (incoming.Message?.SentAt > incoming.Wire.ReceivedAt + ToleratedClockSkew)
            _fromTheFuture.Add(1);
    }
}
