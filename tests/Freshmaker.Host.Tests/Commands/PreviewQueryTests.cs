using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Commands;

/// <summary>Previews over GraphQL.</summary>
public sealed class PreviewQueryTests(SharedHost shared) : HostTest(shared)
{
    readonly string _rpm = Wire.Unique("rpm"), _module = Wire.Unique("module");

    [Fact]
    public async Task a_pushed_spec_shows_what_would_be_built_and_why_and_how_that_differs_from_before()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module);
        var earlier = await Host.OpenAsync(Wire.SpecChange(_rpm));
        await Host.UntilBuildingAsync(earlier, _module);
        var added = Wire.Unique("added");
        Host.Catalogue.RpmIsIn(_rpm, _module, added);

        var preview = await AskAsync(
            $$$"""
            { preview(of: {push: {kind: RPM, name: "{{{_rpm}}}", branch: "f41", revision: "{{{Wire.Commit()}}}"}}) {
                errors { code message }
                rebuild { number state counts { planned } builds(first: 5) { nodes: edges { node { artifact { name } why { text } } } } }
                comparedWith(rebuild: "{{{earlier}}}") { added { artifact { name } } gone { artifact { name } } same changed { now { artifact { name } } differences { what before now } } }
            } }
            """);

        preview.GetProperty("errors").GetArrayLength().ShouldBe(0);
        var rebuild = preview.GetProperty("rebuild");
        rebuild.GetProperty("number").GetInt64().ShouldBeLessThan(0);
        Names(rebuild.GetProperty("builds").GetProperty("nodes"), "node").ShouldBe([_module, added], ignoreOrder: true);
        var compared = preview.GetProperty("comparedWith");
        Names(compared.GetProperty("added")).ShouldBe([added]);
        compared.GetProperty("gone").GetArrayLength().ShouldBe(0);
        compared.GetProperty("changed")[0].GetProperty("differences").EnumerateArray().Select(d => d.GetProperty("what").GetString()).ShouldBe(["cause"]);
    }

    [Fact]
    public async Task a_message_is_read_as_the_bus_would_read_it()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module);
        var delivery = Wire.ModuleChange(_module, Wire.Commit());
        var body = JsonSerializer.Serialize(System.Text.Encoding.UTF8.GetString(delivery.Body.Span));

        var preview = await AskAsync($"{{ preview(of: {{message: {{topic: \"{delivery.Topic}\", body: {body}}}}}) {{ errors {{ message }} rebuild {{ trigger {{ kind }} }} }} }}");

        preview.GetProperty("rebuild").GetProperty("trigger").GetProperty("kind").GetString().ShouldBe("MODULE_METADATA_CHANGED");
    }

    [Theory]
    [InlineData("{message: {topic: \"no.such.topic\", body: \"{}\"}}", "NOT_POSSIBLE", "no parser takes the topic")]
    [InlineData("{moduleRequest: {module: \"a/b\", stream: \"1\"}}", "BAD_INPUT", "module must not contain a slash")]
    [InlineData("{imageRequest: {branch: \"f41\", images: []}}", "BAD_INPUT", "at least one image")]
    public async Task what_leads_to_nothing_says_why(string of, string code, string words)
    {
        var error = (await AskAsync($"{{ preview(of: {of}) {{ errors {{ code message }} rebuild {{ id }} }} }}")).GetProperty("errors")[0];

        (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()!.Contains(words, StringComparison.Ordinal)).ShouldBe((code, true), $"{error}");
    }

    [Theory]
    [InlineData("{}", "exactly one")]
    [InlineData("{shippedAdvisory: 1, moduleRequest: {module: \"a\", stream: \"1\"}}", "exactly one")]
    [InlineData("{shippedAdvisory: -1}", "positive")]
    [InlineData("{message: {topic: \"t\", body: \"{\"}}", "must be JSON")]
    [InlineData("{push: {kind: RPM, name: \"x\", branch: \"f41\", revision: \"tip\"}}", "of.push.revision")]
    [InlineData("{push: {kind: IMAGE_REPOSITORY, name: \"x\", branch: \"f41\", revision: \"0a1b2c3d\"}}", "of.push.kind")]
    public async Task a_question_that_breaks_a_rule_is_refused_by_its_argument(string of, string words)
    {
        var answer = await SendAsync($"{{ preview(of: {of}) {{ errors {{ code }} }} }}", Role.Admin);

        answer.GetProperty("errors")[0].GetProperty("message").GetString()!.ShouldContain(words);
    }

    [Fact]
    public async Task readers_may_not_ask_because_it_asks_the_systems_outside()
    {
        var answer = await SendAsync("{ preview(of: {shippedAdvisory: 1}) { errors { code } } }", Role.Reader);

        answer.GetProperty("data").GetProperty("preview").GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("NOT_ALLOWED");
    }

    static List<string?> Names(JsonElement builds, string? via = null) =>
        [.. builds.EnumerateArray().Select(b => (via is null ? b : b.GetProperty(via)).GetProperty("artifact").GetProperty("name").GetString())];

    async Task<JsonElement> AskAsync(string query)
    {
        var answer = await SendAsync(query, Role.Operator);
        answer.TryGetProperty("errors", out var errors).ShouldBeFalse($"{errors}");
        return answer.GetProperty("data").GetProperty("preview");
    }

    async Task<JsonElement> SendAsync(string query, Role role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query }) };
        using var response = await Host.Client.SendAsync(request.As("dana", role), Ct);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }
}
