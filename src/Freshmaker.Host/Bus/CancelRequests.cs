using Freshmaker.Domain.Messages;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Bus;

/// <summary>Takes requests to cancel that come over the bus (behaviour.md T12). They name rebuilds and builds by public numbers.</summary>
public sealed class CancelRequests(RebuildQueries rebuilds, BuildQueries builds, IServiceScopeFactory scopes)
{
    public async Task TakeAsync(BusMessage message, ParseResult.CancelAsked asked, CancellationToken ct)
    {
        if (await rebuilds.FindAsync(asked.Rebuild, ct) is not { } rebuild)
            throw new MessageRefusedException(message.Id, message.Topic, new("event_id", $"must be the number of a rebuild (there is no {asked.Rebuild})"));
        var keys = new List<string>();
        foreach (var number in asked.Builds)
        {
            keys.Add(await builds.FindAsync(number, ct) is { } build && build.Rebuild == rebuild.Id
                ? build.Key
                : throw new MessageRefusedException(message.Id, message.Topic, new("builds_id", $"must be numbers of builds of rebuild {asked.Rebuild} ({number} is not)")));
        }

        await using var scope = scopes.CreateAsyncScope();
        var bus = scope.ServiceProvider.GetRequiredService<IMessageBus>();
        var who = message.Sender ?? $"the sender of message {message.Id}";
        var why = $"asked for on the bus, by message {message.Id}";
        await (keys.Count == 0 ? bus.PublishAsync(new CancelRebuild(rebuild.Id, who, why)) : bus.PublishAsync(new CancelBuilds(rebuild.Id, keys, who, why)));
    }
}
