using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>Real answers with parts replaced or dropped, or cut and spoilt as bytes: an adapter gives a value or an <see cref="OutsideFault"/>, and nothing else.</summary>
internal static class MutatedJson
{
    static readonly string[] Replacements =
    [
        "null", "0", "-1", "1e308", "1e999", "99999999999999999999", "true", "\"\"", "\" \"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"\\u0000\"", "\"\\ud800\"",
        "[]", "{}", "[[{}]]", "[null]", """{"\ud800": 1}""", """{"a":{"a":{"a":[1]}}}""", $"\"{new string('x', 10_240)}\"",
    ];

    /// <param name="real">The answer that is mutated.</param>
    /// <param name="ask">Asks over a client whose answers are that one, mutated.</param>
    /// <param name="others">Answers that are not mutated, by path.</param>
    /// <returns>How many of the tries gave a value, and how many a fault.</returns>
    public static (int Values, int Faults) Try(string real, Func<HttpClient, Task> ask, IReadOnlyDictionary<string, string>? others = null, int tests = 500)
    {
        var (values, faults) = (0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            using var http = new HttpClient(new Same(Mutate(real, new(bytes)), others)) { BaseAddress = new("http://outside.example.org/") };
            try
            {
                ask(http).GetAwaiter().GetResult();
                values++;
            }
            catch (OutsideFault fault)
            {
                fault.Text.ShouldNotBeEmpty();
                fault.Text.Length.ShouldBeLessThan(1000);
                faults++;
            }
        }));
        return (values, faults);
    }

    static byte[] Mutate(string real, Choices choice)
    {
        var body = JsonNode.Parse(real)!;
        for (var i = choice.Of(4); i >= 0; i--)
            Replace(body, choice);
        var bytes = Encoding.UTF8.GetBytes(Choices.Raw(body.ToJsonString()));
        return choice.Of(5) switch
        {
            1 => bytes[..choice.Of(bytes.Length)],
            2 => Spoil(bytes, choice),
            _ => bytes,
        };
    }

    static byte[] Spoil(byte[] bytes, Choices choice)
    {
        bytes[(choice.Of(256) * 256 + choice.Of(256)) % bytes.Length] = (byte)choice.Of(256);
        return bytes;
    }

    static void Replace(JsonNode body, Choices choice)
    {
        List<JsonNode> places = [];
        Collect(body, places);
        if (places.Count == 0)
            return;
        var place = places[choice.Of(places.Count)];
        if (place.Parent is JsonObject parent && choice.Of(3) == 0)
            parent.Remove(place.GetPropertyName());
        else if (place.Parent is JsonObject holder)
            holder[place.GetPropertyName()] = choice.Marker();
        else if (place.Parent is JsonArray array)
            array[place.GetElementIndex()] = choice.Marker();
    }

    static void Collect(JsonNode? node, List<JsonNode> places)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(p => p.Value),
            JsonArray a => a,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
        {
            places.Add(child);
            Collect(child, places);
        }
    }

    sealed class Same(byte[] body, IReadOnlyDictionary<string, string>? others) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = others?.GetValueOrDefault(request.RequestUri!.AbsolutePath) is { } other ? new StringContent(other) : new ByteArrayContent(body),
            });
    }

    /// <summary>Decisions taken from random bytes, so that a failure shrinks to few of them.</summary>
    sealed class Choices(byte[] bytes)
    {
        int _next;

        public int Of(int count) => _next < bytes.Length ? bytes[_next++] % count : 0;

        /// <summary>Stands for a replacement that JsonNode itself would refuse to hold, such as 1e999 or a lone surrogate.</summary>
        public string Marker() => $"@@{Of(Replacements.Length)}@@";

        public static string Raw(string json) => Enumerable.Range(0, Replacements.Length).Aggregate(json, (text, i) => text.Replace($"\"@@{i}@@\"", Replacements[i], StringComparison.Ordinal));
    }
}
