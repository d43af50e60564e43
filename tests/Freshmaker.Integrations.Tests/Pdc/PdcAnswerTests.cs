using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Pdc;

/// <summary>Answers that the sandbox never gives.</summary>
public sealed class PdcAnswerTests
{
    const string OneModule = """{"name":"webstack","stream":"4","version":"9"}""";

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_query_is_the_documented_one()
    {
        await using var pdc = await CannedServer.StartAsync(200, """
            [{"name":"webstack","stream":"4","version":"9","build_deps":[{"dependency":"gtk+","stream":"a&b"}]},{"name":"other","stream":"4","version":"9","build_deps":[]}]
            """);

        await PdcTest.Catalogue(new($"{pdc.Url}rest_api/v1/")).BuiltFromAsync("gtk+", "a&b", Stop);

        const string Fields = "active=true&fields=name&fields=stream&fields=version";
        const string Rest = "ordering=name,stream,-version&page_size=100";
        pdc.Requests.ShouldBe([$"GET /rest_api/v1/modules/?build_dep_name=gtk+&build_dep_stream=a&b&{Fields}&fields=build_deps&{Rest}", $"GET /rest_api/v1/modules/?name=webstack&{Fields}&{Rest}"]);
    }

    [Theory]
    [InlineData("", "results[0].build_deps must be a list")]
    [InlineData(""","build_deps":{"a":1}""", "results[0].build_deps must be a list")]
    [InlineData(""","build_deps":["platform"]""", "results[0].build_deps[0].dependency must be a text")]
    [InlineData(""","build_deps":[{"dependency":"platform","stream":7}]""", "results[0].build_deps[0].stream must be a text")]
    public async Task Dependencies_that_cannot_be_read_are_a_fault(string dependencies, string problem)
    {
        await using var pdc = await CannedServer.StartAsync(200, $$"""{"results":[{"name":"webstack","stream":"4","version":"9"{{dependencies}}}]}""");

        (await Should.ThrowAsync<OutsideFault>(() => PdcTest.Catalogue(pdc.Url).BuiltFromAsync("platform", "f41", Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Fact]
    public async Task A_bare_list_is_taken_and_versions_compare_as_numbers()
    {
        await using var pdc = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, context.Request.Query.ContainsKey("name")
            ? """[{"name":"webstack","stream":"4","version":"9"},{"name":"webstack","stream":"4","version":"10"},{"name":"webstack","stream":"5","version":"99"}]"""
            : """[{"name":"webstack","stream":"4","version":8},{"name":"webstack","stream":"4","version":"9"}]"""));

        (await PdcTest.Catalogue(pdc.Url).ContainingRpmAsync("a", "b", Stop)).ShouldBe([new("webstack", "4", "9", "10")]);
    }

    [Fact]
    public async Task A_module_that_vanished_between_the_questions_still_counts()
    {
        await using var pdc = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, context.Request.Query.ContainsKey("name") ? "[]" : $"[{OneModule}]"));

        (await PdcTest.Catalogue(pdc.Url).ContainingRpmAsync("a", "b", Stop)).ShouldHaveSingleItem().IsNewest.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"results":[{"stream":"4","version":"9"}]}""", "results[0].name must be a text")]
    [InlineData("""{"results":[{"name":null,"stream":"4","version":"9"}]}""", "results[0].name must be a text")]
    [InlineData("""[{"name":"../etc","stream":"4","version":"9"}]""", "[0].name must not begin with '.'")]
    [InlineData("""{"results":[{"name":"a","stream":"4","version":"9"},{"name":"a","stream":7,"version":"9"}]}""", "results[1].stream must be a text")]
    [InlineData("""{"results":[{"name":"a","stream":"4","version":{}}]}""", "results[0].version must be a text")]
    [InlineData("""{"results":[17]}""", "results[0].name must be a text")]
    [InlineData("""{"results":{"a":1}}""", "results must be a list")]
    [InlineData("""{"count":1}""", "results is missing")]
    [InlineData("17", "results is missing")]
    [InlineData("""{"results":[],"next":42}""", "next must be a URL or null")]
    [InlineData("""{"results":[],"next":"/modules/"}""", "next has no query")]
    [InlineData("""{"results":[{"\ud800me":"a"}]}""", "results[0].name must be a text")]
    [InlineData("""{"\ud800sults":[]}""", "results is missing")]
    [InlineData("""{"results":[{"name":"\ud800","stream":"4","version":"9"}]}""", "results[0].name must be a text")]
    public async Task An_answer_of_a_wrong_shape_is_a_fault_that_names_the_field(string body, string problem)
    {
        await using var pdc = await CannedServer.StartAsync(200, body);

        var fault = await Should.ThrowAsync<OutsideFault>(() => PdcTest.Catalogue(pdc.Url).ContainingRpmAsync("libcapsule", "f41", Stop));

        fault.System.ShouldBe("PDC");
        fault.Call.ShouldStartWith("GET modules/?component_name=libcapsule");
        fault.Text.ShouldContain($"HTTP 200, {problem}");
    }

    [Fact]
    public async Task A_next_page_on_another_host_is_never_asked_for()
    {
        await using var other = await CannedServer.StartAsync(200, "[]");
        await using var pdc = await CannedServer.StartAsync(200, $$"""{"results":[{{OneModule}}],"next":"http://localhost:{{other.Url.Port}}/modules/?page=2"}""");

        var fault = await Should.ThrowAsync<OutsideFault>(() => PdcTest.Catalogue(pdc.Url).ContainingRpmAsync("a", "b", Stop));

        fault.Text.ShouldContain("another host, localhost");
        (pdc.Requests.Count, other.Requests.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = await CannedServer.StartAsync(200, "[]");
        await using var pdc = await CannedServer.StartAsync(context => { context.Response.Redirect(other.Url.AbsoluteUri); return Task.CompletedTask; });

        (await Should.ThrowAsync<OutsideFault>(() => PdcTest.Catalogue(pdc.Url).ContainingRpmAsync("a", "b", Stop))).Text.ShouldBe("HTTP 302");
        other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_in_a_ring_are_a_fault()
    {
        await using var pdc = await CannedServer.StartAsync(200, """{"results":[],"next":"?page=2"}""");

        (await Should.ThrowAsync<OutsideFault>(() => PdcTest.Catalogue(pdc.Url).ContainingRpmAsync("a", "b", Stop))).Text.ShouldContain("leads back");
        pdc.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Pages_without_end_are_a_fault()
    {
        var page = 1;
        await using var pdc = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, $$"""{"results":[],"next":"?page={{Interlocked.Increment(ref page)}}"}"""));

        var catalogue = PdcTest.Catalogue(pdc.Url, options => options with { MaxPages = 5 });
        (await Should.ThrowAsync<OutsideFault>(() => catalogue.ContainingRpmAsync("a", "b", Stop))).Text.ShouldContain("more than 5 pages");
        pdc.Requests.Count.ShouldBe(5);
    }
}
