using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Pages, and what fetching them costs.</summary>
public sealed class GraphQLPagingTests : IAsyncLifetime
{
    const string Forward = "query($n: Int, $at: String) { rebuilds(first: $n, after: $at) { edges { cursor node { message { id } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    const string Backward = "query($n: Int, $at: String) { rebuilds(last: $n, before: $at) { edges { cursor node { message { id } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

    readonly List<History> _histories = [];
    ReadingHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ReadingHost.StartAsync(limits: l => l.MaxCost = 200_000);
        for (var i = 0; i < 25; i++)
        {
            var history = i % 5 == 0 || _histories.Count == 0
                ? History.OfSpecChange($"p{i}").Plan("ModulesOnRpmSpecChange", ["web", "db<web", $"m{i}"], "old").BuildAll("web", i)
                : History.After(_histories[^1], History.Key($"m{i - 1}"), $"p{i}", i).Plan("ModulesOnDependencyReady", [$"m{i}"], "old");
            _histories.Add(history);
        }

        await _host.RecordAsync(_histories);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    static List<string> Ids(JsonElement page) => [.. page.At("rebuilds.edges").EnumerateArray().Select(e => e.Text("node.message.id"))];

    static bool Has(JsonElement page, string which) => page.At($"rebuilds.pageInfo.{which}").GetBoolean();

    [Fact]
    public async Task Forward_and_backward_pages_give_every_rebuild_once_in_order_while_rows_arrive()
    {
        List<string> expected = [.. Enumerable.Range(0, 25).Reverse().Select(i => $"p{i}")];
        List<string> forward = [], backward = [];
        string? cursor = null;
        for (var more = true; more;)
        {
            var page = await _host.AskAsync(Forward, new { n = 4, at = cursor });
            Has(page, "hasPreviousPage").ShouldBe(cursor is not null);
            forward.AddRange(Ids(page));
            cursor = page.Text("rebuilds.pageInfo.endCursor");
            more = Has(page, "hasNextPage");
            await _host.RecordAsync(History.OfSpecChange($"new{forward.Count}"));
        }

        forward.ShouldBe(expected);
        cursor = null;
        for (var more = true; more;)
        {
            var page = await _host.AskAsync(Backward, new { n = 7, at = cursor });
            Has(page, "hasNextPage").ShouldBe(cursor is not null);
            backward.InsertRange(0, Ids(page));
            cursor = page.Text("rebuilds.pageInfo.startCursor");
            more = Has(page, "hasPreviousPage");
        }

        backward.Where(id => id[0] == 'p').ShouldBe(expected);
    }

    [Theory]
    [InlineData("first", "after", "endCursor", "hasNextPage")]
    [InlineData("last", "before", "startCursor", "hasPreviousPage")]
    public async Task Filtered_pages_give_every_match_once_in_order(string size, string from, string next, string more)
    {
        var found = new List<string>();
        string? cursor = null;
        for (var goOn = true; goOn;)
        {
            var page = await _host.AskAsync(
                $$"""query($at: String) { rebuilds({{size}}: 2, {{from}}: $at, where: { artifactName: "web" }) { edges { node { message { id } } } pageInfo { {{next}} {{more}} } } }""",
                new { at = cursor });
            found.InsertRange(size == "first" ? found.Count : 0, Ids(page));
            (cursor, goOn) = (page.Text($"rebuilds.pageInfo.{next}"), Has(page, more));
        }

        found.ShouldBe(["p20", "p15", "p10", "p5", "p0"]);
    }

    [Fact]
    public async Task Pages_of_nested_lists_continue_where_they_stopped()
    {
        const string query = "query($id: ID!, $at: String) { rebuild(id: $id) { timeline(first: 3, after: $at) { edges { node { position } } pageInfo { hasNextPage endCursor } } } }";
        var positions = new List<int>();
        string? cursor = null;
        for (var more = true; more;)
        {
            var timeline = (await _host.AskAsync(query, new { id = _histories[0].Id, at = cursor })).At("rebuild.timeline");
            positions.AddRange(timeline.At("edges").EnumerateArray().Select(e => e.At("node.position").GetInt32()));
            (cursor, more) = (timeline.Text("pageInfo.endCursor"), timeline.At("pageInfo.hasNextPage").GetBoolean());
        }

        positions.ShouldBe(Enumerable.Range(1, positions.Count));
        positions.Count.ShouldBeGreaterThan(12);
    }

    [Fact]
    public async Task Both_ends_of_a_range_can_be_given()
    {
        var cursors = (await _host.AskAsync("{ rebuilds(first: 10) { edges { cursor } } }")).At("rebuilds.edges").EnumerateArray().Select(e => e.Text("cursor")).ToList();
        var between = await _host.AskAsync(
            "query($a: String, $b: String) { rebuilds(first: 10, after: $a, before: $b) { edges { cursor } } }", new { a = cursors[2], b = cursors[6] });
        between.At("rebuilds.edges").EnumerateArray().Select(e => e.Text("cursor")).ShouldBe(cursors[3..6]);
    }

    [Fact]
    public async Task A_page_of_rebuilds_costs_one_statement_per_field_and_level_whatever_its_size()
    {
        const string query = """
            query($n: Int!) { rebuilds(first: $n) { edges { node { id
              builds { totalCount edges { node { artifact { name } parents { id } children { edges { node { id } } } rebuild { id } followUps { edges { node { id } } } } } }
              exclusions { edges { node { artifact { name } } } }
              causedBy { rebuild { id } build { id } }
              followUps { edges { node { id builds { edges { node { id } } } } } }
              timeline(first: 5) { edges { node { text build { id } } } }
              message { body headers { name } }
              cascade { root { id } lineage { text } rebuilds { edges { node { id } } } }
            } } } }
            """;
        var ten = await StatementsOfAsync(query, 10);
        var twenty = await StatementsOfAsync(query, 20);

        twenty.Count.ShouldBe(ten.Count, string.Join("\n\n", twenty));
        twenty.Count.ShouldBeLessThanOrEqualTo(17); // of 18 lists and lookups two are the same
    }

    [Theory]
    [InlineData("rebuilds(first: 20) { edges { node { id state counts { done } handlers { name } trigger { summary } reason { text } message { id } } } }", 1)]
    [InlineData("rebuilds(first: 20) { edges { node { builds { edges { node { id } } } exclusions { edges { node { number } } } causedBy { build { id } } followUps { edges { node { id } } } } } }", 5)]
    [InlineData("rebuilds(first: 20) { totalCount edges { node { id } } }", 2)]
    [InlineData("rebuilds(first: 20) { edges { node { builds { totalCount } } } }", 3)]
    public async Task A_query_costs_no_more_statements_than_it_has_lists(string query, int statements) =>
        (await StatementsOfAsync($"{{ {query} }}", 0)).Count.ShouldBe(statements);

    async Task<IReadOnlyCollection<string>> StatementsOfAsync(string query, int n)
    {
        using var statements = new Statements(_host);
        var answer = await _host.AskAsync(query, new { n });
        answer.At("rebuilds.edges").GetArrayLength().ShouldBe(n == 0 ? 20 : n);
        return statements.Texts;
    }

    [Fact]
    public async Task The_depth_of_a_page_does_not_decide_what_it_costs()
    {
        var cursor = (await _host.AskAsync("{ rebuilds(last: 5) { pageInfo { startCursor } } }")).Text("rebuilds.pageInfo.startCursor");
        using var statements = new Statements(_host);
        await _host.AskAsync(Forward, new { n = 4, at = cursor });
        statements.Texts.Single().ShouldNotContain("offset");
        statements.Texts.Single().ShouldContain("t.number < $");
    }
}
