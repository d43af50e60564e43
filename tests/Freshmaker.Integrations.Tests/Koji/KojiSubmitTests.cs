using System.Text.Json.Nodes;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiSubmitTests : KojiTest
{
    [Fact]
    public async Task A_submission_becomes_a_task_with_exactly_these_arguments()
    {
        var task = await AcceptedAsync(Web with
        {
            ParentNvr = "rt-container-1-4",
            Composes = [991_204, 991_205],
            ExtraRepositories = ["https://repos.example.com/extra.repo"],
            Arches = "x86_64 aarch64",
            Flatpak = true,
        });

        JsonNode.DeepEquals((await GetAsync("/control/koji/tasks"))[0]!["request"], JsonNode.Parse($$"""
            [
              "{{Web.Source}}", "web-1-candidate",
              {
                "scratch": false, "git_branch": "web-1", "yum_repourls": ["https://repos.example.com/extra.repo"], "compose_ids": [991204, 991205], "flatpak": true,
                "isolated": true, "koji_parent_build": "rt-container-1-4", "arch_override": "x86_64 aarch64", "release": "5.1770000000"
              }
            ]
            """)).ShouldBeTrue();
        task.ShouldBe(60_005_001);
        Sandbox.Counters["koji.submitted.web-container-1-5.1770000000"].ShouldBe(1);
        (Sandbox.Counters["koji.logins"], Sandbox.Counters["koji.writes"]).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Options_that_are_not_set_are_not_sent()
    {
        await AcceptedAsync(new(Web.Source, Web.Target, Web.GitBranch) { Arches = "x86_64" }); // arch_override is for isolated and scratch builds alone

        (await GetAsync("/control/koji/tasks"))[0]!["request"]![2]!.ToJsonString().ShouldBe("""{"scratch":false,"git_branch":"web-1"}""");
    }

    [Fact]
    public async Task A_scratch_build_is_not_sent_as_isolated_because_koji_refuses_both()
    {
        await AcceptedAsync(Web with { Scratch = true, Arches = "x86_64" });

        (await GetAsync("/control/koji/tasks"))[0]!["request"]![2]!.ToJsonString().ShouldBe("""{"scratch":true,"git_branch":"web-1","arch_override":"x86_64","release":"5.1770000000"}""");
    }

    [Theory]
    [InlineData("no-such-candidate", "5.1", null, "Target `no-such-candidate` not found")]
    [InlineData("web-1-candidate", "5.1 evil", null, "Invalid release: 5.1 evil")]
    [InlineData("web-1-candidate", "5\u0001", null, "Invalid release: 5")]
    [InlineData("web-1-candidate", "5", null, "Build for web-container-1-5 already exists, id 3311442")]
    [InlineData("web-1-candidate", "5.1", "none-1-1", "No such build: 'none-1-1'")]
    public async Task What_it_cannot_build_it_refuses_in_its_own_words(string target, string release, string? parent, string text)
    {
        var refused = await Koji.SubmitAsync(Web with { Target = target, Nvr = new("web-container", "1", release), ParentNvr = parent }, Stop);

        refused.ShouldBe(new ImageSubmission.Refused(1000, text));
        (Sandbox.Counters["koji.refused"], Sandbox.Counters["koji.accepted"]).ShouldBe((1, 0));
    }

    [Fact]
    public async Task The_same_nvr_twice_is_refused_until_the_first_attempt_failed()
    {
        var first = await AcceptedAsync(Web);

        (await Koji.SubmitAsync(Web, Stop)).ShouldBeOfType<ImageSubmission.Refused>().Text.ShouldContain("already exists");
        await MoveAsync(first, "failed");
        (await AcceptedAsync(Web)).ShouldBeGreaterThan(first);
    }

    [Fact]
    public async Task Not_being_permitted_is_a_refusal()
    {
        Sandbox.Faults.Set("koji", new() { Code = 1004, Message = "policy violation (build_from_scm)", Method = "buildContainer" });

        (await Koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Refused(1004, "policy violation (build_from_scm)"));
    }

    // what passes, or is the operator's business
    [Theory]
    [InlineData(1014, "Server disabled for maintenance")]
    [InlineData(1009, "unable to retry call 3 (method buildContainer) for session 7001")]
    [InlineData(1006, "User locked by another session")]
    [InlineData(1001, "lock")]
    [InlineData(1023, "gssapi")]
    [InlineData(1, "<class 'psycopg2.OperationalError'>: server closed the connection unexpectedly")]
    public async Task A_fault_that_is_not_about_the_request_is_for_later(int code, string text)
    {
        Sandbox.Faults.Set("koji", new() { Code = code, Message = text, Method = "buildContainer" });

        var fault = await Should.ThrowAsync<OutsideFault>(() => Koji.SubmitAsync(Web, Stop));

        (fault.System, fault.Call, fault.Text).ShouldBe(("Koji", "buildContainer(web-container-1-5.1770000000, web-1-candidate)", $"fault {code}: {text}"));
        Sandbox.Counters["koji.faults"].ShouldBe(1);
    }

    [Theory]
    [InlineData(1, "<class 'TypeError'>: buildContainer() got an unexpected keyword")]
    [InlineData(1005, "package (container) web-container not in list for tag web-1")]
    [InlineData(1019, "Invalid args")]
    [InlineData(2001, "Image build failed")]
    public async Task Every_other_fault_is_a_refusal_with_code_and_text(int code, string text)
    {
        Sandbox.Faults.Set("koji", new() { Code = code, Message = text, Method = "buildContainer" });

        (await Koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Refused(code, text));
    }

    [Fact]
    public async Task A_traceback_is_cut_to_what_it_says_at_its_end()
    {
        Sandbox.Faults.Set("koji", new() { Code = 1000, Message = "Traceback (most recent call last):\n  File \"kojihub.py\", line 1\n    x()\nkoji.GenericError: No such thing\n", Method = "buildContainer" });

        (await Koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Refused(1000, "koji.GenericError: No such thing"));
    }

    [Fact]
    public async Task Binary_text_in_a_fault_is_made_fit_to_read()
    {
        Sandbox.Faults.Set("koji", new() { Code = 1000, Message = $"a\0\u0001\u001B[31mred\uFFFF {new string('x', 5000)}", Method = "buildContainer" });

        var text = (await Koji.SubmitAsync(Web, Stop)).ShouldBeOfType<ImageSubmission.Refused>().Text;

        text.ShouldStartWith("a [31mred xxx");
        text.Length.ShouldBe(500);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(404)]
    public async Task A_submission_is_never_sent_twice(int status)
    {
        Sandbox.Faults.Set("koji", new() { Status = status, Method = "buildContainer" });

        (await Should.ThrowAsync<OutsideFault>(() => Koji.SubmitAsync(Web, Stop))).Text.ShouldStartWith($"HTTP {status}");

        Sandbox.Counters["koji.faults"].ShouldBe(1);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_cut_off_is_found_and_was_made_once()
    {
        await AcceptedAsync(Request("frail", "frail-container-1-1.1770000000"));
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        foreach (var (release, fault) in new (string, Freshmaker.Sandbox.Faults.Fault)[]
        {
            ("5.1", new() { Cut = true }), ("5.2", new() { Status = 502 }), ("5.3", new() { Garbage = Garbage.Truncated }), ("5.4", new() { Garbage = Garbage.Html }),
        })
        {
            var request = Web with { Nvr = new("web-container", "1", release) };
            Sandbox.Faults.Set("koji", fault with { After = true, Method = "buildContainer", Times = 1 });
            await Should.ThrowAsync<OutsideFault>(() => Koji.SubmitAsync(request, Stop));

            var found = await Koji.FindAsync(request, before, Stop);

            found.ShouldHaveSingleItem().State.ShouldBe(TaskState.Free);
            Sandbox.Counters[$"koji.submitted.{request.Nvr}"].ShouldBe(1, fault.ToString());
        }
    }

    [Fact]
    public async Task A_submission_that_took_too_long_is_found_too()
    {
        var koji = KojiWith(options => options with { Limits = Quick.Limits with { AttemptTimeout = TimeSpan.FromSeconds(3) } });
        Sandbox.Faults.Set("koji", new() { Hang = true, After = true, Method = "buildContainer" });

        (await Should.ThrowAsync<OutsideFault>(() => koji.SubmitAsync(Web, Stop))).Text.ShouldBe("no answer within 3 s");

        (await Koji.FindAsync(Web, LongAgo, Stop)).ShouldNotBeNull();
        Sandbox.Counters["koji.accepted"].ShouldBe(1);
    }

    [Fact]
    public async Task Many_at_once_go_one_after_the_other_in_one_session()
    {
        var requests = Enumerable.Range(0, 30).Select(i => Web with { Nvr = new Nvr("web-container", "1", $"5.{i}") });

        var all = await Task.WhenAll(requests.Select(request => Koji.SubmitAsync(request, Stop)));

        all.OfType<ImageSubmission.Accepted>().Select(accepted => accepted.TaskId).Distinct().Count().ShouldBe(30);
        Sandbox.Counters["koji.logins"].ShouldBe(1);
    }

    [Theory]
    [InlineData("<nil/>")]
    [InlineData("<int>0</int>")]
    [InlineData("<struct/>")]
    public async Task An_answer_without_a_task_is_a_fault(string answer)
    {
        var turn = 0;
        await using var hub = await CannedServer.StartAsync(context =>
            CannedServer.Write(context, 200, Shapes.Response(turn++ == 0 ? Shapes.Struct(("session-id", "<int>1</int>"), ("session-key", "<string>k</string>")) : answer), "text/xml"));

        (await Should.ThrowAsync<OutsideFault>(() => KojiAt(hub.Url).SubmitAsync(Web, Stop))).Text.ShouldBe("the answer must be the id of a task");
    }
}
