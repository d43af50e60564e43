namespace Freshmaker.Host.Security.Settings;

/// <summary>Ways to say who one is.</summary>
public enum Scheme
{
    /// <summary>A token of an OpenID provider.</summary>
    Bearer,

    /// <summary>The word of a reverse proxy that has authenticated the client.</summary>
    Proxy,

    /// <summary>A client certificate on our own TLS connection.</summary>
    Certificate,
}

/// <summary>Who is let in, who may do what, and how much of it.</summary>
public sealed record SecuritySettings
{
    /// <summary>Nobody has to say who he is, and everybody may do all: for development.</summary>
    public bool IsOpen { get; init; }

    public IReadOnlySet<Scheme> Schemes { get; init; } = new HashSet<Scheme>();

    /// <summary>What everybody is, also without a name.</summary>
    public IReadOnlySet<Role> AnonymousRoles { get; init; } = new HashSet<Role> { Role.Reader };

    public RoleMembers Members { get; init; } = new([]);
    public BearerSettings? Bearer { get; init; }
    public ProxySettings Proxy { get; init; } = new();
    public CertificateSettings? Certificate { get; init; }
    public LdapSettings? Ldap { get; init; }

    /// <summary>Requests a minute from one address; 0: as many as come.</summary>
    public int RequestsPerAddress { get; init; } = 12_000;

    /// <summary>Requests a minute of one named caller; 0: as many as come.</summary>
    public int RequestsPerIdentity { get; init; } = 12_000;

    /// <summary>Longest body of a request in bytes. The GraphQL endpoint has a limit of its own.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>What the existing system calls this way of authentication, for clients that ask for it.</summary>
    public string AuthBackend => this switch
    {
        { IsOpen: true } => "noauth",
        { Schemes.Count: 0 } => "none",
        _ => string.Join("_or_", Schemes.Order().SelectMany(Backends).Distinct()),
    };

    IEnumerable<string> Backends(Scheme scheme) => scheme switch
    {
        Scheme.Bearer => ["openidc"],
        Scheme.Certificate => ["ssl"],
        _ => [.. Proxy.SendsUser ? ["kerberos"] : Array.Empty<string>(), .. Proxy.SendsCertificate ? ["ssl"] : Array.Empty<string>()],
    };
}

/// <summary>Which users and groups have which role. A group counts by its full name, as the provider, the proxy or LDAP gives it; case matters.</summary>
public sealed class RoleMembers(IEnumerable<(Role Role, IReadOnlyList<string> Users, IReadOnlyList<string> Groups)> members)
{
    readonly List<(Role Role, HashSet<string> Users, HashSet<string> Groups)> _members =
        [.. members.Select(m => (m.Role, m.Users.ToHashSet(StringComparer.Ordinal), m.Groups.ToHashSet(StringComparer.Ordinal)))];

    public IEnumerable<Role> Of(string user, IEnumerable<string> groups) =>
        _members.Where(m => m.Users.Contains(user) || m.Groups.Overlaps(groups)).Select(m => m.Role);
}

/// <summary>Where the groups of the owner of a token come from.</summary>
public enum GroupSource
{
    Claim,
    UserInfo,
    Ldap,
}

/// <summary>How a token is checked that is no JWT.</summary>
public enum OpaqueTokens
{
    /// <summary>It is not taken.</summary>
    None,
    Introspection,
    UserInfo,
}

/// <summary>The OpenID provider whose tokens are taken.</summary>
public sealed record BearerSettings
{
    public required Uri Authority { get; init; }
    public required string Audience { get; init; }

    /// <summary>Who must have issued the token; null: who the provider's discovery document says it is.</summary>
    public string? Issuer { get; init; }

    /// <summary>What every token must grant.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>What a token must grant so that one may ask for rebuilds with it.</summary>
    public string SubmitScope { get; init; } = "submit-build";

    public string NameClaim { get; init; } = "preferred_username";
    public string GroupsClaim { get; init; } = "groups";
    public GroupSource Groups { get; init; }
    public OpaqueTokens Opaque { get; init; }

    /// <summary>Null: the one of the discovery document.</summary>
    public Uri? IntrospectionUrl { get; init; }

    /// <summary>Null: the one of the discovery document.</summary>
    public Uri? UserInfoUrl { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Reads the secret anew, so that it can be renewed while we run.</summary>
    public Func<string> ClientSecret { get; init; } = () => "";

    /// <summary>How long an answer of the provider about a token is believed.</summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest that one question to the provider may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How far its clock may be from ours.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The reverse proxies in front of us, and what they say about clients.</summary>
public sealed record ProxySettings
{
    public AddressRanges Addresses { get; init; } = AddressRanges.None;
    public bool SendsUser { get; init; }
    public bool SendsGroups { get; init; }
    public bool SendsCertificate { get; init; }
    public string UserHeader { get; init; } = "X-Remote-User";
    public string GroupsHeader { get; init; } = "X-Remote-Groups";
    public string GroupSeparator { get; init; } = ";";
    public string VerifyHeader { get; init; } = "X-SSL-Client-Verify";
    public string SubjectHeader { get; init; } = "X-SSL-Client-S-DN";

    /// <summary>The Kerberos realm whose users are let in; null: any that the proxy lets in.</summary>
    public string? Realm { get; init; }
}

/// <summary>Whose client certificates are taken on our own TLS connections.</summary>
public sealed record CertificateSettings(string CaFile, bool ChecksRevocation);

public enum LdapLogin
{
    Anonymous,
    Simple,
    Kerberos,
}

/// <summary>The directory that knows the groups of people.</summary>
public sealed record LdapSettings
{
    public required Uri Url { get; init; }
    public required string UserBase { get; init; }
    public string UserAttribute { get; init; } = "uid";
    public string UserClass { get; init; } = "posixAccount";
    public string GroupAttribute { get; init; } = "memberOf";
    public LdapLogin Login { get; init; }
    public string? User { get; init; }
    public Func<string> Password { get; init; } = () => "";
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromMinutes(5);
}
