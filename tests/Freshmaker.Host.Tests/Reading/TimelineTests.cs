using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

[Collection(SharedReadingCollection.Name)]
public sealed class TimelineTests(SharedReading shared)
{
    readonly ReadingHost _host = shared.Host;

    [Theory]
    [InlineData("""kind: ["build_succeeded", "plan_completed"]""", "plan_completed build_succeeded build_succeeded")]
    [InlineData("""kind: ["build_succeeded"], artifact: "module/db/1" """, "build_succeeded")]
    [InlineData("""artifact: "module/old/1" """, "artifact_excluded")]
    [InlineData("""kind: []""", "")]
    [InlineData("""artifact: "module/ghost/1" """, "")]
    public async Task a_timeline_is_filtered_by_kind_and_artifact_now_and_as_of_then(string filter, string kinds)
    {
        foreach (var version in new[] { "", ", atVersion: 1000" })
        {
            var timeline = (await _host.AskAsync(
                $$"""{ rebuild(id: "{{shared.First.Id}}"{{version}}) { timeline({{filter}}) { totalCount edges { node { kind } } } } }""")).At("rebuild.timeline");
            string.Join(' ', timeline.At("edges").EnumerateArray().Select(e => e.Text("node.kind"))).ShouldBe(kinds);
            timeline.At("totalCount").GetInt32().ShouldBe(kinds.Length == 0 ? 0 : kinds.Split(' ').Length);
        }
    }

    [Fact]
    public async Task timelines_that_are_filtered_differently_are_not_mixed_up()
    {
        var rebuild = (await _host.AskAsync(
            $$"""
            { rebuild(id: "{{shared.First.Id}}") { a: timeline(kind: ["plan_completed"]) { totalCount } b: timeline(kind: ["build_succeeded"]) { totalCount } c: timeline { totalCount }
              builds { edges { node { timeline(kind: ["build_started"]) { edges { node { kind } } } } } } } }
            """)).At("rebuild");

        (rebuild.At("a.totalCount").GetInt32(), rebuild.At("b.totalCount").GetInt32(), rebuild.At("c.totalCount").GetInt32() > 10).ShouldBe((1, 2, true));
        rebuild.Text("builds.edges.0.node.timeline.edges.0.node.kind").ShouldBe("build_started");
    }

    [Fact]
    public async Task an_unknown_kind_is_refused()
    {
        var error = (await _host.PostAsync($$"""{ rebuild(id: "{{shared.First.Id}}") { timeline(kind: ["build_done"]) { totalCount } } }""")).At("errors.0");
        error.Text("message").ShouldBe("The argument kind must be names of kinds of events; there is none of the name build_done.");
    }

    [Fact]
    public async Task things_are_found_by_their_ids_alone()
    {
        var found = await _host.AskAsync(
            """
            query($rebuild: ID!, $build: ID!, $none: ID!) {
              rebuild: node(id: $rebuild) { __typename id ... on Rebuild { state } } build: node(id: $build) { __typename id ... on Build { artifact { name } } } none: node(id: $none) { id } }
            """,
            new { rebuild = shared.First.Id, build = $"{shared.First.Id}/{History.Key("db")}", none = $"{shared.First.Id}/{History.Key("ghost")}" });

        found.At("rebuild").ToString().ShouldBe($$"""{"__typename":"Rebuild","id":"{{shared.First.Id}}","state":"COMPLETE"}""");
        (found.Text("build.__typename"), found.Text("build.artifact.name")).ShouldBe(("Build", "db"));
        found.At("none").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _host.PostAsync("""{ node(id: "web") { id } }""")).At("errors.0").Text("extensions.code").ShouldBe("BAD_ID");
    }
}
