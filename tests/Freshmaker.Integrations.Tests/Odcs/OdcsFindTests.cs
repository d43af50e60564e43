using System.Globalization;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Odcs;

public sealed class OdcsFindTests : OdcsTest
{
    static readonly ComposeRequest Module = new(ComposeKind.Module, "flatpak:f40:3:abc webstack:4:7:def");

    [Theory]
    [InlineData("wait", true)]
    [InlineData("generating", true)]
    [InlineData("done", true)]
    [InlineData("removed", false)]
    [InlineData("failed", false)]
    public async Task A_compose_is_taken_up_unless_it_is_of_no_use_any_more(string state, bool found)
    {
        var compose = await AcceptedAsync(Pulp);
        await MoveAsync(compose.Id, state);

        ((await Odcs().FindAsync(Pulp, Now.AddMinutes(-1), Stop))?.Id).ShouldBe(found ? compose.Id : null);
    }

    [Fact]
    public async Task A_compose_about_to_expire_is_not_taken_up()
    {
        var compose = await AcceptedAsync(Pulp);
        await MoveAsync(compose.Id, "done");
        await PostAsync($"/control/odcs/composes/{compose.Id}/expire", """{"after":"59m"}""");

        (await Odcs().FindAsync(Pulp, Now.AddMinutes(-1), Stop)).ShouldBeNull();
        (await Odcs(options => options with { ExpiryMargin = TimeSpan.FromMinutes(58) }).FindAsync(Pulp, Now.AddMinutes(-1), Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task One_asked_for_before_is_not_taken_up_but_seconds_that_ODCS_cuts_do_not_count()
    {
        var compose = await AcceptedAsync(Pulp);

        (await Odcs().FindAsync(Pulp, Now, Stop))!.Id.ShouldBe(compose.Id); // its time is given without fractions, so it looks older than it is
        (await Odcs().FindAsync(Pulp, Now.AddSeconds(7), Stop)).ShouldBeNull();
        (await Odcs().FindAsync(Pulp, DateTimeOffset.MinValue, Stop))!.Id.ShouldBe(compose.Id);
    }

    [Fact]
    public async Task The_newest_is_taken()
    {
        await AcceptedAsync(Build);
        var second = await AcceptedAsync(Build);
        await AcceptedAsync(Pulp);

        (await Odcs().FindAsync(Build, Now.AddMinutes(-1), Stop))!.Id.ShouldBe(second.Id);
    }

    public static TheoryData<string> OtherRequests => ["kind", "source", "more source", "packages", "builds", "sigkeys", "no sigkeys", "flags", "arches", "fewer arches"];

    [Theory]
    [MemberData(nameof(OtherRequests))]
    public async Task Every_part_of_the_request_counts(string part)
    {
        await AcceptedAsync(part switch
        {
            "kind" => Build with { Kind = ComposeKind.Tag, Source = "acme-9" },
            "source" => Build with { Source = "acme-9" },
            "more source" => Build with { Source = "acme-9 acme-8" },
            "packages" => Build with { Packages = ["zlib"] },
            "builds" => Build with { Builds = ["zlib-1.2-4.el9", "zlib-1.2-4.el8"] },
            "sigkeys" => Build with { SigKeys = ["fd431d52"] },
            "no sigkeys" => Build with { SigKeys = [] },
            "flags" => Build with { Flags = [] },
            "arches" => Build with { Arches = ["aarch64", "x86_64"] },
            "fewer arches" => Build with { Arches = ["x86_64"] },
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        });

        (await Odcs().FindAsync(Build, Now.AddMinutes(-1), Stop)).ShouldBeNull();
    }

    [Theory]
    [InlineData("multilib_arches", "\"x86_64\"")]
    [InlineData("lookaside_repos", "\"http://elsewhere.example.org/\"")]
    [InlineData("modules", "\"a:1\"")]
    [InlineData("results", """["repository","boot.iso"]""")]
    public async Task A_compose_with_something_we_never_ask_for_is_not_ours(string field, string value)
    {
        var item = Item(5, Build);
        item[field] = JsonNode.Parse(value);
        await using var odcs = await CannedServer.StartAsync(200, Page(item, Item(4, Build)));

        (await Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-1), Stop))!.Id.ShouldBe(4);
    }

    [Fact]
    public async Task Other_orders_and_missing_fields_do_not_matter()
    {
        var item = Item(5, Build);
        item["packages"] = "zlib-devel zlib";
        item["arches"] = "x86_64 s390x";
        item.Remove("results");
        item.Remove("modules");
        await using var odcs = await CannedServer.StartAsync(200, Page(JsonNode.Parse("7")!, JsonNode.Parse("""{"id":[]}""")!, item));

        (await Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-1), Stop))!.Id.ShouldBe(5);
    }

    [Fact]
    public async Task A_finished_pulp_compose_shows_the_arches_and_keys_of_its_repositories()
    {
        var item = Item(5, Pulp, "done");
        (item["arches"], item["sigkeys"]) = ("ppc64le x86_64", "fd431d51 beefbeef");
        await using var odcs = await CannedServer.StartAsync(200, Page(item));

        (await Odcs(odcs.Url).FindAsync(Pulp with { Arches = ["x86_64"], SigKeys = ["fd431d51"] }, Now.AddMinutes(-1), Stop)).ShouldNotBeNull();
        (await Odcs(odcs.Url).FindAsync(Pulp with { Source = "acme-9-baseos-rpms" }, Now.AddMinutes(-1), Stop)).ShouldBeNull();
    }

    [Theory]
    [InlineData("wait", "flatpak:f40:3:abc webstack:4:7:def", "", true)]
    [InlineData("wait", "flatpak:f40:3:abc webstack:4:7:def needed:1:2:c", "", false)]
    [InlineData("generating", "flatpak:f40:3:abc needed:1:2:c webstack:4:7:def", "", true)] // ODCS has added what they need
    [InlineData("done", "flatpak:f40:3:abc needed:1:2:c", "", false)]
    [InlineData("done", "flatpak:f40:3:abc needed:1:2:c webstack:4:7:def", "no_deps", false)]
    public async Task A_module_compose_gains_the_modules_it_needs(string state, string source, string flag, bool found)
    {
        var request = flag.Length == 0 ? Module : Module with { Flags = [flag] };
        var item = Item(5, request, state);
        item["source"] = source;
        await using var odcs = await CannedServer.StartAsync(200, Page(item));

        (await Odcs(odcs.Url).FindAsync(request, Now.AddMinutes(-1), Stop) is not null).ShouldBe(found);
    }

    [Fact]
    public async Task With_an_owner_only_composes_of_that_owner_are_ours()
    {
        var other = Item(5, Build);
        other["owner"] = "somebody";
        await using var odcs = await CannedServer.StartAsync(200, Page(other));

        (await Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-1), Stop)).ShouldNotBeNull();
        (await Odcs(odcs.Url, options => options with { Owner = "fresh maker" }).FindAsync(Build, Now.AddMinutes(-1), Stop)).ShouldBeNull();

        odcs.Requests.ShouldBe([
            "GET /api/1/composes/?source_type=6&order_by=-id&per_page=100&page=1",
            "GET /api/1/composes/?source_type=6&order_by=-id&per_page=100&owner=fresh maker&page=1"]);
    }

    [Fact]
    public async Task Pages_are_read_until_it_is_found()
    {
        await using var odcs = await CannedServer.StartAsync(context =>
        {
            var page = int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture);
            var body = JsonNode.Parse(Page(Item(100 - page, page == 3 ? Build : Build with { Packages = ["other"] })))!;
            body["meta"]!["pages"] = 9;
            return CannedServer.Write(context, 200, body.ToJsonString());
        });

        (await Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-1), Stop))!.Id.ShouldBe(97);
        odcs.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_page_of_older_composes_is_the_last()
    {
        await using var odcs = await CannedServer.StartAsync(context =>
        {
            var item = Item(100, Build);
            item["time_submitted"] = Now.AddHours(-int.Parse(context.Request.Query["page"]!, CultureInfo.InvariantCulture)).ToString("yyyy-MM-ddTHH:mm:ssZ");
            item["packages"] = "other";
            return CannedServer.Write(context, 200, $$"""{"items":[{{item.ToJsonString()}}],"meta":{"next":"http://elsewhere.example.org/"} }""");
        });

        (await Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-150), Stop)).ShouldBeNull();
        odcs.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Many_composes_are_paged_in_the_sandbox_as_well()
    {
        var first = await AcceptedAsync(Build);
        for (var i = 0; i < 101; i++)
            await AcceptedAsync(Build with { Packages = [$"p{i}"] });

        (await Odcs().FindAsync(Build, Now.AddMinutes(-1), Stop))!.Id.ShouldBe(first.Id);
        Sandbox.Counters["odcs.gets"].ShouldBe(2);
    }

    [Fact]
    public async Task Pages_without_end_are_a_fault()
    {
        await using var odcs = await CannedServer.StartAsync(200, $$"""{"items":[{{Item(1, Pulp).ToJsonString()}}],"meta":{"next":"http://elsewhere.example.org/"} }""");

        var finding = Odcs(odcs.Url, options => options with { MaxPages = 4 }).FindAsync(Build, Now.AddMinutes(-1), Stop);

        (await Should.ThrowAsync<OutsideFault>(() => finding)).Text.ShouldContain("more than 4 pages");
        odcs.Requests.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"meta":{}}""", "items must be a list")]
    [InlineData("[]", "items must be a list")]
    [InlineData("""{"items":{"of":"no use"}}""", "items must be a list")]
    [InlineData("""{"items":"none"}""", "items must be a list")]
    public async Task A_list_of_a_wrong_shape_is_a_fault(string body, string problem)
    {
        await using var odcs = await CannedServer.StartAsync(200, body);

        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).FindAsync(Build, Now, Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Fact]
    public async Task A_match_that_cannot_be_read_is_a_fault_that_names_the_field()
    {
        var item = Item(5, Build);
        (item["state"], item["state_name"]) = ("purple", null);
        await using var odcs = await CannedServer.StartAsync(200, Page(Item(6, Pulp), item));

        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-1), Stop))).Text.ShouldStartWith("HTTP 200, items[1].state_name must be one of");
    }

    [Fact]
    public async Task A_million_items_are_either_read_or_too_large()
    {
        await using var odcs = await CannedServer.StartAsync(200, $$"""{"items":[{{string.Join(',', Enumerable.Repeat("{}", 1_000_000))}}]}""");

        (await Odcs(odcs.Url).FindAsync(Build, Now.AddMinutes(-1), Stop)).ShouldBeNull();
        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url, options => options with { Limits = Quick.Limits with { MaxResponseBytes = 1_000_000 } }).FindAsync(Build, Now, Stop)))
            .Text.ShouldBe("the answer is larger than allowed");
    }
}
