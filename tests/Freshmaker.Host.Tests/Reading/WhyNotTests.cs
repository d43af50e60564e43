using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Host.Tests.Reading;

public sealed class WhyNotTests
{
    const string Fields =
        "kind text reason { code parameters { name value } } rebuild { id } builds { id state } exclusions { artifact { name } handler reason { code } } handlers { name planned } topics switchedOn refusal";

    [Fact]
    public async Task an_artifact_says_why_it_was_not_rebuilt_with_few_statements()
    {
        await using var host = await ReadingHost.StartAsync();
        var shipped = Advisory("not-1", new AdvisoryShipped(4711)).Plan("ImagesOnAdvisoryShipped", ["web"], "db");
        var asked = Advisory("not-2", new AdvisoryRebuildRequested("r", 4711, [], null, false, false, "dana")).Plan("ImagesOnAdvisoryShipped", ["shop"]);
        await host.RecordAsync(shipped, asked);

        using var statements = new Statements(host);
        var excluded = await AskAsync(host, """name: "db" """, "advisory: 4711");
        (statements.Texts.Count, statements.OfEvents.Count).ShouldBe((1, 1), "one finds the rebuilds, one reads them");

        excluded.Text("kind").ShouldBe("EXCLUDED");
        excluded.Text("reason.code").ShouldBe("NEWEST_VERSION_UNAFFECTED");
        excluded.Text("reason.parameters.0.value").ShouldBe("2");
        excluded.Text("exclusions.0.handler").ShouldBe("ImagesOnAdvisoryShipped");
        excluded.Text("rebuild.id").ShouldBe(shipped.Id, "the newer one says nothing of it");
        excluded.Text("text").ShouldStartWith("ImagesOnAdvisoryShipped left db:1 alone. Only its version 1 is affected; the newest is 2. Rebuild ");
        excluded.Text("text").ShouldEndWith("Advisory 4711 was shipped.");

        var planned = await AskAsync(host, """name: "web", kind: MODULE""", """searchKey: "4711" """);
        (planned.Text("kind"), planned.Text("builds.0.id")).ShouldBe(("PLANNED", $"{shipped.Id}/{History.Key("web")}"));
        var never = await AskAsync(host, """name: "ghost" """, "advisory: 4711");
        (never.Text("kind"), never.Text("rebuild.id")).ShouldBe(("NOT_IN_ANSWER", asked.Id), "the newest");
        never.Text("text").ShouldStartWith("ghost was never considered: it was not in what ImagesOnAdvisoryShipped found to be affected.");
        (await AskAsync(host, """name: "db" """, $"rebuild: \"{shipped.Id}\"")).Text("kind").ShouldBe("EXCLUDED");
        (await AskAsync(host, """nvr: "db-1-2" """, """messageId: "not-2" """)).Text("rebuild.id").ShouldBe(asked.Id);
        (await AskAsync(host, """name: "db" """, "number: 0")).ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("advisory: 1")]
    [InlineData("""searchKey: "1" """)]
    [InlineData("""messageId: "1" """)]
    public async Task what_was_never_received_is_told_with_the_topics_that_are_listened_to(string trigger)
    {
        await using var host = await ReadingHost.StartAsync();

        var answer = await AskAsync(host, """name: "db" """, trigger);

        answer.Text("kind").ShouldBe("NEVER_RECEIVED");
        answer.At("topics").EnumerateArray().Select(t => t.GetString()).ShouldContain("org.fedoraproject.prod.git.receive.#");
        answer.Text("text").ShouldContain("org.fedoraproject.prod.git.receive.#");
    }

    [Theory]
    [InlineData("artifact: {}, number: 1", "artifact", "must have a name or an nvr.")]
    [InlineData("""artifact: { nvr: "db" }, number: 1""", "artifact.nvr", "must be a name-version-release.")]
    [InlineData("""artifact: { name: "db" }""", "rebuild", "or one of the arguments number, advisory, searchKey and messageId must be given, and only one of them.")]
    [InlineData("""artifact: { name: "db" }, number: 1, advisory: 2""", "rebuild", "or one of the arguments number, advisory, searchKey and messageId must be given, and only one of them.")]
    [InlineData("""artifact: { name: "db" }, rebuild: "1" """, "rebuild", "must be the id of a rebuild (rebuild- and 32 hexadecimal digits).")]
    public async Task a_question_that_says_too_little_or_too_much_is_refused(string arguments, string argument, string rule)
    {
        await using var host = await ReadingHost.StartAsync();
        var error = (await host.PostAsync($$"""{ whyNot({{arguments}}) { kind } }""")).At("errors.0");
        (error.Text("message"), error.Text("extensions.argument")).ShouldBe(($"The argument {argument} {rule}", argument));
    }

    static History Advisory(string message, Trigger trigger) => new(message, trigger, ["ImagesOnAdvisoryShipped"]);

    static async Task<JsonElement> AskAsync(ReadingHost host, string artifact, string trigger) =>
        (await host.AskAsync($$"""{ whyNot(artifact: { {{artifact}} }, {{trigger}}) { {{Fields}} } }""")).At("whyNot");
}
