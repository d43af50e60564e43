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
    public async Task Nothing_that_matches_is_an_empty_answer_after_one_request()
    {
        (await Catalogue().ContainingRpmAsync("no such rpm", "f41", Stop)).ShouldBeEmpty();

        Sandbox.Counters["pdc.gets"].ShouldBe(1);
    }

    [Fact]
    public async Task Two_requests_answer_however_many_modules_match()
    {
        (await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop)).Count.ShouldBe(6);

        Sandbox.Counters["pdc.gets"].ShouldBe(2);
    }

    [Fact]
    public async Task Pages_are_read_to_the_last()
    {
        var whole = await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop);
        var matching = (await GetAsync("/pdc/rest_api/v1/modules/?active=true&component_name=libcapsule&component_branch=f41&page_size=-1")).AsArray().Count;
        var named = (await GetAsync($"/pdc/rest_api/v1/modules/?active=true&page_size=-1&{string.Join('&', whole.Select(match => $"name={match.Name}"))}")).AsArray().Count;
        var before = Sandbox.Counters["pdc.gets"];

        var paged = await Catalogue(options => options with { PageSize = 2 }).ContainingRpmAsync("libcapsule", "f41", Stop);

        paged.ShouldBe(whole);
        (Sandbox.Counters["pdc.gets"] - before).ShouldBe(((matching + 1) / 2) + ((named + 1) / 2));
    }

    [Fact]
    public async Task Names_are_asked_for_in_chunks()
    {
        var whole = await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop);
        var before = Sandbox.Counters["pdc.gets"];

        var chunked = await Catalogue(options => options with { NamesPerQuery = 4 }).ContainingRpmAsync("libcapsule", "f41", Stop);

        chunked.ShouldBe(whole);
        (Sandbox.Counters["pdc.gets"] - before).ShouldBe(1 + 2); // six names
    }
}
