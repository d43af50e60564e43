namespace Freshmaker.Integrations.Http;

/// <summary>How we tell an HTTP system who we are.</summary>
public enum HttpAuth
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By a bearer token (OpenID Connect).</summary>
    Token,

    /// <summary>By Kerberos (SPNEGO).</summary>
    Kerberos,

    /// <summary>By a TLS client certificate.</summary>
    Certificate,
}

/// <summary>The options of a login together: what is wrong with them, and what the calls need of them.</summary>
internal sealed record HttpLogin(string Section, HttpAuth Auth, string? Token, string? TokenFile, string? CertificateFile, string? KeyFile, string? CaFile)
{
    public HttpSecret? Secret => Auth == HttpAuth.Token ? HttpSecret.Bearer(Token, TokenFile) : null;

    public HttpCredentials Credentials => new() { CertificateFile = CertificateFile, KeyFile = KeyFile, CaFile = CaFile, Negotiate = Auth == HttpAuth.Kerberos };

    public IEnumerable<string> Validate()
    {
        if (!Enum.IsDefined(Auth))
            yield return $"{Section}:Auth must be none, token, kerberos or certificate";
        // Something given for another way of logging in is a mistake that would otherwise show as a 401 much later.
        if (Auth == HttpAuth.Token ? Token is null == TokenFile is null : Token is not null || TokenFile is not null)
            yield return $"one of {Section}:Token and {Section}:TokenFile must be given if {Section}:Auth is token, else none";
        if (Auth == HttpAuth.Certificate != CertificateFile is not null)
            yield return $"{Section}:CertificateFile must be given if {Section}:Auth is certificate, else not";
        if (Token is not null && !HttpSecret.IsToken(Token))
            yield return $"{Section}:Token must be printable ASCII without spaces, or not given at all";
        if (TokenFile is not null && !File.Exists(TokenFile))
            yield return $"{Section}:TokenFile must be a file that is there";
        foreach (var problem in Credentials.Validate(Section))
            yield return problem;
    }
}
