using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Koji;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Koji;

namespace Freshmaker.Integrations.Tests.Sandbox;

/// <summary>Koji as the sandbox plays it: tasks walk by themselves, without waiting.</summary>
public sealed class SandboxKojiTests : KojiTest
{
    protected override SandboxOptions Options => base.Options with { StepDelay = TimeSpan.Zero };

    IEnumerable<JsonNode> Bodies(string topic) =>
        Sandbox.Messages.Where(message => message.Topic == $"org.fedoraproject.prod.{topic}").Select(message => JsonNode.Parse(message.Body.Span)!);

    [Fact]
    public async Task A_build_puts_a_new_image_on_the_shelf_with_the_fix_and_the_parent_it_was_given()
    {
        await UntilOverAsync(await AcceptedAsync(Web with { ParentNvr = "base-container-9.4-1", Composes = [5, 6], Arches = "s390x" }));

        var image = Sandbox.Shelf.Find("web-container-1-5.1770000000")!;
        image.Rpms.ShouldBe(["zlib-1.2-10.el9", "bash-5.1-8.el9"]);
        (image.Parent, image.InCatalogue, image.Repository, image.Revision).ShouldBe(("base-container-9.4-1", false, "containers/web", KojiWorld.Revision("web")));
        image.Composes.ShouldBe([5, 6]);
        image.Arches.ShouldBe(["s390x"]);
        image.OtherStages.ShouldBe(["builder-container-2-7"]);
        image.BuildId.ShouldBe(3_311_454 + 5000 + 1);
    }

    [Fact]
    public async Task Fedora_tells_of_the_tasks_of_scratch_builds_only()
    {
        await using var fedora = await SandboxHost.StartAsync(Options with { ScratchTaskMessagesOnly = true, StepDelay = TimeSpan.Zero }, Stop);
        var koji = KojiAt(new Uri(fedora.KojiHubUrl));
        await koji.SubmitAsync(Web, Stop);
        await UntilAsync(() => fedora.Messages.ToList(), all => all.Count >= 2, "messages");
        fedora.Messages.ShouldAllBe(message => message.Topic.EndsWith(".buildsys.build.state.change", StringComparison.Ordinal));

        await koji.SubmitAsync(Web with { Scratch = true, Isolated = false, Nvr = null }, Stop);
        await UntilAsync(() => fedora.Messages.ToList(), all => all.Any(message => message.Topic.EndsWith(".brew.task.closed", StringComparison.Ordinal)), "the end of a task");
    }

    [Fact]
    public async Task Every_change_is_told_in_order_in_the_forms_of_fedora_and_brew()
    {
        var task = await AcceptedAsync(Web);
        await UntilOverAsync(task);

        Sandbox.Messages.Select(message => message.Topic["org.fedoraproject.prod.".Length..]).ShouldBe(
            ["buildsys.task.state.change", "buildsys.task.state.change", "buildsys.build.state.change", "buildsys.build.state.change", "buildsys.task.state.change", "brew.task.closed"]);
        Bodies("buildsys.task.state.change").Select(body => ($"{body["old"]}", $"{body["new"]}")).ShouldBe([("", "FREE"), ("FREE", "OPEN"), ("OPEN", "CLOSED")]);
        Bodies("buildsys.build.state.change").Select(body => ($"{body["old"]}", $"{body["new"]}")).ShouldBe([("", "0"), ("0", "1")]);

        var build = Bodies("buildsys.build.state.change").Last();
        ($"{build["name"]}", $"{build["version"]}", $"{build["release"]}", build["task_id"]!.GetValue<long>()).ShouldBe(("web-container", "1", "5.1770000000", task));
        $"{build["request"]![0]}".ShouldBe(Web.Source);
        var brew = Bodies("brew.task.closed").Single();
        ($"{brew["new"]}", $"{brew["info"]!["method"]}", brew["info"]!["id"]!.GetValue<long>(), $"{brew["info"]!["request"]![2]!["git_branch"]}").ShouldBe(("CLOSED", "buildContainer", task, "web-1"));
        $"{brew["info"]!["result"]!["koji_builds"]![0]}".ShouldBe($"{Sandbox.Shelf.Find("web-container-1-5.1770000000")!.BuildId}");
    }

    [Fact]
    public async Task Builds_fail_as_often_as_the_world_says_and_then_succeed()
    {
        var states = new List<TaskState>();
        for (var i = 0; i < 4; i++)
            states.Add((await UntilOverAsync(await AcceptedAsync(Request("frail", $"frail-container-1-1.{i}")))).State);

        states.ShouldBe([TaskState.Failed, TaskState.Failed, TaskState.Closed, TaskState.Closed]);
        Bodies("brew.task.failed").Count().ShouldBe(2);
        Bodies("buildsys.build.state.change").Count(body => $"{body["new"]}" == "3").ShouldBe(2);
        (await Koji.FindAsync(Request("frail", "frail-container-1-1.0"), LongAgo, Stop)).ShouldHaveSingleItem().Text.ShouldBe("Image build failed. OSBS build id: frail-1");
    }

    [Fact]
    public async Task A_stuck_task_stays_open_until_it_is_ended_by_hand()
    {
        var task = await AcceptedAsync(Request("stuck", "stuck-container-1-1.1"));
        await UntilAsync(() => Bodies("buildsys.build.state.change").Count(), count => count == 1, "the build");
        (await OneAsync(task)).State.ShouldBe(TaskState.Open);

        await MoveAsync(task, "closed");

        (await OneAsync(task)).State.ShouldBe(TaskState.Closed);
        Sandbox.Shelf.Find("stuck-container-1-1.1").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_stale_build_keeps_its_old_rpms()
    {
        var task = await AcceptedAsync(Request("stale", "stale-container-1-1.1"));
        await UntilOverAsync(task);

        (await Koji.ResultAsync(task, Stop))!.Rpms!.Select(rpm => rpm.ToString()).ShouldContain("zlib-1.2-3.el9");
    }

    [Fact]
    public async Task Without_a_release_koji_takes_the_next_number()
    {
        await UntilOverAsync(await AcceptedAsync(Web with { Nvr = null }));
        await UntilOverAsync(await AcceptedAsync(Web with { Nvr = null }));

        Sandbox.Shelf.Find("web-container-1-6").ShouldNotBeNull();
        Sandbox.Shelf.Find("web-container-1-7").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("file:///var/git/containers/web", "Invalid scheme in scm url. Valid schemes are: git:// git+http:// git+https:// git+rsync:// git+ssh://")]
    [InlineData("https://dist-git.example.com/containers/web", "Invalid scheme in scm url. Valid schemes are: git:// git+http:// git+https:// git+rsync:// git+ssh://")]
    [InlineData("ssh://dist-git.example.com/containers/web", "Invalid scheme in scm url. Valid schemes are: git:// git+http:// git+https:// git+rsync:// git+ssh://")]
    [InlineData("git+ssh://joe:hush@dist-git.example.com/containers/web", "username:password format not supported")]
    [InlineData("git+https://dist-git.example.com/containers/web", null)]
    [InlineData("git+ssh://joe@dist-git.example.com/containers/web", null)]
    public async Task Sources_are_taken_from_where_kojis_builders_take_them(string source, string? refusal)
    {
        var answer = await Koji.SubmitAsync(Web with { Source = $"{source}#{KojiWorld.Revision("web")}" }, Stop);

        (answer as ImageSubmission.Refused)?.Text.ShouldBe(refusal);
        (answer is ImageSubmission.Accepted).ShouldBe(refusal is null);
    }

    [Fact]
    public async Task A_container_that_was_never_built_can_be()
    {
        var task = await AcceptedAsync(new("git://src.example.com/container/webfront.git?#0d3a9c1f", "f41-container-candidate", "f41"));
        await UntilOverAsync(task);

        var built = await Koji.ResultAsync(task, Stop);
        (built!.Nvr, built.Rpms!.Single().ToString()).ShouldBe(("webfront-0-1", "zlib-1.3-1.el10"));
    }

    [Fact]
    public async Task A_canceled_task_stays_canceled_and_tells_so()
    {
        await using var slow = await SandboxHost.StartAsync(Options with { StepDelay = TimeSpan.FromMilliseconds(150) }, Stop);
        var koji = KojiAt(new Uri(slow.KojiHubUrl));
        var task = (await koji.SubmitAsync(Web, Stop)).ShouldBeOfType<ImageSubmission.Accepted>().TaskId;
        await koji.CancelAsync(task, Stop);

        await Task.Delay(500, Stop);

        (await koji.GetAsync([task], Stop))[task].State.ShouldBe(TaskState.Canceled);
        slow.Messages.Count(message => message.Topic.EndsWith("task.state.change", StringComparison.Ordinal)).ShouldBe(2);
        slow.Shelf.Find("web-container-1-5.1770000000").ShouldBeNull();
    }

    [Fact]
    public async Task A_reset_forgets_tasks_builds_sessions_and_failures()
    {
        await UntilOverAsync(await AcceptedAsync(Request("frail", "frail-container-1-1.1")));
        var closed = await AcceptedAsync(Web);
        await UntilOverAsync(closed);

        await Sandbox.ResetAsync(Stop);

        Sandbox.Shelf.All.Count.ShouldBe(KojiWorld.World.Images.Count);
        (await Koji.GetAsync([closed], Stop)).ShouldBeEmpty();
        (await Koji.FindAsync(Web, LongAgo, Stop)).ShouldBeEmpty();
        var states = new List<TaskState>();
        for (var i = 0; i < 3; i++)
            states.Add((await UntilOverAsync(await AcceptedAsync(Request("frail", $"frail-container-1-1.{i}")))).State);
        states.ShouldBe([TaskState.Failed, TaskState.Failed, TaskState.Closed]);
    }

    [Fact]
    public async Task Ids_do_not_come_again_in_a_later_sandbox()
    {
        await using var later = await SandboxHost.StartAsync(Options with { FirstBuildId = 28_000_000 }, Stop);
        var koji = KojiAt(new Uri(later.KojiHubUrl));

        (await koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Accepted(88_000_001));
        await UntilAsync(() => later.Shelf.Find("web-container-1-5.1770000000"), image => image is { BuildId: 31_311_455 }, "the image");
    }

    [Theory]
    [InlineData("""{"code":1014,"message":"away","method":"getBuild","times":2}""", 200)]
    [InlineData("""{"cut":true,"after":true}""", 200)]
    [InlineData("""{"cut":true,"code":1014}""", 400)]
    [InlineData("""{"code":0}""", 400)]
    [InlineData("""{"message":"alone"}""", 400)]
    public async Task Faults_can_be_set_over_http(string fault, int status)
    {
        using var http = new HttpClient();
        using var response = await http.PutAsync($"{Sandbox.Url}/control/faults/koji", new StringContent(fault), Stop);

        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("mbs", """{"code":1014}""")]
    [InlineData("pdc", """{"method":"getBuild","cut":true}""")]
    public async Task Faults_of_koji_are_not_those_of_others(string system, string fault)
    {
        using var http = new HttpClient();
        using var response = await http.PutAsync($"{Sandbox.Url}/control/faults/{system}", new StringContent(fault), Stop);

        ((int)response.StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("1.2-10.el9", "1.2-9.el9", 1)]
    [InlineData("1.2", "1.2.1", -1)]
    [InlineData("1.2~rc1", "1.2", -1)]
    [InlineData("1.2^git1", "1.2", 1)]
    [InlineData("1.2^git1", "1.2.1", -1)]
    [InlineData("1.a", "1.1", -1)]
    [InlineData("01.2", "1.2", 0)]
    [InlineData("1_2", "1.2", 0)]
    public void Versions_are_ordered_as_rpm_does(string left, string right, int order)
    {
        Math.Sign(RpmOrder.Instance.Compare(left, right)).ShouldBe(order);
        Math.Sign(RpmOrder.Instance.Compare(right, left)).ShouldBe(-order);
    }
}
