using System.Text.Json.Nodes;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>The sandbox's ODCS: composes take time, fail, hang, expire, are made again and share their files, as those of the real one.</summary>
public sealed class SandboxOdcsTests : OutsideTest
{
    const string Pulp = """{"source":{"type":"pulp","source":"acme-9-baseos-rpms"}}""";

    protected override SandboxOptions Options => new()
    {
        StepDelay = TimeSpan.Zero,
        WorldJson = SmallWorld.Json,
        Images = ImageWorld.Empty with { Composes = [new(7001, "done", "pulp", "acme-8-rpms", TimeProvider.System.GetUtcNow().AddSeconds(-5))] },
    };

    [Fact]
    public async Task A_compose_goes_from_wait_to_done_and_says_so()
    {
        var id = await AskAsync(Pulp);

        (await StatesAsync(id, 3)).ShouldBe(["wait", "generating", "done"]);
        var message = Sandbox.Messages.Last(message => message.Topic == "org.fedoraproject.prod.odcs.compose.state-changed");
        var body = JsonNode.Parse(message.Body.Span)!;
        body["event"]!.GetValue<string>().ShouldBe("state-changed");
        body["compose"]!["state"]!.GetValue<int>().ShouldBe(2);
        body["compose"]!["source_type"]!.GetValue<int>().ShouldBe(4);
        (await GetAsync($"/odcs/api/1/composes/{id}"))["state_reason"]!.GetValue<string>().ShouldBe("Compose is generated successfully");
    }

    [Theory]
    [InlineData("failed", "wait,generating,failed")]
    [InlineData("removed", "wait,generating,done,removed")]
    [InlineData("stuck", "wait,generating")]
    public async Task A_compose_can_be_made_to_end_otherwise_once(string ends, string states)
    {
        await PostAsync("/control/odcs/behaviour", $$"""{"name":"acme-9-baseos-rpms","ends":"{{ends}}","reason":"no such repository","times":1}""");
        var expected = states.Split(',');

        (await StatesAsync(await AskAsync(Pulp), expected.Length)).ShouldBe(expected);
        (await StatesAsync(await AskAsync(Pulp), 3)).ShouldBe(["wait", "generating", "done"]);
    }

    [Fact]
    public async Task What_has_expired_is_removed_and_a_renewal_makes_it_again()
    {
        (await GetAsync("/odcs/api/1/composes/7001"))["state_name"]!.GetValue<string>().ShouldBe("removed"); // it expired before the sandbox started
        var id = await AskAsync(Pulp);
        await StatesAsync(id, 3);
        await PostAsync($"/control/odcs/composes/{id}/expire", "{}");

        (await GetAsync($"/odcs/api/1/composes/{id}"))["state_name"]!.GetValue<string>().ShouldBe("removed");
        var again = await SendAsync(HttpMethod.Patch, $"/odcs/api/1/composes/{id}", "");
        (again["id"]!.GetValue<long>(), again["state_name"]!.GetValue<string>()).ShouldBe((id + 1, "wait"));
        Sandbox.Counters["odcs.regenerated"].ShouldBe(1);
    }

    [Fact]
    public async Task Equal_requests_get_composes_of_their_own_with_the_same_files()
    {
        var first = await AskAsync(Pulp);
        await StatesAsync(first, 3);
        var second = await AskAsync(Pulp);
        await StatesAsync(second, 3);
        const string Anew = """{"source":{"type":"pulp","source":"acme-9-baseos-rpms"},"flags":["no_reuse"]}""";
        var third = await AskAsync(Anew);
        await StatesAsync(third, 3);
        var fourth = await AskAsync(Anew);
        await StatesAsync(fourth, 3);

        second.ShouldBe(first + 1);
        (await RepoAsync(second)).ShouldBe(await RepoAsync(first));
        (await RepoAsync(third)).ShouldNotBe(await RepoAsync(first));
        (await RepoAsync(fourth)).ShouldNotBe(await RepoAsync(third));

        async Task<string> RepoAsync(long id) => (await GetAsync($"/odcs/api/1/composes/{id}"))["result_repofile"]!.GetValue<string>();
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("{", 400)]
    [InlineData("""{"source":{"source":"a"}}""", 400)]
    [InlineData("""{"source":{"type":"floppy","source":"a"}}""", 400)]
    [InlineData("""{"source":{"type":"pulp","source":""}}""", 400)]
    [InlineData("""{"source":{"type":"module","source":"a"}}""", 400)]
    [InlineData("""{"source":{"type":"tag","source":"a","builds":"b-1-1"}}""", 400)]
    [InlineData("""{"source":{"type":"tag","source":"a;b"}}""", 400)]
    [InlineData("""{"source":{"type":"tag","source":"a"},"results":["floppy"]}""", 400)]
    [InlineData("""{"source":{"type":"tag","source":"a"},"seconds-to-live":"long"}""", 400)]
    public async Task What_ODCS_refuses_is_refused(string body, int status)
    {
        (await SendAsync(HttpMethod.Post, "/odcs/api/1/composes/", body, status))["message"].ShouldNotBeNull();

        Sandbox.Counters["odcs.refused"].ShouldBe(1);
        Sandbox.Counters["odcs.accepted"].ShouldBe(0);
    }

    [Fact]
    public async Task A_reset_forgets_composes_behaviours_and_counts()
    {
        await PostAsync("/control/odcs/behaviour", """{"name":"acme-9-baseos-rpms","ends":"failed"}""");
        await AskAsync(Pulp);

        await PostAsync("/control/reset", "");

        (await GetAsync("/odcs/api/1/composes/"))["meta"]!["total"]!.GetValue<int>().ShouldBe(1);
        Sandbox.Counters["odcs.accepted"].ShouldBe(0);
        (await StatesAsync(await AskAsync(Pulp), 3)).ShouldBe(["wait", "generating", "done"]);
    }

    [Fact]
    public async Task Messages_can_have_their_old_form()
    {
        await using var old = await SandboxHost.StartAsync(Options with { OldComposeMessages = true }, Stop);
        using var http = new HttpClient();
        (await http.PostAsync($"{old.OdcsUrl}/api/1/composes/", new StringContent(Pulp), Stop)).IsSuccessStatusCode.ShouldBeTrue();

        var messages = await UntilAsync(() => old.Messages.Where(message => message.Topic.Contains(".odcs.", StringComparison.Ordinal)).ToList(), all => all.Count >= 3, "messages");

        messages.ShouldAllBe(message => message.Topic == "org.fedoraproject.prod.odcs.state.change");
    }

    async Task<long> AskAsync(string body) => (await SendAsync(HttpMethod.Post, "/odcs/api/1/composes/", body))["id"]!.GetValue<long>();

    async Task<JsonNode> SendAsync(HttpMethod method, string path, string body, int status = 200)
    {
        using var http = new HttpClient();
        using var response = await http.SendAsync(new(method, Sandbox.Url + path) { Content = new StringContent(body) }, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        ((int)response.StatusCode).ShouldBe(status, text);
        return JsonNode.Parse(text)!;
    }

    Task<List<string>> StatesAsync(long id, int atLeast) => UntilAsync(
        () => Sandbox.Messages.Where(message => message.Topic.EndsWith(".odcs.compose.state-changed", StringComparison.Ordinal)).Select(Compose)
            .Where(compose => compose["id"]!.GetValue<long>() == id).Select(compose => compose["state_name"]!.GetValue<string>()).ToList(),
        states => states.Count >= atLeast,
        $"{atLeast} states");

    static JsonNode Compose(PublishedMessage message) => JsonNode.Parse(message.Body.Span)!["compose"]!;
}
