using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Tests.Reading;

public sealed class WhyTests
{
    const string Query =
        """
        query($id: ID!, $at: Int) { build(id: $id, atVersion: $at) { why { isComplete text steps {
          kind text rebuild { id } build { artifact { name } } other { artifact { name } state } handler reason { code } from to packages { name from to } trigger { kind } messageId person
        } } } }
        """;

    [Fact]
    public async Task a_build_says_why_it_is_there_with_few_statements_however_long_the_chain()
    {
        await using var host = await ReadingHost.StartAsync();
        List<History> chain = [History.OfSpecChange("why-0").Plan("ModulesOnRpmSpecChange", ["m0", "n0<m0"]).BuildAll("m0", 1)];
        for (var i = 1; i <= 6; i++)
            chain.Add(History.After(chain[^1], History.Key($"m{i - 1}"), $"why-{i}", i).Plan("ModulesOnDependencyReady", [$"m{i}", $"n{i}<m{i}"]).BuildAll($"m{i}", i + 1));
        await host.RecordAsync(chain);

        var one = await CountAsync("m1", 1);
        var deep = await CountAsync("n6", 6);

        deep.Statements.ShouldBe(one.Statements, "another rebuild further back costs no statement more");
        deep.Why.At("isComplete").GetBoolean().ShouldBeTrue();
        var steps = deep.Why.At("steps").EnumerateArray().ToList();
        steps.Select(s => s.Text("kind")).Take(7).ShouldBe(["PLANNED", "ALLOWED", "NEEDS", "PLANNED", "ALLOWED", "TRIGGER", "EARLIER_BUILD"]);
        steps[^1].Text("messageId").ShouldBe("why-0");
        steps[2].ShouldSatisfyAllConditions(
            s => s.Text("build.artifact.name").ShouldBe("n6"), s => s.Text("other.artifact.name").ShouldBe("m6"), s => s.Text("packages.0.name").ShouldBe("gnutls"));
        steps[6].ShouldSatisfyAllConditions(s => s.Text("other.artifact.name").ShouldBe("m5"), s => s.Text("rebuild.id").ShouldBe(chain[6].Id));
        var text = deep.Why.Text("text").Split('\n');
        text[0].ShouldBe("ModulesOnDependencyReady planned module n6:1. It contains the RPM gnutls of branch f30, whose spec file changed in commit 0123abcd.");
        text[1].ShouldStartWith("module n6:1: Policy allowed it: ");
        text[2].ShouldBe("module n6:1 needs module m6:1 (gnutls: 0123abcd).");
        text[6].ShouldBe("That was the build of module m5:1 in an earlier rebuild.");
        text[^1].ShouldBe("It all began with message why-0.");

        async Task<(int Statements, JsonElement Why)> CountAsync(string module, int rebuild)
        {
            using var statements = new Statements(host);
            var why = (await host.AskAsync(Query, new { id = $"{chain[rebuild].Id}/{History.Key(module)}" })).At("build.why");
            return (statements.Texts.Count + statements.OfEvents.Count, why);
        }
    }

    [Fact]
    public async Task of_the_past_it_is_as_of_then()
    {
        await using var host = await ReadingHost.StartAsync();
        var first = History.OfSpecChange("why-then").Plan("ModulesOnRpmSpecChange", ["a", "b<a"]);
        await host.RecordAsync(first);
        await host.RecordAsync(first.BuildAll("a", 5));

        var steps = (await host.AskAsync(Query, new { id = $"{first.Id}/{History.Key("b")}", at = 4 })).At("build.why.steps").EnumerateArray();

        steps.Single(s => s.Text("kind") == "NEEDS").Text("other.state").ShouldBe("PLANNED");
    }

    [Fact]
    public async Task who_asked_is_told_to_those_who_may_know()
    {
        await using var host = await ReadingHost.StartAsync();
        var asked = new History("why-who", new AdvisoryRebuildRequested("request-1", 4711, [], null, false, false, "dana"), ["ImagesOnAdvisoryRequest"])
            .Plan("ImagesOnAdvisoryRequest", ["web"]).Force(new Annotated("look at this", "carol", "audit", null, new("operator", "curl of 192.0.2.7", "request 9"))).Cancel();
        await host.RecordAsync(asked);
        const string query =
            """
            query($id: ID!, $build: ID!) {
              build(id: $build) { why { text steps { kind person text trigger { summary data } } } }
              rebuild(id: $id) { message { body headers { name } } reason { text parameters { name } } timeline(first: 50) { edges { node { kind text data who } } } } }
            """;
        var ids = new { id = asked.Id, build = $"{asked.Id}/{History.Key("web")}" };

        var auditor = await host.AskAsAsync(Role.Auditor, query, ids);
        var reader = await host.AskAsAsync(Role.Reader, query, ids);
        var nobody = await host.AskAsAsync(Role.Rebuilder, query, ids);

        auditor.At("build.why.steps").EnumerateArray().Last().Text("person").ShouldBe("dana");
        auditor.Text("build.why.text").ShouldEndWith("dana asked for it.");
        Event(auditor, "cancel_requested").Text("who").ShouldBe("alice");
        Event(auditor, "trigger_recognized").Text("who").ShouldBe("dana");
        Event(auditor, "message_received").Text("data.body").ShouldContain("why-who");
        auditor.Text("rebuild.message.body.commit.of").ShouldBe("why-who");

        Event(auditor, "annotated").ShouldSatisfyAllConditions(e => e.Text("who").ShouldBe("carol"), e => e.Text("data.origin.client").ShouldBe("curl of 192.0.2.7"));
        Event(reader, "annotated").Text("text").ShouldBe("Someone noted: look at this");
        reader.ToString().ShouldNotContain("carol");
        reader.ToString().ShouldNotContain("192.0.2.7");
        reader.ToString().ShouldNotContain("dana");
        reader.ToString().ShouldNotContain("alice");
        reader.At("build.why.steps").EnumerateArray().Last().At("person").ValueKind.ShouldBe(JsonValueKind.Null);
        Event(reader, "trigger_recognized").Text("text").ShouldStartWith("Someone asked for the rebuild of advisory 4711.");
        Event(reader, "cancel_requested").Text("text").ShouldBe("Someone asked to cancel: wrong branch");
        reader.At("rebuild.message.body").ValueKind.ShouldBe(JsonValueKind.Null);
        reader.At("rebuild.message.headers").ValueKind.ShouldBe(JsonValueKind.Null);
        Event(reader, "message_received").At("data").TryGetProperty("body", out _).ShouldBeFalse();
        nobody.Text("build.why.text").ShouldContain("dana", customMessage: "may read names");
        nobody.At("rebuild.message.body").ValueKind.ShouldBe(JsonValueKind.Null, "but no raw messages");

        static JsonElement Event(JsonElement answer, string kind) =>
            answer.At("rebuild.timeline.edges").EnumerateArray().Select(e => e.GetProperty("node")).Single(e => e.Text("kind") == kind);
    }
}
