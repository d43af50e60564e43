using System.Net;
using System.Net.Sockets;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Freshmaker.Integrations.Tests.Pdc;

public sealed class PdcFaultTests : PdcTest
{
    static Task<OutsideFault> FaultOf(IModuleCatalogue catalogue) => Should.ThrowAsync<OutsideFault>(() => catalogue.ContainingRpmAsync("libcapsule", "f41", Stop));

    [Fact]
    public async Task A_passing_failure_is_tried_again_quickly()
    {
        Sandbox.Faults.Set("pdc", new() { Status = 500, Times = 2 });

        (await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop)).Count.ShouldBe(6);

        Sandbox.Counters["pdc.gets"].ShouldBe(2 + 1 + 6); // the failures; the match; each name
    }

    [Fact]
    public async Task A_failure_that_stays_is_a_fault_with_status_and_words()
    {
        Sandbox.Faults.Set("pdc", new() { Status = 503 });

        (await FaultOf(Catalogue())).Text.ShouldBe("""HTTP 503: {"detail":"The sandbox was told to answer so."}""");

        Sandbox.Counters["pdc.gets"].ShouldBe(3); // one attempt and two retries
    }

    [Fact]
    public async Task A_client_error_is_not_tried_again()
    {
        Sandbox.Faults.Set("pdc", new() { Status = 400 });

        (await FaultOf(Catalogue())).Text.ShouldStartWith("HTTP 400");

        Sandbox.Counters["pdc.gets"].ShouldBe(1);
    }

    [Theory]
    [InlineData(Garbage.Html, "HTTP 200, the body is not JSON: <html><head><title>Maintenance")]
    [InlineData(Garbage.Truncated, "HTTP 200, the body is not JSON: {\"count\"")]
    [InlineData(Garbage.Nonsense, "HTTP 200, results must be a list")]
    public async Task What_is_no_answer_is_a_fault_that_shows_its_beginning(Garbage garbage, string text)
    {
        Sandbox.Faults.Set("pdc", new() { Garbage = garbage });

        var fault = await FaultOf(Catalogue());

        fault.Text.ShouldStartWith(text);
        fault.Text.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_fault()
    {
        Sandbox.Faults.Set("pdc", new() { Hang = true });

        // Long enough for a busy sandbox to have read both questions.
        var limits = Quick.Impatient with { AttemptTimeout = TimeSpan.FromSeconds(2) };
        (await FaultOf(Catalogue(options => options with { Limits = limits }))).Text.ShouldBe("no answer within 2 s");

        Sandbox.Counters["pdc.gets"].ShouldBe(2);
    }

    [Fact]
    public async Task A_slow_answer_is_an_answer()
    {
        Sandbox.Faults.Set("pdc", new() { Delay = TimeSpan.FromMilliseconds(400) });

        (await Catalogue().ContainingRpmAsync("libcapsule", "f41", Stop)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Nobody_listening_is_a_fault()
    {
        using var reserved = new TcpListener(IPAddress.Loopback, 0); // bound by its port number only once it listens
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        (await FaultOf(Catalogue(new Uri($"http://127.0.0.1:{port}")))).Text.ShouldContain("Connection refused");
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_tried_again_and_then_a_fault()
    {
        await using var pdc = await CannedServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("[", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

        (await FaultOf(Catalogue(pdc.Url))).Text.ShouldNotBeEmpty();
        pdc.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_fault_at_once()
    {
        await using var pdc = await CannedServer.StartAsync(200, $"[\"{new string('x', 5000)}\"]");

        var catalogue = Catalogue(pdc.Url, options => options with { Limits = Quick.Limits with { MaxResponseBytes = 4096 } });
        (await FaultOf(catalogue)).Text.ShouldBe("the answer is larger than allowed");
        pdc.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        Sandbox.Faults.Set("pdc", new() { Hang = true });
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var asking = Catalogue().ContainingRpmAsync("libcapsule", "f41", given.Token);
        await UntilAsync(() => Sandbox.Counters["pdc.gets"], count => count == 1, "the request");

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task After_many_failures_it_is_left_alone_for_a_while()
    {
        Sandbox.Faults.Set("pdc", new() { Status = 500 });
        var catalogue = Catalogue(options => options with { Limits = Quick.Limits with { Retries = 0, BreakAfter = 4, BreakDuration = TimeSpan.FromMinutes(1) } });
        for (var i = 0; i < 4; i++)
            (await FaultOf(catalogue)).Text.ShouldStartWith("HTTP 500");

        (await FaultOf(catalogue)).Text.ShouldContain("not asked");

        Sandbox.Counters["pdc.gets"].ShouldBe(4);
    }

    [Fact]
    public async Task Only_so_many_calls_are_under_way_at_once()
    {
        var (now, most) = (0, 0);
        await using var pdc = await CannedServer.StartAsync(async context =>
        {
            var mine = Interlocked.Increment(ref now);
            for (var seen = most; mine > seen; seen = most)
                Interlocked.CompareExchange(ref most, mine, seen);
            await Task.Delay(30, context.RequestAborted);
            Interlocked.Decrement(ref now);
            await CannedServer.Write(context, 200, "[]");
        });
        var catalogue = Catalogue(pdc.Url, options => options with { Limits = Quick.Limits with { MaxConcurrency = 3 } });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => catalogue.ContainingRpmAsync("a", "b", Stop)));

        (pdc.Requests.Count, most).ShouldBe((20, 3));
    }
}
