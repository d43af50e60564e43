using Freshmaker.Domain.Messages;
using Freshmaker.Host.Rebuilding.Reconciling;
using Marten;
using Marten.Services;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// News that come while the making of their thing is being recorded: too late for that decision, too early to find the link that it writes. The intake keeps
/// news before it looks for links; here they are looked for after the link is committed. So one of the two sees the other.
/// </summary>
public sealed class LateNews(Overtakers overtakers, RepairBus bus, ILogger<LateNews> logger)
{
    /// <summary>Once the session has committed, sends what was told of a key meanwhile.</summary>
    public void LookFor<T>(string key, IDocumentSession session, Func<T, IRebuildCommand> command) where T : Progress =>
        session.Listeners.Add(new AfterCommit(async () =>
        {
            if (overtakers.Find<T>(key) is not { } told)
                return;
            try
            {
                await bus.SendAsync(command(told));
            }
            catch (Exception e)
            {
                // What was committed stays; the reconciler asks for the news.
                logger.LogWarning("News of {Key} came while its making was recorded and could not be passed on ({Error})", key, e.Message);
            }
        }));

    sealed class AfterCommit(Func<Task> act) : DocumentSessionListenerBase
    {
        public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token) => act();
    }
}
