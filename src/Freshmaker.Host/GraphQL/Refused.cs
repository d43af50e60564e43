using GraphQL;

namespace Freshmaker.Host.GraphQL;

/// <summary>Errors that say which argument broke which rule. Their codes are part of the contract.</summary>
static class Refused
{
    public static ExecutionError Page(string argument, string rule) => Of("BAD_PAGE_SIZE", argument, rule);

    public static ExecutionError Cursor(string argument, string rule) => Of("BAD_CURSOR", argument, rule);

    public static ExecutionError Id(string argument, string rule) => Of("BAD_ID", argument, rule);

    public static ExecutionError Argument(string argument, string rule) => Of("BAD_ARGUMENT", argument, rule);

    public static ExecutionError LastEventId(string rule) => new($"The header Last-Event-ID {rule}.") { Code = "BAD_LAST_EVENT_ID" };

    /// <param name="last">The id of the last event that was sent; 0 when none was.</param>
    public static ExecutionError TooSlow(int waiting, long last) => new(
        $"The results were not taken fast enough: more than {waiting} changes were waiting. {(last == 0 ? "Subscribe again." : $"Go on after event {last}.")}")
    {
        Code = "TOO_SLOW",
    };

    public static ExecutionError NotAllowed(string argument, string rule) => Of("NOT_ALLOWED", argument, rule);

    static ExecutionError Of(string code, string argument, string rule) =>
        new($"The argument {argument} {rule}.") { Code = code, Extensions = new() { ["argument"] = argument } };
}
