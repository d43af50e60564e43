using Freshmaker.Domain.Messages;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Wolverine;

namespace Freshmaker.Host.Bus;

/// <summary>Takes requests to cancel that come over the bus (behaviour.md T12). They name rebuilds and builds by public numbers.</summary>
public sealed class CancelRequests(PublicNumbers numbers, IServiceScopeFactory scopes)
{
    public async Task TakeAsync(BusMessage message, ParseResult.CancelAsked asked, CancellationToken ct)
    {
        if (await numbers.RebuildAsync(asked.Rebuild, ct) is not { } rebuild)
            throw new MessageRefusedException(message.Id, message.Topic, new("event_id", $"must be the number of a rebuild (there is no {asked.Rebuild})"));
        var known = await numbers.BuildsAsync(rebuild, asked.Builds, ct);
        foreach (var number in asked.Builds.Where(n => !known.ContainsKey(n)))
            throw new MessageRefusedException(message.Id, message.Topic, new("builds_id", $"must be numbers of builds of rebuild {asked.Rebuild} ({number} is not)"));
        string[] keys = [.. asked.Builds.Select(n => known[n])];

        await using var scope = scopes.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        var who = message.Sender ?? $"the sender of message {message.Id}";
        var why = $"asked for on the bus, by message {message.Id}";
        await (keys.Length == 0 ? bus.PublishAsync(new CancelRebuild(rebuild, who, why)) : bus.PublishAsync(new CancelBuilds(rebuild, keys, who, why)));
    }
}
