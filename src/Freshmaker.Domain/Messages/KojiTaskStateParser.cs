namespace Freshmaker.Domain.Messages;

/// <summary>
/// Koji tasks, <c>buildsys.task.state.change</c> (behaviour.md §1.2 T4). Fedora's Koji tells of scratch builds only; the ends of others come by
/// <see cref="KojiBuildStateParser"/>. The oldest form has no method.
/// </summary>
public sealed class KojiTaskStateParser : IMessageParser
{
    public string TopicSuffix => "buildsys.task.state.change";

    public ParseResult Parse(BusMessage message)
    {
        var body = message.Body;
        var method = body.Text("method") ?? body.Text("info", "method");
        return KojiTask.Foreign(body.Text("attribute"), method) ?? KojiTask.Progress(body, body.At("info"), body.WholeNumber("id"), "id", method);
    }
}
