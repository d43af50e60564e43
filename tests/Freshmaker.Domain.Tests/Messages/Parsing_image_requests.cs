using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_image_requests
{
    const string Topic = "freshmaker.async.manual.build";

    [Fact]
    public void a_name_without_the_usual_ending_gets_it() => Samples.TopicShouldTrigger(
        "image-request.json",
        new ImageRebuildRequested(
            "async_build_1770000001.5", "webfront-3", ["webfront-container", "webback-container"], "webfront-3-candidate", null, DryRun: false, "dana"));

    [Fact]
    public void the_shortest_request_has_the_images_own_targets() => Request()
        .ShouldTrigger(new ImageRebuildRequested(Some.MessageId, "f41", ["web-container"], null, null, DryRun: false, null));

    [Fact]
    public void everything_else_that_a_request_can_say() =>
        Request(rest: """, "msg_id": "r1", "freshmaker_event_id": "12", "dry_run": true, "requester": "dana", "metadata": {"ticket": 7}""")
            .ShouldTrigger(new ImageRebuildRequested("r1", "f41", ["web-container"], null, 12, DryRun: true, "dana") { Metadata = """{"ticket": 7}""" });

    [Fact]
    public void two_spellings_of_one_name_are_one_image() => Request(images: """["web", "db", "web-container"]""")
        .ShouldTrigger(new ImageRebuildRequested(Some.MessageId, "f41", ["web-container", "db-container"], null, null, DryRun: false, null));

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public void a_request_for_no_image_is_refused(string images) => Request(images: images).ShouldBeRefused("container_images", "at least one image");

    [Theory]
    [InlineData("\"web\"", "container_images", "list of texts")]
    [InlineData("[\"web\", 5]", "container_images[1]", "not empty")]
    [InlineData("[\"\"]", "container_images[0]", "not empty")]
    [InlineData("[\"acme/web\"]", "container_images[0]", "slash")]
    [InlineData("[\"-web\"]", "container_images[0]", "begin with '-'")]
    public void images_that_are_no_names_are_refused_by_place(string images, string field, string rule) => Request(images: images).ShouldBeRefused(field, rule);

    [Fact]
    public void a_name_has_to_leave_room_for_its_ending() =>
        Request(images: $"[\"{new string('x', 246)}\"]").ShouldBeRefused("container_images[0]", "must not be longer than 255 characters (it has 256)");

    [Theory]
    [InlineData("null", "not empty")]
    [InlineData("5", "not empty")]
    [InlineData("\"\"", "not empty")]
    [InlineData("\"--all\"", "begin with '-'")]
    public void a_branch_that_git_would_misread_is_refused(string branch, string rule) => Request(branch: branch).ShouldBeRefused("dist_git_branch", rule);

    [Theory]
    [InlineData("5", "not empty")]
    [InlineData("\"\"", "not empty")]
    [InlineData("\"a b\"", "spaces")]
    public void a_target_that_is_no_name_is_refused(string target, string rule) => Request(rest: $", \"brew_target\": {target}").ShouldBeRefused("brew_target", rule);

    [Theory]
    [InlineData("\"freshmaker_event_id\": -1", "freshmaker_event_id")]
    [InlineData("\"dry_run\": 0", "dry_run")]
    [InlineData("\"msg_id\": []", "msg_id")]
    [InlineData("\"requester\": 7", "requester")]
    [InlineData("\"metadata\": 7", "metadata")]
    public void fields_that_all_requests_have_follow_their_rules(string field, string name) => Request(rest: $", {field}").ShouldBeRefused(name);

    static ParseResult Request(string branch = "\"f41\"", string images = """["web"]""", string rest = "") =>
        Samples.Parse(Topic, $$"""{"dist_git_branch": {{branch}}, "container_images": {{images}}{{rest}}}""");
}
