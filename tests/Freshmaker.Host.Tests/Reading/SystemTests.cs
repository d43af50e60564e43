using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Domain.Policies;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>What the service tells of itself.</summary>
public sealed class SystemTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public async Task The_service_tells_how_it_is()
    {
        var system = (await AskAsync("""
            { system { version dryRun handlers isListening projections { name position lag } outsideSystems { name isDegraded breaker lastAnswerAt lastFault }
              turns { waiting taken maxRunning maxRunningPerTarget } } }
            """)).At("data.system");
        system.Text("version").ShouldNotBeNullOrEmpty();
        system.At("dryRun").GetBoolean().ShouldBe(Host.HostSettings.Builds.DryRun);
        system.At("isListening").GetBoolean().ShouldBeTrue();
        system.At("handlers").EnumerateArray().Select(h => h.GetString()).ShouldBe(Host.HostSettings.Handlers.Select(t => t.Name));
        var projections = system.At("projections").EnumerateArray().ToDictionary(p => p.Text("name"), p => (At: p.At("position").GetInt64(), Lag: p.At("lag").GetInt64()));
        projections.Keys.ShouldContain("rebuilds:All");
        projections.Keys.ShouldContain("timeline:All");
        projections.Values.ShouldAllBe(p => p.At >= 0 && p.Lag >= 0);
        system.At("outsideSystems").EnumerateArray().Select(s => s.Text("name")).ShouldContain("MBS");
        system.At("turns.waiting").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task Nothing_secret_is_told()
    {
        var answer = (await AskAsync("{ system { version handlers outsideSystems { name lastFault } } policies { source rules { data text } } }")).GetRawText();
        foreach (var secret in new[] { "Password", "amqp://", "Host=" })
            answer.ShouldNotContain(secret);
    }

    [Fact]
    public async Task The_policy_is_told_as_data_and_in_words()
    {
        var policy = PolicyParser.Parse(
            PolicyNode.OfJson(JsonDocument.Parse("""
                { "allow": { "global": { "image": { "any": [ { "name": ["web.*", "shop"] }, { "all": [ { "published": true }, { "branch": "f41" } ] } ] } },
                             "ModulesOnRequest": { "module": { "name": "web" } } },
                  "block": [ { "kind": "image", "name": "legacy" } ] }
                """).RootElement, "policy.yaml"), ["ModulesOnRequest"]);
        policy.Errors.ShouldBeEmpty();
        await using var host = await ReadingHost.StartAsync(configure: s => s.AddSingleton(policy.Policy));

        var told = (await host.AskAsync("{ policies { mode source rules { path allows handler kind text data } } }")).At("policies");
        (told.Text("mode"), told.Text("source")).ShouldBe(("NORMAL", "policy.yaml"));
        told.At("rules").EnumerateArray().Select(r => r.Text("text")).ShouldBe([
            "Allowed is image where any of (name is web.* or shop; all of (published is true; branch is f41)).",
            "Allowed for ModulesOnRequest is module where name is web.",
            "Blocked is image where kind is image and name is legacy."]);
        told.At("rules").EnumerateArray().Select(r => r.Text("path")).ShouldBe(
            ["policy.yaml:allow:global:image", "policy.yaml:allow:ModulesOnRequest:module", "policy.yaml:block:0"]);
        told.At("rules.0.data").GetRawText().ShouldBe("""{"any":[{"name":["web.*","shop"]},{"all":[{"published":true},{"branch":"f41"}]}]}""");
        told.At("rules.0").ShouldSatisfyAllConditions(r => r.Text("kind").ShouldBe("IMAGE"), r => r.At("handler").ValueKind.ShouldBe(JsonValueKind.Null), r => r.At("allows").GetBoolean().ShouldBeTrue());
        told.At("rules.2.allows").GetBoolean().ShouldBeFalse();
    }

    async Task<JsonElement> AskAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        using var response = await Host.Client.SendAsync(request.As("dana", Role.Reader), Ct);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        answer.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
        return answer;
    }
}
