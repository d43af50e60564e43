using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Integrations.Http;

/// <summary>What a system answered, with the ways to say what is wrong with it.</summary>
internal sealed class Answer(string system, string call, int status, byte[] body, HttpSecret? secret)
{
    public const int MaxText = 500;

    /// <summary>How much of a body is shown.</summary>
    const int MaxExcerpt = 200;

    public int Status => status;

    public ReadOnlySpan<byte> Body => body;

    /// <summary>The system's own words: the message of its JSON error if there is one, else the beginning of the body.</summary>
    public string OwnWords => Words.Clean(TryJson() is { } json ? json.Text("message") ?? json.Text("detail") ?? Raw : Raw, MaxExcerpt, secret);

    /// <summary>The body is a JSON object, so it is the system itself that answers, not a proxy before it.</summary>
    public bool IsJsonObject => TryJson() is { ValueKind: JsonValueKind.Object };

    string Raw => Beginning(body);

    static string Beginning(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 8 * MaxExcerpt)]);

    public JsonElement Json() => TryJson() ?? throw Fault(body.Length == 0 ? "the body is empty where JSON was expected" : "the body is not JSON");

    /// <summary>The answer is one that this system should not give: of no use, or for now.</summary>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="place">The place that is wrong, which is shown as it was written; null: the beginning of the body is.</param>
    public OutsideFault Fault(string? problem = null, JsonElement? place = null)
    {
        var excerpt = Words.Clean(place is { } wrong ? Beginning(JsonMarshal.GetRawUtf8Value(wrong)) : Raw, MaxExcerpt, secret);
        var shown = excerpt.Length == 0 ? "" : $": {excerpt}";
        return new(system, call, $"HTTP {status}{(problem is null ? "" : $", {Words.Clean(problem, MaxExcerpt, secret)}")}{shown}");
    }

    JsonElement? TryJson()
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
