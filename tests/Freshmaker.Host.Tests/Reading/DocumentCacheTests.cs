using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Host.GraphQL.Limits;
using GraphQL.Validation;
using GraphQL.Validation.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>A document that is known is not validated again; what depends on the request is checked each time.</summary>
public sealed class DocumentCacheTests : IAsyncLifetime
{
    const string Pages = "query($n: Int) { rebuilds(first: $n) { edges { node { number } } } }";
    const string ById = "query($id: ID!) { rebuild(id: $id) { number } }";
    const string Follow = "subscription { rebuildChanged { sequence } }";

    readonly RecordedRules _validator = new();
    ReadingHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await ReadingHost.StartAsync(limits: l => l.MaxCost = 300, configure: s => s.AddSingleton<IDocumentValidator>(_validator));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Known_documents_are_checked_by_the_rules_that_look_at_the_request_and_by_no_others()
    {
        await _host.AskAsync(Pages, new { n = 1 });
        _validator.Last.Length.ShouldBe(DocumentValidator.CoreRules.Count() + 2);

        await _host.AskAsync(Pages, new { n = 2 });
        _validator.Last.ShouldBe([nameof(FieldArgumentsAreValidRule), nameof(OperationsOf), nameof(CostRule)]);

        await GetAsync(Pages);
        _validator.Last.ShouldBe([nameof(FieldArgumentsAreValidRule), nameof(OperationsOf), nameof(QueriesOnly), nameof(CostRule)]);
    }

    [Fact]
    public async Task A_document_with_several_operations_is_validated_each_time()
    {
        const string query = "query a { __typename } query b { __typename }";
        foreach (var name in (string[])["a", "a", "b"])
        {
            using var response = await _host.Client.PostAsJsonAsync("/graphql", new { query, operationName = name }, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            _validator.Last.Length.ShouldBe(DocumentValidator.CoreRules.Count() + 2);
        }
    }

    [Fact]
    public async Task A_mutation_that_was_posted_may_still_not_come_by_get()
    {
        const string mutation = "mutation { __typename }";
        (await _host.AskAsync(mutation)).Text("__typename").ShouldBe("Mutation");

        var (status, answer) = await GetAsync(mutation);

        ShouldBeKnown();
        status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Text("errors.0.extensions.code").ShouldBe("METHOD_NOT_ALLOWED");
        answer.TryGetProperty("data", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_subscription_that_is_served_as_a_stream_is_served_nowhere_else()
    {
        using (var stream = await EventStream.SubscribeAsync(_host.Client, Follow))
            stream.Response.StatusCode.ShouldBe(HttpStatusCode.OK);

        var answer = await _host.PostAsync(Follow);
        ShouldBeKnown();
        answer.Text("errors.0.extensions.code").ShouldBe("WRONG_ENDPOINT");

        (await GetAsync(Follow)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        ShouldBeKnown();
    }

    [Fact]
    public async Task A_query_that_was_answered_is_not_served_as_a_stream()
    {
        await _host.AskAsync(Pages);

        using var stream = await EventStream.SubscribeAsync(_host.Client, Pages);

        (await stream.RefusalAsync()).Code.ShouldBe("WRONG_ENDPOINT");
        ShouldBeKnown();
    }

    [Fact]
    public async Task Its_cost_is_refused_when_variables_make_it_too_high()
    {
        await _host.AskAsync(Pages, new { n = 5 });

        using var response = await _host.SendAsync(Pages, new { n = 100 });

        ShouldBeKnown();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        answer.At("errors.0.extensions").ToString().ShouldBe("""{"code":"COMPLEXITY","cost":301,"limit":300}""");
        await _host.AskAsync(Pages, new { n = 99 }); // the refusal has not made it unknown, nor forbidden
        ShouldBeKnown();
    }

    [Theory]
    [InlineData(Pages, """{"n": 1}""", """{"n": "many"}""", "Unable to convert")]
    [InlineData(Pages, """{"n": 1}""", """{"n": [1, 2]}""", "Unable to convert")]
    [InlineData(Pages, """{"n": 1}""", """{"n": 99999999999}""", "Unable to convert")]
    [InlineData(ById, """{"id": "none"}""", """{"id": null}""", "Received a null input for a non-null variable.")]
    [InlineData(ById, """{"id": "none"}""", "{}", "No value provided for a non-null variable.")]
    public async Task Values_of_variables_are_checked_each_time(string query, string right, string wrong, string message)
    {
        await _host.PostAsync(query, JsonSerializer.Deserialize<JsonElement>(right));

        using var response = await _host.SendAsync(query, JsonSerializer.Deserialize<JsonElement>(wrong));

        ShouldBeKnown();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        answer.Text("errors.0.extensions.code").ShouldBe("INVALID_VALUE");
        answer.Text("errors.0.message").ShouldContain(message);
    }

    void ShouldBeKnown() => _validator.Last.Length.ShouldBeLessThan(5);

    async Task<(HttpStatusCode Status, JsonElement Answer)> GetAsync(string query)
    {
        using var response = await _host.Client.GetAsync($"/graphql?query={Uri.EscapeDataString(query)}", TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    /// <summary>The library's own validator, and the rules that it was last given.</summary>
    sealed class RecordedRules : IDocumentValidator
    {
        readonly DocumentValidator _validator = new();

        public string[] Last { get; private set; } = [];

        public Task<IValidationResult> ValidateAsync(in ValidationOptions options)
        {
            Last = [.. (options.Rules ?? DocumentValidator.CoreRules).Select(r => r.GetType().Name)];
            return _validator.ValidateAsync(options);
        }
    }
}
