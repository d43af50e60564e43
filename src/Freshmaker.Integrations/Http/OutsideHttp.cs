using System.Net.Http.Headers;
using Freshmaker.Domain.Ports;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Freshmaker.Integrations.Http;

/// <summary>Asks one system over HTTP. What fails on the way is an <see cref="OutsideFault"/>; only the caller's own cancellation is not.</summary>
internal sealed class OutsideHttp(string system, HttpClient http, string? token = null)
{
    public const int MaxCall = 300;

    /// <summary>Set on a request that is no GET but reads only: the pipeline may repeat it.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("freshmaker.repeatable");

    /// <param name="path">Relative to the system's base address.</param>
    /// <param name="about">What the call is about, when the path does not say it.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, CancellationToken ct, Func<HttpContent>? content = null, string? about = null)
    {
        var call = Words.Clean($"{method} {Uri.UnescapeDataString(path)}{(about is null ? "" : $" ({about})")}", MaxCall, token);
        using var request = new HttpRequestMessage(method, path) { Content = content?.Invoke() };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await SendAsync(request, call, token, ct);
    }

    /// <param name="request">What is sent.</param>
    /// <param name="call">What people call it.</param>
    /// <param name="secret">A credential in the request, which no fault may show.</param>
    public async Task<Answer> SendAsync(HttpRequestMessage request, string call, string? secret, CancellationToken ct)
    {
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return new(system, call, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct), secret);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && Explain(e) is { } text)
        {
            throw new OutsideFault(system, call, Words.Clean(text, Answer.MaxText, secret), e);
        }
    }

    static string? Explain(Exception e) => e switch
    {
        TimeoutRejectedException timeout => $"no answer within {timeout.Timeout.TotalSeconds:0.###} s",
        BrokenCircuitException => "not asked, because too many of the last calls failed",
        RateLimiterRejectedException => "not asked, because too many calls wait for their turn",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "the answer is larger than allowed",
        HttpRequestException or IOException => e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}",
        OperationCanceledException => "the call was given up",
        _ => null,
    };
}
