using Freshmaker.Host.Security;
using Freshmaker.Host.Security.Settings;

namespace Freshmaker.Host.Tests.Security;

public sealed class SecuritySettingsTests
{
    [Fact]
    public void what_is_not_given_lets_everybody_read_and_nobody_act()
    {
        var (settings, errors) = SecuredApp.Read([]);

        errors.ShouldBeEmpty();
        settings.Security.ShouldSatisfyAllConditions(
            s => s.IsOpen.ShouldBeFalse(),
            s => s.Schemes.ShouldBeEmpty(),
            s => s.AnonymousRoles.ShouldBe([Role.Reader]),
            s => s.Members.Of("anybody", ["any group"]).ShouldBeEmpty(),
            s => s.MaxBodyBytes.ShouldBe(1024 * 1024),
            s => s.AuthBackend.ShouldBe("none"));
    }

    [Fact]
    public void no_authentication_is_for_developers_or_whoever_insists()
    {
        SecuredApp.Read([("Authentication", "none")], isDevelopment: true).Settings.Security.IsOpen.ShouldBeTrue();
        SecuredApp.Read([("Authentication", "none"), ("AllowNone", "true")]).ShouldSatisfyAllConditions(
            r => r.Errors.ShouldBeEmpty(), r => r.Settings.Security.IsOpen.ShouldBeTrue(), r => r.Settings.Security.AuthBackend.ShouldBe("noauth"));

        SecuredApp.Read([("Authentication", "none")]).Errors.ShouldHaveSingleItem().ShouldBe(
            "Freshmaker:Security:Authentication must not be none outside the Development environment, since everybody may do everything then, "
            + "unless Freshmaker:Security:AllowNone is true");
        SecuredApp.Read([("Authentication", "none"), ("AllowNone", "false")]).Errors.ShouldHaveSingleItem();
        SecuredApp.Read([], isDevelopment: true).Settings.Security.IsOpen.ShouldBeFalse("nobody is let in by the environment alone");
    }

    [Fact]
    public void roles_are_given_by_users_and_groups()
    {
        var (settings, errors) = SecuredApp.Read(
        [
            ("Roles:admin:Users:0", "root"), ("Roles:Rebuilder:Users", "alice"), ("Roles:Rebuilder:Groups:0", "cn=release,dc=example,dc=org"),
            ("Roles:Rebuilder:Groups:1", "b"), ("Roles:asyncrebuilder:Groups:0", "b"),
        ]);

        errors.ShouldBeEmpty();
        settings.Security.Members.ShouldSatisfyAllConditions(
            m => m.Of("root", []).ShouldBe([Role.Admin]),
            m => m.Of("alice", []).ShouldBe([Role.Rebuilder]),
            m => m.Of("bob", ["cn=release,dc=example,dc=org"]).ShouldBe([Role.Rebuilder]),
            m => m.Of("bob", ["b"]).ShouldBe([Role.Rebuilder, Role.AsyncRebuilder], ignoreOrder: true),
            m => m.Of("Root", ["B", "cn=release", "root"]).ShouldBeEmpty("a name is the whole name, and case matters"));
    }

    [Theory]
    [InlineData("bearer", "openidc")]
    [InlineData("certificate", "ssl")]
    [InlineData("proxy", "kerberos")]
    [InlineData("proxy+certificate", "kerberos_or_ssl")]
    public void the_existing_system_has_a_name_for_it(string how, string name)
    {
        var schemes = how switch { "bearer" => Scheme.Bearer, "certificate" => Scheme.Certificate, _ => Scheme.Proxy };
        var settings = new SecuritySettings { Schemes = new HashSet<Scheme> { schemes }, Proxy = new() { SendsUser = true, SendsCertificate = how.Contains('+') } };

        settings.AuthBackend.ShouldBe(name);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.2.0.0", false)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("fd00::7", true)]
    [InlineData("fe80::7", false)]
    [InlineData("::1", false)]
    public void proxies_are_known_by_address_and_network(string address, bool isOne) =>
        SecuredApp.Read([("Authentication", "proxy"), ("Proxy:Addresses", "127.0.0.1, 10.1.2.3/16, fd00::/8")])
            .Settings.Security.Proxy.Addresses.Contain(System.Net.IPAddress.Parse(address)).ShouldBe(isOne);

    static readonly (string, string?)[] Bearer = [("Authentication", "bearer"), ("Bearer:Authority", "https://id.example.org"), ("Bearer:Audience", "freshmaker")];
    static readonly (string, string?)[] Proxy = [("Authentication", "proxy"), ("Proxy:Addresses", "127.0.0.1")];
    static readonly (string, string?)[] Ldap = [.. Proxy, ("Ldap:Url", "ldaps://ldap.example.org"), ("Ldap:UserBase", "ou=users,dc=example,dc=org")];

    [Fact]
    public void what_is_complete_is_taken()
    {
        foreach (var keys in new[] { Bearer, Proxy, Ldap })
            SecuredApp.Read(keys).Errors.ShouldBeEmpty();
        SecuredApp.Read([("Proxy:Addresses", "127.0.0.1")]).Errors.ShouldBeEmpty("a proxy may only tell where clients are");
    }

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "", "Authentication", "kerberos", "Freshmaker:Security:Authentication must be a list out of bearer, proxy, certificate, or none (it names 'kerberos')" },
        { "", "Authentication", "none, bearer", "Freshmaker:Security:Authentication cannot name none together with others" },
        { "", "Authentication", "bearer", "Freshmaker:Security:Bearer:Authority must be given" },
        { "", "Authentication", "bearer", "Freshmaker:Security:Bearer:Audience must be given" },
        { "", "Authentication", "proxy", "Freshmaker:Security:Proxy:Addresses must name the addresses of the proxies" },
        { "", "Authentication", "certificate", "Freshmaker:Security:Certificate:CaFile must be given" },
        { "", "Authentification", "none", "Freshmaker:Security:Authentification is not a known key" },
        { "", "AllowNone", "yes", "Freshmaker:Security:AllowNone must be true or false (it is 'yes')" },
        { "", "AnonymousRoles", "Reader, Operator", "list out of Reader, Auditor, or none: nobody acts without a name (it names 'Operator')" },
        { "", "AnonymousRoles", "0", "(it names '0')" },
        { "", "Roles:Boss:Users:0", "alice", "Freshmaker:Security:Roles:Boss is not a role; known are Reader, Auditor, Rebuilder, AsyncRebuilder, Operator, Admin" },
        { "", "Roles:5:Users:0", "alice", "Freshmaker:Security:Roles:5 is not a role" },
        { "", "Roles:Admin:User:0", "alice", "Freshmaker:Security:Roles:Admin:User is not a known key; known are Users and Groups" },
        { "", "Roles:Admin", "alice", "Freshmaker:Security:Roles:Admin must be an object with the lists Users and Groups" },
        { "", "Roles", "alice", "Freshmaker:Security:Roles must be an object of roles" },
        { "", "Roles:Admin:Users", "alice, bob", "Freshmaker:Security:Roles:Admin:Users must be a list (Freshmaker:Security:Roles:Admin:Users:0, …), not one text" },
        { "", "Roles:Admin:Groups:0", " staff", "Freshmaker:Security:Roles:Admin:Groups must be a list of names of 1 to 500 characters, without blanks around them" },
        { "", "Roles:Admin:Groups:0:x", "staff", "Freshmaker:Security:Roles:Admin:Groups must be a list of names" },
        { "", "Bearer:Authority", "https://id.example.org", "Freshmaker:Security:Bearer has no effect: Freshmaker:Security:Authentication does not name bearer" },
        { "", "Certificate:CaFile", "/x", "Freshmaker:Security:Certificate has no effect: Freshmaker:Security:Authentication does not name certificate" },
        { "", "Proxy:Sends", "user", "Freshmaker:Security:Proxy:Sends has no effect: Freshmaker:Security:Authentication does not name proxy" },
        { "", "RateLimit:PerAddress", "-1", "Freshmaker:Security:RateLimit:PerAddress must be a whole number from 0 to 10000000 (it is '-1')" },
        { "", "MaxBodyBytes", "10", "Freshmaker:Security:MaxBodyBytes must be a whole number from 1024" },
        { "bearer", "Bearer:Authority", "http://id.example.org", "Freshmaker:Security:Bearer:Authority must begin with https:// (http:// is taken on loopback only)" },
        { "bearer", "Bearer:Authority", "id.example.org", "Freshmaker:Security:Bearer:Authority must be an absolute URL" },
        { "bearer", "Bearer:IntrospectionUrl", "http://id.example.org/x", "Freshmaker:Security:Bearer:IntrospectionUrl must begin with https://" },
        { "bearer", "Bearer:Opaque", "guess", "Freshmaker:Security:Bearer:Opaque must be one of none, introspection, userinfo (it is 'guess')" },
        { "bearer", "Bearer:Opaque", "introspection", "Freshmaker:Security:Bearer:ClientId and ClientSecret or ClientSecretFile must be given" },
        { "bearer", "Bearer:ClientSecretFile", "/no/such/file", "Freshmaker:Security:Bearer:ClientSecretFile must be a file that is there" },
        { "bearer", "Bearer:Groups", "ldap", "Freshmaker:Security:Bearer:Groups cannot be ldap: Freshmaker:Security:Ldap:Url is not given" },
        { "bearer", "Bearer:CacheFor", "01:00:00", "Freshmaker:Security:Bearer:CacheFor must be a duration as hh:mm:ss, at most 00:10:00" },
        { "bearer", "Bearer:Timeout", "00:00:00", "Freshmaker:Security:Bearer:Timeout must be longer than nothing" },
        { "bearer", "Bearer:Audiences", "x", "Freshmaker:Security:Bearer:Audiences is not a known key" },
        { "proxy", "Proxy:Addresses", "proxy.example.org", "(it names 'proxy.example.org')" },
        { "proxy", "Proxy:Addresses", "10.1.0.0/33", "(it names '10.1.0.0/33')" },
        { "proxy", "Proxy:Addresses", "0.0.0.0/0", "Freshmaker:Security:Proxy:Addresses must not be every address there is" },
        { "proxy", "Proxy:Sends", "user, mail", "Freshmaker:Security:Proxy:Sends must be a list out of user, groups, certificate (it names 'mail')" },
        { "proxy", "Proxy:Sends", "groups", "Freshmaker:Security:Proxy:Sends must name user, certificate, or both" },
        { "proxy", "Proxy:Sends", "groups, certificate", "Freshmaker:Security:Proxy:Sends cannot name groups without user" },
        { "proxy", "Proxy:UserHeader", "Authorization", "Freshmaker:Security:Proxy:UserHeader must be the name of a header that has no other meaning" },
        { "proxy", "Proxy:UserHeader", "X_User", "Freshmaker:Security:Proxy:UserHeader must be the name of a header" },
        { "proxy", "Proxy:UserHeader", "x-remote-groups", "Freshmaker:Security:Proxy: the four headers must have different names" },
        { "proxy", "Proxy:GroupSeparator", "; ", "Freshmaker:Security:Proxy:GroupSeparator must be one character" },
        { "proxy", "Ldap:UserBase", "ou=users", "Freshmaker:Security:Ldap:Url must be given, because other keys of Freshmaker:Security:Ldap are" },
        { "ldap", "Ldap:Url", "ldap://ldap.example.org", "Freshmaker:Security:Ldap:Url must begin with ldaps://" },
        { "ldap", "Ldap:Url", "https://ldap.example.org", "Freshmaker:Security:Ldap:Url must be an absolute URL that begins with ldaps://, ldap://" },
        { "ldap", "Ldap:UserBase", "", "Freshmaker:Security:Ldap:UserBase must be given" },
        { "ldap", "Ldap:Auth", "simple", "Freshmaker:Security:Ldap:User and Freshmaker:Security:Ldap:Password or PasswordFile must" },
        { "ldap", "Ldap:User", "cn=x", "Freshmaker:Security:Ldap:User and its password have no effect" },
        { "ldap", "Ldap:UserAttribute", "uid=*)(x", "Freshmaker:Security:Ldap:UserAttribute must be the name of an attribute" },
        { "ldap", "Proxy:Sends", "user, groups", "Freshmaker:Security:Ldap has no effect" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void a_fault_is_refused_with_its_key_and_its_rule(string from, string key, string value, string words)
    {
        var keys = from switch { "bearer" => Bearer, "proxy" => Proxy, "ldap" => Ldap, _ => [] };

        var errors = SecuredApp.Read([.. keys.Where(k => k.Item1 != key), (key, value)]).Errors;

        errors.ShouldContain(e => e.Contains(words), string.Join("\n", errors));
    }

    [Fact]
    public void a_secret_is_neither_shown_by_the_settings_nor_named_in_a_fault()
    {
        var (settings, errors) = SecuredApp.Read([.. Bearer, ("Bearer:ClientSecret", "secret-11"), ("Bearer:ClientSecretFile", "/secret-free"), ("Ldap:Password", "secret-12")]);

        string.Join("\n", errors).ShouldContain("one of Freshmaker:Security:Bearer:ClientSecret and Freshmaker:Security:Bearer:ClientSecretFile must be given, not both");
        $"{settings.Security} {settings.Security.Bearer} {string.Join("\n", errors)}".ShouldNotContain("secret-1");
    }

    [Fact]
    public void a_secret_in_a_file_is_read_when_it_is_used()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "secret-13\n");
        var (settings, errors) = SecuredApp.Read([.. Bearer, ("Bearer:Opaque", "introspection"), ("Bearer:ClientId", "x"), ("Bearer:ClientSecretFile", file)]);
        File.WriteAllText(file, "secret-14\n");

        errors.ShouldBeEmpty();
        settings.Security.Bearer!.ClientSecret().ShouldBe("secret-14");
        File.Delete(file);
    }
}
