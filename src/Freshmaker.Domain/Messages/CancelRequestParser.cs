namespace Freshmaker.Domain.Messages;

/// <summary>
/// Requests to cancel, <c>freshmaker.manage.eventcancel</c> (behaviour.md §1.2 T12). <c>try</c>, the existing system's count of its own attempts, is
/// not read: stopping a build here is tried, at growing pauses, until the build system says that it ended. An empty <c>builds_id</c> means that none was being built, and cancels the whole rebuild.
/// </summary>
public sealed class CancelRequestParser : IMessageParser
{
    const string Action = "eventcancel";

    public string TopicSuffix => $"freshmaker.manage.{Action}";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        if (body.Text("action") != Action)
            return ParseResult.Refuse("action", $"must be '{Action}', the last segment of the topic");
        if (body.WholeNumber("event_id") is not (> 0 and var rebuild))
            return ParseResult.Refuse("event_id", "must be a positive whole number");
        if (body.Items("builds_id") is not { } items)
            return ParseResult.Refuse("builds_id", "must be a list of whole numbers");

        var builds = new List<long>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].WholeNumber() is not (> 0 and var build))
                return ParseResult.Refuse($"builds_id[{i}]", "must be a positive whole number");
            builds.Add(build);
        }

        return new ParseResult.CancelAsked(rebuild, [.. builds.Distinct()]);
    }
}
