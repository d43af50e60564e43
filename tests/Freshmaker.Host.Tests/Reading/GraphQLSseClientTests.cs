using System.Text.Json;
using Freshmaker.Host.Following;
using Freshmaker.Host.GraphQL.Http.Streams;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Subscriptions as npm's graphql-sse client understands them, in both modes of its protocol.</summary>
public sealed class GraphQLSseClientTests(SubscriptionTests.Shared shared) : IClassFixture<SubscriptionTests.Shared>
{
    readonly ReadingHost _host = shared.Host;

    async Task<List<JsonElement>> SubscribeAsync(string mode, int count, string query, object? variables = null, History? meanwhile = null)
    {
        using var client = await Web.StartAsync("subscribe.mjs", $"{_host.Url}/stream", mode, JsonSerializer.Serialize(new { query, variables }), $"{count}");
        var results = new List<JsonElement>();
        while (await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            results.Add(JsonSerializer.Deserialize<JsonElement>(line));
            if (line == "\"connected\"" && meanwhile is not null)
            {
                await Eventually.IsAsync(() => _host.Services.GetRequiredService<ChangeFollower>().Listeners > 0, "the subscription has begun");
                await _host.RecordAsync(meanwhile);
            }
        }

        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        client.ExitCode.ShouldBe(0, await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await Eventually.IsAsync(() => _host.Services.GetRequiredService<StreamPlaces>().Taken == 0, "the client's place is free again");
        return results;
    }

    [Theory]
    [InlineData("distinct")]
    [InlineData("single")]
    public async Task It_is_told_of_changes_as_they_happen_and_can_go_on_later(string mode)
    {
        const string query = "subscription($after: Long) { buildChanged(after: $after) { sequence to build { artifact { name } phase } } }";
        var history = History.OfSpecChange($"npm {mode} {Guid.CreateVersion7()}").Plan("ModulesOnRpmSpecChange", ["web"]).BuildAll("web", 1);
        var told = await SubscribeAsync(mode, 3, query, meanwhile: history);
        told[0].GetString().ShouldBe("connected");
        told.Skip(1).Select(r => r.Text("data.buildChanged.to")).ShouldBe(["WAITING", "BUMPING", "SUBMITTING"]);

        var rest = await SubscribeAsync(mode, 2, query, new { after = told[^1].At("data.buildChanged.sequence").GetInt64() });
        rest.Skip(1).Select(r => r.Text("data.buildChanged.build.phase")).ShouldBe(["BUILDING", "SUCCEEDED"]);
    }

    [Fact]
    public async Task A_refused_subscription_is_a_result_with_errors_and_then_complete()
    {
        var told = await SubscribeAsync("distinct", 5, "subscription { nonsense }");
        told[0].GetString().ShouldBe("connected");
        told[1].Text("errors.0.extensions.code").ShouldBe("FIELDS_ON_CORRECT_TYPE");
        told[2].GetString().ShouldBe("complete");
        told.Count.ShouldBe(3);
    }
}
