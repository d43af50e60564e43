using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Tests.Running;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Host.Tests.Bus;

/// <summary>Requests to cancel that come over the bus and name public numbers (behaviour.md T12).</summary>
public sealed class CancelRequestTests(SharedHost shared) : HostTest(shared)
{
    const string Topic = $"{Wire.Prefix}.freshmaker.manage.eventcancel";

    readonly string _one = Wire.Unique("module");
    readonly string _two = Wire.Unique("module");

    [Fact]
    public async Task the_builds_that_it_names_are_canceled_and_no_others()
    {
        var (id, rebuild, builds) = await BuildingAsync(_one, _two);
        var request = Request(rebuild, [builds[_two]]);

        await Host.TakeAsync(request);

        await Host.UntilAsync(id, r => r.Builds[TestHost.KeyOf(_two)].Phase == BuildPhase.Canceled, "it should be canceled");
        (await Host.FactsAsync<BuildCancelRequested>(id)).ShouldHaveSingleItem().ShouldBe(new(
            TestHost.KeyOf(_two), $"the sender of message {request.MessageId}", $"asked for on the bus, by message {request.MessageId}"));
        (await Host.StateAsync(id)).Builds[TestHost.KeyOf(_one)].ShouldSatisfyAllConditions(b => b.Phase.ShouldBe(BuildPhase.Building), b => b.CancelAsked.ShouldBeFalse());
    }

    [Fact]
    public async Task the_whole_rebuild_is_canceled_when_it_names_no_build_and_by_whom_it_says()
    {
        var (id, rebuild, _) = await BuildingAsync(_one, _two);
        var request = Request(rebuild, []);

        await Host.TakeAsync(request with { Headers = new Dictionary<string, string> { ["fedora_messaging_user_dana"] = "true" } });

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
        (await Host.FactsAsync<CancelRequested>(id)).ShouldHaveSingleItem().ShouldBe(new("dana", $"asked for on the bus, by message {request.MessageId}"));
    }

    [Fact]
    public async Task a_build_of_another_rebuild_is_refused_and_nothing_is_canceled()
    {
        var (id, rebuild, builds) = await BuildingAsync(_one, _two);
        var other = Wire.Unique("module");
        var (_, _, theirs) = await BuildingAsync(other);
        var foreign = theirs[other];

        await Host.TakeAsync(Request(rebuild, [builds[_one], foreign]));

        await RefusedAsync($"builds_id must be numbers of builds of rebuild {rebuild} ({foreign} is not)");
        (await Host.FactsAsync<BuildCancelRequested>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_rebuild_or_build_that_does_not_exist_is_refused()
    {
        var (_, rebuild, _) = await BuildingAsync(_one, _two);

        await Host.TakeAsync(Request(rebuild, [987_654_321]), Request(987_654_322, []));

        await RefusedAsync($"builds_id must be numbers of builds of rebuild {rebuild} (987654321 is not)");
        await RefusedAsync("event_id must be the number of a rebuild (there is no 987654322)");
    }

    static WireMessage Request(long rebuild, long[] builds) => Wire.Of(Topic, null, new { action = "eventcancel", event_id = rebuild, builds_id = builds });

    async Task RefusedAsync(string words) => (await Eventually.BecomesAsync(
        () => Host.DeadLettersAboutAsync(words), letters => letters.Count == 1, $"there should be a dead letter: {words}"))[0].ShouldContain("MessageRefusedException");

    /// <summary>Modules building, and their public numbers.</summary>
    async Task<(string Id, long Rebuild, IReadOnlyDictionary<string, long> Builds)> BuildingAsync(params string[] modules)
    {
        var rpm = Wire.Unique("rpm");
        Host.Catalogue.RpmIsIn(rpm, modules);
        var id = await Host.OpenAsync(Wire.SpecChange(rpm));
        foreach (var module in modules)
            await Host.UntilBuildingAsync(id, module);
        var keys = modules.Select(m => (id, TestHost.KeyOf(m))).ToList();
        var builds = await Eventually.BecomesAsync(() => Host.Get<BuildQueries>().FindAsync(keys, Ct), b => b.Count == modules.Length, "the view should show them");
        var rebuild = await Eventually.BecomesAsync(() => Host.Get<RebuildQueries>().FindAsync([id], Ct), r => r.Count == 1, "the view should show the rebuild");
        return (id, rebuild[id].Number, builds.Values.ToDictionary(b => b.Artifact.Name, b => b.Number));
    }
}
