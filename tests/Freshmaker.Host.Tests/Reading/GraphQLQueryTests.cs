using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>What the queries answer.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class GraphQLQueryTests(SharedReading shared)
{
    readonly ReadingHost _host = shared.Host;

    [Fact]
    public async Task A_rebuild_tells_its_whole_story()
    {
        var rebuild = (await _host.AskAsync(
            """
            query($id: ID!) { rebuild(id: $id) {
              id number state searchKey receivedAt endedAt
              reason { code text parameters { name value } }
              trigger { kind summary data }
              message { id topic sentAt receivedAt conflicts headers { name value } body }
              counts { total planned building done failed canceled excluded }
              handlers { name phase attempt planned excluded reason { text } }
              builds { totalCount edges { node { id number artifact { key kind name branch } state phase cause { code text } revision externalId url attempt
                parents { artifact { name } } children { edges { node { artifact { name } } } } plannedAt startedAt completedAt observedState version context } } }
              exclusions { edges { node { artifact { name } handler reason { code text } } } }
              causedBy { rebuild { id } }
              cascade { root { id } lineage { text } rebuilds { totalCount } }
            } }
            """, new { id = shared.First.Id })).GetProperty("rebuild");

        rebuild.Text("state").ShouldBe("COMPLETE");
        rebuild.Text("searchKey").ShouldBe("gnutls/f30?#0123abcd");
        rebuild.Text("receivedAt").ShouldBe("2026-03-01T12:00:01Z");
        rebuild.Text("reason.text").ShouldBe("Everything planned was rebuilt (2).");
        rebuild.At("reason.parameters.0.value").GetString().ShouldBe("2");
        rebuild.Text("trigger.kind").ShouldBe("RPM_SPEC_CHANGED");
        rebuild.Text("trigger.summary").ShouldBe("The spec file of RPM gnutls changed on branch f30 in commit 0123abcd.");
        rebuild.Text("trigger.data.rpm").ShouldBe("gnutls");
        rebuild.Text("message.id").ShouldBe("shared-1");
        rebuild.Text("message.body.commit.of").ShouldBe("shared-1");
        rebuild.Text("message.headers.0.value").ShouldBe("git.receive");
        rebuild.At("counts").ToString().ShouldBe("""{"total":2,"planned":0,"building":0,"done":2,"failed":0,"canceled":0,"excluded":1}""");
        rebuild.Text("handlers.0.phase").ShouldBe("COMPLETED");
        rebuild.At("builds.totalCount").GetInt32().ShouldBe(2);

        var db = rebuild.At("builds.edges.1.node");
        db.Text("id").ShouldBe($"{shared.First.Id}/module/db/1");
        db.Text("artifact.name").ShouldBe("db");
        db.Text("state").ShouldBe("DONE");
        db.Text("phase").ShouldBe("SUCCEEDED");
        db.Text("cause.text").ShouldBe("It contains the RPM gnutls of branch f30, whose spec file changed in commit 0123abcd.");
        db.Text("url").ShouldBe("https://mbs.example/102");
        db.At("externalId").GetInt64().ShouldBe(102);
        db.Text("parents.0.artifact.name").ShouldBe("web");
        rebuild.Text("builds.edges.0.node.children.edges.0.node.artifact.name").ShouldBe("db");
        rebuild.Text("exclusions.edges.0.node.reason.text").ShouldBe("Only its version 1 is affected; the newest is 2.");
        rebuild.At("causedBy").ValueKind.ShouldBe(JsonValueKind.Null);
        rebuild.At("cascade.rebuilds.totalCount").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task A_cascade_is_walked_up_and_down()
    {
        var third = (await _host.AskAsync(
            """
            query($id: ID!) { rebuild(id: $id) {
              causedBy { build { artifact { name } followUps { edges { node { id } } } } rebuild { causedBy { rebuild { id } build { artifact { name } } } } }
              cascade { root { id followUps { edges { node { id followUps { edges { node { id } } } } } } } lineage { text rebuild { id } } }
              builds { edges { node { artifact { name } } } }
            } }
            """, new { id = shared.Third.Id })).GetProperty("rebuild");

        third.Text("causedBy.build.artifact.name").ShouldBe("app");
        third.Text("causedBy.build.followUps.edges.0.node.id").ShouldBe(shared.Third.Id);
        third.Text("causedBy.rebuild.causedBy.rebuild.id").ShouldBe(shared.First.Id);
        third.Text("causedBy.rebuild.causedBy.build.artifact.name").ShouldBe("web");
        third.Text("cascade.root.followUps.edges.0.node.followUps.edges.0.node.id").ShouldBe(shared.Third.Id);
        third.At("cascade.lineage").EnumerateArray().Select(s => s.Text("rebuild.id")).ShouldBe([shared.First.Id, shared.Second.Id, shared.Third.Id]);
        third.Text("cascade.lineage.1.text").ShouldContain("The build of module web:1 went on with rebuild ");
        third.Text("cascade.lineage.1.text").ShouldEndWith("Module cause:1 became ready as MBS build 101.");
    }

    [Fact]
    public async Task The_timeline_says_what_happened_in_sentences_and_data()
    {
        var timeline = (await _host.AskAsync(
            """
            query($id: ID!) { rebuild(id: $id) { timeline(first: 100) { totalCount edges { node {
              position sequence at kind text data artifact { name } build { state } causationId correlationId } } } } }
            """, new { id = shared.First.Id })).At("rebuild.timeline");
        var events = timeline.At("edges").EnumerateArray().Select(e => e.GetProperty("node")).ToList();

        timeline.At("totalCount").GetInt32().ShouldBe(events.Count);
        events.Select(e => e.At("position").GetInt32()).ShouldBe(Enumerable.Range(1, events.Count));
        events.ShouldAllBe(e => !e.Text("text").Contains(" was recorded."));
        events[0].Text("text").ShouldBe("Message shared-1 on topic org.fedoraproject.prod.git.receive was received.");
        events[2].Text("kind").ShouldBe("artifact_planned");
        events[2].Text("data.planned.artifact.name").ShouldBe("web");
        events[2].Text("build.state").ShouldBe("DONE");
        events[2].Text("causationId").ShouldBe($"caused {shared.First.Id}");
        events[^1].Text("text").ShouldBe("The rebuild is complete. Everything planned was rebuilt (2).");
        var excluded = events.Single(e => e.Text("kind") == "artifact_excluded");
        excluded.Text("artifact.name").ShouldBe("old");
        excluded.At("build").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Rebuilds_and_builds_are_found_by_number_as_well_as_by_id()
    {
        var byId = (await _host.AskAsync("query($id: ID!) { rebuild(id: $id) { number builds { edges { node { id number } } } } }", new { id = shared.First.Id })).At("rebuild");
        var build = byId.At("builds.edges.0.node");
        var found = await _host.AskAsync(
            """
            query($rebuild: Long!, $build: Long!, $id: ID!) {
              rebuild(number: $rebuild) { id } build(number: $build) { id rebuild { id } timeline { edges { node { kind } } } } same: build(id: $id) { number }
              none: rebuild(number: 0) { id } nothing: build(number: -1) { id } }
            """,
            new { rebuild = byId.At("number").GetInt64(), build = build.At("number").GetInt64(), id = build.Text("id") });

        found.Text("rebuild.id").ShouldBe(shared.First.Id);
        found.Text("build.id").ShouldBe(build.Text("id"));
        found.Text("build.rebuild.id").ShouldBe(shared.First.Id);
        found.Text("build.timeline.edges.0.node.kind").ShouldBe("artifact_planned");
        found.At("same.number").GetInt64().ShouldBe(build.At("number").GetInt64());
        found.At("none").ValueKind.ShouldBe(JsonValueKind.Null);
        found.At("nothing").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("""{ artifactName: "old" }""", "shared-1")]
    [InlineData("""{ artifactName: "web" }""", "shared-3,shared-1")]
    [InlineData("""{ artifactName: "we" }""", "")]
    [InlineData("""{ searchKey: "101" }""", "shared-2")]
    [InlineData("""{ messageId: "shared-2" }""", "shared-2")]
    [InlineData("""{ triggerKind: [RPM_SPEC_CHANGED], artifactName: "web" }""", "shared-1")]
    [InlineData("""{ state: [COMPLETE, FAILED], artifactName: "app" }""", "shared-2")]
    [InlineData("""{ state: [SKIPPED], artifactName: "web" }""", "shared-3")]
    [InlineData("""{ state: [], artifactName: "web" }""", "")]
    [InlineData("""{ artifactName: "web", receivedFrom: "2026-03-01T12:00:01Z", receivedBefore: "2026-03-01T12:00:02+00:00" }""", "shared-3,shared-1")]
    [InlineData("""{ artifactName: "web", receivedFrom: "2026-03-01T12:00:02Z" }""", "")]
    [InlineData("""{ artifactName: "web", receivedBefore: "2026-03-01T12:00:01Z" }""", "")]
    public async Task Rebuilds_are_filtered(string where, string messages)
    {
        var answer = await _host.AskAsync($$"""{ rebuilds(where: {{where}}) { totalCount edges { node { message { id } } } } }""");
        var found = answer.At("rebuilds.edges").EnumerateArray().Select(e => e.Text("node.message.id")).Where(id => id.StartsWith("shared-", StringComparison.Ordinal)).ToList();
        string.Join(',', found).ShouldBe(messages);
    }

    [Theory]
    [InlineData("""{ name: "db" }""", "db")]
    [InlineData("""{ externalId: 103 }""", "app")]
    [InlineData("""{ rebuild: "$first" }""", "db,web")]
    [InlineData("""{ rebuild: "$first", state: [DONE], kind: [MODULE], branch: "1", name: "web" }""", "web")]
    [InlineData("""{ rebuild: "$first", state: [FAILED] }""", "")]
    [InlineData("""{ rebuild: "$first", kind: [IMAGE] }""", "")]
    [InlineData("""{ rebuild: "$first", branch: "2" }""", "")]
    public async Task Builds_are_filtered(string where, string names)
    {
        var answer = await _host.AskAsync($$"""{ builds(where: {{where.Replace("$first", shared.First.Id)}}) { totalCount edges { node { artifact { name } } } } }""");
        string.Join(',', answer.At("builds.edges").EnumerateArray().Select(e => e.Text("node.artifact.name"))).ShouldBe(names);
        answer.At("builds.totalCount").GetInt32().ShouldBe(names.Length == 0 ? 0 : names.Split(',').Length);
    }
}
