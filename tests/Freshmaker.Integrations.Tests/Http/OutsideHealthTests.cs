using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Mbs;
using Freshmaker.Integrations.Pdc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>What is known of outside systems from the calls to them.</summary>
public sealed class OutsideHealthTests : IAsyncDisposable
{
    const string Token = "s3cr3t-t0ken";

    int _status = 200;
    CannedServer? _server;
    ServiceProvider? _services;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    OutsideState Mbs => _services!.GetRequiredService<OutsideHealth>().States.Single(s => s.System == "MBS");

    [Fact]
    public async Task Each_configured_system_is_known_before_it_is_asked()
    {
        await StartAsync();

        _services!.GetRequiredService<OutsideHealth>().States.ShouldBe([new("MBS", BreakerState.Closed, null, null, null), new("PDC", BreakerState.Closed, null, null, null)]);
        Mbs.IsDegraded.ShouldBeFalse();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(404)] // of a build that is not there
    public async Task An_answer_is_noted_whatever_it_says(int status)
    {
        await StartAsync();
        await AskAsync(status);

        Mbs.ShouldSatisfyAllConditions(m => m.LastAnswer.ShouldNotBeNull(), m => m.LastFaultAt.ShouldBeNull(), m => m.IsDegraded.ShouldBeFalse());
        _services!.GetRequiredService<OutsideHealth>().States.Single(s => s.System == "PDC").LastAnswer.ShouldBeNull("each system has its own");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(429)]
    public async Task A_system_in_trouble_is_degraded_until_it_answers(int status)
    {
        await StartAsync();
        await AskAsync(status);

        Mbs.ShouldSatisfyAllConditions(m => m.IsDegraded.ShouldBeTrue(), m => m.LastFault.ShouldBe($"HTTP {status} to GET"), m => m.LastAnswer.ShouldBeNull());

        await AskAsync(200);
        Mbs.ShouldSatisfyAllConditions(m => m.IsDegraded.ShouldBeFalse(), m => m.LastFault.ShouldBe($"HTTP {status} to GET"), m => m.LastAnswer.ShouldNotBeNull());
    }

    [Fact]
    public async Task Not_being_reached_is_said_without_secrets()
    {
        await StartAsync();
        await _server!.DisposeAsync();
        await AskAsync(0);

        Mbs.ShouldSatisfyAllConditions(m => m.IsDegraded.ShouldBeTrue(), m => m.LastFault!.ShouldContain("Connection refused"), m => m.LastFault!.ShouldNotContain(Token));
    }

    [Fact]
    public async Task A_time_out_is_said()
    {
        await StartAsync(Quick.Impatient with { Retries = 0 });
        await AskAsync(-1);

        Mbs.LastFault.ShouldBe("no answer within 0.3 s");
    }

    [Fact]
    public async Task An_open_breaker_is_seen_and_what_it_keeps_from_being_asked_hides_no_fault()
    {
        await StartAsync(Quick.Limits with { Retries = 0, BreakAfter = 2, BreakDuration = TimeSpan.FromSeconds(0.5) });
        for (var i = 0; i < 4; i++)
            await AskAsync(503);

        _server!.Requests.Count.ShouldBe(2);
        Mbs.ShouldSatisfyAllConditions(m => m.Breaker.ShouldBe(BreakerState.Open), m => m.IsDegraded.ShouldBeTrue(), m => m.LastFault.ShouldBe("HTTP 503 to GET"));

        await Task.Delay(TimeSpan.FromSeconds(0.7), Stop);
        await AskAsync(200);
        Mbs.ShouldSatisfyAllConditions(m => m.Breaker.ShouldBe(BreakerState.Closed), m => m.IsDegraded.ShouldBeFalse());
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_nobodys_fault()
    {
        await StartAsync();
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        _status = -1;
        var asking = System.GetAsync(7, given.Token);
        while (_server!.Requests.IsEmpty)
            await Task.Delay(5, Stop);

        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        Mbs.LastFaultAt.ShouldBeNull();
    }

    IModuleBuildSystem System => _services!.GetRequiredService<IModuleBuildSystem>();

    async Task StartAsync(HttpLimits? limits = null)
    {
        _server = await CannedServer.StartAsync(context => _status < 0
            ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : CannedServer.Write(context, _status, """{"message":"s3cr3t-t0ken says no"}"""));
        _services = new ServiceCollection()
            .AddMbs(new() { Url = _server.Url, Token = Token, Limits = limits ?? Quick.Limits }, new() { Url = "https://src.example.org" })
            .AddPdc(new() { Url = _server.Url }).BuildServiceProvider();
    }

    async Task AskAsync(int status)
    {
        _status = status;
        try
        {
            await System.GetAsync(7, Stop);
        }
        catch (OutsideFault)
        {
            // what the rebuild does with it is tested elsewhere
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
