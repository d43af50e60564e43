using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Host.GraphQL;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>What docs/graphql.md shows can be asked as it stands there.</summary>
public sealed partial class DocumentedQueriesTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public async Task Every_query_order_and_subscription_fits_the_schema()
    {
        var text = Repository.Text("docs", "graphql.md");
        var operations = Example().Matches(text).SelectMany(m => Beginning().Split(m.Groups[1].Value)).Where(o => o.Length > 0)
            .Concat(InCommands().Matches(text).Select(m => m.Groups[1].Value)).ToList();
        operations.Count(o => o.StartsWith("mutation", StringComparison.Ordinal)).ShouldBe(7);
        operations.Count(o => o.StartsWith("subscription", StringComparison.Ordinal)).ShouldBe(1);
        var schema = Host.Get<FreshmakerSchema>();
        schema.Initialize();
        foreach (var operation in operations)
        {
            var document = new GraphQLDocumentBuilder().Build(operation);
            var result = await new DocumentValidator().ValidateAsync(new()
            {
                Schema = schema,
                Document = document,
                Operation = document.Definitions.OfType<GraphQLOperationDefinition>().ShouldHaveSingleItem(operation),
                CancellationToken = Ct,
            });
            result.IsValid.ShouldBeTrue($"{operation}: {string.Join("; ", result.Errors)}");
        }
    }

    [Fact]
    public async Task Every_example_of_lists_is_answered()
    {
        var text = Repository.Text("docs", "graphql.md");
        var examples = Example().Matches(text[text.IndexOf("## Lists", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Value).ToList();
        examples.Count.ShouldBe(9);
        foreach (var query in examples)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
            using var response = await Host.Client.SendAsync(request.As("dana", Role.Auditor), Ct);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
            answer.TryGetProperty("errors", out var errors).ShouldBeFalse($"{query}: {errors}");
        }
    }

    [GeneratedRegex("```graphql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("(?m)^(?=mutation|query|\\{)")]
    private static partial Regex Beginning();

    [GeneratedRegex("\"query\": \"([^\"]+)\"")]
    private static partial Regex InCommands();
}
