using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Commands;
using Freshmaker.Host.Rebuilding;
using JasperFx.Events;

namespace Freshmaker.Host.Previewing;

/// <summary>What a preview answers.</summary>
/// <param name="Rebuild">The rebuild as it would be when its plan is complete; null when there would be none.</param>
/// <param name="Refusal">Why there is no preview; null when there is one.</param>
public sealed record PreviewAnswer(PastRebuild? Rebuild, CommandRefusal? Refusal);

/// <summary>Answers previews: understands the question as the bus would, plans, and shows the plan as a history that nobody has recorded.</summary>
/// <param name="sources">Made anew for each question, as clients of HTTP are.</param>
public sealed class Previews(Preview preview, MessageParsers parsers, Func<ISourceRepository> sources, BusOptions bus, TimeProvider clock) : IDisposable
{
    /// <summary>Each asks the systems outside as much as a real rebuild does.</summary>
    const int MostAtOnce = 4;

    readonly SemaphoreSlim _turns = new(MostAtOnce);

    public async Task<PreviewAnswer> AskAsync(PreviewQuestion question, CancellationToken ct)
    {
        var message = MessageOf(question);
        var parsed = question switch
        {
            PreviewQuestion.OfTrigger { Trigger: var trigger } => new ParseResult.Triggered(trigger),
            PreviewQuestion.OfRequest { Kind: var kind } => kind.Parser.Parse(message),
            _ => parsers.Parse(message),
        };
        await _turns.WaitAsync(ct);
        try
        {
            if (parsed is ParseResult.NeedsChangedFiles unclear)
                parsed = unclear.Push.Classify(await sources().ChangedFilesAsync(unclear.Push, unclear.Since, ct));
            return parsed switch
            {
                ParseResult.Triggered { Trigger: var trigger } => new(AsHistory(await preview.PlanAsync(message, trigger, ct)), null),
                ParseResult.Refused { Refusal: var broken } => Refused(CommandRefusalCode.BadInput, broken.Field, $"{broken}"),
                ParseResult.NotForUs { Because: var because } => Refused(CommandRefusalCode.NotPossible, null, $"Nothing would be rebuilt: {because}"),
                _ => Refused(CommandRefusalCode.NotPossible, null, "The message tells of the progress of a build; it begins no rebuild"),
            };
        }
        catch (OutsideFault fault)
        {
            return Refused(CommandRefusalCode.NotPossible, null, $"The plan cannot be made now; a rebuild would try again later: {fault.Message}");
        }
        finally
        {
            _turns.Release();
        }
    }

    static PreviewAnswer Refused(CommandRefusalCode code, string? field, string message) => new(null, new(code, field, message));

    BusMessage MessageOf(PreviewQuestion question)
    {
        var now = clock.GetUtcNow();
        var id = $"preview_{Guid.CreateVersion7(now):N}";
        var (topic, body) = question switch
        {
            PreviewQuestion.OfMessage m => (m.Topic, m.Body),
            PreviewQuestion.OfRequest r => ($"{bus.PublishPrefix}.{r.Kind.Parser.TopicSuffix}", JsonSerializer.SerializeToElement(r.Body)),
            _ => ("preview", JsonSerializer.SerializeToElement(new JsonObject())),
        };
        return new(id, topic, new Dictionary<string, string>(), body, null, now);
    }

    /// <summary>As if it had been recorded now. Its numbers are negative, in the order of the events: no real ones are.</summary>
    PastRebuild AsHistory(Decision decision)
    {
        var now = clock.GetUtcNow();
        return PastRebuild.Of([.. decision.Events.Select((e, i) => Event(e, i))], now)!;

        IEvent Event(IRebuildEvent data, int index)
        {
            var e = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
            (e.StreamKey, e.Version, e.Sequence, e.Timestamp, e.Id) = (decision.After.Id, index + 1, index - decision.Events.Count, now, Guid.CreateVersion7(now));
            e.EventTypeName = EventNames.All[data.GetType()];
            return e;
        }
    }

    public void Dispose() => _turns.Dispose();
}
