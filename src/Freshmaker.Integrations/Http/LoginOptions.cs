namespace Freshmaker.Integrations.Http;

/// <summary>How we log in to a system that takes several ways.</summary>
public abstract record LoginOptions
{
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

    internal HttpLogin LoginOf(string section) => new(section, Auth, Token, TokenFile, CertificateFile, KeyFile, CaFile);

    internal IEnumerable<string> Validate(string section, Uri? url) =>
        HttpAddress.Validate($"{section}:Url", url).Concat(Limits.Validate($"{section}:Limits")).Concat(LoginOf(section).Validate());
}
