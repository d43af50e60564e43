using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Bus;

/// <summary>Sends messages in the wire form of fedora-messaging, one after the other; while the bus is away they wait and keep their order.</summary>
internal sealed class BusPublisher(SandboxOptions options, FaultBoard faults, SandboxCounters counters, ILogger<BusPublisher> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<LoggedMessage> _outgoing = Channel.CreateUnbounded<LoggedMessage>(new() { SingleReader = true });
    private readonly MessageLog _messages = new();
    private RabbitLine? _line;

    public IReadOnlyList<PublishedMessage> Messages => _messages.All;

    public void Clear() => _messages.Clear();

    /// <summary>Sends a body under a topic without prefix.</summary>
    public string Publish(string topic, JsonNode body)
    {
        var id = MessageIds.Next();
        PublishRaw(id, $"{options.TopicPrefix}.{topic}", Headers(), JsonSerializer.SerializeToUtf8Bytes(body, Wire.Snake), "application/json");
        return id;
    }

    /// <summary>Sends exactly this, under the full topic.</summary>
    public void PublishRaw(string? id, string topic, IReadOnlyDictionary<string, object?> headers, ReadOnlyMemory<byte> body, string contentType)
    {
        PublishedMessage Make(int number) =>
            new() { Number = number, Id = id, Topic = topic, Headers = headers, Body = body, ContentType = contentType, At = options.Clock.GetUtcNow() };

        counters.Count("bus.messages");
        var entry = _messages.Add(Make);
        switch (faults.TakeForMessage(topic))
        {
            case { Lose: not null }:
                counters.Count("bus.lost");
                _messages.Mark(entry, MessageFate.Lost);
                break;
            case { Late: { } delay }:
                counters.Count("bus.late");
                _messages.Mark(entry, MessageFate.Late);
                _ = SendLaterAsync(entry, delay);
                break;
            case { Duplicate: not null }:
                counters.Count("bus.duplicated");
                Send(entry);
                Send(_messages.Add(Make));
                break;
            default:
                Send(entry);
                break;
        }
    }

    /// <summary>The headers every message of the outside world has.</summary>
    public Dictionary<string, object?> Headers() => new(StringComparer.Ordinal)
    {
        ["fedora_messaging_schema"] = "base.message",
        ["fedora_messaging_schema_package"] = "fedora_messaging",
        ["fedora_messaging_severity"] = 20,
        ["sent-at"] = options.Clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:sszzz"),
        ["priority"] = 0,
    };

    /// <summary>Connects first, so that the exchange is there for those who start after the sandbox; without a broker it starts all the same.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.RabbitMq is { } uri)
        {
            _line = new(uri, options.Exchange);
            try
            {
                await _line.OpenAsync(cancellationToken);
            }
            catch (Exception away) when (!cancellationToken.IsCancellationRequested)
            {
                log.LogWarning("The bus is away, messages will wait: {Reason}", away.Message);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_line is not { } line)
        {
            return;
        }

        await using (line)
        {
            await foreach (var entry in _outgoing.Reader.ReadAllAsync(stoppingToken))
            {
                await UntilConfirmedAsync(line, entry.Message, stoppingToken);
                _messages.Mark(entry, MessageFate.Sent);
            }
        }
    }

    private void Send(LoggedMessage entry)
    {
        if (options.RabbitMq is null)
        {
            _messages.Mark(entry, MessageFate.Recorded);
        }
        else
        {
            _messages.Mark(entry, MessageFate.Pending);
            _outgoing.Writer.TryWrite(entry);
        }
    }

    private async Task SendLaterAsync(LoggedMessage entry, TimeSpan delay)
    {
        await Task.Delay(delay, options.Clock);
        Send(entry);
    }

    private async Task UntilConfirmedAsync(RabbitLine line, PublishedMessage message, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await line.PublishAsync(message, stop);
                return;
            }
            catch (Exception away) when (!stop.IsCancellationRequested)
            {
                // one line an outage, not one a retry
                if (attempt == 1)
                {
                    log.LogWarning("The bus is away, messages wait: {Reason}", away.Message);
                }

                await line.CloseAsync();
                await Task.Delay(Pause, stop);
            }
        }
    }
}
