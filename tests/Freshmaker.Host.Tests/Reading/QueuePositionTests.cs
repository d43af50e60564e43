using Freshmaker.Host.Rebuilding;
using Marten;

namespace Freshmaker.Host.Tests.Reading;

public sealed class QueuePositionTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task a_build_shows_its_place_among_those_that_wait_and_none_when_it_does_not()
    {
        await using var host = await ReadingHost.StartAsync();
        var (one, two) = (History.OfSpecChange("queue-1").Plan("ModulesOnRpmSpecChange", ["a", "b", "c"]), History.OfSpecChange("queue-2").Plan("ModulesOnRpmSpecChange", ["a", "d"]));
        await host.RecordAsync(one, two);
        await StoreAsync(
            host, Turn(one, "a", isTaken: true), Turn(one, "b"), Turn(two, "a", priority: 5), Turn(two, "d", height: 2), Turn(History.OfSpecChange("elsewhere"), "x", height: 1));

        var data = await host.AskAsync("{ builds { edges { node { artifact { name } rebuild { message { id } } queuePosition } } } }");

        data.GetProperty("builds").GetProperty("edges").EnumerateArray().Select(e => e.GetProperty("node"))
            .ToDictionary(
                n => $"{n.GetProperty("rebuild").GetProperty("message").GetProperty("id").GetString()} {n.GetProperty("artifact").GetProperty("name").GetString()}",
                n => n.GetProperty("queuePosition") is { ValueKind: System.Text.Json.JsonValueKind.Number } place ? place.GetInt32() : 0)
            .ShouldBe(new Dictionary<string, int> { ["queue-1 a"] = 0, ["queue-1 b"] = 4, ["queue-1 c"] = 0, ["queue-2 a"] = 1, ["queue-2 d"] = 2 }, ignoreOrder: true);
    }

    static Turn Turn(History rebuild, string module, int priority = 0, int height = 0, bool isTaken = false) => new(
        Host.Rebuilding.Turn.IdOf(rebuild.Id, History.Key(module)), rebuild.Id, History.Key(module), "modules", priority, isTaken, Noon, height);

    static async Task StoreAsync(ReadingHost host, params Turn[] turns)
    {
        await using var session = host.Store.LightweightSession();
        session.Store(turns);
        await session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
