using Polly.CircuitBreaker;

namespace Freshmaker.Integrations.Http;

/// <summary>Notes how each call to a system went, after all its attempts.</summary>
internal sealed class OutsideHealthHandler(string system, OutsideHealth health) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            // What it refuses for being wrong is an answer; what it cannot do now, or does not let us do at all, is trouble that somebody should see.
            if (status is >= 500 or 401 or 403 or 407 or 408 or 429)
                health.Failed(system, $"HTTP {status} to {request.Method}");
            else
                health.Answered(system);
            return response;
        }
        catch (BrokenCircuitException)
        {
            throw; // it was not asked: what it did before is still what is known of it
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && OutsideHttp.Explain(e) is { } text)
        {
            health.Failed(system, Words.Clean(text, Answer.MaxText));
            throw;
        }
    }
}
