namespace Freshmaker.Integrations.Koji;

/// <summary>How we show Koji who we are.</summary>
public enum KojiAuth
{
    /// <summary>GSSAPI, with the process's own ticket cache or keytab (<c>KRB5CCNAME</c>, <c>KRB5_CLIENT_KTNAME</c>).</summary>
    Kerberos,

    /// <summary>A TLS client certificate.</summary>
    Certificate,

    /// <summary>A user's name and password.</summary>
    Password,
}
