using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace Freshmaker.Integrations.Tests.Odcs;

public sealed class OdcsGetTests : OdcsTest
{
    [Fact]
    public async Task Composes_are_read_by_id_each_with_one_call_and_unknown_ones_are_absent()
    {
        var found = await Odcs().GetAsync([7001, 7003, 7001, 4711, 7002], Stop);

        found.Values.OrderBy(compose => compose.Id).Select(compose => (compose.Id, compose.State, compose.Kind)).ShouldBe([
            (7001, ComposeState.Done, "pulp"), (7002, ComposeState.Removed, "pulp"), (7003, ComposeState.Failed, "tag")]);
        Sandbox.Counters["odcs.reads"].ShouldBe(4);
    }

    [Fact]
    public async Task Nothing_costs_nothing()
    {
        (await Odcs().GetAsync([], Stop)).ShouldBeEmpty();

        Sandbox.Counters["odcs.reads"].ShouldBe(0);
    }

    [Theory]
    [InlineData("wait", ComposeState.Wait)]
    [InlineData("generating", ComposeState.Generating)]
    [InlineData("done", ComposeState.Done)]
    [InlineData("removed", ComposeState.Removed)]
    [InlineData("failed", ComposeState.Failed)]
    public async Task Every_state_is_known(string name, ComposeState state)
    {
        var compose = await AcceptedAsync(Pulp);
        await PostAsync($"/control/odcs/composes/{compose.Id}/state", $$"""{"state":"{{name}}","reason":"so\u0007 it is"}""");

        var read = (await Odcs().GetAsync([compose.Id], Stop))[compose.Id];

        (read.State, read.StateReason).ShouldBe((state, "so it is"));
    }

    [Fact]
    public async Task A_compose_done_and_removed_in_the_same_second_is_removed()
    {
        var since = Now;
        var compose = await AcceptedAsync(Pulp);
        await MoveAsync(compose.Id, "done");
        await MoveAsync(compose.Id, "removed");

        (await Odcs().GetAsync([compose.Id], Stop))[compose.Id].State.ShouldBe(ComposeState.Removed);
        (await Odcs().FindAsync(Pulp, since, Stop)).ShouldBeNull();
        (await Odcs().RenewAsync(compose.Id, Stop)).ShouldBeOfType<ComposeAnswer.Accepted>().Compose.Id.ShouldBe(compose.Id + 1);
    }

    [Theory]
    [InlineData("""{"id":5,"state":2,"state_name":"removed"}""", ComposeState.Removed)] // the name counts
    [InlineData("""{"id":"5","state":"1"}""", ComposeState.Generating)]
    [InlineData("""{"id":5,"state_name":"Done","source_type":null,"source":7,"time_to_expire":"tomorrow","state_reason":[]}""", ComposeState.Done)]
    public async Task What_does_not_matter_may_be_missing_or_wrong(string body, ComposeState state)
    {
        await using var odcs = await CannedServer.StartAsync(200, body);

        (await Odcs(odcs.Url).GetAsync([5], Stop))[5].ShouldBe(new ComposeProgress(5, state, null, null, null, null));
    }

    [Theory]
    [InlineData("""{"id":5}""", "state_name must be one of wait, generating, done, removed, failed")]
    [InlineData("""{"id":5,"state":7}""", "state_name must be one of")]
    [InlineData("""{"id":5,"state":-1,"state_name":"purple"}""", "state_name must be one of")]
    [InlineData("""{"state_name":"done"}""", "id must be a positive whole number")]
    [InlineData("""{"id":0,"state_name":"done"}""", "id must be a positive whole number")]
    [InlineData("""{"id":6,"state_name":"done"}""", "id must be 5")]
    [InlineData("[]", "the body must be a compose")]
    [InlineData("null", "the body must be a compose")]
    [InlineData("", "the body is empty where JSON was expected")]
    public async Task What_matters_must_be_right(string body, string problem)
    {
        await using var odcs = await CannedServer.StartAsync(200, body);

        var fault = await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).GetAsync([5], Stop));

        (fault.Call, fault.Text.StartsWith($"HTTP 200, {problem}", StringComparison.Ordinal)).ShouldBe(("GET composes/5", true), fault.Text);
    }

    [Theory]
    [InlineData(500, "oops", "HTTP 500: oops")]
    [InlineData(502, "<html>", "HTTP 502: <html>")]
    [InlineData(404, "<html>", "HTTP 404: <html>")]
    [InlineData(200, "<html>", "HTTP 200, the body is not JSON: <html>")]
    [InlineData(200, "{\"id\":5,\"state_name\":\"purple\"}", "HTTP 200, state_name must be one of")]
    public async Task One_compose_that_ODCS_cannot_tell_of_leaves_the_others(int status, string body, string text)
    {
        await using var odcs = await AllButFiveAsync(status, body, anyAnswers: true);

        var report = await Odcs(odcs.Url).LookAsync([3, 4, 5, 6], Stop);

        report.Composes.Keys.Order().ShouldBe([3, 6]);
        var (id, fault) = report.Faults.ShouldHaveSingleItem();
        (id, fault.Call, fault.Text.StartsWith(text, StringComparison.Ordinal)).ShouldBe((5, "GET composes/5", true), fault.Text);
        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).GetAsync([3, 4, 5, 6], Stop))).Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task One_compose_over_which_ODCS_is_lost_in_thought_leaves_the_others()
    {
        await using var odcs = await AllButFiveAsync(0, "", anyAnswers: true);

        var report = await Odcs(odcs.Url, options => options with { Limits = Quick.Impatient with { Retries = 0 } }).LookAsync([3, 5], Stop);

        report.Composes.Keys.ShouldBe([3]);
        report.Faults.ShouldHaveSingleItem().Value.Text.ShouldBe("no answer within 0.3 s");
    }

    [Theory]
    [InlineData(500, false)] // it cannot tell of the newest compose either
    [InlineData(401, true)]
    [InlineData(403, true)]
    [InlineData(429, true)]
    [InlineData(503, true)]
    public async Task What_is_not_about_one_compose_is_a_fault_of_the_call(int status, bool anyAnswers)
    {
        await using var odcs = await AllButFiveAsync(status, "no", anyAnswers);

        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).LookAsync([3, 5], Stop))).Text.ShouldBe($"HTTP {status}: no");
    }

    /// <summary>An ODCS that knows all composes but 4, and answers about 5 in this way; 0: not at all.</summary>
    static Task<CannedServer> AllButFiveAsync(int status, string body, bool anyAnswers) => CannedServer.StartAsync(async context =>
    {
        var id = context.Request.Path.Value!.Split('/')[^1];
        if (id == "5" && status == 0)
            await Task.Delay(TimeSpan.FromSeconds(20), context.RequestAborted);
        await (id switch
        {
            "5" => CannedServer.Write(context, status, body),
            "4" => CannedServer.Write(context, 404, "{}"),
            "" => CannedServer.Write(context, anyAnswers ? 200 : 500, anyAnswers ? Page() : "no"),
            _ => CannedServer.Write(context, 200, $$"""{"id":{{id}},"state_name":"done"}"""),
        });
    });

    [Fact]
    public async Task Not_found_by_something_before_ODCS_is_not_unknown()
    {
        await using var odcs = await CannedServer.StartAsync(404, "<html>no such host</html>", "text/html");

        (await Should.ThrowAsync<OutsideFault>(() => Odcs(odcs.Url).GetAsync([5], Stop))).Text.ShouldStartWith("HTTP 404");
    }

    [Fact]
    public async Task Reading_is_tried_again_and_many_are_read_a_few_at_a_time()
    {
        var (now, most) = (0, 0);
        await using var odcs = await CannedServer.StartAsync(async context =>
        {
            var mine = Interlocked.Increment(ref now);
            for (var seen = most; mine > seen; seen = most)
                Interlocked.CompareExchange(ref most, mine, seen);
            await Task.Delay(5, context.RequestAborted);
            Interlocked.Decrement(ref now);
            await CannedServer.Write(context, 200, $$"""{"id":{{context.Request.Path.Value!.Split('/')[^1]}},"state_name":"done"}""");
        });

        var found = await Odcs(odcs.Url, options => options with { Limits = Quick.Limits with { MaxConcurrency = 5 } }).GetAsync([.. Enumerable.Range(1, 200).Select(i => (long)i)], Stop);

        (found.Count, odcs.Requests.Count, most).ShouldBe((200, 200, 5));
        Sandbox.Faults.Set("odcs", new() { Status = 502, Times = 2 });
        (await Odcs().GetAsync([7001], Stop)).Count.ShouldBe(1);
        Sandbox.Counters["odcs.gets"].ShouldBe(3);
    }
}
