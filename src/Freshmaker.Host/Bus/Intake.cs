using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Outside;
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
    IDocumentStore store, IServiceScopeFactory scopes, RebuildHandlers handlers, OutsideUrls urls, Overtakers overtakers, BuildOptions options,
    BusMetrics metrics, ILogger<Intake> logger)
{
    static readonly TimeSpan UntilKnown = TimeSpan.FromSeconds(5);

    /// <exception cref="Exception">Of Marten or Npgsql: another node took one of them at the same moment: take them again.</exception>
    public async Task TakeAsync(IReadOnlyList<Incoming> deliveries, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var session = store.LightweightSession();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);

        foreach (var incoming in deliveries)
        {
            if (Known.ProgressOf(incoming) is { } told)
                overtakers.Keep(told);
        }

        var known = await Known.LoadAsync(session, deliveries, t => handlers.For(t).Count > 0, ct);
        var opened = new List<Decision>();
        foreach (var incoming in deliveries)
        {
            switch (incoming.Result)
            {
                case ParseResult.NotForUs:
                    break;
                case ParseResult.Triggered { Trigger: var trigger, Progress: var progress }:
                    if (progress is not null)
                        await ReportAsync(incoming.Message!, progress);
                    switch (trigger is ImageBuilt image ? BuilderOf(image, incoming, known) : Builder.Others)
                    {
                        case Builder.Others:
                            await OpenAsync(incoming.Message!, trigger);
                            break;
                        case Builder.NotKnownYet:
                            await outbox.PublishAsync(BusDelivery.Of(incoming.Wire), new DeliveryOptions { ScheduleDelay = UntilKnown });
                            break;
                    }

                    break;
                case ParseResult.Progressed { Progress: var progress }:
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
                await outbox.PublishAsync(new CompareMessage(id, message.Id, message.Body.GetRawText(), message.ReceivedAt), Opening.FollowingFrom(message));
                return;
            }

            var decision = Opening.Decide(message, trigger, known, handlers, options);
            var claim = Opening.ClaimOf(trigger, options);
            await Opening.StartAsync(session, outbox, message, decision, known.Facts.TryAdd(claim, id) ? claim : null);
            opened.Add(decision);
        }

        async Task ReportAsync(BusMessage message, Progress progress)
        {
            foreach (var command in Commands(progress, known))
                await outbox.PublishAsync(command, Opening.FollowingFrom(message));
        }
    }

    IEnumerable<object> Commands(Progress progress, Known known) => progress switch
    {
        ModuleBuildProgress p => known.LinksOf(p).Select(l => new RecordModuleProgress(l.RebuildId, l.Build, p, urls.OfModuleBuild(p.BuildId))),
        TaskProgress p => known.LinksOf(p).Select(l => AskAboutTask.About(l.RebuildId, l.Build, p)),
        ComposeProgress p => known.LinksOf(p).Select(l => new RecordCompose(l.RebuildId, l.Compose, p)),
        KojiBuildProgress p => Commands(p, known),
        _ => [],
    };

    /// <summary>
    /// By its task, if it is known whose that is, else by the NVR that we gave. Most of Koji tells of the ends of tasks only in this way
    /// (<see cref="KojiTaskStateParser"/>).
    /// </summary>
    IEnumerable<object> Commands(KojiBuildProgress told, Known known)
    {
        var links = known.LinksOf(told);
        if (links.Length > 0)
            return told.IsOver ? links.Select(l => AskAboutTask.OfEndedBuild(l.RebuildId, l.Build, told.TaskId!.Value)) : [];
        return known.RebuildOf(told.Nvr) is { } rebuild ? [new RecordKojiBuild(rebuild, told, told.TaskId is { } task ? urls.OfTask(task) : "")] : [];
    }

    /// <summary>
    /// Koji tells of every image that anyone builds: ours are no news, and the others concern us only if a handler is switched on for them. A stream for each
    /// would bury the history in what nobody asked for. Ours are found by the NVR that we gave, else by their task; where that is not known yet, it is decided
    /// when the submissions that were under way have been answered.
    /// </summary>
    Builder BuilderOf(ImageBuilt image, Incoming incoming, Known known) =>
        handlers.For(image).Count == 0 ? Builder.Ourselves : known.BuilderOf(image, incoming.Message!.ReceivedAt);

    void Log(Decision decision)
    {
        using var rebuild = Serilog.Context.LogContext.PushProperty("RebuildId", decision.After.Id);
        logger.LogInformation(
            "Message {MessageId} is trigger {Trigger} {SearchKey} and opened {RebuildId} as {State}",
            decision.After.MessageId, decision.After.Trigger!.Kind, decision.After.Trigger.SearchKey, decision.After.Id, decision.After.State);
    }
}
