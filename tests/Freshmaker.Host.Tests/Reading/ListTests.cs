using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>A cascade in which an artifact is rebuilt twice, a failed one, and a dry run with composes.</summary>
public sealed class ListedReading : IAsyncLifetime
{
    public static readonly DateTimeOffset Received = new(2026, 3, 1, 12, 1, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Expires = new(2026, 12, 24, 0, 0, 0, TimeSpan.Zero);

    public ReadingHost Host { get; private set; } = null!;
    public History First { get; } = History.OfSpecChange("first", "gnutls", Received).Plan("ModulesOnRpmSpecChange", ["web", "db<web"], "old").BuildAll("web", 101).BuildAll("db", 102);
    public History Second { get; private set; } = null!;
    public History Broken { get; } = History.OfSpecChange("broken", "zlib", Received.AddHours(1)).Plan("ModulesOnRpmSpecChange", ["site", "page<site"], "old")
        .Bump("site").Start("site", 104).Report("site", 104, ModuleBuildState.Failed).Conflict("{}");
    public History Images { get; } = History.OfImageRequest("images").Force(new ComposeReady("odcs/9", 20, Expires));

    public async ValueTask InitializeAsync()
    {
        Host = await ReadingHost.StartAsync();
        Second = History.After(First, History.Key("db"), "second", 102).Plan("ModulesOnDependencyReady", ["web"]).BuildAll("web", 103);
        await Host.RecordAsync(First, Second, Broken, Images);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Lists of what is not a rebuild or a build, and counts.</summary>
public sealed class ListTests(ListedReading read) : IClassFixture<ListedReading>
{
    async Task<JsonElement> AskAsync(string query, int statements)
    {
        using var sent = new Statements(read.Host);
        var answer = await read.Host.AskAsync(query);
        sent.Texts.Count.ShouldBe(statements, string.Join("\n\n", sent.Texts));
        return answer;
    }

    static List<string> Texts(JsonElement connection, string path) => [.. connection.At("edges").EnumerateArray().Select(e => e.Text($"node.{path}"))];

    [Theory]
    [InlineData("{}", "web db old site page web-container web-container-child")]
    [InlineData("{ kind: IMAGE }", "web-container web-container-child")]
    [InlineData("{ name: \"old\" }", "old")]
    [InlineData("{ namePrefix: \"web\" }", "web web-container web-container-child")]
    [InlineData("{ namePrefix: \"web\", not: { or: [{ kind: MODULE }, { name: \"web-container\" }] } }", "web-container-child")]
    public async Task Artifacts_are_found_by_kind_and_name(string where, string expected)
    {
        var found = (await AskAsync($"{{ artifacts(where: {where}) {{ totalCount edges {{ node {{ name }} }} }} }}", 2)).At("artifacts");
        Texts(found, "name").ShouldBe(expected.Split(' '), ignoreOrder: true);
        found.At("totalCount").GetInt32().ShouldBe(expected.Split(' ').Length);
    }

    /// <summary>Only what is asked for is read, so each field alone must tell what it tells beside all others.</summary>
    [Fact]
    public async Task A_field_of_builds_tells_the_same_alone_as_beside_all_others()
    {
        var fields = (await read.Host.AskAsync("{ __type(name: \"Build\") { fields { name type { kind ofType { kind } } } } }")).At("__type.fields").EnumerateArray()
            .Where(f => IsLeaf(f.GetProperty("type")) || IsLeaf(f.GetProperty("type").GetProperty("ofType"))).Select(f => f.Text("name")).Except(["queuePosition"]).ToList();
        string[] asked = [.. fields, "artifact { key kind name branch }", "cause { code text }", "reason { code text }", "parents { id number }", "rebuild { id }", "waitingFor { kind }"];
        var all = await NodesAsync(string.Join(' ', asked));

        fields.Count.ShouldBeGreaterThan(20);
        foreach (var field in asked)
        {
            var (name, alone) = (field.Split(' ')[0], await NodesAsync(field));
            alone.Select(n => n.GetProperty(name).GetRawText()).ShouldBe(all.Select(n => n.GetProperty(name).GetRawText()), field);
        }

        static bool IsLeaf(JsonElement type) => type.ValueKind == JsonValueKind.Object && type.Text("kind") is "SCALAR" or "ENUM";

        async Task<List<JsonElement>> NodesAsync(string selection) =>
            [.. (await read.Host.AskAsync($"{{ builds(first: 50) {{ edges {{ node {{ {selection} }} }} }} }}")).At("builds.edges").EnumerateArray().Select(e => e.GetProperty("node"))];
    }

    [Theory]
    [InlineData("PLANNED_AT", "plannedAt")]
    [InlineData("COMPLETED_AT", "completedAt")]
    public async Task Builds_are_paged_by_a_time_that_is_not_asked_for(string by, string time)
    {
        var all = (await read.Host.AskAsync($"{{ builds(first: 50, orderBy: {{ by: {by} }}) {{ edges {{ cursor node {{ number {time} }} }} }} }}")).At("builds");
        var first = (await read.Host.AskAsync($"{{ builds(first: 2, orderBy: {{ by: {by} }}) {{ edges {{ cursor node {{ number }} }} pageInfo {{ endCursor }} }} }}")).At("builds");
        var second = (await read.Host.AskAsync(
            $"{{ builds(first: 2, orderBy: {{ by: {by} }}, after: \"{first.Text("pageInfo.endCursor")}\") {{ edges {{ cursor node {{ number }} }} }} }}")).At("builds");

        string[] Cursors(JsonElement page) => [.. page.At("edges").EnumerateArray().Select(e => e.Text("cursor"))];
        Cursors(first).Concat(Cursors(second)).ShouldBe(Cursors(all).Take(4));
    }

    [Fact]
    public async Task Artifacts_are_paged_by_name_in_both_directions()
    {
        var all = Texts((await AskAsync("{ artifacts { edges { node { name } } } }", 1)).At("artifacts"), "name");
        all.Where(n => !n.Contains('-')).ShouldBe(["db", "old", "page", "site", "web"]);
        foreach (var (size, from, next, more) in new[] { ("first", "after", "endCursor", "hasNextPage"), ("last", "before", "startCursor", "hasPreviousPage") })
        {
            var found = new List<string>();
            string? cursor = null;
            for (var goOn = true; goOn;)
            {
                var page = (await read.Host.AskAsync(
                    $$"""query($at: String) { artifacts({{size}}: 2, {{from}}: $at) { edges { node { name } } pageInfo { {{next}} {{more}} } } }""", new { at = cursor })).At("artifacts");
                found.InsertRange(size == "first" ? found.Count : 0, Texts(page, "name"));
                (cursor, goOn) = (page.Text($"pageInfo.{next}"), page.At($"pageInfo.{more}").GetBoolean());
            }

            found.ShouldBe(all);
        }
    }

    [Fact]
    public async Task An_artifact_tells_its_whole_history_and_how_fresh_it_is()
    {
        var web = (await AskAsync("""
            { artifact(kind: MODULE, name: "web") { kind name firstSeenAt lastSeenAt counts { total done excluded }
              builds { totalCount edges { node { externalId completedAt rebuild { id } } } }
              freshness { count p50Seconds p95Seconds last { triggeredAt completedAt seconds build { externalId } } } } }
            """, 6)).At("artifact");
        web.At("counts").GetRawText().ShouldBe("""{"total":2,"done":2,"excluded":0}""");
        web.At("builds.edges").EnumerateArray().Select(e => e.At("node.externalId").GetInt64()).ShouldBe([103, 101]);
        web.Text("builds.edges.0.node.rebuild.id").ShouldBe(read.Second.Id);
        web.At("freshness.count").GetInt32().ShouldBe(2);
        web.At("freshness.last.build.externalId").GetInt64().ShouldBe(103);
        // Counted from the first message of the cascade.
        web.At("freshness.last.triggeredAt").GetDateTimeOffset().ShouldBe(ListedReading.Received);
        var seconds = web.At("builds.edges").EnumerateArray().Select(e => (e.At("node.completedAt").GetDateTimeOffset() - ListedReading.Received).TotalSeconds).ToList();
        web.At("freshness.last.seconds").GetDouble().ShouldBe(seconds[0], 0.001);
        web.At("freshness.p50Seconds").GetDouble().ShouldBe((seconds[0] + seconds[1]) / 2, 0.001);
        web.At("freshness.p95Seconds").GetDouble().ShouldBe((seconds[1] * 0.05) + (seconds[0] * 0.95), 0.001);

        var one = (await read.Host.AskAsync("""{ artifact(kind: MODULE, name: "web") { freshness(last: 1) { count p50Seconds } } }""")).At("artifact.freshness");
        one.At("count").GetInt32().ShouldBe(1);
        one.At("p50Seconds").GetDouble().ShouldBe(seconds[0], 0.001);
    }

    [Fact]
    public async Task What_was_only_left_alone_or_is_not_done_has_no_freshness()
    {
        var answer = await read.Host.AskAsync("""
            { old: artifact(kind: MODULE, name: "old") { counts { total excluded } exclusions { totalCount edges { node { reason { code } } } } freshness { count p50Seconds last { seconds } } }
              site: artifact(kind: MODULE, name: "site") { counts { failed } freshness { count } }
              image: artifact(kind: IMAGE, name: "web") { name } unknown: artifact(kind: MODULE, name: "nothing") { name } }
            """);
        answer.At("old.counts").GetRawText().ShouldBe("""{"total":0,"excluded":2}""");
        answer.At("old.exclusions.totalCount").GetInt32().ShouldBe(2);
        answer.Text("old.exclusions.edges.1.node.reason.code").ShouldBe("NEWEST_VERSION_UNAFFECTED");
        answer.At("old.freshness").GetRawText().ShouldBe("""{"count":0,"p50Seconds":null,"last":null}""");
        answer.At("site").GetRawText().ShouldBe("""{"counts":{"failed":1},"freshness":{"count":0}}""");
        (answer.At("image").ValueKind, answer.At("unknown").ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.Null));
    }

    [Fact]
    public async Task A_page_of_artifacts_costs_one_statement_per_field() =>
        await AskAsync("{ artifacts { totalCount edges { node { builds { totalCount edges { node { id } } } exclusions { edges { node { at } } } freshness { last { build { id } } } } } } }", 7);

    [Theory]
    [InlineData("{ artifact(kind: MODULE, name: \"web\") { freshness(last: 0) { count } } }", "The argument last must be from 1 to 1000; it is 0.")]
    [InlineData("{ artifact(kind: MODULE, name: \"\\u0000\") { name } }", "The argument name must not contain the character U+0000.")]
    [InlineData("{ artifacts(where: { not: { namePrefix: \"\" } }) { totalCount } }", "The argument where.not.namePrefix must have at least one character.")]
    [InlineData("{ statistics(from: \"2026-01-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\") { key } }", "The argument to must be after the argument from, by at most 366 days.")]
    [InlineData("{ statistics(from: \"2025-01-01T00:00:00Z\", to: \"2026-01-03T00:00:00Z\") { key } }", "The argument to must be after the argument from, by at most 366 days.")]
    public async Task What_breaks_a_rule_is_refused(string query, string message) => (await read.Host.PostAsync(query)).Text("errors.0.message").ShouldBe(message);

    [Theory]
    [InlineData("{}", "images broken second first")]
    [InlineData("{ id: \"second\" }", "second")]
    [InlineData("{ topic: \"org.fedoraproject.prod.git.receive\", receivedBefore: \"2026-03-01T12:01:01Z\", receivedFrom: \"2026-03-01T12:01:00Z\" }", "first")]
    [InlineData("{ topic: \"other\" }", "")]
    [InlineData("{ hasConflicts: true }", "broken")]
    [InlineData("{ hasConflicts: false, not: { id: \"images\" } }", "second first")]
    public async Task Messages_are_found(string where, string expected)
    {
        var found = (await AskAsync($"{{ messages(where: {where}) {{ totalCount edges {{ node {{ id topic receivedAt conflicts rebuild {{ id message {{ id }} }} }} }} }} }}", 2)).At("messages");
        Texts(found, "id").ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Texts(found, "rebuild.message.id").ShouldBe(Texts(found, "id"));
        found.At("totalCount").GetInt32().ShouldBe(Texts(found, "id").Count);
    }

    [Fact]
    public async Task Bodies_of_messages_are_told_only_to_those_who_may_read_them()
    {
        const string query = """{ messages(where: { id: "first" }) { edges { node { id body headers { name } } } } }""";
        (await AskAsync(query, 2)).Text("messages.edges.0.node.body.commit.of").ShouldBe("first");
        var reader = (await read.Host.AskAsAsync(Role.Reader, query)).At("messages.edges.0.node");
        (reader.Text("id"), reader.At("body").ValueKind, reader.At("headers").ValueKind).ShouldBe(("first", JsonValueKind.Null, JsonValueKind.Null));
    }

    [Fact]
    public async Task A_compose_tells_how_far_it_is_and_what_needs_it()
    {
        var found = (await AskAsync("""
            { composes { totalCount edges { node { odcsId phase need expiresAt isStuck requestedAt rebuild { id } builds { totalCount edges { node { originalNvr } } } } } } }
            """, 5)).At("composes");
        found.At("totalCount").GetInt32().ShouldBe(2);
        var (fresh, earlier) = (found.At("edges.0.node"), found.At("edges.1.node"));
        (fresh.At("odcsId").GetInt64(), fresh.Text("phase"), fresh.Text("need.kind"), fresh.Text("need.request.source")).ShouldBe((21, "READY", "newCompose", "web-tag"));
        (earlier.At("odcsId").GetInt64(), earlier.At("need.id").GetInt64(), earlier.Text("expiresAt")).ShouldBe((20, 9, "2026-12-24T00:00:00Z"));
        fresh.At("expiresAt").ValueKind.ShouldBe(JsonValueKind.Null);
        earlier.Text("rebuild.id").ShouldBe(read.Images.Id);
        Texts(earlier.At("builds"), "originalNvr").ShouldBe(["web-container-1-5"]);
    }

    [Theory]
    [InlineData("odcsId: 21", 1)]
    [InlineData("odcsId: 22", 0)]
    [InlineData("phase: [READY]", 2)]
    [InlineData("phase: [FAILED]", 0)]
    [InlineData("expiresFrom: \"2026-12-24T00:00:00Z\"", 1)]
    [InlineData("expiresBefore: \"2026-12-24T00:00:00Z\"", 0)]
    [InlineData("not: { expiresBefore: \"2026-12-25T00:00:00Z\" }", 1)]
    [InlineData("rebuild: \"$images\"", 2)]
    [InlineData("rebuild: \"$first\"", 0)]
    public async Task Composes_are_found(string where, int expected)
    {
        where = where.Replace("$images", read.Images.Id, StringComparison.Ordinal).Replace("$first", read.First.Id, StringComparison.Ordinal);
        (await AskAsync($"{{ composes(where: {{ {where} }}) {{ totalCount }} }}", 2)).At("composes.totalCount").GetInt32().ShouldBe(expected);
    }

    [Fact]
    public async Task A_compose_that_failed_is_asked_for_again_when_a_person_has_its_build_tried_again()
    {
        await using var host = await ReadingHost.StartAsync();
        var history = History.OfImageRequest("retried", name: "retried-container");
        var (compose, build) = (history.State.Composes.Keys.Single(k => k != "odcs/9"), "image/retried-container-1-5");
        await host.RecordAsync(history
            .Force(new ComposeRemoved(compose, 21)).Force(new ComposeRenewalRequested(compose, 21, Reason.Of(ReasonCode.NothingToRebuild)))
            .Force(new ComposeFailed(compose, 21, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeRefused, ("text", "no"))))
            .Force(new BuildFailed(build, FaultClass.Prerequisite, Reason.Of(ReasonCode.ComposeRefused, ("text", "no")))));
        (await PhaseAsync()).ShouldBe("""{"phase":"FAILED","reason":{"code":"COMPOSE_REFUSED"}}""");

        await host.RecordAsync(history.Force(new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "2")))).Force(new BuildRetryRequested(build, "olga", "again", null)));
        (await PhaseAsync()).ShouldBe("""{"phase":"GONE","reason":{"code":"RETRY_REQUESTED"}}""");
        history.State.Composes[compose].Phase.ShouldBe(ComposePhase.Gone);

        async Task<string> PhaseAsync() => (await host.AskAsync($$"""{ composes(where: { odcsId: 21, rebuild: "{{history.Id}}" }) { edges { node { phase reason { code } } } } }"""))
            .At("composes.edges.0.node").GetRawText();
    }

    [Theory]
    [InlineData("KIND", "IMAGE:2 MODULE:5")]
    [InlineData("TRIGGER", "IMAGE_REBUILD_REQUESTED:2 MODULE_READY:1 RPM_SPEC_CHANGED:4")]
    [InlineData("STATE", "DONE:3 FAILED:2 PLANNED:2")]
    [InlineData("HANDLER", "ImagesOnRequest:2 ModulesOnDependencyReady:1 ModulesOnRpmSpecChange:4")]
    public async Task Builds_are_counted(string by, string expected)
    {
        await using var host = await ReadingHost.StartAsync();
        await host.RecordAsync(
            History.OfSpecChange("a").Plan("ModulesOnRpmSpecChange", ["web", "db<web"]).BuildAll("web", 1).BuildAll("db", 2),
            History.OfSpecChange("b").Plan("ModulesOnRpmSpecChange", ["site", "page<site"]).Bump("site").Start("site", 3).Report("site", 3, ModuleBuildState.Failed),
            History.After(read.First, History.Key("db"), "c", 4).Plan("ModulesOnDependencyReady", ["web"]).BuildAll("web", 4),
            History.OfImageRequest("d"));
        var (from, to) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var statements = new Statements(host);
        var answer = await host.AskAsync(
            """
            query($from: DateTime!, $to: DateTime!, $by: StatisticsGrouping) {
              groups: statistics(from: $from, to: $to, groupBy: $by) { key builds { total } }
              all: statistics(from: $from, to: $to) { key rebuilds builds { total planned building done failed canceled } building { p50Seconds p95Seconds } whole { p50Seconds }
                failures { class code count } causes { code count } }
              days: statistics(from: $from, to: $to, groupBy: DAY) { key } weeks: statistics(from: $from, to: $to, groupBy: WEEK) { key }
              none: statistics(from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z") { key } }
            """,
            new { from, to, by });
        statements.Texts.Count.ShouldBe(5, "one for each question");
        string.Join(' ', answer.At("groups").EnumerateArray().Select(g => $"{g.Text("key")}:{g.At("builds.total")}").Order(StringComparer.Ordinal)).ShouldBe(expected);

        var all = answer.At("all.0");
        (all.Text("key"), all.At("rebuilds").GetInt32()).ShouldBe(("ALL", 4));
        all.At("builds").GetRawText().ShouldBe("""{"total":7,"planned":2,"building":0,"done":3,"failed":2,"canceled":0}""");
        all.At("failures").GetRawText().ShouldBe("""[{"class":"ARTIFACT","code":"FAILED_IN_BUILD_SYSTEM","count":1},{"class":null,"code":"PARENT_NOT_BUILT","count":1}]""");
        all.Text("causes.0.code").ShouldBe("CONTAINS_CHANGED_RPM");
        all.At("causes").EnumerateArray().Sum(c => c.At("count").GetInt32()).ShouldBe(7);
        all.At("building.p95Seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(all.At("building.p50Seconds").GetDouble());
        all.At("whole.p50Seconds").GetDouble().ShouldBeInRange(0, 60);
        answer.Text("days.0.key").ShouldMatch(@"^\d{4}-\d{2}-\d{2}$");
        answer.Text("weeks.0.key").ShouldMatch(@"^\d{4}-W\d{2}$");
        answer.At("none").GetArrayLength().ShouldBe(0);
    }
}
