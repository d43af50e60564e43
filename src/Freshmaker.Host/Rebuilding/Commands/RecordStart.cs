using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Reconciling;
using Marten;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The build system has the build.</summary>
public sealed record RecordStart(string RebuildId, string Build, ModuleBuildProgress Found, string Url, bool Adopted) : IRebuildCommand;

public static class RecordStartHandler
{
    public static async Task<(Record, OutgoingMessages)> Handle(
        RecordStart command, Opened opened, FoundModuleBuild found, IDocumentSession session, CancellationToken ct)
    {
        var decision = opened.State.RecordStart(command.Build, command.Found, command.Url, command.Adopted);
        var (record, messages) = opened.Record(decision);
        if (await found.MissingMessageAsync(decision, command.Found, session, ct) is { } missing)
            messages.Add(missing);
        return (record, messages);
    }
}

/// <summary>The build system does not want the build.</summary>
public sealed record RecordRefusal(string RebuildId, string Build, string System, string Text) : IRebuildCommand;

public static class RecordRefusalHandler
{
    public static (Record, OutgoingMessages) Handle(RecordRefusal command, Opened opened) =>
        opened.Record(opened.State.RecordRefusal(command.Build, command.System, command.Text));
}
