using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Rest.Requests;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>The rules of POST builds/ and async-builds/, each with its message, in their order (behaviour.md §5.6, §5.7).</summary>
public sealed class RequestRulesTests
{
    /// <summary>Event 7 is of advisory 42, event 8 an async build, event 9 a push.</summary>
    sealed class Events : IKnownEvents
    {
        public Task<KnownEvent?> FindAsync(long number, CancellationToken ct) => Task.FromResult(number switch
        {
            7 => new KnownEvent(TriggerKind.AdvisoryShipped, "42"),
            8 => new(TriggerKind.ImageRebuildRequested, "async_build_1"),
            9 => new(TriggerKind.RpmSpecChanged, "gnutls/f30?#1"),
            _ => null,
        });
    }

    static RequestRules Rules { get; } = new(new Events());

    static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    static async Task<string> BrokenAsync(Func<JsonElement, CancellationToken, Task<PassedRequest>> rules, string body)
    {
        var refused = await Should.ThrowAsync<RestException>(rules(Json(body), TestContext.Current.CancellationToken));
        refused.Status.ShouldBe(400);
        return refused.Message;
    }

    [Theory]
    [InlineData("[]", "The body must be a JSON object.")]
    [InlineData("7", "The body must be a JSON object.")]
    [InlineData("""{"errata_id": "x", "freshmaker_event_id": 1}""", "\"errata_id\" must be an integer.")]
    [InlineData("""{"errata_id": 1.5}""", "\"errata_id\" must be an integer.")]
    [InlineData("""{"errata_id": 1e308}""", "\"errata_id\" must be an integer.")]
    [InlineData("""{"errata_id": true}""", "\"errata_id\" must be an integer.")]
    [InlineData("""{"errata_id": 1, "freshmaker_event_id": "7"}""", "\"freshmaker_event_id\" must be an integer.")]
    [InlineData("""{"errata_id": 1, "freshmaker_event_id": 77, "brew_target": 7}""", "\"freshmaker_event_id\" must be the id of an event; there is none with 77.")]
    [InlineData("""{"errata_id": 1, "dist_git_branch": 7, "container_images": 7}""", "\"dist_git_branch\" must be a string.")]
    [InlineData("""{"errata_id": 1, "brew_target": ["x"]}""", "\"brew_target\" must be a string.")]
    [InlineData("""{"errata_id": 1, "container_images": "web-1-1", "dry_run": 7}""", "\"container_images\" must be an array of strings.")]
    [InlineData("""{"errata_id": 1, "container_images": ["web-1-1", 7]}""", "\"container_images\" must be an array of strings.")]
    [InlineData("""{"errata_id": 1, "container_images": ["\ud800"]}""", "\"container_images\" must be an array of strings.")]
    [InlineData("""{"errata_id": 1, "dry_run": "yes", "force": "yes"}""", "\"dry_run\" must be a boolean.")]
    [InlineData("""{"errata_id": 1, "force": 1, "bundle_related_image_overrides": 7}""", "\"force\" must be a boolean.")]
    public async Task Rules_1_to_5_are_common(string body, string message)
    {
        (await BrokenAsync(Rules.AdvisoryAsync, body)).ShouldBe(message);
        (await BrokenAsync(Rules.ImagesAsync, body)).ShouldBe(message);
    }

    [Theory]
    [InlineData("""{"bundle_related_image_overrides": {"a": 1}}""", "\"container_images\" must name bundles when \"bundle_related_image_overrides\" is given.")]
    [InlineData("""{"container_images": ["b-1-1"], "bundle_related_image_overrides": [1]}""", "\"bundle_related_image_overrides\" must be an object.")]
    [InlineData("""{}""", "You must provide at least one of \"errata_id\" and \"freshmaker_event_id\".")]
    [InlineData("""{"errata_id": 0, "freshmaker_event_id": null}""", "You must provide at least one of \"errata_id\" and \"freshmaker_event_id\".")]
    [InlineData("""{"freshmaker_event_id": 8}""", "The event 8 is an async-build event, which cannot be continued by the rebuild of an advisory.")]
    [InlineData("""{"errata_id": 43, "freshmaker_event_id": 7}""", "\"errata_id\" must be the advisory of the event \"freshmaker_event_id\" names (42), or not be given.")]
    [InlineData("""{"freshmaker_event_id": 9}""", "The event 9 is about no advisory; give \"errata_id\".")]
    [InlineData("""{"errata_id": 42, "container_images": ["b-1-1"], "bundle_related_image_overrides": {"a": 1}}""", "\"bundle_related_image_overrides\" cannot be used: bundles are not rebuilt yet.")]
    public async Task Rules_6_to_8_are_those_of_advisories(string body, string message) => (await BrokenAsync(Rules.AdvisoryAsync, body)).ShouldBe(message);

    [Theory]
    [InlineData("""{"container_images": ["web"]}""", "\"dist_git_branch\" must be given.")]
    [InlineData("""{"dist_git_branch": "", "container_images": ["web"]}""", "\"dist_git_branch\" must be given.")]
    [InlineData("""{"dist_git_branch": "rhel-9"}""", "\"container_images\" must name at least one image.")]
    [InlineData("""{"dist_git_branch": "rhel-9", "container_images": []}""", "\"container_images\" must name at least one image.")]
    [InlineData("""{"dist_git_branch": "rhel-9", "container_images": ["web"], "freshmaker_event_id": 7}""", "The event 7 is no async-build event, so an async build cannot continue it.")]
    public async Task Async_builds_have_rules_of_their_own(string body, string message) => (await BrokenAsync(Rules.ImagesAsync, body)).ShouldBe(message);

    [Theory]
    [InlineData("""{"errata_id": 42}""", """{"container_images":[],"dry_run":false,"errata_id":42}""")]
    [InlineData("""{"freshmaker_event_id": 7, "dry_run": true}""", """{"container_images":[],"dry_run":true,"freshmaker_event_id":7,"errata_id":42}""")]
    [InlineData("""{"errata_id": 42, "freshmaker_event_id": 7, "container_images": ["web-1-1"], "metadata": {"a": {"b": 1}}, "unknown": 7}""",
        """{"container_images":["web-1-1"],"dry_run":false,"freshmaker_event_id":7,"metadata":{"a":{"b":1}},"errata_id":42}""")]
    [InlineData("""{"errata_id": 66, "force": true}""", """{"container_images":[],"dry_run":false,"errata_id":66}""")]
    [InlineData("""{"errata_id": 42, "container_images": null, "dry_run": null, "bundle_related_image_overrides": {}}""", """{"container_images":[],"dry_run":false,"errata_id":42}""")]
    public async Task What_passes_becomes_the_fields_of_the_message(string body, string fields) =>
        (await Rules.AdvisoryAsync(Json(body), TestContext.Current.CancellationToken)).Fields.ToJsonString().ShouldBe(fields);

    [Theory] // rule 9 itself is asked where the rebuild is opened
    [InlineData("""{"errata_id": 42}""", false)]
    [InlineData("""{"errata_id": 42, "force": false}""", false)]
    [InlineData("""{"errata_id": 42, "force": true}""", true)]
    public async Task Whether_it_is_forced_is_beside_them(string body, bool force) =>
        (await Rules.AdvisoryAsync(Json(body), TestContext.Current.CancellationToken)).Force.ShouldBe(force);

    [Fact]
    public async Task An_async_build_keeps_branch_and_target_and_the_reason_is_beside_it()
    {
        var passed = await Rules.ImagesAsync(
            Json("""{"dist_git_branch": "rhel-9", "brew_target": "t", "container_images": ["web"], "freshmaker_event_id": 8, "reason": "OPS-7"}"""), TestContext.Current.CancellationToken);
        passed.Fields.ToJsonString().ShouldBe("""{"container_images":["web"],"dry_run":false,"freshmaker_event_id":8,"dist_git_branch":"rhel-9","brew_target":"t"}""");
        passed.Reason.ShouldBe("OPS-7");
    }
}
