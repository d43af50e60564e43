using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Pyxis;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Freshmaker.Integrations.Tests.Pyxis;

/// <summary>Answers that the sandbox never gives.</summary>
public sealed class PyxisAnswerTests
{
    const string Web = """
        {"_id":"a1","architecture":"amd64","brew":{"build":"web-container-1-5"},"content_sets":["x86-rpms","noarch-rpms"],"parent_brew_build":"rt-container-1-4",
         "parsed_data":{"labels":[{"name":"arch","value":"x"}]},
         "repositories":[{"registry":"r.example.com","repository":"acme/web","published":true,"published_date":"2031-01-02T03:04:05+00:00","tags":[{"name":"1"}]}],
         "edges":{"rpm_manifest":{"error":null,"data":{"rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.x86_64","srpm_nevra":"zlib-2:1.2-3.el9.src"}]}}}}
        """;

    const string WebOnArm = """
        {"_id":"a2","architecture":"arm64","brew":{"build":"web-container-1-5"},"content_sets":["arm-rpms","noarch-rpms"],"parent_brew_build":null,
         "parsed_data":null,
         "repositories":[{"registry":"r.example.com","repository":"acme/web","published":null,"published_date":"2031-01-01T00:00:00Z","tags":[{"name":"latest"},{"name":"1"}]},
                         {"registry":"r.example.com","repository":"acme/arm","published":false,"tags":null}],
         "edges":{"rpm_manifest":{"error":null,"data":{"rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.aarch64"},{"name":"zlib","nvra":"zlib-1.1-9.el9.aarch64"},
           {"name":"bash","nvra":"nonsense"}]}}}}
        """;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Architectures_that_differ_are_put_together()
    {
        await using var pyxis = await CannedServer.StartAsync(200, Page(Web, WebOnArm));

        var image = (await Catalogue(pyxis).ByNvrAsync(["web-container-1-5"], ["zlib"], Stop)).ShouldHaveSingleItem().Value;

        image.Arches.ShouldBe(["aarch64", "x86_64"]);
        image.ContentSets.ShouldBe(["arm-rpms", "noarch-rpms", "x86-rpms"]);
        image.Places.Select(place => (place.Repository, place.Published, string.Join(' ', place.Tags))).ShouldBe([("acme/arm", false, ""), ("acme/web", true, "1 latest")]);
        image.Rpms!.Select(rpm => (rpm.Nvr.ToString(), rpm.SourceNvr)).ShouldBe([("zlib-1.2-3.el9", "zlib-1.2-3.el9"), ("zlib-1.1-9.el9", null)]);
        image.ParentNvr.ShouldBe("rt-container-1-4");
        image.Labels.ShouldBe(new Dictionary<string, string> { ["arch"] = "x" });
        image.PublishedAt.ShouldBe(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_query_has_the_names_of_pyxis_and_asks_for_no_more_than_is_read()
    {
        var bodies = new List<JsonNode>();
        await using var pyxis = await CannedServer.StartAsync(async context =>
        {
            bodies.Add((await JsonNode.ParseAsync(context.Request.Body, cancellationToken: Stop))!);
            await CannedServer.Write(context, 200, bodies.Count == 1 ? Page("""{"brew":{"build":"web-container-1-5"}}""") : Page(Web));
        });

        await Catalogue(pyxis).ContainingAsync(["zlib"], ["x86-rpms"], ["acme/web"], ["latest"], true, Stop);

        pyxis.Requests.ShouldBe(["POST /graphql/", "POST /graphql/"]);
        bodies[0]["query"]!.GetValue<string>().ShouldContain("find_images(filter: $filter, page: $page, page_size: $page_size, sort_by: $sort_by)");
        bodies[0]["query"]!.GetValue<string>().ShouldNotContain("rpm_manifest");
        bodies[0]["query"]!.GetValue<string>().ShouldNotContain("total");
        bodies[0]["variables"]!.ToJsonString().ShouldBe(
            """{"filter":{"and":[{"repositories_elemMatch":{"and":[{"published":{"eq":true}},{"repository":{"in":["acme/web"]}},{"tags_elemMatch":{"and":[{"name":{"in":["latest"]}}]}}]}},"""
            + """{"content_sets":{"in":["x86-rpms"]}},{"rpm_manifest":{"rpms":{"name":{"in":["zlib"]}}}}]},"page":0,"page_size":50,"sort_by":[{"field":"_id","order":"ASC"}]}""");
        bodies[1]["variables"]!["filter"]!.ToJsonString().ShouldBe("""{"brew":{"build":{"in":["web-container-1-5"]}}}""");
    }

    [Fact]
    public async Task Without_a_field_to_sort_by_none_is_sent()
    {
        var body = "";
        await using var pyxis = await CannedServer.StartAsync(async context =>
        {
            body = await new StreamReader(context.Request.Body).ReadToEndAsync(Stop);
            await CannedServer.Write(context, 200, Page());
        });

        await Catalogue(pyxis, options => options with { SortBy = "" }).ByNvrAsync(["a-1-1"], [], Stop);

        body.ShouldEndWith("\"page_size\":200}}");
    }

    [Fact]
    public async Task Pages_that_pyxis_made_smaller_are_read_to_the_last()
    {
        var page = 0;
        await using var pyxis = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, page++ < 3
            ? Page(Web).Replace("\"page_size\":50", "\"page_size\":1", StringComparison.Ordinal)
            : """{"data":{"find_images":{"page_size":1,"data":[]}}}"""));

        (await Catalogue(pyxis).ByNvrAsync(["web-container-1-5"], null, Stop)).Count.ShouldBe(1);
        pyxis.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Records_without_a_koji_build_are_left_out_and_counted()
    {
        await using var pyxis = await CannedServer.StartAsync(200, Page("""{"brew":null}""", """{"brew":{"build":null}}""", """{"brew":{"build":""}}""", "{}", """{"brew":{"build":"a-1-1"}}"""));
        using var http = new HttpClient { BaseAddress = pyxis.Url };
        var options = Options(pyxis);

        var found = await new PyxisImages(new(http, options, TimeProvider.System), options, new(null)).BuildsAsync(new { }, 50, "all", new(100), Stop);

        (found.Records.ShouldHaveSingleItem(), found.WithoutBrew).ShouldBe(("a-1-1", 4));
    }

    [Fact]
    public async Task An_image_that_is_no_longer_there_after_the_search_is_absent()
    {
        await using var pyxis = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, Page()));

        (await Catalogue(pyxis).PublishedAsync(["web-container"], [], Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_of_another_package_than_its_record_says_is_left_out()
    {
        await using var pyxis = await CannedServer.StartAsync(200, Page(Web));

        (await Catalogue(pyxis).PublishedAsync(["rt-container"], ["zlib"], Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_manifest_that_graphql_could_not_give_is_asked_for_by_rest()
    {
        await using var pyxis = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, context.Request.Method == "GET"
            ? """{"rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.x86_64"}]}"""
            : Page(WithEdge("""{"error":{"status":504,"detail":"later"},"data":null}"""))));

        (await Catalogue(pyxis).ByNvrAsync(["web-container-1-5"], null, Stop)).Values.Single().Rpms!.Single().Nvr.Name.ShouldBe("zlib");

        pyxis.Requests.ShouldBe(["POST /graphql/", "GET /api/v1/images/id/a1/rpm-manifest"]);
    }

    [Fact]
    public async Task A_manifest_that_rest_does_not_have_either_is_null_and_one_that_it_cannot_give_is_a_fault()
    {
        var status = 404;
        await using var pyxis = await CannedServer.StartAsync(context => CannedServer.Write(context, context.Request.Method == "GET" ? status : 200, context.Request.Method == "GET"
            ? "{}" : Page(WithEdge("""{"error":{"status":504,"detail":"later"}}"""))));

        (await Catalogue(pyxis).ByNvrAsync(["web-container-1-5"], null, Stop)).Values.Single().Rpms.ShouldBeNull();
        status = 403;
        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(pyxis).ByNvrAsync(["web-container-1-5"], null, Stop))).Call.ShouldContain("rpm-manifest");
        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(pyxis, options => options with { RestUrl = null }).ByNvrAsync(["web-container-1-5"], null, Stop)))
            .Text.ShouldContain("data.find_images.data[0].edges.rpm_manifest.error says 504 later");
    }

    [Theory]
    [InlineData("17", "the body must be an object")]
    [InlineData("null", "the body is missing")]
    [InlineData("""{"errors":[{"message":"Cannot query field"}]}""", "errors[0] says Cannot query field")]
    [InlineData("""{"data":null}""", "data.find_images is missing")]
    [InlineData("""{"data":{"find_images":{"error":{"status":400,"detail":"bad filter"},"data":null}}}""", "data.find_images.error says 400 bad filter")]
    [InlineData("""{"data":{"find_images":{"error":{"status":"x"}}}}""", "data.find_images.error.status must be a whole number")]
    [InlineData("""{"data":{"find_images":{"data":null}}}""", "data.find_images.data is missing")]
    [InlineData("""{"data":{"find_images":{"data":{}}}}""", "data.find_images.data must be a list")]
    [InlineData("""{"data":{"find_images":{"data":[null]}}}""", "data.find_images.data[0] is missing")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":[]}]}}}""", "data.find_images.data[0].brew must be an object")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":7}}]}}}""", "data.find_images.data[0].brew.build must be a text")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"\ud800"}}]}}}""", "data.find_images.data[0].brew.build must be a text")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"nonsense"}}]}}}""", "data.find_images.data[0].brew.build must be a name-version-release")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"b-1-1"}}]}}}""", "data.find_images.data[0].brew.build is none of those that were asked for")]
    public async Task An_answer_of_a_wrong_shape_is_a_fault_that_names_the_field(string body, string problem)
    {
        await using var pyxis = await CannedServer.StartAsync(200, body);

        var fault = await Should.ThrowAsync<OutsideFault>(() => Catalogue(pyxis).ByNvrAsync(["a-1-1"], ["zlib"], Stop));

        (fault.System, fault.Call).ShouldBe(("Pyxis", "POST graphql/ (find_images 1 builds from a-1-1, page 0)"));
        fault.Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    // Told one by one to those who listen, and else a fault.
    static readonly string[] OfNobody = ["null", """{"brew":{"build":"nonsense"}}""", """{"brew":[]}""", """{"brew":{"build":"b-1-1"}}"""];

    [Fact]
    public async Task A_record_that_is_of_no_image_is_told_to_those_who_listen_and_the_others_are_read()
    {
        await using var pyxis = await CannedServer.StartAsync(200, Page([.. OfNobody, Web]));
        var told = new ConcurrentQueue<Fault>();

        var found = await Catalogue(pyxis).Telling(told.Enqueue).ByNvrAsync(["web-container-1-5"], ["zlib"], Stop);

        found["web-container-1-5"].Rpms.ShouldNotBeEmpty();
        told.Select(f => (f.System, f.Call)).Distinct().ShouldBe([("Pyxis", "POST graphql/ (find_images 1 builds from web-container-1-5, page 0)")]);
        told.Select(f => f.Text).ShouldBe([
            "HTTP 200, data.find_images.data[0] is missing: null",
            "HTTP 200, data.find_images.data[1].brew.build must be a name-version-release: \"nonsense\"",
            "HTTP 200, data.find_images.data[2].brew must be an object: []",
            "HTTP 200, data.find_images.data[3].brew.build is none of those that were asked for: \"b-1-1\""]);
    }

    [Fact]
    public async Task A_record_that_a_search_finds_and_that_is_of_no_image_is_told_too()
    {
        await using var pyxis = await CannedServer.StartAsync(200, Page([OfNobody[1], Web]));
        var told = new ConcurrentQueue<Fault>();

        (await Catalogue(pyxis).Telling(told.Enqueue).PublishedAsync(["web-container"], ["zlib"], Stop)).ShouldHaveSingleItem().Unreadable.ShouldBeNull();

        told.First().Call.ShouldBe("POST graphql/ (find_images of 1 packages from web-container, page 0)");
    }

    [Fact]
    public async Task A_manifest_by_rest_that_cannot_be_read_makes_the_image_unreadable()
    {
        await using var pyxis = await CannedServer.StartAsync(context => CannedServer.Write(context, 200, context.Request.Method == "GET"
            ? """{"rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.x86_64"},{"name":"curl","nvra":"curl"}]}"""
            : Page(WithEdge("""{"error":{"status":504,"detail":"later"},"data":null}"""))));

        var image = (await Catalogue(pyxis).ByNvrAsync(["web-container-1-5"], null, Stop)).Values.ShouldHaveSingleItem();

        image.Rpms.ShouldBeNull();
        image.Unreadable!.Text.ShouldBe("HTTP 200, rpms[1].nvra must be a name-version-release.arch: \"curl\"");
        image.Unreadable.Call.ShouldContain("rpm-manifest");
    }

    [Fact] // the planner says what it makes of it
    public async Task A_parent_that_is_no_nvr_is_reported_as_it_is()
    {
        await using var pyxis = await CannedServer.StartAsync(200, """{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"parent_brew_build":"no nvr"}]}}}""");

        var image = (await Catalogue(pyxis).ByNvrAsync(["a-1-1"], ["zlib"], Stop))["a-1-1"];

        (image.ParentNvr, image.Unreadable).ShouldBe(("no nvr", null));
    }

    [Theory]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"content_sets":"x"}]}}}""", "data.find_images.data[0].content_sets must be a list")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"repositories":[{"published":"yes","repository":"a"}]}]}}}""", "data.find_images.data[0].repositories[0].published must be true or false")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"repositories":[{}]}]}}}""", "data.find_images.data[0].repositories[0].repository is missing")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"repositories":[{"repository":"a","published_date":"soon"}]}]}}}""", "data.find_images.data[0].repositories[0].published_date must be a date and time")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"edges":{"rpm_manifest":{"data":{"rpms":[{"name":"zlib","nvra":"zlib"}]}}}}]}}}""", "data.find_images.data[0].edges.rpm_manifest.data.rpms[0].nvra must be a name-version-release.arch")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"edges":{"rpm_manifest":{"data":{"rpms":[{"name":"zlib","nvra":"bash-1-1.x"}]}}}}]}}}""", "data.find_images.data[0].edges.rpm_manifest.data.rpms[0].nvra must be of zlib")]
    [InlineData("""{"data":{"find_images":{"data":[{"brew":{"build":"a-1-1"},"edges":{"rpm_manifest":{"data":{"rpms":[{"nvra":"?"}]}}}}]}}}""", "data.find_images.data[0].edges.rpm_manifest.data.rpms[0].nvra must be a name-version-release.arch")]
    public async Task A_record_of_an_image_that_cannot_be_read_makes_that_image_unreadable_and_no_other(string body, string problem)
    {
        var page = JsonNode.Parse(body)!;
        ((JsonArray)page["data"]!["find_images"]!["data"]!).Add(JsonNode.Parse("""{"brew":{"build":"b-1-1"}}"""));
        ((JsonArray)page["data"]!["find_images"]!["data"]!).Add(JsonNode.Parse("""{"brew":{"build":"a-1-1"},"architecture":"arm64","content_sets":["cs"]}"""));
        await using var pyxis = await CannedServer.StartAsync(200, page.ToJsonString());

        var found = await Catalogue(pyxis).ByNvrAsync(["a-1-1", "b-1-1"], ["zlib"], Stop);

        var fault = found["a-1-1"].Unreadable!;
        (fault.System, fault.Call).ShouldBe(("Pyxis", "POST graphql/ (find_images 2 builds from a-1-1, page 0)"));
        fault.Text.ShouldStartWith($"HTTP 200, {problem}");
        (found["a-1-1"].ContentSets, found["a-1-1"].Places, found["a-1-1"].Arches).ShouldBe(([], [], []));
        found["b-1-1"].Unreadable.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"data":{"find_repositories":{"data":[{"repository":"a"}]}}}""", "data.find_repositories.data[0].registry is missing")]
    [InlineData("""{"data":{"find_repositories":{"data":[{"registry":"r","repository":null}]}}}""", "data.find_repositories.data[0].repository is missing")]
    [InlineData("""{"data":{"find_repositories":{"data":[{"registry":"r","repository":"a","auto_rebuild_tags":[7]}]}}}""", "data.find_repositories.data[0].auto_rebuild_tags[0] must be a text")]
    public async Task A_repository_of_a_wrong_shape_is_a_fault_that_names_the_field(string body, string problem)
    {
        await using var pyxis = await CannedServer.StartAsync(200, body);

        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(pyxis).RepositoriesAsync(true, null, Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");

        var told = new ConcurrentQueue<Fault>();
        (await Catalogue(pyxis).Telling(told.Enqueue).RepositoriesAsync(true, null, Stop)).ShouldBeEmpty();
        told.ShouldHaveSingleItem().Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Fact]
    public async Task More_records_than_the_page_has_room_for_are_a_fault()
    {
        await using var pyxis = await CannedServer.StartAsync(200, Page(Web, Web, Web));

        (await Should.ThrowAsync<OutsideFault>(() => Catalogue(pyxis, options => options with { RpmPageSize = 2 }).ByNvrAsync(["web-container-1-5"], null, Stop)))
            .Text.ShouldContain("has 3 records where 2 were asked for");
    }

    static string Page(params string[] records) => """{"data":{"find_images":{"error":null,"page_size":50,"data":[@]}}}""".Replace("@", string.Join(',', records), StringComparison.Ordinal);

    static string WithEdge(string manifest)
    {
        var image = JsonNode.Parse(Web)!;
        image["edges"]!["rpm_manifest"] = JsonNode.Parse(manifest);
        return image.ToJsonString();
    }

    static PyxisOptions Options(CannedServer pyxis) => new() { GraphQLUrl = new(pyxis.Url, "graphql/"), RestUrl = new(pyxis.Url, "api"), Limits = Quick.Limits };

    static IImageCatalogue Catalogue(CannedServer pyxis, Func<PyxisOptions, PyxisOptions>? change = null) =>
        Images.ImageCatalogueTest.OfPyxis(change?.Invoke(Options(pyxis)) ?? Options(pyxis));
}
