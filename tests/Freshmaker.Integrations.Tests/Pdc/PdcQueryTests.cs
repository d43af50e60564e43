namespace Freshmaker.Integrations.Tests.Pdc;

public sealed class PdcQueryTests : PdcTest
{
    [Fact]
    public async Task Modules_that_contain_an_rpm_come_once_each_with_their_newest_matching_version()
    {
        var found = await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop);

        found.Select(match => $"{match.Name}:{match.Stream}").ShouldBe(["capsulekit:1", "ledgerbook:5", "oldguard:1", "postroom:2", "vaultkeeper:1", "webstack:4"]);
        var webstack = found.Single(match => match.Name == "webstack");
        var versions = (await GetAsync("/pdc/rest_api/v1/modules/?name=webstack&stream=4&page_size=-1")).AsArray().Select(module => module!["version"]!.GetValue<string>()).ToList();
        versions.Count.ShouldBeGreaterThan(1);
        webstack.Version.ShouldBe(versions.Max());
        webstack.IsNewest.ShouldBeTrue();
    }

    [Fact]
    public async Task A_module_whose_newest_version_lost_the_rpm_is_known_by_both_versions()
    {
        var oldguard = (await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop)).Single(match => match.Name == "oldguard");

        (oldguard.Version, oldguard.NewestVersion, oldguard.IsNewest).ShouldBe(("20260112120000", "20260312120000", false));
    }

    [Fact]
    public async Task Modules_built_from_a_module_stream_are_found()
    {
        var found = await Catalogue().BuiltFromAsync("webstack", "4", Stop);

        found.Select(match => $"{match.Name}:{match.Stream}").ShouldBe(["bookings:2", "shopfront:1"]);
    }

    [Fact]
    public async Task Only_a_dependency_of_this_name_and_this_stream_counts() // PDC matches them one by one
    {
        (await GetAsync("/pdc/rest_api/v1/modules/?build_dep_name=webstack&build_dep_stream=7&page_size=-1"))[0]!["name"]!.GetValue<string>().ShouldBe("mixed");

        (await Catalogue().BuiltFromAsync("webstack", "7", Stop)).ShouldBeEmpty();
        (await Catalogue().BuiltFromAsync("toolshed", "7", Stop)).ShouldHaveSingleItem().Name.ShouldBe("mixed");
    }

    [Fact]
    public async Task A_name_in_another_case_is_another_module() // PDC finds it too
    {
        (await Catalogue().BuiltFromAsync("casehold", "1", Stop)).ShouldHaveSingleItem().ShouldBe(new("Twin", "1", "20260101000000", "20260101000000"));
    }

    [Fact]
    public async Task Nothing_that_matches_is_an_empty_answer_after_one_request()
    {
        (await Catalogue().ContainingRpmAsync("no such rpm", "f41", Stop)).ShouldBeEmpty();

        Sandbox.Counters["pdc.gets"].ShouldBe(1);
    }

    [Fact]
    public async Task One_request_tells_which_match_and_one_for_each_name_which_are_newest() // PDC takes one name in a query
    {
        (await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop)).Count.ShouldBe(6);

        Sandbox.Counters["pdc.gets"].ShouldBe(1 + 6);
    }

    [Fact]
    public async Task Two_streams_of_a_name_are_asked_for_at_once()
    {
        (await Catalogue().BuiltFromAsync("toolshed", "2", Stop)).Select(match => match.Stream).ShouldBe(["1", "2"]);

        Sandbox.Counters["pdc.gets"].ShouldBe(1 + 1);
    }

    [Fact]
    public async Task Pages_are_read_to_the_last()
    {
        var whole = await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop);
        var matching = (await GetAsync("/pdc/rest_api/v1/modules/?active=true&component_name=libcapsule&component_branch=f41&page_size=-1")).AsArray().Count;
        var named = 0;
        foreach (var match in whole)
            named += ((await GetAsync($"/pdc/rest_api/v1/modules/?active=true&page_size=-1&name={match.Name}")).AsArray().Count + 1) / 2;
        named.ShouldBe(5 + 2); // webstack has three versions
        var before = Sandbox.Counters["pdc.gets"];

        var paged = await Catalogue(options => options with { PageSize = 2 }).ContainingRpmAsync("libcapsule", "f41", Stop);

        paged.ShouldBe(whole);
        (Sandbox.Counters["pdc.gets"] - before).ShouldBe(((matching + 1) / 2) + named);
    }
}
