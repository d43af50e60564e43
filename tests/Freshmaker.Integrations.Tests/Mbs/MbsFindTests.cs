using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Mbs;

public sealed class MbsFindTests : MbsTest
{
    [Fact]
    public async Task A_build_is_found_by_its_commit_whatever_the_case_of_its_letters()
    {
        var build = await AcceptedAsync("anvil", "1");

        (await Mbs().FindAsync("anvil", "1", build.Revision!.ToUpperInvariant(), Stop)).ShouldBe(build);
    }

    [Fact]
    public async Task Another_commit_or_a_part_of_one_or_another_stream_is_not_it()
    {
        var build = await AcceptedAsync("webstack", "4");

        (await Mbs().FindAsync("webstack", "4", new string('0', 40), Stop)).ShouldBeNull();
        (await Mbs().FindAsync("webstack", "4", build.Revision![..12], Stop)).ShouldBeNull();
        (await Mbs().FindAsync("webstack", "3", build.Revision, Stop)).ShouldBeNull();
        (await Mbs().FindAsync("web stack&x=y", "4", build.Revision, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task The_newest_of_several_is_taken_even_from_a_list_in_another_order_with_builds_of_others()
    {
        await using var mbs = await CannedServer.StartAsync(200, $$"""{"items":[{{Item(3)}},{{Item(9)}},{{Item(5)}},{{Item(11, "other")}}],"meta":{"pages":1} }""");

        (await Mbs(mbs.Url).FindAsync("anvil", "1", "c0ffee1", Stop))!.BuildId.ShouldBe(9);

        mbs.Requests.ShouldBe(["GET /module-build-service/1/module-builds/?name=anvil&stream=1&order_desc_by=id&per_page=100&verbose=true&page=1"]);
    }

    [Fact]
    public async Task A_build_on_a_later_page_is_found_and_no_page_after_it_is_read()
    {
        await using var mbs = await CannedServer.StartAsync(context =>
        {
            var page = int.Parse(context.Request.Query["page"]!);
            return CannedServer.Write(context, 200, $$"""{"items":[{{Item(100 - page, revision: page == 3 ? "c0ffee1" : "deadbee")}}],"meta":{"pages":9} }""");
        });

        (await Mbs(mbs.Url).FindAsync("anvil", "1", "c0ffee1", Stop))!.BuildId.ShouldBe(97);
        mbs.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Pages_without_end_are_a_fault()
    {
        await using var mbs = await CannedServer.StartAsync(200, $$"""{"items":[{{Item(1, revision: "deadbee")}}],"meta":{"next":"http://elsewhere.example.org/"} }""");

        var finding = Mbs(mbs.Url, change: options => options with { MaxPages = 4 }).FindAsync("anvil", "1", "c0ffee1", Stop);

        (await Should.ThrowAsync<OutsideFault>(() => finding)).Text.ShouldContain("more than 4 pages");
        mbs.Requests.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("""{"meta":{}}""", "items must be a list of builds")]
    [InlineData("[]", "items must be a list of builds")]
    [InlineData("""{"items":[{"id":7,"state":0,"name":"a","stream":"1"},{"id":"x","state":0,"name":"a","stream":"1"}]}""", "items[1].id must be")]
    [InlineData("""{"items":[{"id":7,"state":"purple","name":"a","stream":"1"}]}""", "items[0].state must be")]
    [InlineData("""{"items":[{"id":7,"state":0,"stream":"1"}]}""", "items[0].name must be a text")]
    [InlineData("""{"items":[{"id":7,"state":0,"name":"a"}]}""", "items[0].stream must be a text")]
    [InlineData("""{"items":[null]}""", "items[0] must be a build object")]
    public async Task A_list_of_a_wrong_shape_is_a_fault_that_names_the_field(string body, string problem)
    {
        await using var mbs = await CannedServer.StartAsync(200, body);

        (await Should.ThrowAsync<OutsideFault>(() => Mbs(mbs.Url).FindAsync("a", "1", "c0ffee1", Stop))).Text.ShouldStartWith($"HTTP 200, {problem}");
    }

    [Fact]
    public async Task A_build_is_read_by_its_id_with_its_state()
    {
        var build = await AcceptedAsync("anvil", "1");
        await MoveAsync(build.BuildId, "garbage");

        (await Mbs().GetAsync(build.BuildId, Stop))!.State.ShouldBe(ModuleBuildState.Garbage);
    }

    [Fact]
    public async Task An_unknown_id_is_null() => (await Mbs().GetAsync(4711, Stop)).ShouldBeNull();

    [Fact]
    public async Task Another_build_than_asked_for_is_a_fault()
    {
        await using var mbs = await CannedServer.StartAsync(200, Item(8));

        (await Should.ThrowAsync<OutsideFault>(() => Mbs(mbs.Url).GetAsync(7, Stop))).Text.ShouldStartWith("HTTP 200, id must be 7");
    }

    [Fact]
    public async Task Reading_is_tried_again_when_it_fails_for_a_passing_reason()
    {
        var build = await AcceptedAsync("anvil", "1");
        Sandbox.Faults.Set("mbs", new() { Status = 502, Times = 2 });

        (await Mbs().GetAsync(build.BuildId, Stop)).ShouldNotBeNull();

        Sandbox.Counters["mbs.gets"].ShouldBe(3);
    }

    [Fact]
    public void The_url_of_a_build_is_its_address_in_the_api() =>
        Mbs(new Uri("https://mbs.example.org/")).UrlOf(17).ShouldBe(new Uri("https://mbs.example.org/module-build-service/1/module-builds/17"));

    [Fact]
    public async Task The_url_of_a_build_can_be_opened()
    {
        var build = await AcceptedAsync("anvil", "1");

        (await GetAsync(Mbs().UrlOf(build.BuildId).PathAndQuery))["id"]!.GetValue<long>().ShouldBe(build.BuildId);
    }

    static string Item(long id, string name = "anvil", string revision = "c0ffee1") =>
        $$"""{"id":{{id}},"state":2,"name":"{{name}}","stream":"1","version":20260101,"scmurl":"https://src.example.org/modules/{{name}}.git?#{{revision}}"}""";
}
