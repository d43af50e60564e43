using System.Text.Json;

namespace Freshmaker.Domain.Messages;

/// <summary>
/// Tasks of the internal Koji, <c>brew.task.closed</c>, <c>brew.task.failed</c> and <c>brew.task.canceled</c> (behaviour.md §1.2 T5). The state is the
/// message's, not the topic's. The existing system takes the first two only and never learns of canceled tasks (behaviour.md §0.5).
/// </summary>
/// <param name="end">Last segment of the topic.</param>
public sealed class BrewTaskParser(string end) : IMessageParser
{
    public string TopicSuffix { get; } = $"brew.task.{end}";

    public ParseResult Parse(BusMessage message)
    {
        if (message.Body.At("info") is not { ValueKind: JsonValueKind.Object } info)
            return ParseResult.Refuse("info", "must be an object that describes the task");
        if (info.Text("method") is not { } method)
            return ParseResult.Refuse("info.method", "must be a text");
        return KojiTask.Foreign(message.Body.Text("attribute"), method) ?? KojiTask.Progress(message.Body, info, info.WholeNumber("id"), "info.id", method);
    }
}
