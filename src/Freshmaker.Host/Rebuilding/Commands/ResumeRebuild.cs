using Freshmaker.Domain.Rebuilds;
using Wolverine;

namespace Freshmaker.Host.Rebuilding.Commands;

/// <summary>Order again whatever the rebuild owes: after a crash, or when nothing has moved for long. Work done twice does no harm.</summary>
public sealed record ResumeRebuild(string RebuildId) : IRebuildCommand;

public static class ResumeRebuildHandler
{
    public static OutgoingMessages Handle(ResumeRebuild command, Opened opened, TimeProvider clock) =>
        Outcome.Send(RebuildProcess.Next(opened.State).Where(work => work.NotBefore is null || work.NotBefore <= clock.GetUtcNow()));
}
