using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Reading;
using Freshmaker.Host.Tests.Running;
using Marten;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>What is stored of turns from the queue to the end, when the limit comes and goes with restarts. Nobody gives turns here but the test.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class TurnLifeTests(SharedReading shared)
{
    static readonly Moment Unlimited = new(TimeProvider.System.GetUtcNow());
    static readonly Moment Limited = Unlimited with { StartsTakeTurns = true };
    static readonly string Base = Artifact.Image("base", "f41").Key;
    static readonly string Web = Artifact.Image("web", "f41").Key;

    readonly string _message = Wire.Unique("message");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_build_waits_with_its_height_and_its_turn_goes_with_its_end()
    {
        var queued = await SavedAsync(Planned(Limited));
        (await TurnOf(queued, Base)).ShouldBe(Turn.Queued(queued.After, new BuildQueued(Base, "f41-candidate", 0, 1)));
        (await TurnOf(queued, Web)).ShouldBeNull("it waits for its parent");

        var begun = await SavedAsync(queued.After.GrantTurn(Base));
        (await TurnOf(begun, Base))!.ShouldSatisfyAllConditions(t => t.IsTaken.ShouldBeTrue(), t => t.Height.ShouldBe(1), t => t.Target.ShouldBe("f41-candidate"));

        var built = await SavedAsync(Built(begun.After, Base, 7));
        (await TurnOf(built, Base)).ShouldBeNull();
        (await TurnOf(built, Web))!.IsTaken.ShouldBeFalse();
    }

    [Fact] // twenty of them stayed taken for ever, and with the limit back nothing started again
    public async Task it_goes_also_when_the_limit_was_lifted_meanwhile()
    {
        var begun = await SavedAsync((await SavedAsync(Planned(Limited))).After.GrantTurn(Base));

        var built = await SavedAsync(Built(begun.After with { Moment = Unlimited }, Base, 7));

        (await TurnOf(built, Base)).ShouldBeNull();
    }

    [Fact]
    public async Task it_goes_also_from_one_that_never_began_when_the_limit_was_lifted_meanwhile()
    {
        var queued = await SavedAsync(Planned(Limited));

        var canceled = await SavedAsync((queued.After with { Moment = Unlimited }).RequestCancel("dana", "x"));

        (await TurnOf(canceled, Base)).ShouldBeNull();
    }

    [Fact]
    public async Task of_what_happens_to_a_build_at_once_the_last_counts()
    {
        var begun = await SavedAsync((await SavedAsync(Planned(Limited with { Builds = new(3, TimeSpan.Zero, TimeSpan.Zero) }))).After.GrantTurn(Base));
        var started = begun.After.RecordTaskStart(Base, 1, new(7, TaskState.Open), "", adopted: false);

        var again = await SavedAsync(started.Then(r => r.RecordTask(Base, new(7, TaskState.Failed))));

        again.Events.Select(e => e.GetType().Name).ShouldBe(["BuildStarted", "TaskProgressed", "BuildRetryPlanned", "BuildQueued"]);
        (await TurnOf(again, Base))!.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public async Task where_there_was_never_a_limit_nothing_is_stored()
    {
        var begun = await SavedAsync(Planned(Unlimited));

        (await TurnOf(begun, Base)).ShouldBeNull();
    }

    [Fact]
    public async Task one_that_its_build_cannot_use_any_more_is_given_back_when_it_is_granted()
    {
        var queued = await SavedAsync(Planned(Limited));
        var canceled = await SavedAsync(queued.After.RequestCancel("dana", "x"));
        await StoreAsync(Turn.Queued(queued.After, new BuildQueued(Base, "f41-candidate", 0)) with { IsTaken = true });

        await GrantAsync(canceled.After);

        (await TurnOf(canceled, Base)).ShouldBeNull();
    }

    [Fact]
    public async Task one_that_is_granted_twice_stays_with_its_build()
    {
        var begun = await SavedAsync((await SavedAsync(Planned(Limited))).After.GrantTurn(Base));

        await GrantAsync(begun.After);

        (await TurnOf(begun, Base))!.IsTaken.ShouldBeTrue();
    }

    Decision Planned(Moment moment)
    {
        var message = BusMessageReader.Read(Wire.Of(Wire.GitReceive, _message, new { })).Message!;
        var opened = Receiving.Open(message, new RpmSpecChanged("rpm", "f30", "0123abcd"), ["H"], CascadePosition.First(RebuildId.Of(message.Id))).After;
        return (opened with { Moment = moment }).RecordPlan("H", new([Image("base"), Image("web", Base)], []), Settings.AllowAll, new Dictionary<string, string>());
    }

    static PlannedBuild Image(string name, params string[] parents) => new(
        Artifact.Image(name, "f41"), new ImageRecipe { Repository = $"container/{name}", Revision = "0123abcd", GitBranch = "f41", Target = "f41-candidate" }, parents, [],
        Reason.Of(ReasonCode.ModuleMetadataChanged, ("revision", "0123abcd")));

    static Decision Built(Rebuild rebuild, string build, long task) => rebuild
        .RecordTaskStart(build, 1, new(task, TaskState.Closed), "", adopted: false)
        .Then(r => r.RecordResult(build, task, new(task + 1000, "base-1-6", [])));

    async Task<Decision> SavedAsync(Decision decision)
    {
        await using var session = shared.Host.Store.LightweightSession();
        RebuildIndex.Write(session, decision);
        await session.SaveChangesAsync(Ct);
        return decision;
    }

    async Task GrantAsync(Rebuild rebuild)
    {
        await using var session = shared.Host.Store.LightweightSession();
        GrantTurnHandler.Handle(new(rebuild.Id, Base), new(rebuild, 1), session);
        await session.SaveChangesAsync(Ct);
    }

    async Task StoreAsync(Turn turn)
    {
        await using var session = shared.Host.Store.LightweightSession();
        session.Store(turn);
        await session.SaveChangesAsync(Ct);
    }

    async Task<Turn?> TurnOf(Decision decision, string build)
    {
        await using var session = shared.Host.Store.QuerySession();
        return await session.LoadAsync<Turn>(Turn.IdOf(decision.After.Id, build), Ct);
    }
}
