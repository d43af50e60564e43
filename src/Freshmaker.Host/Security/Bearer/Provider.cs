using System.Text.Json;
using Freshmaker.Host.Security.Settings;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Freshmaker.Host.Security.Bearer;

/// <summary>The provider did not answer, or not with what can be used.</summary>
sealed class ProviderAway(string words, Exception? inner = null) : Exception(words, inner);

/// <summary>
/// Talks to the OpenID provider. After a fault it is left alone for a few seconds, in which nobody waits for it.
/// </summary>
sealed class Provider(BearerSettings settings, IHttpClientFactory clients, TimeProvider time, ILogger<Provider> log)
{
    public const string Client = "the OpenID provider";
    static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);
    static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    static readonly TimeSpan BetweenKeys = TimeSpan.FromSeconds(30);

    readonly Lock _lock = new();
    DateTimeOffset _away = DateTimeOffset.MinValue;
    Task<OpenIdConnectConfiguration>? _reading;
    OpenIdConnectConfiguration? _known;
    DateTimeOffset _readAt;

    /// <summary>The discovery document with the keys. An old one is used on when a new one cannot be had.</summary>
    public async Task<OpenIdConnectConfiguration> ConfigurationAsync(CancellationToken ct)
    {
        var known = _known;
        if (known is not null && time.GetUtcNow() - _readAt < FreshFor)
            return known;
        try
        {
            return await ReadAsync(ct);
        }
        catch (ProviderAway) when (known is not null)
        {
            return known;
        }
    }

    /// <summary>The same once more, for a token with a key that is not in it, unless it has just been read: strange keys cost the provider nothing.</summary>
    public async Task<OpenIdConnectConfiguration> WithNewKeysAsync(OpenIdConnectConfiguration known, CancellationToken ct)
    {
        try
        {
            return time.GetUtcNow() - _readAt < BetweenKeys ? _known ?? known : await ReadAsync(ct);
        }
        catch (ProviderAway)
        {
            return known;
        }
    }

    /// <summary>Asks a question about a token. The answer is null when the provider refuses the token itself (400, 401, 403).</summary>
    /// <remarks>Only what no token can bring about makes it be left alone: otherwise one strange token would keep everybody out.</remarks>
    public async Task<JsonElement?> AskAsync(Func<HttpRequestMessage> question, CancellationToken ct)
    {
        RefuseWhileAway();
        try
        {
            using var request = question();
            using var client = clients.CreateClient(Client);
            using var answer = await client.SendAsync(request, ct);
            if ((int)answer.StatusCode is 400 or 401 or 403)
                return null;
            if ((int)answer.StatusCode is >= 502 and <= 504)
                throw Away($"it answered {(int)answer.StatusCode}");
            if ((int)answer.StatusCode != 200)
                throw new ProviderAway($"it answered {(int)answer.StatusCode}");
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            using var json = await JsonDocument.ParseAsync(body, cancellationToken: ct);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new ProviderAway("its answer is no JSON object");
        }
        catch (JsonException e)
        {
            throw new ProviderAway("its answer is no JSON", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Away(e is OperationCanceledException ? "it did not answer in time" : "it cannot be reached", e);
        }
    }

    async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken ct)
    {
        Task<OpenIdConnectConfiguration> reading;
        lock (_lock)
        {
            RefuseWhileAway();
            reading = _reading ??= Task.Run(ReadAsync, CancellationToken.None);
        }

        return await reading.WaitAsync(ct);
    }

    async Task<OpenIdConnectConfiguration> ReadAsync()
    {
        var address = $"{settings.Authority.AbsoluteUri.TrimEnd('/')}/.well-known/openid-configuration";
        try
        {
            using var client = clients.CreateClient(Client);
            using var patience = new CancellationTokenSource(settings.Timeout, time);
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(
                address, new HttpDocumentRetriever(client) { RequireHttps = !settings.Authority.IsLoopback }, patience.Token);
            if (read.Issuer is not { Length: > 0 } || read.SigningKeys.Count == 0)
                throw Away("its discovery document names no issuer or no keys");
            lock (_lock)
                (_known, _readAt) = (read, time.GetUtcNow());
            return read;
        }
        catch (Exception e) when (e is not ProviderAway)
        {
            // Whatever a document holds that cannot be read, it is the provider's fault and not that of the request.
            throw Away(e is OperationCanceledException ? "it did not answer in time" : "its discovery document cannot be read", e);
        }
        finally
        {
            lock (_lock)
                _reading = null;
        }
    }

    void RefuseWhileAway()
    {
        if (time.GetUtcNow() < _away)
            throw new ProviderAway("it did not answer a moment ago");
    }

    ProviderAway Away(string words, Exception? inner = null)
    {
        _away = time.GetUtcNow() + PauseAfterFault;
        // Messages of the library can quote what it got; the type says enough.
        log.LogWarning("The OpenID provider {Authority} is in trouble: {Fault} ({Exception})", settings.Authority, words, inner?.GetType().Name ?? "none");
        return new(words, inner);
    }
}
