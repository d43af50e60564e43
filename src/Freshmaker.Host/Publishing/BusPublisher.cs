using Freshmaker.Host.Bus;
using RabbitMQ.Client;

namespace Freshmaker.Host.Publishing;

/// <summary>Sends messages in order and waits until the broker has confirmed them all, however long it is away. One caller at a time.</summary>
public sealed class BusPublisher(
    [FromKeyedServices(BusConnection.ForPublishing)] BusConnection bus, BusOptions options, BusMetrics metrics, TimeProvider clock, ILogger<BusPublisher> logger) : IAsyncDisposable
{
    /// <summary>How many messages may be unconfirmed.</summary>
    const int Window = 500;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    ConfirmedChannel? _channel;

    /// <exception cref="OperationCanceledException">Some may have been sent, and will be sent again.</exception>
    public async Task PublishAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        var confirmed = 0;
        metrics.CountToSend(messages.Count);
        for (var failures = 0; confirmed < messages.Count;)
        {
            try
            {
                var channel = await OpenAsync(ct);
                var window = messages.Skip(confirmed).Take(Window).ToList();
                var sent = await channel.PublishAsync(options.Exchange, window, ct);
                confirmed += sent;
                metrics.CountSent(sent);
                if (channel.Fault is not null)
                    metrics.CountFailed(window.Count - sent);
                if (channel.Fault is { } fault)
                    throw new IOException(fault.Message, fault);
                if (failures > 0)
                    logger.LogInformation("The bus takes messages again, after {Failures} failures", failures);
                failures = 0;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // One line for an outage, not one for each attempt.
                if (failures++ == 0)
                    logger.LogWarning("The bus does not take messages ({Error}); {Count} wait", e.Message, messages.Count - confirmed);
                await CloseAsync();
                await Task.Delay(Pause, clock, ct);
            }
        }
    }

    async Task<ConfirmedChannel> OpenAsync(CancellationToken ct)
    {
        if (_channel is { Fault: null })
            return _channel;
        await CloseAsync();
        var connection = await bus.ConnectAsync(ct);
        return _channel = await ConfirmedChannel.OpenAsync(connection, ct);
    }

    async Task CloseAsync()
    {
        if (_channel is not { } channel)
            return;
        _channel = null;
        await channel.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
