using System.Collections.Concurrent;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiSessionTests : KojiTest
{
    [Theory]
    [InlineData("expired")]
    [InlineData("forgotten")]
    [InlineData("advanced")]
    public async Task A_session_that_koji_does_not_want_any_more_is_renewed_and_the_call_made_once(string make)
    {
        await AcceptedAsync(Web);
        await SessionsAsync(make);

        await AcceptedAsync(Web with { Nvr = new("web-container", "1", "5.2") });

        (Sandbox.Counters["koji.logins"], Sandbox.Counters["koji.submitted.web-container-1-5.2"]).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData(1002)]
    [InlineData(1007)]
    [InlineData(1008)]
    public async Task Renewing_does_not_go_on_for_ever(int code)
    {
        Sandbox.Faults.Set("koji", new() { Code = code, Method = "buildContainer" });

        (await Should.ThrowAsync<OutsideFault>(() => Koji.SubmitAsync(Web, Stop))).Text.ShouldStartWith($"fault {code}");

        (Sandbox.Counters["koji.logins"], Sandbox.Counters["koji.faults"]).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_wrong_password_is_a_fault_and_no_refusal()
    {
        var koji = KojiWith(options => options with { Password = "w5ong-one" });

        var fault = await Should.ThrowAsync<OutsideFault>(() => koji.SubmitAsync(Web, Stop));

        (fault.Call, fault.Text).ShouldBe(("login(freshmaker)", "fault 1002: invalid username or password"));
    }

    [Fact]
    public async Task The_password_can_come_from_a_file_and_change_there()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "not yet\n", Stop);
            var koji = KojiWith(options => options with { Password = null, PasswordFile = file });
            await Should.ThrowAsync<OutsideFault>(() => koji.SubmitAsync(Web, Stop));

            await File.WriteAllTextAsync(file, $"{Password}\n", Stop);
            (await koji.SubmitAsync(Web, Stop)).ShouldBeOfType<ImageSubmission.Accepted>();
        }
        finally
        {
            File.Delete(file);
        }

        var gone = KojiWith(options => options with { Password = null, PasswordFile = typeof(KojiSessionTests).Assembly.Location });
        (await Should.ThrowAsync<OutsideFault>(() => gone.SubmitAsync(Web, Stop))).Call.ShouldBe("login(freshmaker)");
    }

    [Fact]
    public async Task At_the_end_we_log_out_if_we_were_logged_in()
    {
        await using (var provider = Create(new Uri(Sandbox.KojiHubUrl)))
        {
            await provider.GetRequiredService<IImageBuildSystem>().SubmitAsync(Web, Stop);
        }

        await using (var provider = Create(new Uri(Sandbox.KojiHubUrl)))
        {
            await provider.GetRequiredService<IImageBuildSystem>().GetAsync([1], Stop);
        }

        Sandbox.Counters["koji.calls.logout"].ShouldBe(1);
    }

    [Fact]
    public async Task A_hub_that_is_away_does_not_hold_up_the_end()
    {
        var provider = Create(new Uri(Sandbox.KojiHubUrl));
        await provider.GetRequiredService<IImageBuildSystem>().SubmitAsync(Web, Stop);
        Sandbox.Faults.Set("koji", new() { Cut = true });

        await provider.DisposeAsync();
        Create(new Uri(Sandbox.KojiHubUrl)).Dispose();
    }

    [Fact]
    public async Task New_hubs_get_the_session_in_headers()
    {
        var seen = await WireAsync(headerAuth: true);

        seen.ShouldBe([" - - - -", " - 41 4:k&y? 0", " - 41 4:k&y? 1"]);
    }

    [Fact]
    public async Task Old_hubs_get_it_in_the_address_too()
    {
        var seen = await WireAsync(headerAuth: false);

        seen.ShouldBe([" - - - -", "?session-id=41&session-key=4%3Ak%26y%3F&callnum=0 - 41 4:k&y? 0", "?session-id=41&session-key=4%3Ak%26y%3F&callnum=1 - 41 4:k&y? 1"]);
    }

    [Theory]
    [InlineData("<nil/>")]
    [InlineData("<struct><member><name>session-id</name><value><int>1</int></value></member></struct>")]
    [InlineData("<string>welcome</string>")]
    public async Task A_login_that_gives_no_session_is_a_fault(string answer)
    {
        await using var hub = await CannedServer.StartAsync(200, Shapes.Response(answer), "text/xml");

        (await Should.ThrowAsync<OutsideFault>(() => KojiAt(hub.Url).SubmitAsync(Web, Stop))).Text.ShouldBe("session-id must be a positive whole number and session-key a text");
    }

    [Fact]
    public async Task A_running_task_is_canceled_with_its_children_and_its_build()
    {
        var task = await AcceptedAsync(Web);
        await MoveAsync(task, "open");

        await Koji.CancelAsync(task, Stop);
        await Koji.CancelAsync(task, Stop);

        (await OneAsync(task)).State.ShouldBe(TaskState.Canceled);
        (await Koji.FindAsync(Web, LongAgo, Stop)).ShouldHaveSingleItem().State.ShouldBe(TaskState.Canceled);
        (await OneAsync(task + 1)).ShouldBe(new(task + 1, TaskState.Canceled, "createContainer"));
    }

    [Fact]
    public async Task Canceling_what_is_over_or_unknown_or_anothers_and_over_is_harmless()
    {
        var task = await AcceptedAsync(Web);
        await MoveAsync(task, "closed");

        await Koji.CancelAsync(task, Stop);
        await Koji.CancelAsync(4711, Stop);
        await Koji.CancelAsync(60_411_977, Stop);

        (await OneAsync(task)).State.ShouldBe(TaskState.Closed);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1004)]
    [InlineData(1014)]
    public async Task Not_being_able_to_cancel_a_running_task_is_a_fault(int code)
    {
        var task = await AcceptedAsync(Web);
        Sandbox.Faults.Set("koji", new() { Code = code, Message = "Cannot cancel task, not owner", Method = "cancelTask" });

        (await Should.ThrowAsync<OutsideFault>(() => Koji.CancelAsync(task, Stop))).ShouldSatisfyAllConditions(
            fault => fault.Call.ShouldBe($"cancelTask({task})"), fault => fault.Text.ShouldBe($"fault {code}: Cannot cancel task, not owner"));
    }

    static async Task<IEnumerable<string>> WireAsync(bool headerAuth)
    {
        var seen = new ConcurrentQueue<string>();
        await using var hub = await CannedServer.StartAsync(context =>
        {
            string Header(string name) => context.Request.Headers[name].FirstOrDefault() ?? "-";
            seen.Enqueue($"{context.Request.QueryString} {Header("Authorization")} {Header("Koji-Session-Id")} {Header("Koji-Session-Key")} {Header("Koji-Session-Callnum")}");
            var login = Shapes.Struct(("session-id", "<int>41</int>"), ("session-key", "<string>4:k&amp;y?</string>"), ("header-auth", $"<boolean>{(headerAuth ? 1 : 0)}</boolean>"));
            return CannedServer.Write(context, 200, Shapes.Response(seen.Count == 1 ? login : "<int>7</int>"), "text/xml");
        });
        await using (var provider = Create(hub.Url))
        {
            var koji = provider.GetRequiredService<IImageBuildSystem>();
            (await koji.SubmitAsync(Web, Stop)).ShouldBe(new ImageSubmission.Accepted(7));
            await koji.CancelAsync(7, Stop);
            seen = new(seen.ToArray());
        }

        return [.. seen.Take(3)];
    }
}
