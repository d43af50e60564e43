using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Freshmaker.Integrations.Tests.Lightblue;

/// <summary>Answers that the sandbox never gives.</summary>
public sealed class LightblueAnswerTests
{
    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_has_entity_version_query_projection_order_and_range()
    {
        var body = "";
        await using var lightblue = await CannedServer.StartAsync(async context =>
        {
            body = await new StreamReader(context.Request.Body).ReadToEndAsync(Stop);
            await CannedServer.Write(context, 200, Page());
        });

        await Catalogue(lightblue, options => options with { RepositoryVersion = "0.0.12" }).RepositoriesAsync(true, ["Beta"], Stop);

        lightblue.Requests.ShouldBe(["POST /rest/data/find/containerRepository/0.0.12"]);
        JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse("""
            {"objectType":"containerRepository",
             "query":{"$and":[{"field":"vendorLabel","op":"=","rvalue":"redhat"},{"field":"published","op":"=","rvalue":true},{"field":"release_categories.*","op":"$in","values":["Beta"]}]},
             "projection":[{"field":"registry","include":true,"recursive":true},{"field":"repository","include":true,"recursive":true},{"field":"published","include":true,"recursive":true},
                           {"field":"auto_rebuild_tags","include":true,"recursive":true},{"field":"release_categories","include":true,"recursive":true}],
             "sort":{"_id":"$asc"},"range":[0,199]}
            """)).ShouldBeTrue(body);
    }

    [Fact]
    public async Task A_record_that_names_its_parent_is_believed_and_no_layer_is_asked_for()
    {
        await using var lightblue = await CannedServer.StartAsync(200, Page(
            Image("web-1-5", """["l1","l2"]""", """,  "parent_brew_build":"rt-1-4" """), Image("web-1-5", """["m1","m2"]""")));

        (await Catalogue(lightblue).ByNvrAsync(["web-1-5"], [], Stop))["web-1-5"].ParentNvr.ShouldBe("rt-1-4");
        lightblue.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_layers_of_the_unpublished_twin_count_and_a_published_parent_is_preferred()
    {
        await using var lightblue = await CannedServer.StartAsync(async context =>
        {
            var query = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: Stop))!["query"]!.ToJsonString();
            await CannedServer.Write(context, 200, query switch
            {
                _ when query.Contains("brew.build", StringComparison.Ordinal) => Page(
                    Image("web-1-5", """["squashed","else"]""", Places(true)), Image("web-1-5", """["l1","l2","l3"]""", Places(false))),
                """{"$and":[{"field":"parsed_data.layers#","op":"=","rvalue":2},{"field":"parsed_data.layers.*","op":"$in","values":["l2"]}]}""" => Page(
                    Image("above-1-1", """["l0","l2"]""", Places(true)), Image("rt-1-4", """["l2","l3"]""", Places(false)),
                    Image("rt-1-3", """["l2","l3"]""", Places(true)), """{"parsed_data":{"layers":["l2","l3"]}}"""),
                _ => Page("17"),
            });
        });

        (await Catalogue(lightblue).ByNvrAsync(["web-1-5"], [], Stop))["web-1-5"].ParentNvr.ShouldBe("rt-1-3");
        lightblue.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"processed":[],"errors":[{"errorCode":"crud:Fail","msg":"too slow"}]}""", "errors say crud:Fail: too slow")]
    [InlineData("""{"processed":[],"dataErrors":[{"data":{}}]}""", "dataErrors must be empty")]
    [InlineData("""{"processed":[],"status":"PARTIAL"}""", "status must be COMPLETE, but is PARTIAL")]
    [InlineData("""{"status":"COMPLETE","matchCount":5,"processed":[]}""", "processed ends after 0 of 5 documents")]
    [InlineData("""{"processed":7}""", "processed must be a list")]
    [InlineData("""{"processed":[null]}""", "processed[0] is missing")]
    [InlineData("[]", "the body must be an object")]
    public async Task An_answer_of_a_wrong_shape_is_a_fault_that_names_the_field(string body, string problem)
    {
        await using var lightblue = await CannedServer.StartAsync(200, body);

        var fault = await Should.ThrowAsync<OutsideFault>(() => Catalogue(lightblue).ByNvrAsync(["a-1-1"], ["zlib"], Stop));

        (fault.System, fault.Call).ShouldBe(("Lightblue", "POST containerImage/ (1 builds from a-1-1, page 0)"));
        fault.Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Theory]
    [InlineData("""{"processed":[{"brew":{"build":"a-1-1"},"rpm_manifest":{"rpms":[]}}]}""", "processed[0].rpm_manifest must be a list")]
    [InlineData("""{"processed":[{"brew":{"build":"a-1-1"},"rpm_manifest":[{"rpms":[7]}]}]}""", "processed[0].rpm_manifest[0].rpms[0] must be an object")]
    [InlineData("""{"processed":[{"brew":{"build":"a-1-1"},"parsed_data":{"layers":{}}}]}""", "processed[0].parsed_data.layers must be a list")]
    public async Task A_record_of_an_image_that_cannot_be_read_makes_that_image_unreadable_and_no_other(string body, string problem)
    {
        var page = JsonNode.Parse(body)!;
        ((JsonArray)page["processed"]!).Add(JsonNode.Parse("""{"brew":{"build":"b-1-1"}}"""));
        ((JsonArray)page["processed"]!).Add(JsonNode.Parse("""{"brew":{"build":"nonsense"}}"""));
        await using var lightblue = await CannedServer.StartAsync(200, page.ToJsonString());
        var told = new ConcurrentQueue<Fault>();

        var found = await Catalogue(lightblue).Telling(told.Enqueue).ByNvrAsync(["a-1-1", "b-1-1"], ["zlib"], Stop);

        var fault = found["a-1-1"].Unreadable!;
        (fault.System, fault.Call).ShouldBe(("Lightblue", "POST containerImage/ (2 builds from a-1-1, page 0)"));
        fault.Text.ShouldStartWith($"HTTP 200, {problem}");
        found["b-1-1"].Unreadable.ShouldBeNull();
        told.ShouldHaveSingleItem().Text.ShouldBe("HTTP 200, processed[2].brew.build must be a name-version-release: \"nonsense\"");
    }

    [Fact]
    public async Task An_image_of_which_nobody_can_read_where_it_is_is_found_all_the_same()
    {
        await using var lightblue = await CannedServer.StartAsync(200, Page("""{"brew":{"build":"web-1-5"},"repositories":[{"published":"yes","repository":"a"}]}""", "17"));
        var told = new ConcurrentQueue<Fault>();

        var image = (await Catalogue(lightblue).Telling(told.Enqueue).PublishedAsync(["web"], ["zlib"], Stop)).ShouldHaveSingleItem();

        image.Unreadable!.Text.ShouldBe("HTTP 200, processed[0].repositories[0].published must be true or false: \"yes\"");
        told.Count.ShouldBe(2); // of the search and of the records
    }

    [Theory]
    [InlineData("""{"processed":[{"registry":"r"}]}""", "processed[0].repository is missing")]
    [InlineData("""{"processed":[{"registry":"r","repository":"a","auto_rebuild_tags":"x"}]}""", "processed[0].auto_rebuild_tags must be a list: \"x\"")]
    public async Task A_repository_that_cannot_be_read_is_told_to_those_who_listen(string body, string problem)
    {
        await using var lightblue = await CannedServer.StartAsync(200, body);
        var told = new ConcurrentQueue<Fault>();

        (await Catalogue(lightblue).Telling(told.Enqueue).RepositoriesAsync(true, null, Stop)).ShouldBeEmpty();

        told.ShouldHaveSingleItem().Text.ShouldStartWith($"HTTP 200, {problem}");
        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(lightblue).RepositoriesAsync(true, null, Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Theory]
    [InlineData(400, """{"errors":[{"errorCode":"a:B","msg":"one"},{"errorCode":"a:C","msg":"two"}]}""", "HTTP 400, a:B: one; a:C: two: {")]
    [InlineData(401, "<html><head><title>\n Who are you? </title></head></html>", "HTTP 401, Who are you?: <html>")]
    [InlineData(404, "nothing", "HTTP 404: nothing")]
    [InlineData(404, """{"errors":17}""", "HTTP 404: {")]
    public async Task An_error_is_told_in_its_own_words_or_by_the_title_of_its_page(int status, string body, string text)
    {
        await using var lightblue = await CannedServer.StartAsync(status, body);

        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(lightblue).RepositoriesAsync(true, null, Stop))).Text.ShouldStartWith(text);
    }

    static string Page(params string[] documents) => $$"""{"status":"COMPLETE","matchCount":{{documents.Length}},"processed":[{{string.Join(',', documents)}}]}""";

    static string Image(string nvr, string layers, string more = "") => $$$"""{"brew":{"build":"{{{nvr}}}"},"parsed_data":{"layers":{{{layers}}}}{{{more}}}}""";

    static string Places(bool published) => $$""","repositories":[{"registry":"r","repository":"a","published":{{(published ? "true" : "false")}}}]""";

    static IImageCatalogue Catalogue(CannedServer lightblue, Func<LightblueOptions, LightblueOptions>? change = null)
    {
        var options = new LightblueOptions { Url = lightblue.Url, Limits = Quick.Limits };
        return Images.ImageCatalogueTest.OfLightblue(change?.Invoke(options) ?? options);
    }
}
