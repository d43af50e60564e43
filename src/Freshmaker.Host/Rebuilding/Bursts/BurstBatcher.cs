using Wolverine;
using Wolverine.Runtime.Batching;

namespace Freshmaker.Host.Rebuilding.Bursts;

/// <summary>Puts commands to the same rebuild together. They go on to the queue of that rebuild, so its other commands stay in turn with them.</summary>
public sealed class BurstBatcher : IMessageBatcher
{
    /// <summary>How long the first one waits for others: nobody sees it, and at the rates of a large level several come in that time.</summary>
    static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(25);

    const int Most = 100;

    public Type BatchMessageType => typeof(Burst);

    public IEnumerable<Envelope> Group(IReadOnlyList<Envelope> envelopes) =>
        from envelope in envelopes
        group envelope by ((IBurstCommand)envelope.Message!).RebuildId into burst
        select new Envelope(new Burst(burst.Key, [.. burst.Select(BurstMember.Of)]), burst) { GroupId = burst.Key };

    public static void Take<T>(WolverineOptions wolverine)
        where T : IBurstCommand => wolverine.BatchMessagesOf<T>(options =>
        {
            options.Batcher = new BurstBatcher();
            options.BatchSize = Most;
            options.TriggerTime = Wait;
        });
}
