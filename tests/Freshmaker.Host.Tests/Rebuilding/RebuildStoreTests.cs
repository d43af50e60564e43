using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Tests.Running;
using JasperFx;
using Marten;
using Microsoft.Extensions.Logging.Abstractions;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>Two stores, each with a cache of its own, are two nodes.</summary>
public sealed class RebuildStoreTests(SharedHost shared) : HostTest(shared)
{
    readonly Node _one = new();
    readonly Node _two = new();
    readonly string _id = RebuildId.Of(Wire.Unique("message"));

    [Fact]
    public async Task what_one_node_saved_the_other_opens()
    {
        await OpenStreamAsync();

        await SaveAsync(_one, r => r.RequestCancel("dana", "why"));

        (await OpenAsync(_two)).State.Cancel!.Who.ShouldBe("dana");
    }

    [Fact]
    public async Task nodes_that_take_turns_see_each_others_events()
    {
        await OpenStreamAsync();

        foreach (var turn in Enumerable.Range(0, 6))
            await SaveAsync(turn % 2 == 0 ? _one : _two, r => r.Compare("message", $"\"body {turn}\"", TimeProvider.System.GetUtcNow()));

        (await OpenAsync(_one)).State.Conflicts.Count.ShouldBe(6);
        (await OpenAsync(_two)).Version.ShouldBe(8);
    }

    [Fact]
    public async Task only_the_tail_of_a_cached_rebuild_is_read()
    {
        await OpenStreamAsync();
        var (_, version) = await OpenAsync(_one);
        _one.Cache.Put(new(_id) { MessageId = "only the cache knows", Trigger = new RpmSpecChanged("r", "b", "0123abcd") }, version);
        await SaveAsync(_two, r => r.Compare("message", "\"other\"", TimeProvider.System.GetUtcNow()));

        var opened = await OpenAsync(_one);

        opened.State.MessageId.ShouldBe("only the cache knows");
        opened.State.Conflicts.ShouldHaveSingleItem();
        opened.Version.ShouldBe(version + 1);
    }

    [Fact]
    public async Task of_two_that_decide_at_once_the_second_fails_and_keeps_nothing_stale()
    {
        await OpenStreamAsync();
        await using var late = Host.Store.LightweightSession();
        var stale = await _one.Store.OpenAsync(late, _id, Ct);
        await SaveAsync(_two, r => r.RequestCancel("dana", "why"));

        _one.Store.Save(late, stale, stale.State.RequestCancel("erin", "why"));
        await Should.ThrowAsync<ConcurrencyException>(() => late.SaveChangesAsync(Ct));

        _one.Cache.Take(_id).ShouldBeNull();
        (await OpenAsync(_one)).State.Cancel!.Who.ShouldBe("dana");
    }

    [Fact]
    public async Task to_decide_nothing_on_a_stale_state_fails_too()
    {
        await OpenStreamAsync();
        await using var late = Host.Store.LightweightSession();
        var stale = await _one.Store.OpenAsync(late, _id, Ct);
        await SaveAsync(_two, r => r.RequestCancel("dana", "why"));

        _one.Store.Save(late, stale, Decision.Nothing(stale.State));

        await Should.ThrowAsync<ConcurrencyException>(() => late.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task to_decide_nothing_on_the_latest_state_is_fine()
    {
        await OpenStreamAsync();

        await SaveAsync(_one, Decision.Nothing);

        (await OpenAsync(_one)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task a_command_to_a_rebuild_that_does_not_exist_leaves_nothing()
    {
        await SaveAsync(_one, r => r.RequestCancel("dana", "why"));

        (await Host.HistoryAsync(_id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_planned_and_open_is_indexed_in_the_same_transaction()
    {
        await OpenStreamAsync();
        var module = Wire.Unique("module");
        await using var session = Host.Store.LightweightSession();
        var opened = await _one.Store.OpenAsync(session, _id, Ct);
        var plan = Plan.RebuildModule(module, "1", "0123abcd", Domain.Reasons.Reason.Of(Domain.Reasons.ReasonCode.ModuleMetadataChanged));
        _one.Store.Save(session, opened, opened.State.RecordPlan("AHandler", plan, Host.Get<Policy>(), new Dictionary<string, string>()));

        (await IndexedAsync(module)).ShouldBe((false, false));
        await session.SaveChangesAsync(Ct);
        (await IndexedAsync(module)).ShouldBe((true, true));
    }

    async Task<(bool Claim, bool Link)> IndexedAsync(string module)
    {
        await using var session = Host.Store.QuerySession();
        var key = BuildLink.OfCommit(module, "1", "0123abcd");
        return (
            (await session.LoadAsync<Claim>(Claim.InCascade(_id, TestHost.KeyOf(module)), Ct))?.RebuildId == _id,
            await session.Query<BuildLink>().AnyAsync(l => l.Key == key && l.RebuildId == _id, Ct));
    }

    async Task OpenStreamAsync()
    {
        await using var session = Host.Store.LightweightSession();
        session.Events.StartStream<Rebuild>(
            _id,
            new MessageReceived("message", Wire.GitReceive, new Dictionary<string, string>(), "{}", "hash", null, TimeProvider.System.GetUtcNow()),
            new TriggerRecognized(new RpmSpecChanged("rpm", "f30", "0123abcd"), ["AHandler"], CascadePosition.First(_id)));
        await session.SaveChangesAsync(Ct);
    }

    async Task<Opened> OpenAsync(Node node)
    {
        await using var session = Host.Store.LightweightSession();
        return await node.Store.OpenAsync(session, _id, Ct);
    }

    async Task SaveAsync(Node node, Func<Rebuild, Decision> decide)
    {
        await using var session = Host.Store.LightweightSession();
        var opened = await node.Store.OpenAsync(session, _id, Ct);
        node.Store.Save(session, opened, decide(opened.State));
        await session.SaveChangesAsync(Ct);
    }

    sealed class Node
    {
        public Node() => Store = new(Cache, new(Settings.Builds, TimeProvider.System), new(null!), NullLogger<RebuildStore>.Instance);

        public RebuildCache Cache { get; } = new();
        public RebuildStore Store { get; }
    }
}
