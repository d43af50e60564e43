using System.Net;
using System.Net.Sockets;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiFaultTests : KojiTest
{
    Task<OutsideFault> FaultOfAsync() => FaultOfAsync(Koji);

    static Task<OutsideFault> FaultOfAsync(IImageBuildSystem koji) => Should.ThrowAsync<OutsideFault>(() => koji.GetAsync([60_411_977], Stop));

    [Theory]
    [InlineData(Garbage.Html, "HTTP 200, the body is not an answer in XML-RPC")]
    [InlineData(Garbage.Truncated, "HTTP 200, the body is not an answer in XML-RPC")]
    [InlineData(Garbage.Nonsense, "the answer must be a list of 1 answers")]
    public async Task What_is_no_answer_is_a_fault(Garbage garbage, string text)
    {
        Sandbox.Faults.Set("koji", new() { Garbage = garbage });

        var fault = await FaultOfAsync();

        (fault.System, fault.Call).ShouldBe(("Koji", "multiCall(1 calls from getTaskInfo(60411977))"));
        fault.Text.ShouldStartWith(text);
        fault.Text.Length.ShouldBeLessThan(600);
    }

    [Fact]
    public async Task A_fault_says_what_was_read_instead()
    {
        Sandbox.Faults.Set("koji", new() { Garbage = Garbage.Html });

        (await FaultOfAsync()).Text.ShouldBe("HTTP 200, the body is not an answer in XML-RPC (the document must hold <methodResponse>): "
            + "<html><head><title>Maintenance</title></head><body><h1>We'll be back soon</h1></body></html>");
    }

    [Fact]
    public async Task An_offline_hub_is_a_fault_of_its_own_words()
    {
        Sandbox.Faults.Set("koji", new() { Code = 1014, Message = "database outage" });

        (await FaultOfAsync()).Text.ShouldBe("fault 1014: database outage");
        Sandbox.Counters["koji.posts"].ShouldBe(1);
    }

    [Theory]
    [InlineData(1014)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task A_fault_of_one_call_in_a_batch_names_that_call(int code)
    {
        var entry = Shapes.Struct(("faultCode", $"<int>{code}</int>"), ("faultString", "<string>broken</string>"), ("traceback", "<array><data/></array>"));
        await using var hub = await CannedServer.StartAsync(200, Shapes.Response($"<array><data><value>{entry}</value></data></array>"), "text/xml");

        var fault = await FaultOfAsync(KojiAt(hub.Url));

        (fault.Call, fault.Text).ShouldBe(("getTaskInfo(60411977)", $"fault {code}: broken"));
    }

    // the hub tells the words of an exception and its class apart there (kojihub/kojixmlrpc.py)
    [Theory]
    [InlineData("server closed the connection unexpectedly", "psycopg2.OperationalError: server closed the connection unexpectedly\n\tThis probably means the server terminated", "fault 1: psycopg2.OperationalError: server closed the connection unexpectedly This probably means the server terminated")]
    [InlineData("connection already closed", "psycopg2.InterfaceError: connection already closed\n", "fault 1: psycopg2.InterfaceError: connection already closed")]
    [InlineData("5, broken", "OperationalError: (5, 'broken')\n", "fault 1: 5, broken (OperationalError: (5, 'broken'))")]
    public async Task In_a_batch_the_database_being_away_is_no_answer(string text, string last, string shown)
    {
        await using var hub = await BatchAsync(1, text, last);

        (await FaultOfAsync(KojiAt(hub.Url))).Text.ShouldBe(shown);
    }

    [Theory]
    [InlineData(1, "'NoneType' object is not iterable", "TypeError: 'NoneType' object is not iterable\n")]
    [InlineData(1000, "Task 60411977 is canceled", "koji.GenericError: Task 60411977 is canceled\n")]
    public async Task In_a_batch_what_is_about_the_call_is(int code, string text, string last)
    {
        await using var hub = await BatchAsync(code, text, last);

        (await KojiAt(hub.Url).GetAsync([60_411_977], Stop))[60_411_977].Text.ShouldBeNull();
    }

    /// <summary>A hub that knows one task, which failed, and answers the question for its result with a fault.</summary>
    static Task<CannedServer> BatchAsync(int code, string text, string last)
    {
        var failed = Shapes.Multi(Shapes.Struct(("id", "<int>60411977</int>"), ("state", "<int>5</int>")));
        var entry = Shapes.Struct(("faultCode", $"<int>{code}</int>"), ("faultString", $"<string>{text}</string>"),
            ("traceback", $"<array><data><value><string>Traceback (most recent call last):\n</string></value><value><string>{last}</string></value></data></array>"));
        return CannedServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var isResult = (await reader.ReadToEndAsync(context.RequestAborted)).Contains("getTaskResult", StringComparison.Ordinal);
            await CannedServer.Write(context, 200, isResult ? Shapes.Response($"<array><data><value>{entry}</value></data></array>") : failed, "text/xml");
        });
    }

    [Theory]
    [InlineData("<array><data/></array>", "multiCall(1 calls from getTaskInfo(60411977))", "the answer must be a list of 1 answers")]
    [InlineData("<array><data><value><int>1</int></value></data></array>", "getTaskInfo(60411977)", "the answer in a multiCall must be a list of one value, or a fault")]
    public async Task A_batch_that_is_answered_wrongly_is_a_fault(string answer, string call, string text)
    {
        await using var hub = await CannedServer.StartAsync(200, Shapes.Response(answer), "text/xml");

        var fault = await FaultOfAsync(KojiAt(hub.Url));

        (fault.Call, fault.Text).ShouldBe((call, text));
    }

    [Fact]
    public async Task A_failure_that_stays_is_a_fault_after_all_attempts()
    {
        Sandbox.Faults.Set("koji", new() { Status = 503 });

        (await FaultOfAsync()).Text.ShouldStartWith("HTTP 503");
        Sandbox.Counters["koji.posts"].ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again_and_then_a_fault()
    {
        Sandbox.Faults.Set("koji", new() { Cut = true, After = true });

        (await FaultOfAsync()).Text.ShouldNotBeEmpty();
        Sandbox.Counters["koji.posts"].ShouldBe(3);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_fault()
    {
        Sandbox.Faults.Set("koji", new() { Hang = true });

        (await FaultOfAsync(KojiWith(options => options with { Limits = Quick.Impatient }))).Text.ShouldBe("no answer within 0.3 s");
    }

    [Fact]
    public async Task Nobody_listening_is_a_fault()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        (await FaultOfAsync(KojiAt(new Uri($"http://127.0.0.1:{port}/kojihub")))).Text.ShouldContain("Connection refused");
    }

    [Fact]
    public async Task A_huge_answer_is_a_fault_at_once_by_its_size_or_by_its_values()
    {
        await using var hub = await CannedServer.StartAsync(200, Shapes.Multi($"<array><data>{string.Concat(Enumerable.Repeat("<value/>", 2_000_001))}</data></array>"), "text/xml");

        (await FaultOfAsync(KojiAt(hub.Url))).Text.ShouldStartWith("HTTP 200, the body is not an answer in XML-RPC (at [0][0][1999997]: there are more than 2000000 values)");
        (await FaultOfAsync(KojiAt(hub.Url, options => options with { Limits = Quick.Limits with { MaxResponseBytes = 1024 * 1024 } }))).Text.ShouldBe("the answer is larger than allowed");
        hub.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one_and_frees_the_session()
    {
        Sandbox.Faults.Set("koji", new() { Hang = true, Method = "buildContainer" });
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var submitting = Koji.SubmitAsync(Web, given.Token);
        await UntilAsync(() => Sandbox.Counters["koji.faults"], count => count == 1, "the call");

        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => submitting);
        Sandbox.Faults.Clear("koji");

        await AcceptedAsync(Web with { Nvr = new("web-container", "1", "5.9") }).WaitAsync(TimeSpan.FromSeconds(20), Stop);
    }

    [Fact]
    public async Task A_call_of_one_build_of_many_that_fails_passes_for_none()
    {
        Sandbox.Faults.Set("koji", new() { Status = 500 });

        await Should.ThrowAsync<OutsideFault>(() => Builds.ByNvrAsync([.. Enumerable.Range(0, 500).Select(i => $"a-1-{i}")], Stop));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var hub = await CannedServer.StartAsync(context =>
        {
            context.Response.Redirect("http://elsewhere.example.org/");
            return Task.CompletedTask;
        });

        (await FaultOfAsync(KojiAt(hub.Url))).Text.ShouldStartWith("HTTP 302");
    }
}
