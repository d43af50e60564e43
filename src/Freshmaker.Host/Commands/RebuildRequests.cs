using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Marten;
using Npgsql;
using Serilog.Context;
using Wolverine.Marten;

namespace Freshmaker.Host.Commands;

/// <summary>
/// Requests of people for rebuilds. A request becomes a message of the form that it would have on the bus, is read by the same parser and opens a rebuild as that
/// message would; subscribers are told of it (behaviour.md §6).
/// </summary>
public sealed class RebuildRequests(
    IDocumentStore store, IServiceScopeFactory scopes, RebuildHandlers handlers, BuildOptions options, BusOptions bus, PublicNumbers numbers, TimeProvider clock,
    ILogger<RebuildRequests> logger)
{
    /// <summary>Marks a message that no bus brought.</summary>
    public const string OriginHeader = "freshmaker-origin";

    const int Tries = 5, MostNamed = 10;

    /// <param name="kind">What is asked for.</param>
    /// <param name="body">The fields as the message has them, without <c>msg_id</c> and <c>requester</c>.</param>
    /// <param name="force">Also when the kind is exclusive and a rebuild of the same is not over.</param>
    public async Task<CommandAnswer> RequestAsync(RequestKind kind, JsonObject body, Order order, bool force, CancellationToken ct)
    {
        if (order.Lacks(kind.Permission) is { } refusal)
            return new() { Refusal = refusal };
        if (order.Check() is { } bad)
            return new() { Refusal = bad };

        var message = MessageOf(kind, body, order);
        switch (kind.Parser.Parse(message))
        {
            case ParseResult.Triggered { Trigger: var trigger }:
                if (handlers.For(trigger).Count == 0)
                    return CommandAnswer.Refused(CommandRefusalCode.NotPossible, null, $"No handler is switched on that takes such requests ({trigger.Kind})");
                if (trigger.Continues is { } number && await numbers.RebuildAsync(number, ct) is null)
                    return CommandAnswer.Refused(CommandRefusalCode.NotFound, "freshmaker_event_id", $"There is no rebuild {number}");
                return await OpenAsync(message, trigger, new(order.Who, order.Why, order.OriginFor(kind.Permission)), alone: kind.IsExclusive && !force, ct);
            case ParseResult.Refused { Refusal: var broken }:
                return CommandAnswer.Refused(CommandRefusalCode.BadInput, broken.Field, $"{broken}");
            default:
                throw new InvalidOperationException($"The parser of {kind.Parser.TopicSuffix} does not take its own messages");
        }
    }

    BusMessage MessageOf(RequestKind kind, JsonObject body, Order order)
    {
        var id = $"{kind.IdPrefix}_{(order.Key is null ? Guid.CreateVersion7(clock.GetUtcNow()).ToString("N") : Digest($"{order.Who}\n{order.Key}"))}";
        var whole = body.DeepClone().AsObject();
        whole["msg_id"] = id;
        if (order.Caller.Name is { } name)
            whole["requester"] = name;
        else
            whole.Remove("requester");
        var now = clock.GetUtcNow();
        return new(
            id, $"{bus.PublishPrefix}.{kind.Parser.TopicSuffix}", new Dictionary<string, string> { [OriginHeader] = "api" },
            JsonSerializer.SerializeToElement(whole), now, now)
        { Sender = order.Caller.Name };
    }

    static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];

    async Task<CommandAnswer> OpenAsync(BusMessage message, Trigger trigger, RebuildRequested request, bool alone, CancellationToken ct)
    {
        using var named = LogContext.PushProperty("RebuildId", RebuildId.Of(message.Id));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(message, trigger, request, alone, ct);
            }
            catch (Exception e) when (attempt < Tries && Races.IsLost(e))
            {
                // The same request at the same moment: the next look finds it.
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
            }
        }
    }

    async Task<CommandAnswer> TryAsync(BusMessage message, Trigger trigger, RebuildRequested request, bool alone, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var session = store.LightweightSession();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        if (alone)
            await LockAsync(session, trigger.SearchKey, ct);

        var id = RebuildId.Of(message.Id);
        if (await PublicNumbers.FirstEventAsync(session, id, ct) is { } first)
        {
            return first.Data is MessageReceived known && known.BodyHash == Receiving.HashOf(message.Body.GetRawText())
                ? new() { Rebuild = id, Number = first.Sequence, IsRepeated = true }
                : CommandAnswer.Refused(CommandRefusalCode.KeyUsed, "key", "The key was used for another request");
        }

        if (alone && await UnderWayAsync(session, trigger.SearchKey, ct) is { Count: > 0 } underWay)
        {
            return CommandAnswer.Refused(
                CommandRefusalCode.UnderWay, "force", $"The advisory {trigger.SearchKey} is being rebuilt already: {string.Join(", ", underWay)}. Give \"force\": true to rebuild it all the same");
        }

        var decision = Opening.Decide(message, trigger, Known.Nothing, handlers, options, request);
        var stream = await Opening.StartAsync(session, outbox, message, decision, Opening.ClaimOf(trigger, options));
        await session.SaveChangesAsync(ct);
        logger.LogInformation("{Who} asked for {Trigger} {SearchKey}, which opened {RebuildId}: {Why}", request.Who, trigger.Kind, trigger.SearchKey, id, request.Why);
        return new() { Rebuild = id, Number = stream.Events[0].Sequence };
    }

    /// <summary>Until the transaction ends no other request for the same looks whether there is one.</summary>
    async Task LockAsync(IDocumentSession session, string searchKey, CancellationToken ct)
    {
        await session.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        {
            Parameters = { new() { Value = $"{store.Options.Events.DatabaseSchemaName} request {searchKey}" } },
        };
        await session.ExecuteAsync(command, ct);
    }

    /// <summary>The numbers of the rebuilds that are not over, as far as they fit into a message.</summary>
    static async Task<IReadOnlyList<long>> UnderWayAsync(IDocumentSession session, string searchKey, CancellationToken ct)
    {
        var found = new List<long>();
        foreach (var open in await session.Query<OpenRebuild>().Where(o => o.SearchKey == searchKey).Take(MostNamed).ToListAsync(ct))
        {
            if (await PublicNumbers.OfRebuildAsync(session, open.Id, ct) is { } number)
                found.Add(number);
        }

        return [.. found.Order()];
    }
}
