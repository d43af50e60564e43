using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;
using Freshmaker.Projections.Builds;
using Microsoft.Extensions.Hosting;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>A host on which one build may run in each target. Every test has a target of its own.</summary>
public sealed class LimitedHost : IAsyncLifetime
{
    public TestHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await TestHost.StartAsync(values => values["Freshmaker:Builds:MaxRunningPerTarget"] = "1");

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class TurnGiverTests(LimitedHost limited) : IClassFixture<LimitedHost>
{
    readonly string _branch = Wire.Unique("b");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    TestHost Host => limited.Host;

    TurnGiver Giver => Host.All<IHostedService>().OfType<TurnGiver>().Single();

    [Fact]
    public async Task a_build_that_is_canceled_while_it_is_given_its_turn_keeps_none()
    {
        await RunningAsync();
        var queued = await QueuedAsync();
        var seen = (await TurnOf(queued))!;
        await CancelAsync(queued);

        await Giver.GiveAsync([seen], Ct);

        (await TurnOf(queued)).ShouldBeNull();
    }

    [Fact]
    public async Task a_turn_that_its_build_cannot_use_any_more_is_given_back_and_serves_another()
    {
        var running = await RunningAsync();
        var queued = await QueuedAsync();
        var next = await QueuedAsync();
        var seen = (await TurnOf(queued))!;
        await CancelAsync(queued);
        await StoreAsync(seen with { IsTaken = true });

        await EndAsync(running);
        await Host.SendAsync(new GrantTurn(queued.Id, queued.Key));

        await UntilTurnAsync(queued, turn => turn is null, "the turn should be given back");
        await UntilBuildingAsync(next);
    }

    [Fact]
    public async Task a_turn_that_is_granted_twice_stays_with_its_build()
    {
        var running = await RunningAsync();

        await Host.SendAsync(new GrantTurn(running.Id, running.Key));
        await Host.SendAsync(new ReviewTurn(running.Id, running.Key));
        await Host.SendAsync(new CancelBuilds(running.Id, [running.Key], "dana", "to see that the others were handled"));
        await Host.UntilAsync(running.Id, r => r.Builds[running.Key].CancelAsked, "commands to a rebuild are handled one after another");

        (await Host.FactsAsync<BuildStarting>(running.Id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_review_gives_back_what_builds_that_are_over_still_have_or_wait_for()
    {
        var (running, taken, waiting) = (await RunningAsync(), await QueuedAsync(), await QueuedAsync());
        var (seenTaken, seenWaiting) = ((await TurnOf(taken))!, (await TurnOf(waiting))!);
        await CancelAsync(taken);
        await CancelAsync(waiting);
        await UntilViewedAsync(BuildPhase.Canceled, taken, waiting);
        await UntilViewedAsync(BuildPhase.Building, running);
        await StoreAsync(seenTaken with { IsTaken = true });
        await StoreAsync(seenWaiting);

        await Giver.ReviewAsync([(await TurnOf(running))!, seenTaken with { IsTaken = true }, seenWaiting], Ct);

        await UntilTurnAsync(taken, turn => turn is null, "the taken turn should be given back");
        await UntilTurnAsync(waiting, turn => turn is null, "the other should not wait any more");
        (await TurnOf(running))!.IsTaken.ShouldBeTrue();
    }

    [Fact]
    public async Task a_review_happens_by_itself()
    {
        await StoreAsync(new Turn("gone build", "gone", "build", _branch, 0, true, TimeProvider.System.GetUtcNow()));

        await Eventually.BecomesAsync(() => TurnOf(("gone", "build")), turn => turn is null, "the turn of a rebuild that nobody knows should go");
    }

    [Fact]
    public async Task a_review_tells_a_build_of_its_turn_that_was_never_told()
    {
        await RunningAsync();
        var queued = await QueuedAsync();
        await StoreAsync((await TurnOf(queued))! with { IsTaken = true });

        await Giver.ReviewAsync([(await TurnOf(queued))!], Ct);

        await UntilBuildingAsync(queued);
    }

    [Fact]
    public async Task a_build_that_ends_gives_its_turn_to_the_longest_way_and_not_to_who_waited_longest()
    {
        var running = await RunningAsync();
        var (first, high) = (await QueuedAsync(), await QueuedAsync());
        await StoreAsync((await TurnOf(high))! with { Height = 3 });

        await EndAsync(running);

        await UntilBuildingAsync(high);
        (await Host.StateAsync(first.Id)).Builds[first.Key].Phase.ShouldBe(BuildPhase.Queued);
    }

    async Task<(string Id, string Key)> RunningAsync()
    {
        var build = await OpenAsync();
        await UntilBuildingAsync(build);
        return build;
    }

    /// <summary>Behind one that runs.</summary>
    async Task<(string Id, string Key)> QueuedAsync()
    {
        var build = await OpenAsync();
        await Host.UntilAsync(build.Id, r => r.Builds.GetValueOrDefault(build.Key)?.Phase == BuildPhase.Queued, "it should wait for its turn");
        return build;
    }

    async Task<(string Id, string Key)> OpenAsync()
    {
        var image = Wire.Unique("image");
        return (await Host.OpenAsync(Wire.DockerfileChange(image, branch: _branch)), Artifact.Image(image, _branch).Key);
    }

    async Task UntilBuildingAsync((string Id, string Key) build) =>
        await Host.UntilAsync(build.Id, r => r.Builds.GetValueOrDefault(build.Key)?.Phase == BuildPhase.Building, "it should be building");

    async Task CancelAsync((string Id, string Key) build)
    {
        await Host.SendAsync(new CancelRebuild(build.Id, "dana", "x"));
        await Host.UntilOverAsync(build.Id);
    }

    async Task EndAsync((string Id, string Key) build)
    {
        var task = (await Host.StateAsync(build.Id)).Builds[build.Key].ExternalId!.Value;
        await Host.TakeAsync(Wire.Task(Host.Koji.Move(task, TaskState.Closed)));
        await Host.UntilOverAsync(build.Id);
    }

    async Task<Turn?> TurnOf((string Id, string Key) build)
    {
        await using var session = Host.Store.QuerySession();
        return await session.LoadAsync<Turn>(Turn.IdOf(build.Id, build.Key), Ct);
    }

    async Task UntilTurnAsync((string Id, string Key) build, Func<Turn?, bool> isSo, string what) => await Eventually.BecomesAsync(() => TurnOf(build), isSo, what);

    async Task StoreAsync(Turn turn)
    {
        await using var session = Host.Store.LightweightSession();
        session.Store(turn);
        await session.SaveChangesAsync(Ct);
    }

    async Task UntilViewedAsync(BuildPhase phase, params (string Id, string Key)[] builds) => await Eventually.BecomesAsync(
        () => Host.Get<BuildQueries>().PhasesAsync(builds, Ct), phases => builds.All(b => phases.TryGetValue(b, out var seen) && seen == phase), $"the view should show {phase}");
}
