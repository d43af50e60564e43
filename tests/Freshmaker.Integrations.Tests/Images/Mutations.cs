using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>Real answers with parts replaced, dropped or broken, from random bytes so that a failure shrinks to few of them.</summary>
internal static class Mutations
{
    static readonly string[] Replacements =
    [
        "null", "0", "-1", "1e308", "1e999", "99999999999999999999", "true", "\"\"", "\" \"", "\"..\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[{}]]", "[null]",
        """{"\ud800": 1}""", "\"a-b-c\"", "\"-1-1\"", "\"2031-01-01\"", "\"99999-01-01T00:00:00Z\"", $"\"{new string('x', 10_240)}\"",
    ];

    /// <param name="answers">Whole bodies to begin with.</param>
    /// <param name="look">What is done with a body.</param>
    public static void ForAll(IReadOnlyList<string> answers, Action<byte[]> look) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1500),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var choice = new Choices(bytes);
            var text = answers[choice.Of(answers.Count)];
            if (choice.Of(4) == 0)
            {
                var raw = Encoding.UTF8.GetBytes(text);
                for (var i = choice.Of(6); i >= 0; i--)
                    raw[((choice.Of(256) * 256) + choice.Of(256)) % raw.Length] = (byte)choice.Of(256);
                look(raw);
                return;
            }

            var body = JsonNode.Parse(text)!;
            for (var i = choice.Of(4); i >= 0; i--)
                Mutate(body, choice);
            look(Encoding.UTF8.GetBytes(Enumerable.Range(0, Replacements.Length)
                .Aggregate(body.ToJsonString(), (json, i) => json.Replace($"\"@@{i}@@\"", Replacements[i], StringComparison.Ordinal))));
        }));

    static void Mutate(JsonNode body, Choices choice)
    {
        List<JsonNode> places = [];
        Collect(body, places);
        if (places.Count == 0)
            return;
        var place = places[((choice.Of(256) * 256) + choice.Of(256)) % places.Count];
        var drop = choice.Of(3) == 0;
        var marker = $"@@{choice.Of(Replacements.Length)}@@";
        if (place.Parent is JsonArray array)
            array[place.GetElementIndex()] = marker;
        else if (place.Parent is JsonObject parent && drop)
            parent.Remove(place.GetPropertyName());
        else if (place.Parent is JsonObject holder)
            holder[place.GetPropertyName()] = marker;
    }

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

    sealed class Choices(byte[] bytes)
    {
        int _next;

        public int Of(int count) => _next < bytes.Length ? bytes[_next++] % count : 0;
    }
}

/// <summary>Answers without a server.</summary>
internal sealed class Stub(Func<HttpRequestMessage, byte[]> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(answer(request)) });
}
