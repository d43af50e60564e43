using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>Someone wants a rebuild to stop.</summary>
public sealed record CancelRebuild(string RebuildId, string Who, string Why) : IRebuildCommand;

public static class CancelRebuildHandler
{
    public static (Record, OutgoingMessages) Handle(CancelRebuild command, Opened opened) =>
        opened.Record(opened.State.RequestCancel(command.Who, command.Why));
}

/// <summary>A build that is not wanted any more is not in the build system, and will not be handed to it.</summary>
public sealed record RecordNotSubmitted(string RebuildId, string Build) : IRebuildCommand;

public static class RecordNotSubmittedHandler
{
    public static (Record, OutgoingMessages) Handle(RecordNotSubmitted command, Opened opened) =>
        opened.Record(opened.State.RecordNotSubmitted(command.Build));
}

/// <summary>Someone wants builds of a rebuild to stop, with what depends on them.</summary>
public sealed record CancelBuilds(string RebuildId, IReadOnlyList<string> Builds, string Who, string Why) : IRebuildCommand;

public static class CancelBuildsHandler
{
    public static (Record, OutgoingMessages) Handle(CancelBuilds command, Opened opened) => opened.Record(command.Builds.Aggregate(
        Decision.Nothing(opened.State), (decision, build) => decision.Then(after => after.RequestCancelOf(build, command.Who, command.Why))));
}
