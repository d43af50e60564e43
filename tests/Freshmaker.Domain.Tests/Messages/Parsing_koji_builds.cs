using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_koji_builds
{
    [Fact]
    public void the_old_form_does_not_say_what_it_is_so_its_name_decides() => Samples.TopicShouldBecome("koji-build-old.json", Built(
        new KojiBuildProgress(3311442, "webfront-container-3-12.fc25", KojiBuildState.Complete, 60411977)));

    [Fact]
    public void an_RPM_of_the_old_form_is_progress_of_nobody_or_of_an_oddly_named_image() => Samples.TopicShouldBecome(
        "koji-build-old-rpm.json", new ParseResult.Progressed(new KojiBuildProgress(612324, "libcapsule-2.1~rc1-1.el7", KojiBuildState.Complete, 8973154)));

    [Fact]
    public void the_form_of_2023_says_what_it_is_whatever_its_name() => Samples.TopicShouldBecome("koji-build-2023.json", Built(
        new KojiBuildProgress(3311443, "webfront-3-13", KojiBuildState.Complete, 60411980)));

    [Fact]
    public void an_RPM_of_the_form_of_2023_is_not_for_us() => Samples.TopicShouldBecome("koji-build-2023-rpm.json", new ParseResult.NotForUs("a task of method build"));

    [Fact]
    public void an_import_has_no_task_so_its_name_decides() => Samples.TopicShouldBecome("koji-build-2023-import.json", Built(
        new KojiBuildProgress(3311444, "webfront-container-3-14", KojiBuildState.Complete, null)));

    [Theory]
    [InlineData(0, KojiBuildState.Building)]
    [InlineData(2, KojiBuildState.Deleted)]
    [InlineData(3, KojiBuildState.Failed)]
    [InlineData(4, KojiBuildState.Canceled)]
    public void only_a_complete_image_is_a_trigger(int number, KojiBuildState state)
    {
        var expected = new ParseResult.Progressed(new KojiBuildProgress(1, "web-container-1-5", state, 7));
        Build(state: $"{number}").ShouldBe(expected);
        Build(state: $"{number}", rest: """, "task": {"method": "buildContainer"}""").ShouldBe(expected);
    }

    [Theory]
    [InlineData("web", null, false)]
    [InlineData("container-web", null, false)]
    [InlineData("web-containers", null, false)]
    [InlineData("web-CONTAINER", null, false)]
    [InlineData("web-container", null, true)]
    [InlineData("web", "buildContainer", true)]
    public void what_counts_as_an_image(string name, string? method, bool image) =>
        (Build(name: $"\"{name}\"", rest: method is null ? "" : $$""", "task": {"method": "{{method}}"}""") is ParseResult.Triggered).ShouldBe(image);

    [Theory]
    [InlineData("image")]
    [InlineData("")]
    [InlineData("BuildContainer")]
    public void a_task_of_another_method_makes_none_whatever_its_name(string method) =>
        Build(rest: $$""", "task": {"method": "{{method}}"}""").ShouldNotBeForUs().ShouldBe($"a task of method {method}");

    [Fact]
    public void a_change_of_the_volume_is_not_for_us() => Build(rest: """, "attribute": "volume_id" """).ShouldNotBeForUs().ShouldBe("a change of volume_id");

    [Fact]
    public void a_build_without_number_is_not_for_us() => Build(id: "null", state: "0").ShouldNotBeForUs();

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    public void an_id_that_is_no_positive_whole_number_is_refused(string id) => Build(id: id).ShouldBeRefused("build_id", "positive whole number");

    [Theory]
    [InlineData("5")]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("\"COMPLETE\"")]
    [InlineData("1.5")]
    public void a_state_that_Koji_does_not_have_is_refused(string state) => Build(state: state).ShouldBeRefused("new", "0 to 4");

    [Fact]
    public void names_that_are_missing_or_would_read_as_others_are_refused()
    {
        Build(name: "null").ShouldBeRefused("name", "text");
        Build(name: "5").ShouldBeRefused("name", "text");
        Build(version: "null").ShouldBeRefused("version", "text");
        Build(version: "\"1-2\"").ShouldBeRefused("version", "without '-'");
        Build(release: "[]").ShouldBeRefused("release", "text");
        Build(release: "\"1-2\"").ShouldBeRefused("release", "without '-'");
        Build(release: "\"\"").ShouldBeRefused("name, version and release", "together must be a name-version-release");
        Build(release: "\"a b\"").ShouldBeRefused("name, version and release", "together must not contain");
        Build(name: "\"-x\"").ShouldBeRefused("name, version and release", "together must not begin with '-'");
        Build(name: $"\"{new string('x', 255)}\"").ShouldBeRefused("name, version and release", "together must not be longer than 255");
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData("0", null)]
    [InlineData("\"x\"", null)]
    [InlineData("{}", null)]
    [InlineData("\"9\"", 9)]
    public void a_task_counts_where_it_can_be_read(string task, int? expected) =>
        Build(state: "3", task: task).ShouldBeOfType<ParseResult.Progressed>().Progress.ShouldBeOfType<KojiBuildProgress>().TaskId.ShouldBe(expected);

    static ParseResult.Triggered Built(KojiBuildProgress build) => new(new ImageBuilt(build.Nvr, build.BuildId, build.TaskId), build);

    static ParseResult Build(
        string id = "1", string name = "\"web-container\"", string version = "\"1\"", string release = "\"5\"", string state = "1", string task = "7", string rest = "") =>
        Samples.Parse(
            "buildsys.build.state.change",
            $$"""{"build_id": {{id}}, "name": {{name}}, "version": {{version}}, "release": {{release}}, "new": {{state}}, "task_id": {{task}}{{rest}}}""");
}
