using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>Where and how the Errata Tool is asked. Section <c>Freshmaker:Errata</c>.</summary>
public sealed record ErrataOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Errata";

    /// <summary>Its root; calls go to <c>{Url}/api/v1/</c> and, for what that lacks, to the older <c>{Url}/…json</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>How we log in. Default none.</summary>
    public HttpAuth Auth { get; init; }

    /// <summary>Bearer token for <see cref="HttpAuth.Token"/>.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token instead, read anew for every call.</summary>
    public string? TokenFile { get; init; }

    /// <summary>PEM file of the client certificate for <see cref="HttpAuth.Certificate"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key; null: the key is in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities to believe instead of the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Time, retries, concurrency and size of the HTTP calls.</summary>
    public HttpLimits Limits { get; init; } = new();

    internal HttpLogin Login => new(Section, Auth, Token, TokenFile, CertificateFile, KeyFile, CaFile);

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate() =>
        HttpAddress.Validate($"{Section}:Url", Url).Concat(Limits.Validate($"{Section}:Limits")).Concat(Login.Validate());

    /// <summary>Without the token.</summary>
    public override string ToString() =>
        $"{nameof(ErrataOptions)} {{ Url = {Url}, Auth = {Auth}, Token = {(Token is null ? "none" : Words.Cut)}, TokenFile = {TokenFile}, Limits = {Limits} }}";
}
