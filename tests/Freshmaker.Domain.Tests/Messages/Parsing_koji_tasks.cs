using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_koji_tasks
{
    const string Ours = "buildContainer";

    [Fact]
    public void the_old_form() => Samples.TopicShouldBecome("koji-task-old.json", Progressed(new(70412233, TaskState.Closed, Ours)));

    [Fact]
    public void the_form_of_2023_names_the_build_that_a_child_made() =>
        Samples.TopicShouldBecome("koji-task-2023.json", Progressed(new(70412234, TaskState.Closed, Ours, BuildId: 3311441)));

    [Fact]
    public void a_task_of_another_method_is_not_for_us() => Samples.TopicShouldBecome("koji-task-rpm.json", new ParseResult.NotForUs("a task of method build"));

    [Fact]
    public void an_internal_task_that_closed_names_its_build() =>
        Samples.TopicShouldBecome("brew-task-closed.json", Progressed(new(60411977, TaskState.Closed, Ours, BuildId: 3311442)));

    [Fact]
    public void an_internal_task_that_failed() => Samples.TopicShouldBecome("brew-task-failed.json", Progressed(new(60411978, TaskState.Failed, Ours)));

    [Fact]
    public void an_internal_task_that_was_canceled() => Samples.TopicShouldBecome("brew-task-canceled.json", Progressed(new(60411979, TaskState.Canceled, Ours)));

    [Fact]
    public void an_internal_task_without_request_and_result() => Samples.TopicShouldBecome("umb-task-closed.json", Progressed(new(60411977, TaskState.Closed, Ours)));

    [Fact]
    public void the_state_is_the_messages_not_the_topics() =>
        Samples.Parse("brew.task.closed", """{"new": "FAILED", "info": {"id": 1, "method": "buildContainer", "state": 2}}""")
            .ShouldBe(Progressed(new(1, TaskState.Failed, Ours)));

    [Fact]
    public void the_oldest_form_has_no_method() => Task(method: "null").ShouldBe(Progressed(new(1, TaskState.Open)));

    [Fact]
    public void the_method_may_stand_with_the_task() => Samples.Parse("buildsys.task.state.change", """{"id": 1, "new": "OPEN", "info": {"method": "buildArch"}}""")
        .ShouldNotBeForUs().ShouldBe("a task of method buildArch");

    [Theory]
    [InlineData("priority")]
    [InlineData("weight")]
    public void a_change_of_something_else_is_not_for_us(string attribute)
    {
        Task(rest: $", \"attribute\": \"{attribute}\"").ShouldNotBeForUs().ShouldBe($"a change of {attribute}");
        Samples.Parse("brew.task.closed", $$"""{"attribute": "{{attribute}}", "info": {"method": "buildContainer"} }""").ShouldNotBeForUs();
    }

    [Theory]
    [InlineData("\"FREE\"", TaskState.Free)]
    [InlineData("\"OPEN\"", TaskState.Open)]
    [InlineData("\"CLOSED\"", TaskState.Closed)]
    [InlineData("\"CANCELED\"", TaskState.Canceled)]
    [InlineData("\"ASSIGNED\"", TaskState.Assigned)]
    [InlineData("\"FAILED\"", TaskState.Failed)]
    [InlineData("\"closed\"", TaskState.Closed)]
    [InlineData("0", TaskState.Free)]
    [InlineData("5", TaskState.Failed)]
    [InlineData("\"2\"", TaskState.Closed)]
    public void every_state_by_name_or_number(string state, TaskState expected) => Task(state: state).ShouldBe(Progressed(new(1, expected, Ours)));

    [Theory]
    [InlineData("null")]
    [InlineData("6")]
    [InlineData("-1")]
    [InlineData("2.5")]
    [InlineData("\"CLOSED, FAILED\"")]
    [InlineData("\"DONE\"")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void a_state_that_Koji_does_not_have_is_refused(string state)
    {
        Task(state: state).ShouldBeRefused("new", "FREE, OPEN, CLOSED, CANCELED, ASSIGNED, FAILED");
        Samples.Parse("brew.task.failed", $$"""{"new": {{state}}, "info": {"id": 1, "method": "buildContainer"} }""").ShouldBeRefused("new", "FREE, OPEN");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("1.5")]
    [InlineData("\"x\"")]
    [InlineData("99999999999999999999")]
    public void an_id_that_is_no_positive_whole_number_is_refused(string id)
    {
        Task(id: id).ShouldBeRefused("id", "positive whole number");
        Samples.Parse("brew.task.closed", $$"""{"new": "CLOSED", "info": {"id": {{id}}, "method": "buildContainer"} }""").ShouldBeRefused("info.id", "positive whole number");
    }

    [Theory]
    [InlineData("{}", "info")]
    [InlineData("""{"info": []}""", "info")]
    [InlineData("""{"info": {"id": 1}}""", "info.method")]
    [InlineData("""{"info": {"id": 1, "method": 5}}""", "info.method")]
    public void an_internal_task_that_is_not_described_is_refused(string body, string field) => Samples.Parse("brew.task.closed", body).ShouldBeRefused(field);

    [Theory]
    [InlineData("""{"result": {"koji_builds": ["17", "18"]}, "children": [{"result": {"koji_builds": [19]}}]}""", 17)]
    [InlineData("""{"result": {"koji_builds": []}, "children": [5, {}, {"result": "x"}, {"result": {"koji_builds": [19]}}]}""", 19)]
    [InlineData("""{"result": {"koji_builds": "17"}}""", null)]
    [InlineData("""{"result": {"koji_builds": ["seventeen"]}}""", null)]
    [InlineData("""{"result": {"koji_builds": [0]}}""", null)]
    [InlineData("""{"result": {"koji_builds": [null]}, "children": {}}""", null)]
    [InlineData("\"<fault/>\"", null)]
    public void a_build_counts_where_it_can_be_read(string info, int? build) =>
        Task(rest: $", \"info\": {info}").ShouldBe(Progressed(new(1, TaskState.Open, Ours, build)));

    static ParseResult.Progressed Progressed(TaskProgress progress) => new(progress);

    static ParseResult Task(string id = "1", string state = "\"OPEN\"", string method = "\"buildContainer\"", string rest = "") =>
        Samples.Parse("buildsys.task.state.change", $$"""{"id": {{id}}, "new": {{state}}, "method": {{method}}{{rest}}}""");
}
