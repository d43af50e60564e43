using System.Globalization;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Odcs;

/// <summary>Reads a compose from ODCS's JSON: strict in what identifies it and its state, tolerant in everything else.</summary>
internal static class OdcsCompose
{
    const int MaxWords = 500;

    public static ComposeProgress Read(Answer answer, JsonElement compose, string path = "")
    {
        if (compose.ValueKind != JsonValueKind.Object)
            throw answer.Fault($"{(path.Length == 0 ? "the body" : path.TrimEnd('.'))} must be a compose");
        if (compose.WholeNumber("id") is not (> 0 and var id))
            throw answer.Fault($"{path}id must be a positive whole number");
        // By name where there is one: the numbers are an agreement between ODCS and its own client.
        var state = StateOf(compose.Text("state_name")) ?? StateOf(compose.WholeNumber("state"))
            ?? throw answer.Fault($"{path}state_name must be one of {string.Join(", ", Enum.GetNames<ComposeState>()).ToLowerInvariant()}");
        var reason = compose.FreeText("state_reason") is { Length: > 0 } text ? Words.Clean(text, MaxWords) : null;
        return new(id, state, reason, KindOf(compose), compose.FreeText("source"), Time(compose, "time_to_expire"));
    }

    /// <summary>A time in UTC, as ODCS writes it; null when there is none that can be read.</summary>
    public static DateTimeOffset? Time(JsonElement compose, string name) =>
        DateTimeOffset.TryParse(
            compose.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>ODCS's name of a source type: its records have the number, some of its messages the name.</summary>
    static string? KindOf(JsonElement compose) => compose.WholeNumber("source_type") switch
    {
        3 => "repo",
        5 => "raw_config",
        7 => "pungi_compose",
        { } number when Enum.IsDefined((ComposeKind)Math.Clamp(number, 0, 100)) => NameOf((ComposeKind)number),
        _ => compose.FreeText("source_type"),
    };

    public static string NameOf(ComposeKind kind) => kind.ToString().ToLowerInvariant();

    static ComposeState? StateOf(string? name) =>
        Enum.GetValues<ComposeState>().Where(state => string.Equals(state.ToString(), name, StringComparison.OrdinalIgnoreCase)).Select(state => (ComposeState?)state).FirstOrDefault();

    static ComposeState? StateOf(long? number) => number is >= 0 and <= (long)ComposeState.Failed ? (ComposeState)number : null;
}
