using System.Net;
using System.Text.Json;
using Freshmaker.Host.Tests.Reading;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>What clients of the existing system ask about builds, and what they must get (behaviour.md §5.3, §5.4).</summary>
[Collection(RecordedCollection.Name)]
public sealed class BuildContractTests(Recorded recorded)
{
    RestHost Rest => recorded.Rest;

    async Task<List<JsonElement>> BuildsAsync(string query) => [.. (await Rest.GetAsync($"/api/1/builds/?{query}")).GetProperty("items").EnumerateArray()];

    /// <summary>The builds in short, <c>m-1/web</c>.</summary>
    async Task<string> FoundAsync(string query)
    {
        var events = (await Rest.GetAsync("/api/2/events/")).GetProperty("items").EnumerateArray()
            .ToDictionary(e => e.GetProperty("id").GetInt64(), e => e.GetProperty("message_id").GetString());
        return string.Join(' ', (await BuildsAsync(query)).Select(b => $"{events[b.GetProperty("event_id").GetInt64()]}/{b.GetProperty("name").GetString()}"));
    }

    async Task<JsonElement> BuildAsync(string messageId, string name) =>
        (await recorded.EventAsync(messageId)).GetProperty("builds").EnumerateArray().Single(b => b.GetProperty("name").GetString() == name);

    [Fact]
    public async Task A_build_of_a_module_says_everything_that_the_contract_knows()
    {
        var (web, db) = (await BuildAsync("m-1", "web"), await BuildAsync("m-1", "db"));
        var number = db.GetProperty("id").GetInt64();
        Without(db, "time_submitted", "time_completed").ShouldBe(
            $$$"""{"id":{{{number}}},"name":"db","original_nvr":null,"rebuilt_nvr":null,"type":2,"type_name":"MODULE","state":1,"state_name":"DONE","state_reason":"""
            + $$$"""null,"dep_on":"web","dep_on_id":{{{web.GetProperty("id").GetInt64()}}},"event_id":{{{await recorded.NumberAsync("m-1")}}},"build_id":102,"url":"/api/1/builds/{{{number}}}","build_args":"""
            + """{"repository":"modules/db","branch":"1","commit":"beef0002"},"odcs_composes":[],"rebuild_reason":"directly_affected"}""");
        db.EnumerateObject().Select(p => p.Name).ShouldBe(
        [
            "id", "name", "original_nvr", "rebuilt_nvr", "type", "type_name", "state", "state_name", "state_reason", "dep_on", "dep_on_id", "time_submitted",
            "time_completed", "event_id", "build_id", "url", "build_args", "odcs_composes", "rebuild_reason",
        ]);
        foreach (var time in (string[])["time_submitted", "time_completed"])
            db.GetProperty(time).GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        (await Rest.GetAsync($"/api/2/builds/{number}")).GetRawText().ShouldBe(db.GetRawText());
    }

    [Fact]
    public async Task A_build_of_an_image_has_its_arguments_and_composes()
    {
        var image = await BuildAsync("m-4", "web-container");
        (image.GetProperty("original_nvr").GetString(), image.GetProperty("state_name").GetString(), image.GetProperty("type_name").GetString()).ShouldBe(("web-container-1-5", "FAILED", "IMAGE"));
        image.GetProperty("odcs_composes").GetRawText().ShouldBe("[20,21]");
        image.GetProperty("build_args").GetRawText().ShouldBe(
            """{"repository":"containers/web-container","commit":"0123abcd","original_parent":"base-container-9-3","target":"web-candidate","branch":"rhel-9","arches":"x86_64","renewed_odcs_compose_ids":"""
            + """[9],"flatpak":false,"isolated":true,"retry_count":0}""");
        var child = await BuildAsync("m-4", "web-container-child");
        (child.GetProperty("rebuilt_nvr").GetString(), child.GetProperty("dep_on").GetString()).ShouldBe(("web-container-child-1-17000", "web-container"));
    }

    [Fact]
    public async Task A_build_says_why_it_failed_and_one_that_needs_it_too()
    {
        (await BuildAsync("m-3", "web")).GetProperty("state_reason").GetString()!.ShouldContain("104");
        (await BuildAsync("m-3", "app")).GetProperty("state_reason").GetString()!.ShouldContain("module/web/1");
        (await BuildAsync("m-5", "web")).GetProperty("state_name").GetString().ShouldBe("CANCELED");
    }

    [Theory]
    [InlineData("type=IMAGE", "m-4/web-container-child m-4/web-container")]
    [InlineData("type=1&order_by=id", "m-4/web-container m-4/web-container-child")]
    [InlineData("state=DONE", "m-1/db m-1/web")]
    [InlineData("state=0", "m-2/app")]
    [InlineData("state=planned", "m-4/web-container-child m-2/site")]
    [InlineData("name=db", "m-1/db")]
    [InlineData("name=db&name=web", "m-1/db")]
    [InlineData("name=", "m-5/web m-4/web-container-child m-4/web-container m-3/app m-3/web m-2/site m-2/app m-1/db m-1/web")]
    [InlineData("build_id=104", "m-3/web")]
    [InlineData("original_nvr=web-container-1-5", "m-4/web-container")]
    [InlineData("rebuilt_nvr=web-container-child-1-17000", "m-4/web-container-child")]
    [InlineData("event_type_id=0", "m-2/site m-2/app")]
    [InlineData("event_type_id=3", "")]
    [InlineData("event_type_id=99999999999", "")]
    [InlineData("event_search_key=m-4&type=IMAGE&state=FAILED", "m-4/web-container")]
    [InlineData("event_search_key=zlib/f30?%230123abcd", "m-3/app m-3/web")]
    [InlineData("order_by=name&per_page=3", "m-2/app m-3/app m-1/db")]
    [InlineData("order_by=-name&per_page=2", "m-4/web-container-child m-4/web-container")]
    [InlineData("order_by=event_id&per_page=1", "m-1/web")]
    [InlineData("order_by=dep_on_id&per_page=1", "m-1/db")]
    [InlineData("order_by=build_id&per_page=2", "m-1/web m-1/db")]
    [InlineData("order_by=original_nvr&per_page=1", "m-4/web-container")]
    [InlineData("order_by=rebuilt_nvr&per_page=1", "m-4/web-container-child")]
    public async Task Filters_and_orders_find_what_they_found(string query, string expected) => (await FoundAsync(query)).ShouldBe(expected);

    [Fact]
    public async Task Builds_are_found_by_their_event_and_their_parent()
    {
        (await FoundAsync($"event_id={await recorded.NumberAsync("m-2")}")).ShouldBe("m-2/site m-2/app");
        (await FoundAsync($"dep_on_id={(await BuildAsync("m-3", "web")).GetProperty("id").GetInt64()}")).ShouldBe("m-3/app");
    }

    [Theory]
    [InlineData("type=CAR", "type must be RPM, IMAGE, MODULE, IMAGE_REPOSITORY, or one of their numbers (it is 'CAR')")]
    [InlineData("type=17", "type must be RPM, IMAGE, MODULE, IMAGE_REPOSITORY, or one of their numbers (it is '17')")]
    [InlineData("state=77", "state must be BUILD, DONE, FAILED, CANCELED, PLANNED, or one of their numbers (it is '77')")]
    [InlineData("event_id=one", "event_id must be a whole number of at most 64 bits (it is 'one')")]
    [InlineData("dep_on_id=9999999999999999999999", "dep_on_id must be a whole number of at most 64 bits (it is '9999999999999999999999')")]
    [InlineData("order_by=state", "order_by must be one of id, name, event_id, dep_on_id, build_id, original_nvr, rebuilt_nvr, with a - before it for descending (it is 'state')")]
    [InlineData("order_by=--id", "order_by must be one of id, name, event_id, dep_on_id, build_id, original_nvr, rebuilt_nvr, with a - before it for descending (it is '--id')")]
    [InlineData("name=a%00b", "name must not contain the character NUL")]
    [InlineData("show_full_json=1", "show_full_json must be True or False (it is '1')")]
    public async Task Parameters_that_cannot_be_used_are_named_with_their_rule(string query, string message) =>
        (await Rest.RefusedAsync(HttpStatusCode.BadRequest, $"/api/2/builds/?{query}")).ShouldBe(message);

    [Fact]
    public async Task A_page_of_builds_is_two_statements()
    {
        using var sent = new Statements(Rest.Reading);
        await Rest.GetAsync("/api/1/builds/?per_page=100");
        sent.Texts.Count.ShouldBe(2, string.Join("\n", sent.Texts));
    }

    [Fact]
    public async Task There_is_no_build_of_another_number_and_no_build_has_overrides_yet()
    {
        foreach (var id in (string[])["0", "99999999999999999999", "x"])
            (await Rest.RefusedAsync(HttpStatusCode.NotFound, $"/api/1/builds/{id}")).ShouldBe($"There is no build {id}.");
        var known = (await BuildAsync("m-1", "web")).GetProperty("id").GetInt64();
        (await Rest.RefusedAsync(HttpStatusCode.NotFound, $"/api/2/pullspec_overrides/{known}")).ShouldBe($"There are no pullspec overrides of build {known}.");
    }

    static string Without(JsonElement json, params string[] fields) =>
        $"{{{string.Join(',', json.EnumerateObject().Where(p => !fields.Contains(p.Name)).Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}"))}}}";
}
