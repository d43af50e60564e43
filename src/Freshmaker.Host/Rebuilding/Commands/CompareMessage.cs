using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>A message came whose id has a stream already: a redelivery, or another body under the same id.</summary>
public sealed record CompareMessage(string RebuildId, string MessageId, string Body, DateTimeOffset ReceivedAt) : IRebuildCommand;

public static class CompareMessageHandler
{
    public static (Record, OutgoingMessages) Handle(CompareMessage command, Opened opened) =>
        opened.Record(opened.State.Compare(command.MessageId, command.Body, command.ReceivedAt));
}
