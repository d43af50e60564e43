using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using JasperFx.Core;
using Marten;
using Wolverine;
using Wolverine.Marten;

namespace Freshmaker.Host.Bus;

/// <summary>
/// Turns parsed deliveries into streams and commands, many in one transaction. Whatever was taken before (its stream, or the fact it tells, exists)
/// is recognised, so taking a delivery again does no harm.
/// </summary>
public sealed class Intake(
    IDocumentStore store, IServiceScopeFactory scopes, RebuildHandlers handlers, IModuleBuildSystem mbs, BusMetrics metrics, ILogger<Intake> logger)
{
    /// <exception cref="Exception">Of Marten or Npgsql: another node took one of them at the same moment: take them again.</exception>
    public async Task TakeAsync(IReadOnlyList<Incoming> deliveries, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var session = store.LightweightSession();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);

        var known = await Known.LoadAsync(session, deliveries, ct);
        var opened = new List<Decision>();
        foreach (var incoming in deliveries)
        {
            switch (incoming.Result)
            {
                case ParseResult.NotForUs:
                    break;
                case ParseResult.Triggered { Trigger: var trigger, Progress: var progress }:
                    if (progress is ModuleBuildProgress of)
                        await ReportAsync(incoming.Message!, of);
                    await OpenAsync(incoming.Message!, trigger);
                    break;
                case ParseResult.Progressed { Progress: ModuleBuildProgress progress }:
                    await ReportAsync(incoming.Message!, progress);
                    break;
                default:
                    logger.LogInformation("Message {MessageId} of {Topic} is set aside: {Result}", incoming.Wire.MessageId, incoming.Wire.Topic, incoming.Result);
                    await outbox.PublishAsync(BusDelivery.Of(incoming.Wire));
                    break;
            }
        }

        await session.SaveChangesAsync(ct);
        foreach (var incoming in deliveries)
            metrics.Count(incoming);
        foreach (var decision in opened)
            Log(decision);

        async Task OpenAsync(BusMessage message, Trigger trigger)
        {
            var id = RebuildId.Of(message.Id);
            if (!known.Streams.Add(id))
            {
                await outbox.PublishAsync(new CompareMessage(id, message.Id, message.Body.GetRawText(), message.ReceivedAt), Of(message));
                return;
            }

            var decision = Decide(message, trigger, known);
            if (known.Facts.TryAdd(Claim.OfFact(trigger), id))
                session.Insert(new Claim(Claim.OfFact(trigger), id));
            var stream = session.Events.StartStream<Rebuild>(id, decision.Events);
            foreach (var e in stream.Events)
                e.CausationId = e.CorrelationId = message.Id;
            RebuildIndex.Write(session, decision);
            foreach (var work in RebuildProcess.Next(decision.After))
                await outbox.PublishAsync(work, Of(message));
            opened.Add(decision);
        }

        async Task ReportAsync(BusMessage message, ModuleBuildProgress progress)
        {
            foreach (var link in known.LinksOf(progress))
                await outbox.PublishAsync(new RecordModuleProgress(link.RebuildId, link.Build, progress, mbs.UrlOf(progress.BuildId).ToString()), Of(message));
        }

        // Every event that follows from a message names it, however many steps lie between.
        static DeliveryOptions Of(BusMessage message) => new() { CorrelationId = message.Id };
    }

    Decision Decide(BusMessage message, Trigger trigger, Known known)
    {
        var position = PositionOf(RebuildId.Of(message.Id), trigger, known);
        return known.Facts.TryGetValue(Claim.OfFact(trigger), out var handledBy)
            ? Receiving.OpenAlreadyHandled(message, trigger, position, trigger.Fact, handledBy)
            : Receiving.Open(message, trigger, handlers.For(trigger), position);
    }

    static CascadePosition PositionOf(string id, Trigger trigger, Known known) => trigger switch
    {
        ModuleReady ready when known.LinksOf(ready) is [var link, ..] => link.Position,
        ModuleReady ready => CascadePosition.First(id, Artifact.Module(ready.Name, ready.Stream).Key),
        _ => CascadePosition.First(id),
    };

    void Log(Decision decision)
    {
        using var rebuild = Serilog.Context.LogContext.PushProperty("RebuildId", decision.After.Id);
        logger.LogInformation(
            "Message {MessageId} is trigger {Trigger} {SearchKey} and opened {RebuildId} as {State}",
            decision.After.MessageId, decision.After.Trigger!.Kind, decision.After.Trigger.SearchKey, decision.After.Id, decision.After.State);
    }
}
