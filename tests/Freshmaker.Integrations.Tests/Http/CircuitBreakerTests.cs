using System.Net;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Pdc;
using Freshmaker.Integrations.Pyxis;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Freshmaker.Integrations.Tests.Http;

/// <summary>A system that takes calls and never answers is left alone too, however long an attempt may last.</summary>
public sealed class CircuitBreakerTests
{
    public static TheoryData<string, HttpLimits> Systems => new()
    {
        { "PDC", new PdcOptions().Limits }, { "Koji", new KojiOptions().Limits }, { "Pyxis", new PyxisOptions().Limits }, { "Lightblue", new LightblueOptions().Limits },
        { "one at a time", new() { MaxConcurrency = 1, AttemptTimeout = TimeSpan.FromMinutes(1), TotalTimeout = TimeSpan.FromMinutes(5) } },
    };

    [Theory]
    [MemberData(nameof(Systems), DisableDiscoveryEnumeration = true)]
    public async Task It_opens_when_every_attempt_hangs(string system, HttpLimits limits)
    {
        var clock = new FastClock((int)(limits.AttemptTimeout / TimeSpan.FromSeconds(0.5)));
        var pipeline = Pipeline(limits with { BreakDuration = TimeSpan.FromHours(1) }, clock);

        // as many calls as may be under way, each again and again
        var callers = Enumerable.Range(0, limits.MaxConcurrency).Select(_ => UntilLeftAloneAsync(pipeline, TestContext.Current.CancellationToken)).ToList();

        (await Task.WhenAll(callers)).Sum().ShouldBeLessThan(5 * limits.BreakAfter, system);
    }

    [Fact]
    public async Task A_few_failures_among_many_answers_do_not_open_it()
    {
        var pipeline = Pipeline(new KojiOptions().Limits, new FastClock(1));
        for (var i = 0; i < 60; i++)
        {
            var fails = i % 3 == 0;
            (await pipeline.ExecuteAsync(_ => ValueTask.FromResult(new HttpResponseMessage(fails ? HttpStatusCode.InternalServerError : HttpStatusCode.OK)), TestContext.Current.CancellationToken))
                .IsSuccessStatusCode.ShouldBe(!fails);
        }
    }

    static ResiliencePipeline<HttpResponseMessage> Pipeline(HttpLimits limits, TimeProvider clock)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        OutsideHttpServices.Configure(pipeline, limits, new());
        return pipeline.Build();
    }

    /// <summary>How many attempts hung before the system was left alone; many, if it never is.</summary>
    static async Task<int> UntilLeftAloneAsync(ResiliencePipeline<HttpResponseMessage> pipeline, CancellationToken ct)
    {
        for (var hung = 0; ; hung++)
        {
            try
            {
                await pipeline.ExecuteAsync(async stop =>
                {
                    await Task.Delay(Timeout.Infinite, stop);
                    return new HttpResponseMessage();
                }, ct);
            }
            catch (TimeoutRejectedException) when (hung < 20)
            {
                continue;
            }
            catch (BrokenCircuitException)
            {
                return hung;
            }
            catch (TimeoutRejectedException)
            {
                return 1000;
            }
        }
    }

    /// <summary>Time that goes so many times as fast as it does.</summary>
    sealed class FastClock(int times) : TimeProvider
    {
        readonly DateTimeOffset _start = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * times);

        public override long GetTimestamp() => System.GetTimestamp() * times;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), Real);

        TimeSpan Real(TimeSpan time) => time > TimeSpan.Zero ? time / times : time;
    }

    sealed class FastTimer(ITimer timer, Func<TimeSpan, TimeSpan> real) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(real(dueTime), real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
