using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

public sealed class WaitingForTests
{
    const string Query = "{ builds(first: 20) { edges { node { artifact { name } waitingFor { kind reason { code text } build { artifact { name } } externalId until queuePosition } } } } }";

    [Fact]
    public async Task each_build_says_what_it_waits_for()
    {
        await using var host = await ReadingHost.StartAsync();
        await host.RecordAsync(
            History.OfSpecChange("waits-1").Plan("ModulesOnRpmSpecChange", ["a", "b", "c<a<b"]).BuildAll("a", 11).Bump("b").Start("b", 12),
            History.OfSpecChange("waits-2").Plan("ModulesOnRpmSpecChange", ["d"]));

        var data = await host.AskAsync(Query);

        var waiting = data.GetProperty("builds").GetProperty("edges").EnumerateArray().Select(e => e.GetProperty("node"))
            .ToDictionary(n => n.GetProperty("artifact").GetProperty("name").GetString()!, n => n.GetProperty("waitingFor").EnumerateArray().ToList());
        waiting["a"].ShouldBeEmpty("it is done");
        waiting["b"].ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            w => Text(w, "kind").ShouldBe("BUILD_SYSTEM"), w => w.GetProperty("externalId").GetInt64().ShouldBe(12),
            w => Text(w.GetProperty("reason"), "text").ShouldStartWith("MBS has it as 12, in state "));
        waiting["c"].ShouldHaveSingleItem("a is done, b is not").ShouldSatisfyAllConditions(
            w => Text(w, "kind").ShouldBe("PARENT"), w => Text(w.GetProperty("build").GetProperty("artifact"), "name").ShouldBe("b"),
            w => Text(w.GetProperty("reason"), "text").ShouldBe("It needs module/b/1, which is building."));
        Text(waiting["d"].ShouldHaveSingleItem(), "kind").ShouldBe("OWN_STEP");
    }

    [Fact]
    public async Task it_is_of_the_events_themselves_so_it_is_never_behind()
    {
        await using var host = await ReadingHost.StartAsync();
        var history = History.OfSpecChange("waits-3").Plan("ModulesOnRpmSpecChange", ["a", "b<a"]);
        await host.RecordAsync(history);
        await host.AppendAsync(history.BuildAll("a", 11)); // which no read model has seen

        var data = await host.AskAsync(Query);

        var b = data.GetProperty("builds").GetProperty("edges").EnumerateArray().Select(e => e.GetProperty("node")).Single(n => Text(n.GetProperty("artifact"), "name") == "b");
        Text(b.GetProperty("waitingFor").EnumerateArray().ShouldHaveSingleItem(), "kind").ShouldBe("OWN_STEP", "it is being bumped");
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
