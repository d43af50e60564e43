using Wolverine;

namespace Freshmaker.Host.Rebuilding.Reconciling;

/// <summary>Sends what repairs need. The events that follow name the repair as what they correlate with, so history tells which message was lost.</summary>
public sealed class RepairBus(IServiceScopeFactory scopes)
{
    public async Task SendAsync(object message, string? repair = null)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(message, repair is null ? null : new DeliveryOptions { CorrelationId = repair });
    }
}
