using System.Security.Cryptography;
using Freshmaker.Domain.Ports;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Freshmaker.Integrations.Http;

/// <summary>Asks one system over HTTP. What fails on the way is an <see cref="OutsideFault"/>; only the caller's own cancellation is not.</summary>
internal sealed class OutsideHttp(string system, HttpClient http, HttpSecret? secret = null)
{
    public const int MaxCall = 300;

    /// <summary>Set on a request that is no GET but reads only: the pipeline may repeat it.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("freshmaker.repeatable");

    /// <param name="path">Relative to the system's base address.</param>
    /// <param name="about">What the call is about, when the path does not say it.</param>
    /// <param name="repeatable">It only reads, whatever its method: it may be sent again like a GET.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, CancellationToken ct, Func<HttpContent>? content = null, string? about = null, bool repeatable = false)
    {
        var call = Words.Clean($"{method} {Uri.UnescapeDataString(path)}{(about is null ? "" : $" ({about})")}", MaxCall, secret);
        using var request = new HttpRequestMessage(method, path) { Content = content?.Invoke() };
        request.Options.Set(Repeatable, repeatable);
        return await SendAsync(request, call, secret, isAuthorization: true, ct);
    }

    /// <param name="request">What is sent.</param>
    /// <param name="call">What people call it.</param>
    /// <param name="hidden">A credential in the request, which no fault may show.</param>
    public Task<Answer> SendAsync(HttpRequestMessage request, string call, HttpSecret? hidden, CancellationToken ct) =>
        SendAsync(request, call, hidden, isAuthorization: false, ct);

    async Task<Answer> SendAsync(HttpRequestMessage request, string call, HttpSecret? hidden, bool isAuthorization, CancellationToken ct)
    {
        try
        {
            if (isAuthorization)
                request.Headers.Authorization = hidden?.Header();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return new(system, call, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct), hidden);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && Explain(e) is { } text)
        {
            throw new OutsideFault(system, call, Words.Clean(text, Answer.MaxText, hidden), e);
        }
    }

    internal static string? Explain(Exception e) => e switch
    {
        TimeoutRejectedException timeout => $"no answer within {timeout.Timeout.TotalSeconds:0.###} s",
        BrokenCircuitException => "not asked, because too many of the last calls failed",
        RateLimiterRejectedException => "not asked, because too many calls wait for their turn",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "the answer is larger than allowed",
        HttpRequestException or IOException or UnauthorizedAccessException or CryptographicException => e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}",
        OperationCanceledException => "the call was given up",
        _ => null,
    };
}
