using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_advisory_requests
{
    const string Topic = "freshmaker.manual.rebuild";

    [Fact]
    public void a_whole_request() => Samples.TopicShouldTrigger(
        "advisory-request.json",
        new AdvisoryRebuildRequested("manual_rebuild_1770000000.12", 140221, ["webfront-container-3-12"], 871, SkipRebuilt: false, DryRun: false, "dana")
        {
            Metadata = """{"skip_rebuilt": false, "ticket": "OPS-7"}""",
        });

    [Fact]
    public void the_shortest_request_is_known_by_its_message() =>
        Samples.Parse(Topic, """{"errata_id": "7"}""").ShouldTrigger(new AdvisoryRebuildRequested(Some.MessageId, 7, [], null, SkipRebuilt: true, DryRun: false, null));

    [Fact]
    public void nulls_are_fields_that_are_not_given() => Samples.Parse(Topic, """
        {"errata_id": 7, "msg_id": null, "container_images": null, "freshmaker_event_id": null, "dry_run": null, "metadata": null, "requester": null, "force": "x"}
        """).ShouldTrigger(new AdvisoryRebuildRequested(Some.MessageId, 7, [], null, SkipRebuilt: true, DryRun: false, null));

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"skip_rebuilt": null}""", true)]
    [InlineData("""{"skip_rebuilt": true}""", true)]
    [InlineData("""{"skip_rebuilt": false}""", false)]
    public void what_was_rebuilt_is_skipped_unless_that_is_not_wanted(string metadata, bool skip) =>
        Request($"\"metadata\": {metadata}").ShouldTrigger(new AdvisoryRebuildRequested(Some.MessageId, 7, [], null, skip, false, null) { Metadata = metadata });

    [Fact]
    public void images_are_named_once() => Request(""" "container_images": ["b-1-2", "a-1-2", "b-1-2"], "dry_run": true """)
        .ShouldTrigger(new AdvisoryRebuildRequested(Some.MessageId, 7, ["b-1-2", "a-1-2"], null, SkipRebuilt: true, DryRun: true, null));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"errata_id": null}""")]
    [InlineData("""{"errata_id": 0}""")]
    [InlineData("""{"errata_id": -7}""")]
    [InlineData("""{"errata_id": 1.5}""")]
    [InlineData("""{"errata_id": "RHSA-2031:0042"}""")]
    [InlineData("""{"errata_id": [7]}""")]
    [InlineData("""{"freshmaker_event_id": 871}""")]
    public void a_request_without_advisory_is_refused(string body) => Samples.Parse(Topic, body).ShouldBeRefused("errata_id", "positive whole number");

    [Theory]
    [InlineData("\"freshmaker_event_id\": 0", "freshmaker_event_id", "positive whole number")]
    [InlineData("\"freshmaker_event_id\": \"x\"", "freshmaker_event_id", "positive whole number")]
    [InlineData("\"freshmaker_event_id\": {}", "freshmaker_event_id", "positive whole number")]
    [InlineData("\"dry_run\": \"true\"", "dry_run", "true or false")]
    [InlineData("\"dry_run\": 1", "dry_run", "true or false")]
    [InlineData("\"msg_id\": 5", "msg_id", "not empty")]
    [InlineData("\"msg_id\": \" \"", "msg_id", "not empty")]
    [InlineData("\"msg_id\": \"a\\u0000b\"", "msg_id", "control characters")]
    [InlineData("\"requester\": {}", "requester", "not empty")]
    [InlineData("\"requester\": \"\"", "requester", "not empty")]
    [InlineData("\"requester\": \"a\\nb\"", "requester", "control characters")]
    [InlineData("\"metadata\": []", "metadata", "object")]
    [InlineData("\"metadata\": \"{}\"", "metadata", "object")]
    [InlineData("\"metadata\": {\"skip_rebuilt\": \"no\"}", "metadata.skip_rebuilt", "true or false")]
    [InlineData("\"metadata\": {\"skip_rebuilt\": 0}", "metadata.skip_rebuilt", "true or false")]
    [InlineData("\"container_images\": \"a-1-2\"", "container_images", "list of texts")]
    [InlineData("\"container_images\": {}", "container_images", "list of texts")]
    [InlineData("\"container_images\": [5]", "container_images[0]", "not empty")]
    [InlineData("\"container_images\": [null]", "container_images[0]", "not empty")]
    [InlineData("\"container_images\": [\"a-1-2\", \"web-container\"]", "container_images[1]", "name-version-release")]
    [InlineData("\"container_images\": [\"a-1-2 \"]", "container_images[0]", "spaces")]
    public void broken_fields_are_refused_by_name(string field, string name, string rule) => Request(field).ShouldBeRefused(name, rule);

    [Fact]
    public void what_is_kept_for_ever_is_limited()
    {
        Request($"\"msg_id\": \"{new string('x', 512)}\"").ShouldBeOfType<ParseResult.Triggered>();
        Request($"\"msg_id\": \"{new string('x', 513)}\"").ShouldBeRefused("msg_id", "must not be longer than 512 characters (it has 513)");
        Request($"\"requester\": \"{new string('x', 255)}\"").ShouldBeOfType<ParseResult.Triggered>();
        Request($"\"requester\": \"{new string('x', 256)}\"").ShouldBeRefused("requester", "must not be longer than 255 characters (it has 256)");
        Request($$""" "metadata": {"a": "{{new string('x', 65_527)}}"} """).ShouldBeOfType<ParseResult.Triggered>();
        Request($$""" "metadata": {"a": "{{new string('x', 65_528)}}"} """).ShouldBeRefused("metadata", "must not be longer than 65536 characters (it has 65537)");
    }

    static ParseResult Request(string field) => Samples.Parse(Topic, $$"""{"errata_id": 7, {{field}} }""");
}
