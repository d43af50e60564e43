using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing;
using JasperFx.Events;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>Events as a store would give them, and what is told of them, without a store.</summary>
static class Telling
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 7, 0, 0, 250, TimeSpan.FromHours(2));

    /// <summary>The events of a story, numbered from <paramref name="first"/>, a second apart.</summary>
    public static IEnumerable<IEvent> Stored(Story story, long first = 1) => story.Events.Select((data, i) =>
    {
        var e = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        (e.StreamKey, e.Version, e.Sequence, e.Timestamp) = (story.Id, i + 1, first + i, Start.AddSeconds(i));
        return e;
    });

    public static IEnumerable<(IEvent Event, StateChange Change)> Changes(Story story, long first = 1)
    {
        var view = RebuildView.Empty(story.Id);
        foreach (var e in Stored(story, first))
        {
            var before = view;
            view = view.Apply(e);
            foreach (var change in StateChange.Between(before, view, e.Timestamp))
                yield return (e, change);
        }
    }

    public static IEnumerable<OutgoingMessage> Messages(Story story, long first = 1) =>
        Changes(story, first).SelectMany(c => OutgoingMessage.Of(c.Change, "org.example"));

    public static RebuildView View(Story story, long first = 1) => Stored(story, first).Aggregate(RebuildView.Empty(story.Id), (view, e) => view.Apply(e));

    /// <summary>A change as a short text: <c>portal DONE</c>, or <c>rebuild COMPLETE</c>.</summary>
    public static string Short(StateChange change) => change.Build is { } build
        ? $"{change.After.State.Builds[build].Planned.Artifact.Name} {change.After.State.Builds[build].Phase.ToState()}"
        : $"rebuild {change.After.State.State}";

    /// <summary>A message as people can read it.</summary>
    public static string Text(OutgoingMessage message)
    {
        using var body = JsonDocument.Parse(message.Body);
        var text = new StringBuilder($"== {message.Topic}\nmessage-id: {message.Id}\n");
        foreach (var (name, value) in message.Headers)
            text.Append($"{name}: {value} ({value?.GetType().Name})\n");
        return text.Append(JsonSerializer.Serialize(body.RootElement, Readable)).Append('\n').ToString();
    }

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
