using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiFindTests : KojiTest
{
    [Fact]
    public async Task A_request_with_a_release_is_found_while_it_waits_runs_and_when_it_is_over()
    {
        var task = await AcceptedAsync(Web);
        (await Koji.FindAsync(Web, LongAgo, Stop)).ShouldBe([new(task, TaskState.Free, "buildContainer")]); // no build yet: by its task

        foreach (var (state, progress) in new[] { ("open", TaskState.Open), ("closed", TaskState.Closed) })
        {
            await MoveAsync(task, state);
            var found = (await Koji.FindAsync(Web, LongAgo, Stop)).ShouldHaveSingleItem(); // by its build
            (found.TaskId, found.State, found.BuildId > 3_311_454).ShouldBe((task, progress, true));
        }
    }

    [Fact]
    public async Task A_failed_attempt_is_found_with_its_words()
    {
        var task = await AcceptedAsync(Web);
        await MoveAsync(task, "failed", "no space left");

        (await Koji.FindAsync(Web, LongAgo, Stop)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(found => found.TaskId.ShouldBe(task), found => found.State.ShouldBe(TaskState.Failed), found => found.Text.ShouldBe("no space left"));
    }

    [Fact]
    public async Task Another_request_is_not_it()
    {
        await AcceptedAsync(Web);

        foreach (var other in new[]
        {
            Web with { Nvr = Web.Nvr! with { Release = "5.1770000001" } },
            Web with { Nvr = null },
            Request("frail", "frail-container-1-5.1770000000"),
            Web with { Nvr = Web.Nvr! with { Version = "2" }, Target = "rt-1-candidate" },
            Web with { Nvr = Web.Nvr! with { Version = "2" }, Source = Web.Source[..^1] + "z" },
        })
        {
            (await Koji.FindAsync(other, LongAgo, Stop)).ShouldBeEmpty(other.ToString());
        }
    }

    [Fact]
    public async Task Without_a_release_all_of_this_source_target_and_branch_since_then_are_found_the_newest_first()
    {
        var request = Web with { Nvr = null };
        var first = await AcceptedAsync(request);
        await MoveAsync(first, "failed", "no space left");
        var second = await AcceptedAsync(request);
        await AcceptedAsync(request with { Scratch = true, Isolated = false });

        (await Koji.FindAsync(request, LongAgo, Stop)).Select(task => (task.TaskId, task.State, task.Text)).ShouldBe(
            [(second, TaskState.Free, null), (first, TaskState.Failed, "no space left")]);
        (await Koji.FindAsync(request with { GitBranch = "web-2" }, LongAgo, Stop)).ShouldBeEmpty();
        (await Koji.FindAsync(request, TimeProvider.System.GetUtcNow().AddMinutes(1), Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_is_found_though_our_clock_is_a_little_ahead() // it is used once, so no older request can be meant
    {
        var task = await AcceptedAsync(Web);

        (await Koji.FindAsync(Web, TimeProvider.System.GetUtcNow().AddMinutes(5), Stop)).ShouldHaveSingleItem().TaskId.ShouldBe(task);
    }

    [Fact]
    public async Task Tasks_of_others_are_not_ours()
    {
        await AcceptedAsync(Web);
        await using var other = await Freshmaker.Sandbox.SandboxHost.StartAsync(Options with { KojiUser = null, KojiPassword = null }, Stop);
        var theirs = KojiAt(new Uri(other.KojiHubUrl), options => options with { User = "dana" });
        (await theirs.SubmitAsync(Web, Stop)).ShouldBeOfType<ImageSubmission.Accepted>();

        (await theirs.FindAsync(Web, LongAgo, Stop)).ShouldHaveSingleItem();
        (await KojiAt(new Uri(other.KojiHubUrl)).FindAsync(Web, LongAgo, Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_are_read_to_the_last_and_more_than_allowed_are_a_fault_without_a_release()
    {
        var wanted = await AcceptedAsync(Web with { Nvr = null });
        for (var i = 0; i < 210; i++)
            await AcceptedAsync(Request("rt", $"rt-container-1-4.{i}"));
        var posts = Sandbox.Counters["koji.posts"];

        (await Koji.FindAsync(Web with { Nvr = null }, LongAgo, Stop)).ShouldHaveSingleItem().TaskId.ShouldBe(wanted);
        (Sandbox.Counters["koji.posts"] - posts).ShouldBe(1 + 2 + 1); // who we are, two pages, the task
        var few = KojiWith(options => options with { MaxTasks = 200 });
        (await Should.ThrowAsync<OutsideFault>(() => few.FindAsync(Web with { Nvr = null }, LongAgo, Stop)))
            .Text.ShouldBe("there are more than 200 tasks to look through; raise Freshmaker:Koji:MaxTasks");
        (await few.FindAsync(Request("rt", "rt-container-1-4.0"), LongAgo, Stop)).ShouldHaveSingleItem().TaskId.ShouldBe(wanted + 1); // a release of ours is always found
        (await few.FindAsync(Web, LongAgo, Stop)).ShouldBeEmpty(); // or known not to be there
    }

    [Fact]
    public async Task A_build_of_somebody_elses_is_found_by_its_nvr_because_it_is_taken() =>
        (await Koji.FindAsync(Request("web", "web-container-1-5"), LongAgo, Stop)).ShouldBe([new(60_411_977, TaskState.Closed, "buildContainer", 3_311_442)]);

    [Fact]
    public async Task Tasks_with_odd_requests_are_passed_over()
    {
        var task = Shapes.Struct(("id", "<int>9</int>"), ("state", "<int>1</int>"), ("request", "<string>&lt;?xml</string>"));
        await using var hub = await CannedServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var call = await reader.ReadToEndAsync(context.RequestAborted);
            await CannedServer.Write(context, 200, Shapes.Response(call switch
            {
                _ when call.Contains(">login<", StringComparison.Ordinal) => Shapes.Struct(("session-id", "<int>1</int>"), ("session-key", "<string>k</string>")),
                _ when call.Contains("getLoggedInUser", StringComparison.Ordinal) => Shapes.Struct(("id", "<int>5</int>")),
                _ => $"<array><data><value>{task}</value><value><nil/></value><value><struct/></value></data></array>",
            }), "text/xml");
        });

        (await KojiAt(hub.Url).FindAsync(Web with { Nvr = null }, LongAgo, Stop)).ShouldBeEmpty();
    }
}
