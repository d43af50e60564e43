using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiTaskTests : KojiTest
{
    [Fact]
    public async Task A_task_is_told_in_each_of_its_states()
    {
        var task = await AcceptedAsync(Web);
        (await OneAsync(task)).ShouldBe(new(task, TaskState.Free, "buildContainer"));

        await MoveAsync(task, "open");
        (await OneAsync(task)).ShouldBe(new(task, TaskState.Open, "buildContainer"));

        await MoveAsync(task, "closed");
        var closed = await OneAsync(task);
        (closed.State, closed.IsOver, closed.Text).ShouldBe((TaskState.Closed, true, null));
        closed.BuildId.ShouldBe(Sandbox.Shelf.Find("web-container-1-5.1770000000")!.BuildId);
    }

    [Fact]
    public async Task A_failure_comes_with_kojis_own_words()
    {
        var task = await AcceptedAsync(Web);
        await MoveAsync(task, "failed", "Image build failed. rpm: no space left on device");

        (await OneAsync(task)).ShouldBe(new(task, TaskState.Failed, "buildContainer", null, "Image build failed. rpm: no space left on device"));
    }

    [Fact]
    public async Task Several_at_once_and_unknown_ones_absent()
    {
        var task = await AcceptedAsync(Web);
        var posts = Sandbox.Counters["koji.posts"];

        (await Koji.GetAsync([task, 4711, task], Stop)).Keys.ShouldBe([task]);
        (await Koji.GetAsync([], Stop)).ShouldBeEmpty();

        (Sandbox.Counters["koji.posts"] - posts).ShouldBe(1);
    }

    [Fact]
    public async Task The_result_is_the_build_and_what_is_installed_in_it_on_any_architecture()
    {
        var task = await AcceptedAsync(Web with { Arches = "x86_64 aarch64" });
        await MoveAsync(task, "closed");

        var built = await Koji.ResultAsync(task, Stop);

        built!.Nvr.ShouldBe("web-container-1-5.1770000000");
        built.Rpms.ShouldBe([Nvr.Parse("bash-5.1-8.el9"), Nvr.Parse("zlib-1.2-10.el9")]); // not the one of el10
        Sandbox.Counters["koji.calls.listRPMs"].ShouldBe(2);
    }

    [Fact]
    public async Task An_image_without_a_manifest_is_told_apart_from_one_without_rpms()
    {
        var task = await AcceptedAsync(Request("bare", "bare-container-1-1.1770000000"));
        await MoveAsync(task, "closed");

        (await Koji.ResultAsync(task, Stop))!.Rpms.ShouldBeNull();
    }

    [Theory]
    [InlineData("open")]
    [InlineData("failed")]
    [InlineData("canceled")]
    public async Task A_task_that_did_not_end_well_has_no_result(string state)
    {
        var task = await AcceptedAsync(Web);
        await MoveAsync(task, state);

        (await Koji.ResultAsync(task, Stop)).ShouldBeNull();
        (await Koji.ResultAsync(4711, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_scratch_build_makes_no_build()
    {
        var task = await AcceptedAsync(Web with { Scratch = true, Isolated = false });
        await MoveAsync(task, "closed");

        (await OneAsync(task)).BuildId.ShouldBeNull();
        (await Koji.ResultAsync(task, Stop)).ShouldBeNull();
    }

    // old plug-ins leave the result to a task below; content generators only in the build
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_build_is_found_by_a_task_below_or_because_it_names_the_task(bool below)
    {
        await using var hub = await CannedServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var call = await reader.ReadToEndAsync(context.RequestAborted);
            var closed = Shapes.Struct(("id", "<int>9</int>"), ("state", "<int>2</int>"));
            var result = Shapes.Struct(("koji_builds", "<array><data><value><string>77</string></value></data></array>"));
            var descendants = below ? $"<array><data><value>{closed}</value></data></array>" : "<array><data/></array>";
            var builds = below ? "<array><data/></array>" : $"<array><data><value>{Shapes.Struct(("build_id", "<int>77</int>"))}</value></data></array>";
            string One(string typed) => $"<value><array><data><value>{typed}</value></data></array></value>";
            var answer = call switch
            {
                _ when call.Contains("getTaskDescendents", StringComparison.Ordinal) => Shapes.Response($"<array><data>{One("<struct/>")}{One(Shapes.Struct(("8", descendants)))}{One(builds)}</data></array>"),
                _ when call.Contains("getTaskResult", StringComparison.Ordinal) => Shapes.Multi(result),
                _ when call.Contains("listArchives", StringComparison.Ordinal) => Shapes.Response($"<array><data>{One(Shapes.Struct(("nvr", "<string>web-1-6</string>")))}{One("<array><data/></array>")}</data></array>"),
                _ => Shapes.Response(Shapes.Struct(("id", "<int>8</int>"), ("state", "<int>2</int>"))),
            };
            await CannedServer.Write(context, 200, answer, "text/xml");
        });

        var built = await KojiAt(hub.Url).ResultAsync(8, Stop);

        (built!.BuildId, built.Nvr, built.Rpms).ShouldBe((77, "web-1-6", null));
    }

    [Theory]
    [InlineData("<struct/>", "id must be 7")]
    [InlineData("<struct><member><name>id</name><value><int>8</int></value></member></struct>", "id must be 7")]
    [InlineData("<struct><member><name>id</name><value><int>7</int></value></member></struct>", "state must be one of Koji's states of tasks, 0 to 5")]
    [InlineData("<struct><member><name>id</name><value><int>7</int></value></member><member><name>state</name><value><int>6</int></value></member></struct>", "state must be one of Koji's states of tasks, 0 to 5")]
    public async Task Another_task_or_no_state_is_a_fault_that_names_the_field(string task, string text)
    {
        await using var hub = await CannedServer.StartAsync(200, Shapes.Multi(task), "text/xml");

        var fault = await Should.ThrowAsync<OutsideFault>(() => KojiAt(hub.Url).GetAsync([7], Stop));

        (fault.Call, fault.Text).ShouldBe(("getTaskInfo(7)", text));
    }

    [Fact]
    public async Task An_odd_task_leaves_the_others()
    {
        string Task(long id, string state) => $"<value><array><data><value>{Shapes.Struct(("id", $"<int>{id}</int>"), ("state", state))}</value></data></array></value>";
        var fault = $"<value>{Shapes.Struct(("faultCode", "<int>1000</int>"), ("faultString", "<string>no such host</string>"))}</value>";
        await using var hub = await CannedServer.StartAsync(200, Shapes.Response($"<array><data>{Task(7, "<int>1</int>")}{Task(8, "<int>9</int>")}{fault}{Task(1, "<int>0</int>")}</data></array>"), "text/xml");

        var report = await KojiAt(hub.Url).LookAsync([7, 8, 9, 10], Stop);

        report.Tasks.Values.ShouldBe([new(7, TaskState.Open)]);
        report.Faults.Select(odd => (odd.Key, odd.Value.Text)).ShouldBe(
            [(8, "state must be one of Koji's states of tasks, 0 to 5"), (9, "fault 1000: no such host"), (10, "id must be 10")]);
        (await Should.ThrowAsync<OutsideFault>(() => KojiAt(hub.Url).GetAsync([7, 8, 9, 10], Stop))).Call.ShouldBe("getTaskInfo(8)");
    }

    [Theory]
    [InlineData(5, "<value><int>1</int></value>")] // no entry of a multicall
    [InlineData(2, "<value><int>1</int></value>")]
    [InlineData(5, "<value><double>many</double></value>")] // it spoils the answer about the others
    [InlineData(2, "<value><string>\u0001</string></value>")]
    public async Task A_task_whose_result_cannot_be_read_is_in_the_state_that_Koji_says(int state, string result)
    {
        string One(string typed) => $"<value><array><data><value>{typed}</value></data></array></value>";
        string Task(long id, int of) => One(Shapes.Struct(("id", $"<int>{id}</int>"), ("state", $"<int>{of}</int>")));
        string Result(long id) => id == 7 ? result : One(Shapes.Struct(("faultCode", "<int>1</int>"), ("faultString", $"<string>why {id}</string>")));
        await using var hub = await CannedServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var call = await reader.ReadToEndAsync(context.RequestAborted);
            var asked = new long[] { 8, 7, 9 }.Where(id => call.Contains($">{id}<", StringComparison.Ordinal));
            var answers = asked.Select(id => call.Contains("getTaskResult", StringComparison.Ordinal) ? Result(id) : Task(id, id == 7 ? state : 5));
            await CannedServer.Write(context, 200, Shapes.Response($"<array><data>{string.Concat(answers)}</data></array>"), "text/xml");
        });

        var report = await KojiAt(hub.Url).LookAsync([8, 7, 9], Stop);

        report.Faults.ShouldBeEmpty();
        report.Tasks.Values.OrderBy(task => task.TaskId).ShouldBe(
            [new(7, (TaskState)state), new(8, TaskState.Failed, Text: "why 8"), new(9, TaskState.Failed, Text: "why 9")]);
    }

    [Theory]
    [InlineData("https://koji.example.org/kojihub", null, "https://koji.example.org/koji/taskinfo?taskID=17")]
    [InlineData("https://koji.example.org/kojihub/", null, "https://koji.example.org/koji/taskinfo?taskID=17")]
    [InlineData("https://hub.example.org", null, "https://hub.example.org/koji/taskinfo?taskID=17")]
    [InlineData("https://hub.example.org/kojihub", "https://web.example.org/k/", "https://web.example.org/k/taskinfo?taskID=17")]
    public void The_url_of_a_task_is_its_page(string hub, string? web, string url) =>
        KojiAt(new Uri(hub), options => options with { WebUrl = web is null ? null : new Uri(web) }).UrlOf(17).ShouldBe(new Uri(url));

    [Fact]
    public async Task The_page_of_a_task_can_be_opened()
    {
        var task = await AcceptedAsync(Web);
        using var http = new HttpClient();

        (await http.GetStringAsync(Koji.UrlOf(task), Stop)).ShouldContain($"{task}");
    }
}
