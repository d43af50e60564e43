using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Koji;

/// <summary>Where and how Koji is asked. Section <c>Freshmaker:Koji</c>.</summary>
public sealed record KojiOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Koji";

    /// <summary>The hub's XML-RPC address, such as <c>https://koji.example.org/kojihub</c>. Required.</summary>
    public Uri? HubUrl { get; init; }

    /// <summary>Koji's web pages. Default: the hub's address with <c>/koji</c> for <c>/kojihub</c>.</summary>
    public Uri? WebUrl { get; init; }

    /// <summary>How to log in. Reading needs no login. Default Kerberos.</summary>
    public KojiAuth Auth { get; init; } = KojiAuth.Kerberos;

    /// <summary>The user, with <see cref="KojiAuth.Password"/>.</summary>
    public string? User { get; init; }

    /// <summary>The password, with <see cref="KojiAuth.Password"/>; or give <see cref="PasswordFile"/>.</summary>
    public string? Password { get; init; }

    /// <summary>A file with the password; a line break at its end does not count. It is read at each login.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>PEM file of the client certificate, with <see cref="KojiAuth.Certificate"/>. It is read anew for every connection, so that it can be renewed while we run.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of its key. Default: the certificate's file holds both.</summary>
    public string? KeyFile { get; init; }

    /// <summary>PEM file of the authorities that the hub's certificate may be from. Default: those of the operating system.</summary>
    public string? CaFile { get; init; }

    /// <summary>Most calls in one <c>multiCall</c>. Default 200.</summary>
    public int BatchSize { get; init; } = 200;

    /// <summary>
    /// Most tasks of ours that are listed for a request without a release that may have been submitted; more are a fault, never a silent cut. A request with a
    /// release has no limit. Default 10000.
    /// </summary>
    public int MaxTasks { get; init; } = 10_000;

    /// <summary>Time, retries, concurrency and size of the HTTP calls. Defaults: as everywhere, but 60 s an attempt and 3 minutes in total, because a batch takes longer.</summary>
    public HttpLimits Limits { get; init; } = new() { AttemptTimeout = TimeSpan.FromSeconds(60), TotalTimeout = TimeSpan.FromMinutes(3) };

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in HttpAddress.Validate($"{Section}:HubUrl", HubUrl).Concat(WebUrl is null ? [] : HttpAddress.Validate($"{Section}:WebUrl", WebUrl)))
            yield return problem;
        foreach (var problem in ValidateLogin().Concat(Limits.Validate($"{Section}:Limits")))
            yield return problem;
        if (BatchSize is < 1 or > 10_000)
            yield return $"{Section}:BatchSize must be from 1 to 10000";
        if (MaxTasks is < 1 or > 1_000_000)
            yield return $"{Section}:MaxTasks must be from 1 to 1000000";
    }

    /// <summary>Without the password.</summary>
    public override string ToString() =>
        $"{nameof(KojiOptions)} {{ HubUrl = {HubUrl}, Auth = {Auth}, User = {User}, Password = {(Password is null ? "none" : Words.Cut)}, PasswordFile = {PasswordFile}, "
        + $"CertificateFile = {CertificateFile}, CaFile = {CaFile}, BatchSize = {BatchSize}, Limits = {Limits} }}";

    internal Uri Web
    {
        get
        {
            const string HubPath = "/kojihub";
            var hub = HubUrl!.AbsoluteUri.TrimEnd('/');
            return WebUrl ?? new(hub.EndsWith(HubPath, StringComparison.Ordinal) ? $"{hub[..^HubPath.Length]}/koji" : $"{hub}/koji");
        }
    }

    internal HttpCredentials Credentials => new()
    {
        CertificateFile = Auth == KojiAuth.Certificate ? CertificateFile : null,
        KeyFile = Auth == KojiAuth.Certificate ? KeyFile : null,
        CaFile = CaFile,
        Negotiate = Auth == KojiAuth.Kerberos,
    };

    IEnumerable<string> ValidateLogin()
    {
        if (!Enum.IsDefined(Auth))
            yield return $"{Section}:Auth must be kerberos, certificate or password";
        if (Auth == KojiAuth.Password && string.IsNullOrEmpty(User))
            yield return $"{Section}:User must be given with {Section}:Auth password";
        if (Auth == KojiAuth.Password && string.IsNullOrEmpty(Password) == (PasswordFile is null))
            yield return $"{Section}:Password or {Section}:PasswordFile must be given with {Section}:Auth password, and not both";
        if (Auth == KojiAuth.Certificate && CertificateFile is null)
            yield return $"{Section}:CertificateFile must be given with {Section}:Auth certificate";
        if (Auth == KojiAuth.Certificate && HubUrl is { IsAbsoluteUri: true } && HubUrl.Scheme != Uri.UriSchemeHttps)
            yield return $"{Section}:HubUrl must be an https URL with {Section}:Auth certificate";
        if (PasswordFile is not null && !File.Exists(PasswordFile))
            yield return $"{Section}:PasswordFile must be a file that exists";
        foreach (var problem in (Credentials with { CertificateFile = CertificateFile, KeyFile = KeyFile }).Validate(Section))
            yield return problem;
    }
}
