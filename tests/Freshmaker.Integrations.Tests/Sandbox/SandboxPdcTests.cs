using System.Text.Json.Nodes;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxPdcTests(WholeWorld world) : SandboxTest(world.Sandbox), IClassFixture<WholeWorld>
{
    private const string Modules = "/pdc/rest_api/v1/modules/";

    [Fact]
    public async Task The_modules_with_an_rpm_are_found_by_name_branch_and_activity_older_versions_among_them()
    {
        var found = await BareAsync("component_name=libcapsule&component_branch=f41&active=true");

        Streams(found).Distinct().ShouldBe(["capsulekit:1", "ledgerbook:5", "oldguard:1", "postroom:2", "vaultkeeper:1", "webstack:4"]);
        found.Count(module => Stream(module) == "webstack:4").ShouldBe(2);
        Streams(await BareAsync("component_name=libcapsule&component_branch=f41&active=false")).ShouldBe(["sunset:9"]);
    }

    [Fact]
    public async Task The_newest_version_of_oldguard_has_lost_the_rpm()
    {
        var versions = await BareAsync("name=oldguard&stream=1&ordering=-version");
        var matching = await BareAsync("component_name=libcapsule&component_branch=f41&name=oldguard");

        matching.ShouldHaveSingleItem()["version"]!.GetValue<string>().ShouldBe("20260112120000");
        versions[0]["version"]!.GetValue<string>().ShouldBe("20260312120000");
    }

    [Fact]
    public async Task Pages_have_absolute_links_that_lead_through_everything()
    {
        var everything = Streams(await BareAsync("ordering=name,stream,-version"));
        var walked = new List<string>();
        var page = await GetAsync($"{Modules}?ordering=name,stream,-version&page_size=7");
        page["count"]!.GetValue<int>().ShouldBe(everything.Count);
        page["previous"].ShouldBeNull();
        for (; ; page = await GetAsync(page["next"]!.GetValue<string>()))
        {
            walked.AddRange(Streams(page["results"]!.AsArray()));
            if (page["next"] is null)
            {
                break;
            }

            page["next"]!.GetValue<string>().ShouldStartWith(Sandbox.Url);
        }

        walked.ShouldBe(everything);
        page["previous"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_a_repeated_parameter_of_a_column_the_last_counts_in_any_case_and_of_rpms_and_dependencies_each()
    {
        Streams(await BareAsync("name=forge&name=anvil")).ShouldBe(["anvil:1"]);
        Streams(await BareAsync("name=Forge")).ShouldBe(["forge:1"]);
        Streams(await BareAsync("active=false&active=true&name=sunset")).ShouldBeEmpty();
        Streams(await BareAsync("build_dep_name=webstack&build_dep_stream=4")).ShouldBe(["shopfront:2"]);
        Streams(await BareAsync("build_dep_name=ghosttown&build_dep_name=webstack&build_dep_stream=4&build_dep_stream=1")).ShouldBe(["orphanage:1", "shopfront:2"]);
        Streams(await BareAsync("component_name=paytray&component_name=receiptroll&active=true")).Distinct().ShouldBe(["checkout:2", "receipts:2"]);
    }

    [Fact]
    public async Task Two_filters_can_match_two_different_dependencies_or_rpms()
    {
        Streams(await BareAsync("name=checkout&build_dep_name=shopfront&build_dep_stream=1")).ShouldBe(["checkout:2"]); // it is built from shopfront:2 and toolshed:1
        (await BareAsync("component_name=libcapsule&component_branch=f41&name=webstack&stream=5")).ShouldBeEmpty(); // nothing there is of f41
    }

    [Fact]
    public async Task Fields_trim_the_items()
    {
        var item = (await BareAsync("name=checkout&fields=uid&fields=name,stream")).ShouldHaveSingleItem().AsObject();

        item.Select(field => field.Key).ShouldBe(["uid", "name", "stream"]);
        item["uid"]!.GetValue<string>().ShouldMatch("^checkout:2:20260303120000:[0-9a-f]{8}$");
    }

    [Fact]
    public async Task An_item_names_its_dependencies_and_rpms()
    {
        var item = (await BareAsync("name=checkout")).ShouldHaveSingleItem();

        item["build_deps"]!.ToJsonString().ShouldBe("""[{"dependency":"shopfront","stream":"2"},{"dependency":"toolshed","stream":"1"}]""");
        item["rpms"]![0]!.GetValue<string>().ShouldBe("paytray-0:1.0-1.module_20260303120000.x86_64.rpm");
        item["active"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("colour=blue", 400)]
    [InlineData("ordering=colour", 400)]
    [InlineData("fields=colour", 400)]
    [InlineData("active=perhaps", 400)]
    [InlineData("page=99", 404)]
    [InlineData("page=none", 404)]
    public async Task What_pdc_does_not_know_it_refuses(string query, int status) => (await GetAsync($"{Modules}?{query}", status)).AsObject().Count.ShouldBe(1);

    [Fact]
    public async Task A_build_that_becomes_ready_is_the_newest_version_with_the_same_content()
    {
        var before = (await BareAsync("name=receipts")).ShouldHaveSingleItem();
        await SubmitAsync("receipts", "2", await TipAsync("modules", "receipts", "2"));
        await MessagesAsync("mbs.module.state.change", 5);

        var after = await BareAsync("name=receipts&ordering=-version");
        after.Count.ShouldBe(2);
        string.CompareOrdinal(after[0]["version"]!.GetValue<string>(), before["version"]!.GetValue<string>()).ShouldBePositive();
        after[0]["build_deps"]!.ToJsonString().ShouldBe(before["build_deps"]!.ToJsonString());
        after[0]["rpms"]![0]!.GetValue<string>().ShouldStartWith("receiptroll-0:1.0-");
    }

    private async Task<List<JsonNode>> BareAsync(string query) => [.. (await GetAsync($"{Modules}?{query}&page_size=-1")).AsArray().Select(item => item!)];

    private static List<string> Streams(IEnumerable<JsonNode?> modules) => [.. modules.Select(module => Stream(module!))];

    private static string Stream(JsonNode module) => $"{module["name"]}:{module["stream"]}";
}
