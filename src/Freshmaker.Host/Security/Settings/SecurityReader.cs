using System.Net;
using System.Text.RegularExpressions;
using Freshmaker.Host.Operations;

namespace Freshmaker.Host.Security.Settings;

/// <summary>Reads <c>Freshmaker:Security</c>. What is not given is closed: nobody has a name, everybody reads, nobody acts.</summary>
static partial class SecurityReader
{
    const string Schemes = "Freshmaker:Security:Authentication";

    public static SecuritySettings Read(SettingsReader read, bool isDevelopment)
    {
        var (schemes, isOpen) = ReadSchemes(read, isDevelopment);
        var ldap = ReadLdap(read);
        var settings = new SecuritySettings
        {
            IsOpen = isOpen,
            Schemes = schemes,
            AnonymousRoles = ReadAnonymousRoles(read),
            Members = ReadMembers(read),
            Bearer = IsOn(Scheme.Bearer, "Freshmaker:Security:Bearer") ? BearerReader.Read(read) : null,
            Proxy = ProxyReader.Read(read, schemes.Contains(Scheme.Proxy)),
            Certificate = IsOn(Scheme.Certificate, "Freshmaker:Security:Certificate") ? ReadCertificate(read) : null,
            Ldap = ldap,
            RequestsPerAddress = read.Number("Freshmaker:Security:RateLimit:PerAddress", 12_000, 0, 10_000_000),
            RequestsPerIdentity = read.Number("Freshmaker:Security:RateLimit:PerIdentity", 12_000, 0, 10_000_000),
            MaxBodyBytes = read.Number("Freshmaker:Security:MaxBodyBytes", 1024 * 1024, 1024, 100 * 1024 * 1024),
        };
        if (settings.Bearer is { Groups: GroupSource.Ldap } && ldap is null)
            read.Refuse("Freshmaker:Security:Bearer:Groups cannot be ldap: Freshmaker:Security:Ldap:Url is not given");
        if (ldap is not null && settings.Bearer is not { Groups: GroupSource.Ldap } && settings.Proxy is not { SendsUser: true, SendsGroups: false })
            read.Refuse("Freshmaker:Security:Ldap has no effect: nobody's groups are looked up there (Freshmaker:Security:Bearer:Groups, Freshmaker:Security:Proxy:Sends)");
        return settings;

        bool IsOn(Scheme scheme, string section)
        {
            if (schemes.Contains(scheme))
                return true;

            // Whoever has configured a scheme and forgotten to switch it on would believe that it protects something.
            if (read.Section(section).Exists())
                read.Refuse($"{section} has no effect: {Schemes} does not name {scheme.ToString().ToLowerInvariant()}");
            return false;
        }
    }

    static (HashSet<Scheme> Schemes, bool IsOpen) ReadSchemes(SettingsReader read, bool isDevelopment)
    {
        var names = read.List(Schemes, "");
        var allowNone = read.Flag("Freshmaker:Security:AllowNone", false);
        var isOpen = names.Contains("none");
        if (isOpen && names.Count > 1)
            read.Refuse($"{Schemes} cannot name none together with others");
        else if (isOpen && !isDevelopment && !allowNone)
        {
            read.Refuse($"{Schemes} must not be none outside the Development environment, since everybody may do everything then, "
                + "unless Freshmaker:Security:AllowNone is true");
        }

        var schemes = new HashSet<Scheme>();
        foreach (var name in names.Where(n => n != "none"))
        {
            if (name switch { "bearer" => Scheme.Bearer, "proxy" => Scheme.Proxy, "certificate" => Scheme.Certificate, _ => (Scheme?)null } is { } scheme)
                schemes.Add(scheme);
            else
                read.Refuse($"{Schemes} must be a list out of bearer, proxy, certificate, or none (it names '{name}')");
        }

        return (schemes, isOpen);
    }

    static HashSet<Role> ReadAnonymousRoles(SettingsReader read)
    {
        const string key = "Freshmaker:Security:AnonymousRoles";
        var roles = new HashSet<Role>();
        foreach (var name in read.List(key, "Reader"))
        {
            if (name.Equals("none", StringComparison.OrdinalIgnoreCase))
                continue;
            if (ToRole(name) is Role.Reader or Role.Auditor)
                roles.Add(ToRole(name)!.Value);
            else
                read.Refuse($"{key} must be a list out of Reader, Auditor, or none: nobody acts without a name (it names '{name}')");
        }

        return roles;
    }

    static RoleMembers ReadMembers(SettingsReader read)
    {
        const string key = "Freshmaker:Security:Roles";
        var members = new List<(Role, IReadOnlyList<string>, IReadOnlyList<string>)>();
        var section = read.Section(key);
        if (section.Value is { Length: > 0 })
            read.Refuse($"{key} must be an object of roles, each with Users and Groups");
        foreach (var child in section.GetChildren())
        {
            if (ToRole(child.Key) is not { } role)
            {
                read.Refuse($"{child.Path} is not a role; known are {string.Join(", ", Enum.GetNames<Role>())}");
                continue;
            }

            if (child.Value is { Length: > 0 })
                read.Refuse($"{child.Path} must be an object with the lists Users and Groups");
            foreach (var unknown in child.GetChildren().Where(c => !IsNamed(c, "Users") && !IsNamed(c, "Groups")))
                read.Refuse($"{unknown.Path} is not a known key; known are Users and Groups");
            members.Add((role, Names(read, child.GetSection("Users")), Names(read, child.GetSection("Groups"))));
        }

        return new(members);

        static bool IsNamed(IConfigurationSection section, string name) => section.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A list of names, which may hold commas: those of groups in a directory and of certificates do. One text can be one name only.</summary>
    static List<string> Names(SettingsReader read, IConfigurationSection list)
    {
        if (list.Value is { Length: > 0 } one && one.Contains(',', StringComparison.Ordinal))
            read.Refuse($"{list.Path} must be a list ({list.Path}:0, …), not one text with commas, since names can hold commas");
        var names = list.GetChildren().Select(c => c.Value ?? "").ToList();
        if (names.Count == 0 && list.Value is { Length: > 0 } single)
            names.Add(single);
        if (list.GetChildren().SelectMany(c => c.GetChildren()).Any() || names.Any(n => n.Length is 0 or > 500 || n != n.Trim() || n.Any(char.IsControl)))
            read.Refuse($"{list.Path} must be a list of names of 1 to 500 characters, without blanks around them");
        return names;
    }

    static CertificateSettings ReadCertificate(SettingsReader read)
    {
        var ca = read.Required("Freshmaker:Security:Certificate:CaFile", "the PEM file of the authorities whose client certificates are taken");
        if (ca.Length > 0 && !CertificateFiles.HoldsCertificates(ca))
            read.Refuse("Freshmaker:Security:Certificate:CaFile must be a readable PEM file with at least one certificate");
        return new(ca, read.Flag("Freshmaker:Security:Certificate:CheckRevocation", false));
    }

    static LdapSettings? ReadLdap(SettingsReader read)
    {
        const string section = "Freshmaker:Security:Ldap";
        if (read.Text("Freshmaker:Security:Ldap:Url") is null)
        {
            if (read.Section(section).Exists())
                read.Refuse("Freshmaker:Security:Ldap:Url must be given, because other keys of Freshmaker:Security:Ldap are");
            return null;
        }

        var url = read.Uri("Freshmaker:Security:Ldap:Url", "the directory, such as ldaps://ldap.example.org", "ldaps", "ldap");
        var allowPlain = read.Flag("Freshmaker:Security:Ldap:AllowPlain", false);
        if (url.Scheme == "ldap" && !url.IsLoopback && !allowPlain)
            read.Refuse("Freshmaker:Security:Ldap:Url must begin with ldaps://, since groups decide about roles, unless Freshmaker:Security:Ldap:AllowPlain is true");
        var defaults = new LdapSettings { Url = url, UserBase = "" };
        var login = read.OneOf("Freshmaker:Security:Ldap:Auth", "anonymous", "anonymous", "simple", "kerberos") switch
        {
            "simple" => LdapLogin.Simple,
            "kerberos" => LdapLogin.Kerberos,
            _ => LdapLogin.Anonymous,
        };
        var user = read.Text("Freshmaker:Security:Ldap:User");
        var password = Secret.Read(read, "Freshmaker:Security:Ldap:Password", "Freshmaker:Security:Ldap:PasswordFile");
        if (login == LdapLogin.Simple && (user is null || password is null))
            read.Refuse("Freshmaker:Security:Ldap:User and Freshmaker:Security:Ldap:Password or PasswordFile must be given for Freshmaker:Security:Ldap:Auth simple");
        if (login != LdapLogin.Simple && (user is not null || password is not null))
            read.Refuse("Freshmaker:Security:Ldap:User and its password have no effect: Freshmaker:Security:Ldap:Auth is not simple");
        return defaults with
        {
            UserBase = read.Required("Freshmaker:Security:Ldap:UserBase", "where people are, such as ou=users,dc=example,dc=org"),
            UserAttribute = Attribute(read, "Freshmaker:Security:Ldap:UserAttribute", defaults.UserAttribute),
            UserClass = Attribute(read, "Freshmaker:Security:Ldap:UserClass", defaults.UserClass),
            GroupAttribute = Attribute(read, "Freshmaker:Security:Ldap:GroupAttribute", defaults.GroupAttribute),
            Login = login,
            User = user,
            Password = password ?? (() => ""),
            Timeout = Positive(read, "Freshmaker:Security:Ldap:Timeout", defaults.Timeout, TimeSpan.FromMinutes(1)),
            CacheFor = read.Duration("Freshmaker:Security:Ldap:CacheFor", defaults.CacheFor, TimeSpan.FromHours(1)),
        };
    }

    static string Attribute(SettingsReader read, string key, string fallback)
    {
        var name = read.Text(key, fallback)!;
        if (!AttributeName().IsMatch(name))
            read.Refuse($"{key} must be the name of an attribute: letters, digits and hyphens (it is '{name}')");
        return name;
    }

    internal static TimeSpan Positive(SettingsReader read, string key, TimeSpan fallback, TimeSpan most)
    {
        var value = read.Duration(key, fallback, most);
        if (value == TimeSpan.Zero)
            read.Refuse($"{key} must be longer than nothing");
        return value;
    }

    static Role? ToRole(string name) =>
        Enum.GetValues<Role>().Where(r => r.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(r => (Role?)r).FirstOrDefault();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,60}$")]
    private static partial Regex AttributeName();
}
