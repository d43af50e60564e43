using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>The OpenAPI document, and the page that shows it.</summary>
[Collection(RecordedCollection.Name)]
public sealed partial class OpenApiTests(Recorded recorded)
{
    RestHost Rest => recorded.Rest;

    async Task<string> TextAsync(string path)
    {
        using var response = await Rest.SendAsync(HttpMethod.Get, path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    static IEnumerable<(string Path, HttpMethod Verb, OpenApiOperation Operation)> Operations(OpenApiDocument document) =>
        from path in document.Paths from operation in path.Value.Operations! select (path.Key, operation.Key, operation.Value);

    [Fact]
    public async Task The_document_is_valid_and_every_operation_and_parameter_is_described()
    {
        var read = OpenApiDocument.Parse(await TextAsync("/api/openapi.json"), "json");
        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();
        var document = read.Document!;
        document.Validate(ValidationRuleSet.GetDefaultRuleSet()).ShouldBeEmpty();

        var operations = Operations(document).ToList();
        operations.Select(o => o.Operation.OperationId).ShouldBeUnique();
        foreach (var (path, verb, operation) in operations)
        {
            var where = $"{verb} {path}";
            operation.OperationId.ShouldNotBeNullOrEmpty(where);
            operation.Summary.ShouldNotBeNullOrEmpty(where);
            operation.Tags.ShouldNotBeEmpty(where);
            operation.Responses!.Keys.ShouldContain("200", where);
            operation.Responses.ShouldAllBe(r => !string.IsNullOrEmpty(r.Value.Description));
            foreach (var (status, response) in operation.Responses.Where(r => r.Key != "200"))
                response.Content!["application/json"].Schema.ShouldBeOfType<OpenApiSchemaReference>($"{where} {status}").Reference.Id.ShouldBe("RestError");
            foreach (var parameter in operation.Parameters ?? [])
            {
                parameter.Description.ShouldNotBeNullOrEmpty($"{where} {parameter.Name}");
                parameter.Example.ShouldNotBeNull($"{where} {parameter.Name}");
            }

            (verb == HttpMethod.Get || operation.RequestBody!.Content!.Values.Single().Example is not null).ShouldBeTrue(where);
        }
    }

    [Fact]
    public async Task The_document_names_every_address_and_the_fields_as_they_are_sent()
    {
        var document = OpenApiDocument.Parse(await TextAsync("/api/openapi.json"), "json").Document!;
        Operations(document).Where(o => o.Path.StartsWith("/api/1/", StringComparison.Ordinal)).Select(o => $"{o.Verb} {o.Path["/api/1/".Length..]}").Order().ShouldBe(
        [
            "GET about/", "GET build-states/", "GET build-states/{id}", "GET build-types/", "GET build-types/{id}", "GET builds/", "GET builds/{id}", "GET event-types/",
            "GET event-types/{id}", "GET events/", "GET events/{id}", "GET monitor/metrics", "GET pullspec_overrides/{id}", "GET verify-image-repository/{project}/{repo}",
            "GET verify-image/{nvr}", "PATCH events/{id}", "POST async-builds/", "POST builds/",
        ], ignoreOrder: true);

        var schemas = document.Components!.Schemas!;
        var sent = (await Rest.GetAsync("/api/1/events/")).GetProperty("items")[0];
        schemas["EventJson"].Properties!.Keys.ShouldBe([.. sent.EnumerateObject().Select(p => p.Name), "builds_summary"], ignoreOrder: true);
        schemas["BuildJson"].Properties!.Keys.ShouldBe(sent.GetProperty("builds")[0].EnumerateObject().Select(p => p.Name), ignoreOrder: true);
        schemas["RestError"].Properties!.Keys.ShouldBe(["status", "error", "message"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_page_takes_nothing_from_elsewhere()
    {
        var page = await TextAsync("/api/docs/");
        Elsewhere().Matches(page).Select(m => m.Value).ShouldBeEmpty();
        var scripts = Script().Matches(page).Select(m => m.Groups[1].Value).ToList();
        scripts.ShouldNotBeEmpty();
        foreach (var script in scripts)
            (await TextAsync(new Uri(new Uri(Rest.Reading.Client.BaseAddress!, "/api/docs/"), script).PathAndQuery)).Length.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Browsers_may_run_the_scripts_of_the_page_and_no_others()
    {
        using var response = await Rest.SendAsync(HttpMethod.Get, "/api/docs/");
        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldStartWith("default-src 'none'");
        var nonce = Nonce().Match(policy).Groups[1].Value;
        nonce.ShouldNotBeEmpty();
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var tags = ScriptTag().Matches(page).Select(m => m.Value).ToList();
        tags.ShouldContain(tag => !tag.Contains(" src="));
        tags.ShouldAllBe(tag => tag.Contains($"nonce=\"{nonce}\""));

        using var again = await Rest.SendAsync(HttpMethod.Get, "/api/docs/");
        Nonce().Match(again.Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value.ShouldNotBe(nonce);
    }

    [GeneratedRegex("script-src 'self' 'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex ScriptTag();

    [GeneratedRegex("(src|href)=\"(https?:)?//[^\"]*\"")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("<script[^>]* src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
