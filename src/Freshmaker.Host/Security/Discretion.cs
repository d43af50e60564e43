using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Host.Security;

/// <summary>
/// What the caller of a request is told of people and of raw messages. What he may not know is absent from data, and "Someone" in sentences: names are taken out
/// of the data that sentences are made of, so that no sentence can tell them.
/// </summary>
public sealed class Discretion(bool people, bool messages)
{
    const string Someone = "Someone";

    public Discretion(Caller caller) : this(caller.May(Permission.ReadPeople), caller.May(Permission.ReadMessages))
    {
    }

    /// <summary>Messages may be told as they came.</summary>
    public bool Messages => messages;

    /// <summary>The name; null when it may not be told.</summary>
    public string? Person(string? name) => people ? name : null;

    public Reason Of(Reason reason) => people ? reason : reason.WithoutPeople();

    public Trigger Of(Trigger trigger) => people ? trigger : trigger.WithoutPeople();

    /// <summary>An event as data.</summary>
    public JsonElement Data(JsonElement e) => people && messages ? e : Without(e, null);

    /// <summary>An event as sentences are made of it.</summary>
    public JsonElement ForSentences(JsonElement e) => people ? e : Without(e, Someone);

    JsonElement Without(JsonElement e, string? instead)
    {
        var node = JsonNode.Parse(e.GetRawText());
        Strip(node, instead, isTop: true);
        return JsonSerializer.SerializeToElement(node);
    }

    /// <summary>Events name people, and where their orders came from, by three members wherever they are; they hold raw messages by two at their top.</summary>
    void Strip(JsonNode? node, string? instead, bool isTop = false)
    {
        switch (node)
        {
            case JsonObject o:
                if (isTop && instead is null && !messages && o.ContainsKey("body"))
                    _ = (o.Remove("body"), o.Remove("headers"));
                foreach (var name in people ? [] : (string[])["who", "requester", "origin"])
                {
                    if (o.ContainsKey(name))
                        _ = instead is null || name != "who" ? o.Remove(name) : (o[name] = instead) is not null;
                }

                foreach (var (_, member) in o)
                    Strip(member, instead);
                break;
            case JsonArray a:
                foreach (var item in a)
                    Strip(item, instead);
                break;
        }
    }
}
