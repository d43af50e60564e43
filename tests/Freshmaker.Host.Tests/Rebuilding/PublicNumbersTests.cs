using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Tests.Running;
using JasperFx.Events;
using Npgsql;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>Rebuilds and builds are found by their public numbers, whatever the read models know.</summary>
public sealed class PublicNumbersTests(SharedHost shared) : HostTest(shared)
{
    readonly string _module = Wire.Unique("module");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_cancel_finds_what_it_names_while_the_read_models_cannot_answer(bool byBuild)
    {
        var (id, first, planned) = await BuildingAsync();
        await using (var views = await Host.Database.OpenConnectionAsync(Ct))
        await using (await views.BeginTransactionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand($"lock table {Host.HostSettings.ViewsSchema}.rebuilds, {Host.HostSettings.ViewsSchema}.builds", views);
            await hold.ExecuteNonQueryAsync(Ct);

            await Host.TakeAsync(Cancel(first.Sequence, byBuild ? [planned.Sequence] : []));

            (await Host.UntilOverAsync(id)).Builds.Values.ShouldHaveSingleItem().Phase.ShouldBe(BuildPhase.Canceled);
        }
    }

    [Fact]
    public async Task numbers_of_other_things_are_refused_with_the_field()
    {
        var (id, first, planned) = await BuildingAsync();
        var (_, _, another) = await BuildingAsync();

        await ShouldBeRefusedAsync(Cancel(planned.Sequence, []), $"event_id must be the number of a rebuild (there is no {planned.Sequence})");
        await ShouldBeRefusedAsync(
            Cancel(first.Sequence, [planned.Sequence, another.Sequence]), $"builds_id must be numbers of builds of rebuild {first.Sequence} ({another.Sequence} is not)");
        await ShouldBeRefusedAsync(
            Cancel(first.Sequence, [first.Sequence]), $"builds_id must be numbers of builds of rebuild {first.Sequence} ({first.Sequence} is not)");
        (await Host.StateAsync(id)).Cancel.ShouldBeNull();
    }

    [Fact]
    public async Task what_a_rebuild_built_is_nothing_or_unknown()
    {
        var (id, first, planned) = await BuildingAsync();
        var earlier = Host.Get<IEarlierRebuilds>();

        (await earlier.OfRebuildAsync(first.Sequence, Ct)).ShouldNotBeNull().ShouldBeEmpty();
        (await earlier.OfRebuildAsync(planned.Sequence, Ct)).ShouldBeNull();
        (await earlier.OfRebuildAsync(long.MaxValue, Ct)).ShouldBeNull();

        await using var session = Host.Store.LightweightSession();
        session.Store(new FinishedImage($"{id} a-1-1", id, "key", "a-1-1", "a-1-1.1", true, DryRun: false));
        await session.SaveChangesAsync(Ct);
        (await earlier.OfRebuildAsync(first.Sequence, Ct)).ShouldNotBeNull().ShouldHaveSingleItem().RebuiltNvr.ShouldBe("a-1-1.1");
    }

    async Task ShouldBeRefusedAsync(WireMessage message, string words)
    {
        await Host.TakeAsync(message);
        (await Eventually.BecomesAsync(() => Host.DeadLettersAboutAsync(message.MessageId!), found => found.Count > 0, "it should be refused"))
            .ShouldHaveSingleItem().ShouldContain(words);
    }

    static WireMessage Cancel(long rebuild, long[] builds) =>
        Wire.Of($"{Wire.Prefix}.freshmaker.manage.eventcancel", null, new { action = "eventcancel", event_id = rebuild, builds_id = builds });

    /// <summary>A rebuild of one module that MBS builds, with the events that have its numbers.</summary>
    async Task<(string Id, IEvent First, IEvent Planned)> BuildingAsync()
    {
        var module = Wire.Unique(_module);
        var id = await Host.OpenAsync(Wire.ModuleChange(module, Wire.Commit()));
        await Host.UntilBuildingAsync(id, module);
        var history = await Host.HistoryAsync(id);
        return (id, history[0], history.ShouldHaveSingle<ArtifactPlanned>());
    }
}
