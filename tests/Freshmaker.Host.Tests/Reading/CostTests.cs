using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>What an operation costs is told with its answer, and with its refusal.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class CostTests(SharedReading shared)
{
    const string InPages = "query($n: Int) { rebuilds(first: $n) { edges { node { number builds(first: 5) { edges { node { id } } } } } } }";

    readonly ReadingHost _host = shared.Host;

    [Theory]
    [InlineData("{ __typename }", 0, 1)]
    [InlineData("{ __schema { types { name } } }", 0, 3)]
    [InlineData("{ rebuilds { totalCount } }", 1 + 20, 2)]
    [InlineData("{ rebuilds(first: 7) { edges { node { number } } } }", 1 + (7 * 3), 4)]
    [InlineData("{ rebuilds(last: 3) { edges { node { number state } } } }", 1 + (3 * 4), 4)]
    [InlineData("{ rebuild(number: 1) { number phases: handlers { name } } }", 3 + 20, 3)]
    [InlineData("{ a: rebuild(number: 1) { ...r } b: rebuild(number: 2) { ...r } } fragment r on Rebuild { id number }", 6, 2)]
    [InlineData("{ rebuilds(first: 100) { edges @skip(if: true) { node { number } } totalCount } }", 1 + 100, 2)]
    public async Task An_answer_says_what_it_may_have_cost_and_the_limits(string query, int cost, int depth)
    {
        var answer = await _host.PostAsync(query);

        answer.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
        answer.At("extensions.cost").ToString().ShouldBe($$"""{"estimated":{{cost}},"limit":50000,"depth":{{depth}},"maxDepth":24}""");
    }

    [Fact]
    public async Task It_is_counted_anew_for_other_variables_of_the_same_document()
    {
        (await CostOfAsync(2)).ShouldBe(1 + (2 * (4 + (5 * 3))));
        (await CostOfAsync(2)).ShouldBe(1 + (2 * (4 + (5 * 3))));
        (await CostOfAsync(100)).ShouldBe(1 + (100 * (4 + (5 * 3))));

        async Task<int> CostOfAsync(int n) => (await _host.PostAsync(InPages, new { n })).At("extensions.cost.estimated").GetInt32();
    }

    [Fact]
    public async Task What_costs_too_much_is_refused_with_its_cost_and_the_limit()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => (l.MaxCost, l.MaxDepth) = (1_000, 5));

        var (status, answer) = await RefusedAsync(host, "{ rebuilds(first: 100) { edges { node { number builds { totalCount } } } } }");
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.At("errors").GetArrayLength().ShouldBe(1);
        answer.Text("errors.0.message").ShouldBe("The operation may return 2401 values; at most 1000 are allowed. Ask for smaller pages (first, last) or for fewer fields of their rows.");
        answer.At("errors.0.extensions").ToString().ShouldBe("""{"code":"COMPLEXITY","cost":2401,"limit":1000}""");
        answer.At("extensions.cost").ToString().ShouldBe("""{"estimated":2401,"limit":1000,"depth":5,"maxDepth":5}""");

        (status, answer) = await RefusedAsync(host, "{ rebuild(number: 1) { causedBy { rebuild { causedBy { rebuild { id } } } } } }");
        status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text("errors.0.message").ShouldBe("The operation is nested 6 levels deep; at most 5 are allowed.");
        answer.At("errors.0.extensions.depth").GetInt32().ShouldBe(6);
        answer.At("errors.0.extensions.limit").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task An_operation_may_cost_just_the_limit()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => (l.MaxCost, l.MaxDepth) = (22, 4));

        (await host.PostAsync("{ rebuilds(first: 7) { edges { node { number } } } }")).TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
        (await host.PostAsync("{ rebuilds(first: 8) { edges { node { number } } } }")).Text("errors.0.extensions.code").ShouldBe("COMPLEXITY");
    }

    [Fact]
    public async Task What_is_not_valid_has_no_cost()
    {
        var (_, answer) = await RefusedAsync(_host, "{ passwords }");
        answer.TryGetProperty("extensions", out _).ShouldBeFalse();
    }

    static async Task<(HttpStatusCode Status, JsonElement Answer)> RefusedAsync(ReadingHost host, string query)
    {
        using var response = await host.SendAsync(query);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
