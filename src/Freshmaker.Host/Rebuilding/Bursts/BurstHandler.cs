using Freshmaker.Domain.Rebuilds;
using JasperFx;
using JasperFx.Core;
using Marten.Exceptions;
using Npgsql;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace Freshmaker.Host.Rebuilding.Bursts;

public static class BurstHandler
{
    /// <summary>A burst is nowhere but in memory, while its members are in the inbox: so when another node was faster it is tried again in memory, and not scheduled.</summary>
    public static void Configure(HandlerChain chain) => chain
        .OnException<ConcurrencyException>()
        .Or<DocumentAlreadyExistsException>()
        .Or<MartenCommandException>(e => e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        .RetryWithCooldown(20.Milliseconds(), 50.Milliseconds(), 100.Milliseconds(), 250.Milliseconds(), 500.Milliseconds(), 1.Seconds()).WithFullJitter()
        .Then.RequeueIndefinitely();

    public static (Record, OutgoingMessages) Handle(Burst burst, Opened opened, Jitter jitter, ILogger<Burst> logger)
    {
        var all = Decision.Nothing(opened.State);
        var work = new OutgoingMessages();
        List<BurstMember> causes = [];
        foreach (var member in burst.Members)
        {
            if (Decide(member.Command, all.After, jitter, logger) is not { } one)
            {
                work.Add(new Straggler(burst.RebuildId, member.Command));
                continue;
            }

            causes.AddRange(Enumerable.Repeat(member, one.Events.Count));
            Outcome.Send(work, RebuildProcess.NewlyOwed(all.After, one), member.CorrelationId);
            all = all.Then(_ => one);
        }

        return (new(opened, all) { Causes = causes }, work);
    }

    static Decision? Decide(IBurstCommand command, Rebuild rebuild, Jitter jitter, ILogger logger)
    {
        try
        {
            return command.Decide(rebuild, jitter.Next());
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Command} could not be decided with others; it is tried alone", command.GetType().Name);
            return null;
        }
    }
}

/// <summary>A command that could not be decided together with others, so that whatever is wrong with it is its own: tried again alone, it ends among the dead letters.</summary>
public sealed record Straggler(string RebuildId, IBurstCommand Command) : IRebuildCommand;

public static class StragglerHandler
{
    public static (Record, OutgoingMessages) Handle(Straggler straggler, Opened opened, Jitter jitter) =>
        opened.Record(straggler.Command.Decide(opened.State, jitter.Next()));
}
