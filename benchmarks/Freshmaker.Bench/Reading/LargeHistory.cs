using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Bench.Reading;

/// <summary>
/// Rebuilds of images as years leave them behind, decided by the domain: of ten, two had nothing to do, one failed at its base, seven were built. Each hundred ends
/// with a cascade of six, of which each was caused by the one before; one in the middle is as large as rebuilds get.
/// </summary>
/// <param name="rebuilds">How many; one more is the large one.</param>
/// <param name="largest">Builds of the large one.</param>
sealed class LargeHistory(int rebuilds, int largest)
{
    public const int CascadeDepth = 6;
    public const int Names = 2_000;

    const string Shipped = "ImagesOnAdvisoryShipped", ParentBuilt = "ImagesOnParentBuilt";

    static readonly DateTimeOffset Begin = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    long _lastTask;

    /// <summary>In the order of their time. Each can be looked at once.</summary>
    public IEnumerable<PastStream> Streams()
    {
        Rebuild? before = null;
        for (var n = 0; n < rebuilds; n++)
        {
            if (n == rebuilds / 2)
                yield return Large();
            var place = n % 100 - (100 - CascadeDepth); // from 0 in a cascade
            var decided = place > 0 ? Following(n, before!) : Opened(n, builds: place < 0 && n % 10 < 2 ? 0 : n % 10 < 5 ? 7 : 6, fails: place < 0 && n % 10 == 2);
            before = decided.After;
            yield return decided.Stream;
        }
    }

    public static string NameOf(int n) => $"image-{n % Names}-container";

    PastStream Large() => Decide(
        "bench-large", Begin.AddMinutes(10 * (rebuilds / 2)), new AdvisoryShipped(999_999), Shipped, CascadePosition.First(RebuildId.Of("bench-large")),
        [.. Enumerable.Range(0, largest).Select(i => Image(i, rebuilds + 1, i == 0 ? null : (i - 1) / 8))], fails: false).Stream;

    (PastStream Stream, Rebuild After) Opened(int n, int builds, bool fails)
    {
        var message = $"bench-{n}";
        return Decide(
            message, Begin.AddMinutes(10 * n), new AdvisoryShipped(1_000_000 + n), Shipped, CascadePosition.First(RebuildId.Of(message)),
            [.. Enumerable.Range(0, builds).Select(i => Image(6 * n + i, n, i == 0 ? null : 6 * n + (i - 1) / 2))], fails);
    }

    /// <summary>What followed from the last build of the rebuild before.</summary>
    (PastStream Stream, Rebuild After) Following(int n, Rebuild before)
    {
        var parent = before.Builds.Values.MaxBy(b => b.Planned.Key, StringComparer.Ordinal)!;
        var cause = Reason.Of(ReasonCode.ParentBuilt, ("built", parent.Nvr!), ("parent", ((ImageRecipe)parent.Planned.Recipe).OriginalNvr!));
        return Decide(
            $"bench-{n}", Begin.AddMinutes(10 * n), new ImageBuilt(parent.Nvr!, 4_000_000 + n, parent.ExternalId), ParentBuilt, before.Cascade.After(before.Id, parent.Planned.Key),
            [.. Enumerable.Range(0, 6).Select(i => Image(6 * n + i, n, i == 0 ? null : 6 * n + i - 1, cause))], fails: false);
    }

    (PastStream Stream, Rebuild After) Decide(
        string message, DateTimeOffset at, Trigger trigger, string handler, CascadePosition cascade, IReadOnlyList<PlannedBuild> builds, bool fails)
    {
        var body = JsonSerializer.SerializeToElement(new { errata_id = 1, from = "PUSH_READY", to = "SHIPPED_LIVE", product = "ACME", release = "ACME-9", key = trigger.SearchKey });
        var opened = Receiving.Open(new(message, "org.fedoraproject.prod.errata.activity.status", new Dictionary<string, string>(), body, at, at), trigger, [handler], cascade);
        var events = new List<IRebuildEvent>(opened.Events);
        var rebuild = opened.After with { Moment = new(at) { Builds = new(1, TimeSpan.Zero, TimeSpan.Zero) } };
        Take(rebuild.RecordPlan(handler, new Plan(builds, []) { AskedPolicy = true }, Policy.DenyAll, new Dictionary<string, string>()));
        while (!rebuild.IsOver)
        {
            string[] submitting = [.. rebuild.Builds.Values.Where(b => b.Phase == BuildPhase.Submitting).Select(b => b.Planned.Key)];
            if (submitting.Length == 0)
                throw new InvalidOperationException($"{message} did not end but is {rebuild.State}");
            foreach (var build in submitting)
                Build(build);
        }

        return (new(rebuild.Id, at, events), rebuild);

        void Build(string build)
        {
            var task = ++_lastTask;
            Take(rebuild.RecordTaskStart(build, rebuild.Builds[build].Try, new(task, TaskState.Free), $"https://koji.example.org/koji/taskinfo?taskID={task}", adopted: false));
            Take(rebuild.RecordTask(build, new(task, fails ? TaskState.Failed : TaskState.Closed)));
            if (!fails)
                Take(rebuild.RecordResult(build, task, new(3_000_000 + task, rebuild.Builds[build].Nvr!, [Nvr.Parse("libstone-1.2-4.el9")])));
        }

        void Take(Decision decision)
        {
            events.AddRange(decision.Events);
            rebuild = decision.After;
        }
    }

    /// <param name="number">Says how it is called.</param>
    /// <param name="release">Of the build that is replaced: an NVR is there once.</param>
    static PlannedBuild Image(int number, int release, int? parent, Reason? cause = null)
    {
        return PlannedImage.Of($"containers/{NameOf(number)}", NvrOf(number), parent is { } p ? NvrOf(p) : null, cause);

        string NvrOf(int i) => $"{NameOf(i)}-1-{release}";
    }
}

/// <summary>A stream that has ended.</summary>
/// <param name="At">When it began.</param>
sealed record PastStream(string Id, DateTimeOffset At, IReadOnlyList<IRebuildEvent> Events);
