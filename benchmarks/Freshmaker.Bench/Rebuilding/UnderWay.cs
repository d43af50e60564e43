using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Marten;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>A rebuild in the middle of its work: decided by the domain, stored as the service stores it.</summary>
/// <param name="Decision">All its events so far.</param>
sealed record UnderWay(Decision Decision)
{
    const string Handler = "ImagesOnAdvisoryShipped";

    static long _lastAdvisory = 1_000_000;
    static long _lastTask = 80_000_000;

    public string Id => Decision.After.Id;

    /// <summary>Builds that nothing keeps from each other, each with its task in Koji.</summary>
    public static UnderWay Building(int builds)
    {
        var planned = Planned(world => [.. Enumerable.Range(0, builds).Select(i => Image(world, i))]);
        return new(planned.Decision.After.Builds.Keys.Aggregate(planned.Decision, (so, build) => Then(
            so, r => r.RecordTaskStart(build, 1, new(Interlocked.Increment(ref _lastTask), TaskState.Free), "http://127.0.0.1:9/", adopted: false))));
    }

    /// <summary>One build that is about to be submitted and the others built on it.</summary>
    public static UnderWay Fan(int children) => Planned(world => [Image(world, 0), .. Enumerable.Range(1, children).Select(i => Image(world, i, 0))]);

    /// <summary>Each built on the one before; the first is about to be submitted.</summary>
    public static UnderWay Chain(int depth) => Planned(world => [Image(world, 0), .. Enumerable.Range(1, depth - 1).Select(i => Image(world, i, i - 1))]);

    public async Task StoreAsync(IDocumentStore store, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        session.Events.StartStream<Rebuild>(Id, Decision.Events);
        RebuildIndex.Write(session, Decision);
        await session.SaveChangesAsync(ct);
    }

    static UnderWay Planned(Func<long, IReadOnlyList<PlannedBuild>> builds)
    {
        var trigger = new AdvisoryShipped(Interlocked.Increment(ref _lastAdvisory));
        var now = TimeProvider.System.GetUtcNow();
        var message = new BusMessage(
            $"bench-{trigger.Advisory}", "org.fedoraproject.prod.errata.activity.status", new Dictionary<string, string>(),
            JsonSerializer.SerializeToElement(new { errata_id = trigger.Advisory, to = "SHIPPED_LIVE" }), now, now);
        var opened = Receiving.Open(message, trigger, [Handler], CascadePosition.First(RebuildId.Of(message.Id)));
        opened = opened with { After = opened.After with { Moment = new(now) } };
        return new(Then(opened, r => r.RecordPlan(Handler, new Plan(builds(trigger.Advisory), []) { AskedPolicy = true }, Policy.DenyAll, new Dictionary<string, string>())));
    }

    // Event by event appended, not copied: a rebuild of thousands is made of thousands of decisions.
    static Decision Then(Decision so, Func<Rebuild, Decision> next)
    {
        var further = next(so.After);
        var events = so.Events as List<IRebuildEvent> ?? [.. so.Events];
        events.AddRange(further.Events);
        return new(events, further.After);
    }

    /// <param name="world">A number of the rebuild's own: an NVR is given once, by whichever rebuild.</param>
    static PlannedBuild Image(long world, int number, int? parent = null)
    {
        return PlannedImage.Of($"containers/image-{number}", NvrOf(number), parent is { } p ? NvrOf(p) : null);

        string NvrOf(int i) => $"image{world}-{i:00000}-container-1-3";
    }
}
