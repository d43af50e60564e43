using System.Text.Json.Nodes;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Pdc;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Faults;
using Freshmaker.Sandbox.World.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Pdc;

public sealed class PdcContainerTests : OutsideTest
{
    protected override SandboxOptions Options => new()
    {
        StepDelay = TimeSpan.Zero,
        WorldJson = SmallWorld.Json,
        Images = ImageWorld.Empty with
        {
            Containers =
            [
                new(8123, "webfront", "fedora-41", "f41", ["libcapsule", "zlib"]),
                new(8124, "webfront", "fedora-42", "f42", ["libcapsule"]),
                new(8125, "postfront", "fedora-41", "f41", ["zlib", "bash"]),
                new(8126, "bare", "fedora-41", "f41", []),
            ],
        },
    };

    [Fact]
    public async Task Containers_come_once_each_with_branch_release_and_the_rpms_asked_for()
    {
        var found = await Catalogue().IncludingRpmsAsync(["zlib", "libcapsule", "kernel", "zlib"], Stop);

        found.Select(container => (container.Id, container.Name, container.Release, container.Branch, string.Join(' ', container.Rpms))).ShouldBe(
            [(8125, "postfront", "fedora-41", "f41", "zlib"), (8123, "webfront", "fedora-41", "f41", "libcapsule zlib"), (8124, "webfront", "fedora-42", "f42", "libcapsule")]);
        Sandbox.Counters["pdc.gets"].ShouldBe(2); // all relationships, then all components
    }

    [Fact]
    public async Task Nothing_asked_for_and_nothing_found()
    {
        (await Catalogue().IncludingRpmsAsync([], Stop)).ShouldBeEmpty();
        Sandbox.Counters["pdc.gets"].ShouldBe(0);
        (await Catalogue().IncludingRpmsAsync(["kernel"], Stop)).ShouldBeEmpty();
        Sandbox.Counters["pdc.gets"].ShouldBe(1);
    }

    [Fact]
    public async Task Small_chunks_and_pages_bring_the_same()
    {
        string[] names = ["zlib", "libcapsule", "bash"];
        var whole = await Catalogue().IncludingRpmsAsync(names, Stop);

        var parts = await Catalogue(options => options with { PageSize = 1, NamesPerQuery = 1 }).IncludingRpmsAsync(names, Stop);

        parts.Select(Shown).ShouldBe(whole.Select(Shown));
        whole.Count.ShouldBe(3);

        static string Shown(ContainerComponent container) => $"{container.Id} {container.Branch} {string.Join(' ', container.Rpms)}";
    }

    [Fact]
    public async Task The_sandbox_refuses_what_pdc_does_not_know()
    {
        using var http = new HttpClient();
        foreach (var path in new[] { "release-components/?id=8123", "release-component-relationships/?colour=blue", "release-components/?ordering=colour" })
        {
            using var answer = await http.GetAsync($"{Sandbox.PdcUrl}/{path}", Stop);
            ((int)answer.StatusCode).ShouldBe(400, path);
        }

        (await GetAsync("/pdc/rest_api/v1/release-components/8123/"))["dist_git_branch"]!.GetValue<string>().ShouldBe("f41");
    }

    [Theory]
    [InlineData(Garbage.Html, "HTTP 200, the body is not JSON")]
    [InlineData(Garbage.Nonsense, "HTTP 200, results must be a list")]
    public async Task What_is_no_answer_is_a_fault(Garbage garbage, string text)
    {
        Sandbox.Faults.Set("pdc", new() { Garbage = garbage });

        var fault = await Should.ThrowAsync<OutsideFault>(() => Catalogue().IncludingRpmsAsync(["zlib"], Stop));

        (fault.System, fault.Call[..60]).ShouldBe(("PDC", "GET release-component-relationships/?type=ContainerIncludesR"));
        fault.Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task A_component_that_is_not_found_by_its_name_is_asked_for_by_its_id_and_may_be_gone()
    {
        await using var pdc = await CannedServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/release-component-relationships/" => CannedServer.Write(context, 200, $"[{Relationship(7)},{Relationship(8)},{Relationship(9)}]"),
            "/release-components/" => CannedServer.Write(context, 200, """[{"id":7,"dist_git_branch":null},{"id":6,"dist_git_branch":"f6"}]"""),
            "/release-components/8/" => CannedServer.Write(context, 200, """{"id":8,"dist_git_branch":"f8"}"""),
            _ => CannedServer.Write(context, 404, "{}"),
        });

        var found = await Catalogue(pdc.Url).IncludingRpmsAsync(["zlib"], Stop);

        found.Select(container => (container.Id, container.Branch)).ShouldBe([(7, null), (8, "f8"), (9, null)]);
        pdc.Requests.Take(2).ShouldBe(
        [
            "GET /release-component-relationships/?type=ContainerIncludesRPM&to_component_name=zlib&ordering=id&page_size=100",
            "GET /release-components/?name=c7&name=c8&name=c9&ordering=id&page_size=100",
        ]);
    }

    [Theory]
    [InlineData("from_component.id", "0", "[0].from_component.id must be a positive whole number")]
    [InlineData("from_component.name", "\"../x\"", "[0].from_component.name must not begin with '.'")]
    [InlineData("to_component.name", "{}", "[0].to_component.name must be a text")]
    public async Task A_relationship_of_a_wrong_shape_is_a_fault_that_names_the_field(string field, string value, string problem)
    {
        var relationship = JsonNode.Parse(Relationship(7))!;
        relationship[field.Split('.')[0]]![field.Split('.')[1]] = JsonNode.Parse(value);
        await using var pdc = await CannedServer.StartAsync(200, $"[{relationship.ToJsonString()}]");

        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(pdc.Url).IncludingRpmsAsync(["zlib"], Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Theory]
    [InlineData("""{"id":8,"dist_git_branch":"f8"}""", "id must be 7")]
    [InlineData("""{"id":7,"dist_git_branch":"a b"}""", "dist_git_branch must not contain")]
    [InlineData("17", "id must be a positive whole number")]
    public async Task A_component_of_a_wrong_shape_is_a_fault_that_names_the_field(string body, string problem)
    {
        await using var pdc = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, context.Request.Path.Value switch
        {
            "/release-component-relationships/" => $"[{Relationship(7)}]",
            "/release-components/" => "[]",
            _ => body,
        }));

        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(pdc.Url).IncludingRpmsAsync(["zlib"], Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    static string Relationship(long id) => $$"""{"from_component":{"id":{{id}},"name":"c{{id}}","release":"fedora-41"},"to_component":{"id":1,"name":"zlib"},"type":"ContainerIncludesRPM"}""";

    IContainerCatalogue Catalogue(Func<PdcOptions, PdcOptions>? change = null) => Catalogue(new Uri(Sandbox.PdcUrl), change);

    static IContainerCatalogue Catalogue(Uri url, Func<PdcOptions, PdcOptions>? change = null)
    {
        var options = new PdcOptions { Url = url, Limits = Quick.Limits };
        return new ServiceCollection().AddPdc(change?.Invoke(options) ?? options).BuildServiceProvider().GetRequiredService<IContainerCatalogue>();
    }
}
