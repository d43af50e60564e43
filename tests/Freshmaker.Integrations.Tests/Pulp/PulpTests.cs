using System.Text.Json.Nodes;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Pulp;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.World.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Pulp;

public sealed class PulpTests : OutsideTest
{
    protected override SandboxOptions Options => new()
    {
        WorldJson = SmallWorld.Json,
        Images = ImageWorld.Empty with { PulpRepositories = [.. Enumerable.Range(0, 1000).Select(i => new WorldPulpRepository($"repo-{i}", i % 10 == 0 ? null : $"set-{i % 7}"))] },
    };

    IContentSets Pulp(Func<PulpOptions, PulpOptions>? change = null) => Pulp(new Uri(Sandbox.PulpUrl), change);

    static IContentSets Pulp(Uri url, Func<PulpOptions, PulpOptions>? change = null)
    {
        var options = new PulpOptions { Url = url, Limits = Quick.Limits };
        return new ServiceCollection().AddPulp(change?.Invoke(options) ?? options).BuildServiceProvider().GetRequiredService<IContentSets>();
    }

    [Fact]
    public async Task Content_sets_are_read_by_repository_and_repositories_without_one_are_absent()
    {
        var found = await Pulp().OfRepositoriesAsync(["repo-1", "repo-10", "repo-15", "no-such", "repo-1"], Stop);

        found.ShouldBe([new("repo-1", "set-1"), new("repo-15", "set-1")], ignoreOrder: true);
        Sandbox.Counters["pulp.reads"].ShouldBe(1);
        Sandbox.Counters["pulp.writes"].ShouldBe(0);
    }

    [Fact]
    public async Task Many_are_asked_for_in_chunks_and_none_costs_nothing()
    {
        (await Pulp().OfRepositoriesAsync([.. Enumerable.Range(0, 1000).Select(i => $"repo-{i}")], Stop)).Count.ShouldBe(900);
        Sandbox.Counters["pulp.posts"].ShouldBe(5);

        (await Pulp().OfRepositoriesAsync([], Stop)).ShouldBeEmpty();
        Sandbox.Counters["pulp.posts"].ShouldBe(5);
    }

    [Fact]
    public async Task The_question_has_Pulp_s_form()
    {
        JsonNode? body = null;
        await using var pulp = await CannedServer.StartAsync(async context =>
        {
            body = JsonNode.Parse(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));
            await CannedServer.Write(context, 200, """[{"id":"b","notes":{"content_set":"B"}},{"id":"not-asked-for","notes":{"content_set":"C"}},{"id":"a","notes":{}},{"id":"b","notes":{"content_set":"again"}}]""");
        });

        (await Pulp(pulp.Url).OfRepositoriesAsync(["b", "a"], Stop)).ShouldBe([new("b", "B")]);

        JsonNode.DeepEquals(body, JsonNode.Parse("""{"criteria":{"filters":{"id":{"$in":["a","b"]}},"fields":["id","notes"]}}""")).ShouldBeTrue(body!.ToJsonString());
        pulp.Requests.ShouldBe(["POST /pulp/api/v2/repositories/search/"]);
    }

    [Fact]
    public async Task A_search_only_reads_so_it_is_tried_again()
    {
        Sandbox.Faults.Set("pulp", new() { Status = 503, Times = 2 });

        (await Pulp().OfRepositoriesAsync(["repo-1"], Stop)).Count.ShouldBe(1);

        Sandbox.Counters["pulp.posts"].ShouldBe(3);
    }

    [Theory]
    [InlineData(Garbage.Html, "HTTP 200, the body is not JSON")]
    [InlineData(Garbage.Truncated, "HTTP 200, the body is not JSON")]
    [InlineData(Garbage.Nonsense, "HTTP 201")]
    public async Task What_is_no_answer_is_a_fault(Garbage garbage, string text)
    {
        Sandbox.Faults.Set("pulp", new() { Garbage = garbage });

        var fault = await Should.ThrowAsync<OutsideFault>(() => Pulp().OfRepositoriesAsync(["repo-1", "repo-2"], Stop));

        (fault.System, fault.Call).ShouldBe(("Pulp", "POST repositories/search/ (2 repositories from repo-1)"));
        fault.Text.ShouldStartWith(text);
    }

    [Theory]
    [InlineData("""{"repositories":[]}""", "the body must be a list")]
    [InlineData("[7]", "[0] must be a repository")]
    [InlineData("""[{"id":"repo-2","notes":{}},{"notes":{"content_set":"x"}}]""", "[1].id must be a text")]
    public async Task A_wrong_shape_is_a_fault_with_its_path(string body, string problem)
    {
        await using var pulp = await CannedServer.StartAsync(200, body);

        (await Should.ThrowAsync<OutsideFault>(() => Pulp(pulp.Url).OfRepositoriesAsync(["repo-1"], Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Theory]
    [InlineData("""[{"id":"repo-1"}]""")]
    [InlineData("""[{"id":"repo-1","notes":null}]""")]
    [InlineData("""[{"id":"repo-1","notes":{"content_set":null}}]""")]
    [InlineData("""[{"id":"repo-1","notes":{"content_set":""}}]""")]
    [InlineData("""[{"id":"repo-1","notes":{"content_set":7}}]""")]
    public async Task Without_a_content_set_it_has_none(string body)
    {
        await using var pulp = await CannedServer.StartAsync(200, body);

        (await Pulp(pulp.Url).OfRepositoriesAsync(["repo-1"], Stop)).ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_of_any_shape_is_read_or_a_fault()
    {
        var (values, faults) = MutatedJson.Try(
            """[{"id":"a","_href":"/pulp/api/v2/repositories/a/","notes":{"content_set":"A"}},{"id":"b","notes":{"_repo-type":"rpm-repo"}}]""",
            http => new PulpContentSets(http, new()).OfRepositoriesAsync(["a", "b"], Stop));
        (values > 20, faults > 20).ShouldBe((true, true));
    }

    [Fact]
    public void Options_have_rules()
    {
        new PulpOptions { Url = new("https://pulp.example.org") }.Validate().ShouldBeEmpty();
        new PulpOptions { RepositoriesPerQuery = 0, KeyFile = "/no/such/file", CaFile = "/no/such/file" }.Validate().Select(problem => problem.Split(' ')[0])
            .ShouldBe(["Freshmaker:Pulp:Url", "Freshmaker:Pulp:KeyFile", "Freshmaker:Pulp:CaFile", "Freshmaker:Pulp:RepositoriesPerQuery"]);
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddPulp(new())).Message.ShouldContain("Freshmaker:Pulp:Url must be given");
    }
}
