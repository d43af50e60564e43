using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>The build system has the build.</summary>
public sealed record RecordStart(string RebuildId, string Build, ModuleBuildProgress Found, string Url, bool Adopted) : IRebuildCommand;

public static class RecordStartHandler
{
    public static (Record, OutgoingMessages) Handle(RecordStart command, Opened opened) =>
        opened.Record(opened.State.RecordStart(command.Build, command.Found, command.Url, command.Adopted));
}

/// <summary>The build system does not want the build.</summary>
public sealed record RecordRefusal(string RebuildId, string Build, string System, string Text) : IRebuildCommand;

public static class RecordRefusalHandler
{
    public static (Record, OutgoingMessages) Handle(RecordRefusal command, Opened opened) =>
        opened.Record(opened.State.RecordRefusal(command.Build, command.System, command.Text));
}
