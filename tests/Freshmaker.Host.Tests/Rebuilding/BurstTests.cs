using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Bursts;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Wolverine;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>Commands that come many at a time.</summary>
public sealed class BurstTests(SharedHost shared) : HostTest(shared)
{
    static readonly Reason Cause = Reason.Of(ReasonCode.ModuleMetadataChanged);

    readonly string _one = RebuildId.Of(Wire.Unique("message"));
    readonly string _other = RebuildId.Of(Wire.Unique("message"));

    [Fact]
    public void of_one_rebuild_are_put_together_in_their_order()
    {
        Envelope[] came = [.. new[] { (_one, 1), (_other, 2), (_one, 3) }.Select(c => Of(new RecordTask(c.Item1, "image/a/f41", Told(c.Item2, TaskState.Open)), $"message {c.Item2}"))];

        var bursts = new BurstBatcher().Group(came).ToList();

        bursts.Select(b => b.GroupId).ShouldBe([_one, _other], "the queue of a rebuild is found by it");
        bursts.Select(b => (Burst)b.Message!).Select(b => string.Join(", ", b.Members.Select(m => m.CorrelationId))).ShouldBe(["message 1, message 3", "message 2"]);
    }

    [Fact]
    public async Task are_saved_at_once_and_each_event_names_what_it_follows_from()
    {
        var (store, opened) = await PlannedAsync("a", "b");
        Burst burst = new(_one, [.. new[] { Started("a", 1), Started("b", 2), Started("a", 1) }.Select((c, i) => new BurstMember(c, $"command {i}", $"message {i}"))]);

        await using var session = Host.Store.LightweightSession();
        var (record, work) = BurstHandler.Handle(burst, opened, new(new Random(1)), NullLogger<Burst>.Instance);
        record.Execute(session, store);
        await session.SaveChangesAsync(Ct);

        var started = (await Host.HistoryAsync(_one)).Where(e => e.Data is BuildStarted).ToList();
        started.Select(e => (((BuildStarted)e.Data).ExternalId, e.CausationId, e.CorrelationId))
            .ShouldBe([(1, "command 0", "message 0"), (2, "command 1", "message 1")], "the third was told before");
        work.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_owed_after_them_names_what_it_follows_from()
    {
        var (_, opened) = await PlannedAsync("a");
        Burst burst = new(_one, [new(Started("a", 1), "command 0", "message 0"), new(new RecordTask(_one, KeyOf("a"), Told(1, TaskState.Closed)), "command 1", "message 1")]);

        var (_, work) = BurstHandler.Handle(burst, opened, new(new Random(1)), NullLogger<Burst>.Instance);

        var owed = work.ShouldHaveSingleItem().ShouldBeOfType<DeliveryMessage<Work>>();
        owed.Message.ShouldBeOfType<VerifyImage>().TaskId.ShouldBe(1);
        owed.Options.CorrelationId.ShouldBe("message 1");
    }

    [Fact]
    public async Task one_that_cannot_be_decided_does_not_take_the_others_with_it()
    {
        var image = Wire.Unique("image");
        var id = await Host.OpenAsync(Wire.DockerfileChange(image));
        var key = Artifact.Image(image, "f41").Key;
        await Host.UntilAsync(id, r => r.Builds.GetValueOrDefault(key)?.Phase == BuildPhase.Building, "the image is being built");
        var task = Host.Koji.TasksOf(image)[0].TaskId;

        await Task.WhenAll(
            Host.SendAsync(new RecordTask(id, key, null!)),
            Host.SendAsync(new RecordTask(id, key, Told(task, TaskState.Open))));

        await Host.UntilAsync(id, r => r.Builds[key].Task == TaskState.Open, "the other one is recorded");
    }

    RecordTaskStart Started(string image, long task) => new(_one, KeyOf(image), 1, Told(task, TaskState.Free), "https://koji.example.com/1", Adopted: false);

    static string KeyOf(string image) => Artifact.Image(image, "f41").Key;

    static TaskProgress Told(long id, TaskState state) => new(id, state);

    static Envelope Of(object command, string correlationId) => new(command) { CorrelationId = correlationId };

    async Task<(RebuildStore Store, Opened Opened)> PlannedAsync(params string[] images)
    {
        var store = new RebuildStore(new(), new(Settings.Builds, TimeProvider.System), new(null!), NullLogger<RebuildStore>.Instance);
        await using var session = Host.Store.LightweightSession();
        session.Events.StartStream<Rebuild>(
            _one,
            new MessageReceived("message", Wire.GitReceive, new Dictionary<string, string>(), "{}", "hash", null, TimeProvider.System.GetUtcNow()),
            new TriggerRecognized(new RpmSpecChanged("rpm", "f30", "0123abcd"), ["AHandler"], CascadePosition.First(_one)));
        await session.SaveChangesAsync(Ct);
        var opened = await store.OpenAsync(session, _one, Ct);
        store.Save(session, opened, opened.State.RecordPlan("AHandler", new([.. images.Select(Planned)], []), Host.Get<Policy>(), new Dictionary<string, string>()));
        await session.SaveChangesAsync(Ct);
        return (store, await store.OpenAsync(session, _one, Ct));
    }

    static PlannedBuild Planned(string image) => new(
        Artifact.Image(image, "f41"), new ImageRecipe { Repository = $"container/{image}", Revision = "0123abcd", GitBranch = "f41", Target = "f41-candidate", Isolated = false }, [], [], Cause);
}
