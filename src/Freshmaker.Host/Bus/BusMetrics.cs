using System.Diagnostics.Metrics;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Host.Bus;

/// <summary>Counts of what came in and what became of it.</summary>
public sealed class BusMetrics
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "Freshmaker";

    /// <summary>Counts messages that came in; the tag <c>result</c> says what they were recognised as.</summary>
    public const string Received = "freshmaker.bus.messages";

    /// <summary>Counts messages that are to go out; the tag <c>result</c> says how far they are: <c>to_send</c>, <c>sent</c>, <c>failed</c> (and sent again).</summary>
    public const string Published = "freshmaker.bus.published";

    /// <summary>Counts what the bus was told of: the tag <c>kind</c> is <c>rebuild</c> or <c>build</c>, <c>state</c> the state that it came into.</summary>
    public const string Told = "freshmaker.state_changes";

    static readonly TimeSpan ToleratedClockSkew = TimeSpan.FromMinutes(5);

    readonly Counter<long> _messages;
    readonly Counter<long> _fromTheFuture;
    readonly Counter<long> _published;
    readonly Counter<long> _told;

    public BusMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _messages = meter.CreateCounter<long>(Received, "{message}", "Messages received, by what they were recognised as.");
        _fromTheFuture = meter.CreateCounter<long>("freshmaker.bus.messages_from_the_future", "{message}", "Messages whose sender's clock is ahead of ours.");
        _published = meter.CreateCounter<long>(Published, "{message}", "Messages of ours for the bus, by how far they are.");
        _told = meter.CreateCounter<long>(Told, "{change}", "State changes that the bus was told of.");
    }

    public void CountToSend(int messages) => _published.Add(messages, new KeyValuePair<string, object?>("result", "to_send"));

    public void CountSent(int messages) => _published.Add(messages, new KeyValuePair<string, object?>("result", "sent"));

    public void CountFailed(int messages) => _published.Add(messages, new KeyValuePair<string, object?>("result", "failed"));

    /// <param name="kind"><c>rebuild</c> or <c>build</c>.</param>
    public void CountTold(string kind, string state) => _told.Add(1, new("kind", kind), new("state", state));

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
