using System.Net;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>Which addresses there are, in which form, for which verbs, and what everybody else is told (behaviour.md §5, §5.1, §5.5, D29).</summary>
[Collection(RecordedCollection.Name)]
public sealed class AddressTests(Recorded recorded)
{
    RestHost Rest => recorded.Rest;

    static async Task<string> BodyAsync(HttpResponseMessage response) => await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("build-types", """{"items":[{"name":"RPM","id":0},{"name":"IMAGE","id":1},{"name":"MODULE","id":2},{"name":"IMAGE_REPOSITORY","id":3}]}""")]
    [InlineData("build-states", """{"items":[{"name":"BUILD","id":0},{"name":"DONE","id":1},{"name":"FAILED","id":2},{"name":"CANCELED","id":3},{"name":"PLANNED","id":4}]}""")]
    public async Task Lists_of_names_and_numbers_are_those_of_the_contract(string list, string expected)
    {
        foreach (var version in (int[])[1, 2])
            (await Rest.GetAsync($"/api/{version}/{list}/")).GetRawText().ShouldBe(expected);
    }

    [Fact]
    public async Task Types_of_events_have_the_names_and_numbers_of_the_existing_system()
    {
        var types = (await Rest.GetAsync("/api/1/event-types/")).GetProperty("items").EnumerateArray().ToDictionary(t => t.GetProperty("id").GetInt32(), t => t.GetProperty("name").GetString());
        types.Keys.ShouldBe([.. Enumerable.Range(0, 19), 100, 101]);
        (types[0], types[8], types[13], types[14], types[18]).ShouldBe((
            "MBSModuleStateChangeEvent", "ErrataRPMAdvisoryShippedEvent", "ManualRebuildWithAdvisoryEvent", "FreshmakerAsyncManualBuildEvent", "FlatpakApplicationManualBuildEvent"));
    }

    [Theory]
    [InlineData("event-types/2", """{"name":"GitRPMSpecChangeEvent","id":2}""")]
    [InlineData("build-types/2", """{"name":"MODULE","id":2}""")]
    [InlineData("build-states/4", """{"name":"PLANNED","id":4}""")]
    public async Task A_single_name_is_found_by_its_number(string path, string expected) => (await Rest.GetAsync($"/api/2/{path}")).GetRawText().ShouldBe(expected);

    [Theory]
    [InlineData("event-types/19", "There is no event type 19.")]
    [InlineData("build-types/x", "There is no build type x.")]
    [InlineData("build-states/-1", "There is no build state -1.")]
    public async Task Another_number_is_not_found(string path, string message) => (await Rest.RefusedAsync(HttpStatusCode.NotFound, $"/api/1/{path}")).ShouldBe(message);

    [Fact]
    public async Task About_says_the_version_and_how_people_are_known()
    {
        var about = await Rest.GetAsync("/api/1/about/");
        about.EnumerateObject().Select(p => p.Name).ShouldBe(["version", "auth_backend"]);
        about.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("events")]
    [InlineData("builds")]
    [InlineData("about")]
    [InlineData("event-types")]
    [InlineData("build-types")]
    [InlineData("build-states")]
    public async Task A_collection_without_its_slash_is_redirected_to_it_with_its_parameters(string collection)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Rest.Reading.Client.BaseAddress };
        using var response = await client.GetAsync($"/api/2/{collection}?state=FAILED&name=a%20b", TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.PermanentRedirect);
        response.Headers.Location!.AbsoluteUri.ShouldBe($"{client.BaseAddress}api/2/{collection}/?state=FAILED&name=a%20b");
    }

    [Theory]
    [InlineData("/api/1/nothing")]
    [InlineData("/api/1/")]
    [InlineData("/api/1")]
    [InlineData("/api/")]
    [InlineData("/api/3/events/")]
    [InlineData("/api/1/events/1/")]
    [InlineData("/api/1/events//")]
    [InlineData("/api/1/builds/1/2")]
    [InlineData("/api/2/monitor/metrics")]
    public async Task There_is_nothing_elsewhere(string path) => (await Rest.RefusedAsync(HttpStatusCode.NotFound, path)).ShouldStartWith("There is ");

    [Theory]
    [InlineData("DELETE", "/api/1/events/")]
    [InlineData("PUT", "/api/1/events/1")]
    [InlineData("POST", "/api/2/about/")]
    [InlineData("PATCH", "/api/2/build-types/")]
    public async Task A_verb_that_is_not_possible_is_told_those_that_are(string verb, string path)
    {
        using var response = await Rest.SendAsync(new(verb), path);
        (await RestHost.RefusedAsync(HttpStatusCode.MethodNotAllowed, response)).ShouldStartWith($"{verb} is not possible here; what is: GET, HEAD");
        response.Content.Headers.Allow.ShouldContain("GET");
    }

    [Fact]
    public async Task Whoever_asks_for_the_head_gets_no_body()
    {
        using var response = await Rest.SendAsync(HttpMethod.Head, "/api/1/events/");
        (response.StatusCode, (await BodyAsync(response)).Length).ShouldBe((HttpStatusCode.OK, 0));
    }

    [Fact]
    public async Task Metrics_have_the_old_names_and_ours()
    {
        await Rest.GetAsync("/api/1/events/");
        await Rest.GetAsync("/api/1/builds/");
        using var response = await Rest.SendAsync(HttpMethod.Get, "/api/1/monitor/metrics");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await BodyAsync(response);
        foreach (var counter in (string[])
        [
            "messaging_rx", "messaging_rx_ignored", "messaging_rx_processed_ok", "messaging_rx_failed", "messaging_tx_to_send", "messaging_tx_sent_ok", "messaging_tx_failed",
            "freshmaker_artifact_build_done", "freshmaker_artifact_build_failed", "freshmaker_artifact_build_canceled", "freshmaker_event_complete",
            "freshmaker_event_failed", "freshmaker_event_skipped", "freshmaker_event_canceled",
        ])
            text.ShouldContain($"# TYPE {counter}_total counter\n{counter}_total ");
        foreach (var gauge in (string[])["process_virtual_memory_bytes", "process_resident_memory_bytes", "process_start_time_seconds", "process_open_fds", "process_max_fds"])
            text.ShouldMatch($"# TYPE {gauge} gauge\n{gauge} [1-9]");
        text.ShouldMatch("process_cpu_seconds_total [0-9.]+");
        text.ShouldMatch("event_api_latency_count [1-9]");
        text.ShouldMatch("build_api_latency_count [1-9]");
    }

    [Fact]
    public async Task Malformed_queries_are_answered_like_others()
    {
        foreach (var query in (string[])["%", "%zz=1", "state=%ED%A0%80", "=", "&&&", "name=" + new string('x', 4000)])
        {
            using var response = await Rest.SendAsync(HttpMethod.Get, $"/api/1/builds/?{query}");
            ((int)response.StatusCode).ShouldBeLessThan(500, query);
            JsonDocument.Parse(await BodyAsync(response)).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        }
    }
}
