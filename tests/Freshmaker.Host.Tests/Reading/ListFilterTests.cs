using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>A history in which every filter of lists finds something and leaves something out.</summary>
public sealed class FilteredReading : IAsyncLifetime
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ReadingHost Host { get; private set; } = null!;
    public History Spec { get; } = History.OfSpecChange("spec", "gnutls", Noon.AddMinutes(1)).Plan("ModulesOnRpmSpecChange", ["web", "db<web"], "old").BuildAll("web", 101).BuildAll("db", 102);
    public History Broken { get; } = History.OfSpecChange("broken", "zlib", Noon.AddMinutes(2)).Plan("ModulesOnRpmSpecChange", ["web_app", "webXapp"])
        .Bump("web_app").Start("web_app", 104).Report("web_app", 104, ModuleBuildState.Failed);
    public History Images { get; } = History.OfImageRequest("images").Force(new BuildStarting("image/web-container-1-5", 1, "0123abcd", "web-container-1-17000"))
        .Force(new HandlerCompleted("ImagesOnRequest", 2, 0, Priority: 3) { Advisory = new(778, "RHSA-2031:0043", ["CVE-2031-7", "CVE-2031-8"]) });
    public History Shipped { get; } = new("shipped", new AdvisoryShipped(777), ["ImagesOnAdvisoryShipped"], receivedAt: Noon.AddMinutes(4));
    public History Asked { get; } = new History("asked", new AdvisoryRebuildRequested("r-1", 777, [], null, SkipRebuilt: false, DryRun: false, "bob"), ["ImagesOnRequest"], receivedAt: Noon.AddMinutes(5))
        .Force(new HandlerCompleted("ImagesOnRequest", 0, 0) { Advisory = new(777, "RHSA-2031:0042", ["CVE-2031-7"]) });
    public History Module { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ReadingHost.StartAsync();
        Module = History.After(Spec, History.Key("web"), "module", 777).Plan("ModulesOnDependencyReady", ["app"]);
        await Host.RecordAsync(Spec, Broken.Conflict("{}"), Images, Shipped, Asked, Module);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>Filters of lists, alone and combined.</summary>
public sealed class ListFilterTests(FilteredReading read) : IClassFixture<FilteredReading>
{
    static readonly string[] AllRebuilds = ["spec", "broken", "images", "shipped", "asked", "module"];
    static readonly string[] AllBuilds = ["web", "db", "web_app", "webXapp", "web-container", "web-container-child", "app"];

    const string OfRebuilds = "query($where: RebuildFilter) { rebuilds(first: 50, where: $where) { totalCount edges { node { message { id } } } } }";
    const string OfBuilds = "query($where: BuildFilter) { builds(first: 50, where: $where) { totalCount edges { node { artifact { name } } } } }";

    public static TheoryData<string, string> RebuildFilters => new()
    {
        { """{"state": ["COMPLETE", "FAILED"]}""", "spec" },
        { """{"state": ["INITIALIZED"]}""", "shipped asked" },
        { """{"state": []}""", "" },
        { """{"triggerKind": ["RPM_SPEC_CHANGED"]}""", "spec broken" },
        { """{"artifactName": "old"}""", "spec" },
        { """{"artifactName": "web"}""", "spec" },
        { """{"artifactNamePrefix": "web"}""", "spec broken images" },
        { """{"artifactNamePrefix": "web_"}""", "broken" },
        { """{"artifactNamePrefix": "%"}""", "" },
        { """{"originalNvr": "web-container-child-1-5"}""", "images" },
        { """{"rebuiltNvr": "web-container-1-17000"}""", "images" },
        { """{"rebuiltNvr": "web-container-1-5"}""", "" },
        { """{"searchKey": "777"}""", "shipped asked module" },
        { """{"messageId": "module"}""", "module" },
        { """{"advisory": 777}""", "shipped asked" },
        { """{"cve": "CVE-2031-7"}""", "images asked" },
        { """{"cve": "CVE-2031-8"}""", "images" },
        { """{"cve": "cve-2031-8"}""", "" },
        { """{"not": {"cve": "CVE-2031-7"}}""", "spec broken shipped module" },
        { """{"requester": "bob"}""", "asked" },
        { """{"dryRun": true}""", "images" },
        { """{"manual": true}""", "images asked" },
        { """{"manual": false}""", "spec broken shipped module" },
        { """{"priorityMin": 1}""", "images" },
        { """{"priorityMax": 2}""", "spec broken shipped asked module" },
        { """{"priorityMin": 3, "priorityMax": 3}""", "images" },
        { """{"receivedFrom": "2026-03-01T12:02:00Z", "receivedBefore": "2026-03-01T12:05:00Z"}""", "broken shipped" },
        { """{"endedFrom": "2026-03-01T12:02:00Z"}""", "spec" },
        { """{"endedBefore": "9999-12-31T23:59:59.9999999Z"}""", "spec" },
        { """{"endedFrom": "9999-12-31T23:59:59.9999999Z"}""", "" },
        { """{"reason": ["ALL_REBUILT"]}""", "spec" },
        { """{"externalId": 102}""", "spec" },
        { """{"composeId": 21}""", "images" },
        { """{"composeId": 22}""", "" },
        { """{"and": [{"searchKey": "777"}, {"manual": false}]}""", "shipped module" },
        { """{"or": [{"messageId": "spec"}, {"requester": "bob"}]}""", "spec asked" },
        { """{"not": {"requester": "bob"}}""", "spec broken images shipped module" },
        { """{"not": {"reason": ["ALL_REBUILT"]}}""", "broken images shipped asked module" },
        { """{"searchKey": "777", "or": [{"manual": true}, {"triggerKind": ["MODULE_READY"]}], "not": {"messageId": "asked"}}""", "module" },
    };

    public static TheoryData<string, string> BuildFilters => new()
    {
        { """{"state": ["DONE", "FAILED"]}""", "web db web_app" },
        { """{"phase": ["BUMPING"]}""", "webXapp app" },
        { """{"phase": ["FAILED", "SUCCEEDED"]}""", "web db web_app" },
        { """{"kind": ["IMAGE"]}""", "web-container web-container-child" },
        { """{"name": "web"}""", "web" },
        { """{"namePrefix": "web-"}""", "web-container web-container-child" },
        { """{"namePrefix": "web_"}""", "web_app" },
        { """{"branch": "1"}""", "web db web_app webXapp web-container web-container-child app" },
        { """{"branch": "2"}""", "" },
        { """{"originalNvr": "web-container-child-1-5"}""", "web-container-child" },
        { """{"rebuiltNvr": "web-container-1-17000"}""", "web-container" },
        { """{"searchKey": "777"}""", "app" },
        { """{"messageId": "broken"}""", "web_app webXapp" },
        { """{"advisory": 777}""", "" },
        { """{"cve": "CVE-2031-8"}""", "web-container web-container-child" },
        { """{"cause": ["REQUESTED_BY_NAME"]}""", "web-container web-container-child" },
        { """{"handler": "ModulesOnDependencyReady"}""", "app" },
        { """{"externalId": 104}""", "web_app" },
        { """{"composeId": 21}""", "web-container" },
        { """{"composeId": 20}""", "web-container" },
        { """{"plannedFrom": "2026-03-01T12:00:00Z"}""", "web db web_app webXapp web-container web-container-child app" },
        { """{"plannedBefore": "2026-03-01T12:00:00Z"}""", "" },
        { """{"completedFrom": "2026-03-01T12:00:00Z"}""", "web db web_app" },
        { """{"completedBefore": "9999-12-31T23:59:59.9999999Z"}""", "web db web_app" },
        { """{"not": {"originalNvr": "web-container-child-1-5"}}""", "web db web_app webXapp web-container app" },
        { """{"or": [{"name": "web"}, {"and": [{"namePrefix": "web"}, {"kind": ["IMAGE"]}]}]}""", "web web-container web-container-child" },
    };

    [Theory, MemberData(nameof(RebuildFilters))]
    public async Task A_filter_finds_the_rebuilds_that_it_names(string where, string expected) =>
        (await RebuildsAsync(JsonNode.Parse(where)!)).ShouldBe(Split(expected), ignoreOrder: true);

    [Theory, MemberData(nameof(BuildFilters))]
    public async Task A_filter_finds_the_builds_that_it_names(string where, string expected) =>
        (await BuildsAsync(JsonNode.Parse(where)!)).ShouldBe(Split(expected), ignoreOrder: true);

    [Fact]
    public async Task A_rebuild_names_the_advisory_that_it_was_planned_for()
    {
        var found = await read.Host.AskAsync("{ rebuilds(first: 50) { edges { node { message { id } advisory { number name cves } } } } }");
        found.At("rebuilds.edges").EnumerateArray().Where(e => e.At("node.advisory").ValueKind == JsonValueKind.Object).Select(e => $"{e.Text("node.message.id")} {e.At("node.advisory")}")
            .ShouldBe(
            [
                """images {"number":778,"name":"RHSA-2031:0043","cves":["CVE-2031-7","CVE-2031-8"]}""",
                """asked {"number":777,"name":"RHSA-2031:0042","cves":["CVE-2031-7"]}""",
            ], ignoreOrder: true);
    }

    [Fact]
    public async Task Filters_of_one_rebuild_find_its_builds() =>
        (await BuildsAsync(new JsonObject { ["rebuild"] = read.Broken.Id })).ShouldBe(["web_app", "webXapp"], ignoreOrder: true);

    /// <summary>What combinations find is what the same combination of sets holds.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Combined_filters_find_what_the_combined_sets_hold(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var (where, expected) = Combination(random, RebuildFilters, AllRebuilds, 1);
            (await RebuildsAsync(where)).ShouldBe(expected, ignoreOrder: true, where.ToJsonString());
            (where, expected) = Combination(random, BuildFilters, AllBuilds, 1);
            (await BuildsAsync(where)).ShouldBe(expected, ignoreOrder: true, where.ToJsonString());
        }
    }

    static (JsonObject Where, HashSet<string> Found) Combination(Random random, TheoryData<string, string> filters, string[] all, int depth)
    {
        var (chosen, found) = filters.ElementAt(random.Next(filters.Count)).Data;
        var atom = (JsonNode.Parse(chosen)!.AsObject(), Split(found).ToHashSet());
        // Some of the filters are combinations already.
        if (depth == 3)
            return chosen.Contains("\"or\"") || chosen.Contains("\"and\"") || chosen.Contains("\"not\"") ? Combination(random, filters, all, depth) : atom;
        List<(JsonObject Where, HashSet<string> Found)> below = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Combination(random, filters, all, depth + 1))];
        JsonArray parts = [.. below.Select(b => b.Where)];
        return random.Next(4) switch
        {
            0 => (new() { ["and"] = parts }, below.Aggregate(all.ToHashSet(), (set, b) => [.. set.Intersect(b.Found)])),
            1 => (new() { ["or"] = parts }, [.. below.SelectMany(b => b.Found)]),
            2 => (new() { ["not"] = new JsonObject { ["or"] = parts } }, [.. all.Except(below.SelectMany(b => b.Found))]),
            _ => atom,
        };
    }

    [Theory]
    [InlineData(Role.Reader)]
    public async Task Only_those_who_may_read_names_of_people_can_filter_by_them(Role role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { query = """{ rebuilds(where: { not: { or: [{ requester: "bob" }] } }) { totalCount } }""" }),
        };
        request.Headers.Add("X-Role", $"{role}");
        using var response = await read.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.At("errors.0");
        error.Text("extensions.code").ShouldBe("NOT_ALLOWED");
        error.Text("message").ShouldBe("The argument where.not.or[0].requester is only for those who may read the names of people.");
    }

    [Theory]
    [InlineData("{ rebuilds(where: { or: [] }) { totalCount } }", "The argument where.or must have at least one filter.")]
    [InlineData("{ builds(where: { and: [{ not: { and: [] } }] }) { totalCount } }", "The argument where.and[0].not.and must have at least one filter.")]
    [InlineData("{ builds(where: { namePrefix: \"\" }) { totalCount } }", "The argument where.namePrefix must have at least one character.")]
    [InlineData("{ builds(where: { not: { not: { not: { not: { not: {} } } } } }) { totalCount } }", "The argument where.not.not.not.not.not is too deep: filters can be combined to a depth of 5.")]
    [InlineData("{ rebuilds(where: { not: { searchKey: \"\\u0000\" } }) { totalCount } }", "The argument where.not.searchKey must not contain the character U+0000.")]
    [InlineData("{ builds(where: { or: [{ rebuild: \"1\" }] }) { totalCount } }", "The argument where.or[0].rebuild must be the id of a rebuild (rebuild- and 32 hexadecimal digits).")]
    public async Task A_filter_that_breaks_a_rule_is_refused_with_its_name_and_the_rule(string query, string message) =>
        (await read.Host.PostAsync(query)).Text("errors.0.message").ShouldBe(message);

    [Fact]
    public async Task Filters_have_an_end()
    {
        var many = (await read.Host.PostAsync(OfRebuilds, new { where = new { or = Enumerable.Range(0, 50).Select(i => new { priorityMin = i }) } })).Text("errors.0.message");
        many.ShouldBe("The argument where.or[49] is one filter too many: at most 50 can be combined.");
        var values = (await read.Host.PostAsync(OfRebuilds, new { where = new { state = Enumerable.Repeat("FAILED", 101) } })).Text("errors.0.message");
        values.ShouldBe("The argument where.state must not have more than 100 values; it has 101.");
    }

    async Task<List<string>> RebuildsAsync(JsonNode where) => await FindAsync(OfRebuilds, "rebuilds", where, "message.id");

    async Task<List<string>> BuildsAsync(JsonNode where) => await FindAsync(OfBuilds, "builds", where, "artifact.name");

    async Task<List<string>> FindAsync(string query, string list, JsonNode where, string name)
    {
        using var statements = new Statements(read.Host);
        var answer = (await read.Host.AskAsync(query, new { where })).At(list);
        statements.Texts.Count.ShouldBe(2, "the page and the total");
        List<string> found = [.. answer.At("edges").EnumerateArray().Select(e => e.Text($"node.{name}"))];
        answer.At("totalCount").GetInt32().ShouldBe(found.Count);
        return found;
    }

    static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
