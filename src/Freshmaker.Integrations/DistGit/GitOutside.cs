using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Freshmaker.Integrations.DistGit;

/// <summary>
/// git commands with what their server needs: one that only reads and did not reach it is tried again, with jitter; when too many fail it is left alone for a while;
/// its health is noted. A push is sent once: whether it arrived is found out by looking. A command that did not end in its time is not tried again, as it had its time.
/// </summary>
internal sealed class GitOutside
{
    static readonly string[] Reading = ["fetch", "ls-remote"];

    readonly GitProcess _git;
    readonly OutsideHealth _health;
    readonly ResiliencePipeline<GitResult> _breaker;
    readonly ResiliencePipeline<GitResult> _reading;

    public GitOutside(GitProcess git, DistGitOptions options, OutsideHealth health, TimeProvider clock)
    {
        (_git, _health) = (git, health);
        _breaker = new ResiliencePipelineBuilder<GitResult> { TimeProvider = clock }.AddCircuitBreaker(new()
        {
            FailureRatio = 0.5,
            MinimumThroughput = options.BreakAfter,
            SamplingDuration = TimeSpan.FromMinutes(1),
            BreakDuration = options.BreakDuration,
            StateProvider = health.BreakerOf(GitProcess.System),
            ShouldHandle = new PredicateBuilder<GitResult>().HandleResult(r => r.IsUnreached).Handle<OutsideFault>(),
        }).Build();
        var reading = new ResiliencePipelineBuilder<GitResult> { TimeProvider = clock };
        if (options.Retries > 0)
        {
            reading.AddRetry(new RetryStrategyOptions<GitResult>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<GitResult>().HandleResult(r => r.IsUnreached),
            });
        }

        _reading = reading.AddPipeline(_breaker).Build();
    }

    /// <param name="call">What people call it.</param>
    /// <param name="arguments">The command and its arguments.</param>
    public Task<GitResult> RunAsync(
        string call, IReadOnlyList<string> arguments, Action<IDictionary<string, string?>> environment, string? input, CancellationToken ct)
    {
        var pipeline = Reading.Contains(arguments[0]) ? _reading : arguments[0] == "push" ? _breaker : null;
        return pipeline is null ? _git.RunAsync(call, arguments, environment, input, ct) : AskAsync(pipeline, call, arguments, environment, input, ct);
    }

    async Task<GitResult> AskAsync(
        ResiliencePipeline<GitResult> pipeline, string call, IReadOnlyList<string> arguments, Action<IDictionary<string, string?>> environment, string? input, CancellationToken ct)
    {
        try
        {
            var result = await pipeline.ExecuteAsync(async stop => await _git.RunAsync(call, arguments, environment, input, stop), ct);
            if (result.IsUnreached)
                _health.Failed(GitProcess.System, Words.Clean($"{call}: {result.Text}", Answer.MaxText));
            else
                _health.Answered(GitProcess.System);
            return result;
        }
        catch (BrokenCircuitException e)
        {
            throw new OutsideFault(GitProcess.System, call, "not asked, because too many of the last commands failed", e);
        }
        catch (OutsideFault fault)
        {
            _health.Failed(GitProcess.System, Words.Clean($"{call}: {fault.Text}", Answer.MaxText));
            throw;
        }
    }
}
