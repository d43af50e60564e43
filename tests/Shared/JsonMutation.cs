using System.Text;
using System.Text.Json.Nodes;

namespace Freshmaker.Testing;

/// <summary>Real JSON with parts replaced or dropped, and real bytes spoilt. Linked into the test projects that need it.</summary>
/// <param name="own">JSON to put in the place of parts, besides that which is odd everywhere.</param>
internal sealed class JsonMutation(params string[] own)
{
    readonly string[] _replacements =
    [
        "null", "0", "-1", "1e308", "1e999", "99999999999999999999", "true", "\"\"", "\" \"", "\"..\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[{}]]", "[null]",
        """{"\ud800": 1}""", """{"a":{"a":{"a":[1]}}}""", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", $"\"{new string('x', 10_240)}\"", .. own,
    ];

    /// <summary>The text with one to four parts replaced or dropped.</summary>
    public byte[] Mutate(string json, Choices choice)
    {
        var body = JsonNode.Parse(json)!;
        for (var i = choice.Of(4); i >= 0; i--)
            Mutate(body, choice);
        return Encoding.UTF8.GetBytes(Enumerable.Range(0, _replacements.Length)
            .Aggregate(body.ToJsonString(), (text, i) => text.Replace($"\"{Marker(i)}\"", _replacements[i], StringComparison.Ordinal)));
    }

    /// <summary>So many of the bytes, replaced by any others.</summary>
    public static byte[] Spoil(byte[] bytes, int count, Choices choice)
    {
        var spoilt = (byte[])bytes.Clone();
        for (var i = 0; i < count && spoilt.Length > 0; i++)
            spoilt[choice.Place(spoilt.Length)] = (byte)choice.Of(256);
        return spoilt;
    }

    void Mutate(JsonNode body, Choices choice)
    {
        List<JsonNode> places = [];
        Collect(body, places);
        if (places.Count == 0)
            return;
        var place = places[choice.Place(places.Count)];
        var (drop, marker) = (choice.Of(3) == 0, Marker(choice.Of(_replacements.Length)));
        if (place.Parent is JsonArray array)
            array[place.GetElementIndex()] = marker;
        else if (place.Parent is JsonObject parent && drop)
            parent.Remove(place.GetPropertyName());
        else if (place.Parent is JsonObject holder)
            holder[place.GetPropertyName()] = marker;
    }

    /// <summary>Stands for what JsonNode itself would refuse to hold, such as 1e999 or a lone surrogate.</summary>
    static string Marker(int replacement) => $"@@{replacement}@@";

    static void Collect(JsonNode? node, List<JsonNode> places)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(member => member.Value),
            JsonArray a => a,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
        {
            places.Add(child);
            Collect(child, places);
        }
    }
}

/// <summary>Decisions taken from random bytes, so that a failure shrinks to few of them.</summary>
internal sealed class Choices(byte[] bytes)
{
    int _next;

    public int Of(int count) => _next < bytes.Length ? bytes[_next++] % count : 0;

    /// <summary>One of many: of two bytes.</summary>
    public int Place(int count) => count <= 256 ? Of(count) : ((Of(256) * 256) + Of(256)) % count;
}
