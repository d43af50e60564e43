using System.Text.Json;

namespace Freshmaker.Domain.Messages;

/// <summary>
/// Composes in ODCS (behaviour.md §1.2 T9): <c>odcs.state.change</c>, in its first year <c>odcs.compose.state.change</c>, and on Fedora's bus
/// <c>odcs.compose.state-changed</c>. Also reads the same object from ODCS's own API.
/// </summary>
/// <param name="topicSuffix">Which of the three.</param>
public sealed class ComposeStateParser(string topicSuffix) : IMessageParser
{
    static readonly Dictionary<string, ComposeState> States = Enum.GetValues<ComposeState>().ToDictionary(s => s.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>ODCS's source types by number (behaviour.md §4.2).</summary>
    static readonly string[] Kinds = ["tag", "module", "repo", "pulp", "raw_config", "build", "pungi_compose"];

    public string TopicSuffix => topicSuffix;

    public ParseResult Parse(BusMessage message)
    {
        if (message.Body.At("compose") is not { ValueKind: JsonValueKind.Object } compose)
            return ParseResult.Refuse("compose", "must be an object that describes the compose");
        var (progress, refusal) = Read(compose);
        return progress is null ? ParseResult.Refuse($"compose.{refusal!.Field}", refusal.Rule) : new ParseResult.Progressed(progress);
    }

    /// <summary>
    /// What ODCS says of a compose. Its state is that of <c>state_name</c>, in any letter case; <c>state</c>, whose numbers only ODCS knows for certain,
    /// counts when there is no name. Of the rest only what can be read is taken: nothing is decided by it.
    /// </summary>
    public static (ComposeProgress? Compose, Refusal? Refusal) Read(JsonElement compose)
    {
        if (compose.WholeNumber("id") is not (> 0 and var id))
            return (null, new("id", "must be a positive whole number"));
        ComposeState state;
        if (compose.At("state_name") is not null)
        {
            if (compose.Text("state_name") is not { } name || !States.TryGetValue(name, out state))
                return (null, new("state_name", $"must be one of ODCS's states: {string.Join(", ", States.Keys).ToLowerInvariant()}"));
        }
        else if (compose.WholeNumber("state") is >= 0 and <= (int)ComposeState.Failed and var number)
        {
            state = (ComposeState)number;
        }
        else
        {
            return (null, new("state", "must be one of ODCS's states, 0 to 4, when there is no state_name"));
        }

        var kind = compose.WholeNumber("source_type") is >= 1 and var type && type <= Kinds.Length ? Kinds[type - 1] : null;
        return (new(id, state, compose.FreeText("state_reason"), kind, compose.FreeText("source"), IsoTime.Of(compose.Text("time_to_expire"))), null);
    }
}
