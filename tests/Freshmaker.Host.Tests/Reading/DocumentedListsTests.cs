using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>The examples of docs/graphql.md on lists are answered as they stand there.</summary>
public sealed partial class DocumentedListsTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public async Task Every_example_is_answered()
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
}
