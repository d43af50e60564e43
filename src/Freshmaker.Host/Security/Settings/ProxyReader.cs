using System.Net;
using System.Text.RegularExpressions;
using Freshmaker.Host.Operations;

namespace Freshmaker.Host.Security.Settings;

static partial class ProxyReader
{
    public static ProxySettings Read(SettingsReader read, bool isOn)
    {
        var defaults = new ProxySettings();
        var sends = ReadSends(read, isOn);
        var settings = defaults with
        {
            Addresses = ReadAddresses(read),
            SendsUser = sends.Contains("user"),
            SendsGroups = sends.Contains("groups"),
            SendsCertificate = sends.Contains("certificate"),
            UserHeader = Header(read, "Freshmaker:Security:Proxy:UserHeader", defaults.UserHeader),
            GroupsHeader = Header(read, "Freshmaker:Security:Proxy:GroupsHeader", defaults.GroupsHeader),
            GroupSeparator = read.Text("Freshmaker:Security:Proxy:GroupSeparator", defaults.GroupSeparator)!,
            VerifyHeader = Header(read, "Freshmaker:Security:Proxy:VerifyHeader", defaults.VerifyHeader),
            SubjectHeader = Header(read, "Freshmaker:Security:Proxy:SubjectHeader", defaults.SubjectHeader),
            Realm = read.Text("Freshmaker:Security:Proxy:Realm"),
        };
        if (settings.GroupSeparator.Length != 1)
            read.Refuse("Freshmaker:Security:Proxy:GroupSeparator must be one character");
        if (isOn && settings.Addresses.IsEmpty)
        {
            read.Refuse("Freshmaker:Security:Proxy:Addresses must name the addresses of the proxies, such as 10.1.2.3 or 10.1.0.0/16, "
                + "because Freshmaker:Security:Authentication names proxy");
        }

        string[] headers = [settings.UserHeader, settings.GroupsHeader, settings.VerifyHeader, settings.SubjectHeader];
        if (headers.Distinct(StringComparer.OrdinalIgnoreCase).Count() < headers.Length)
            read.Refuse("Freshmaker:Security:Proxy: the four headers must have different names");
        return settings;
    }

    /// <remarks>
    /// A header that the proxy does not set itself it would pass on from whoever has sent it. So it has to be said which it sets; the others are never believed.
    /// </remarks>
    static IReadOnlyList<string> ReadSends(SettingsReader read, bool isOn)
    {
        const string key = "Freshmaker:Security:Proxy:Sends";
        var sends = read.List(key, isOn ? "user" : "");
        foreach (var unknown in sends.Where(s => s is not ("user" or "groups" or "certificate")))
            read.Refuse($"{key} must be a list out of user, groups, certificate (it names '{unknown}')");
        if (!isOn && sends.Count > 0)
            read.Refuse($"{key} has no effect: Freshmaker:Security:Authentication does not name proxy");
        else if (isOn && !sends.Contains("user") && !sends.Contains("certificate"))
            read.Refuse($"{key} must name user, certificate, or both: groups alone say of nobody who he is");
        else if (sends.Contains("groups") && !sends.Contains("user"))
            read.Refuse($"{key} cannot name groups without user: those of certificates have none");
        return sends;
    }

    static AddressRanges ReadAddresses(SettingsReader read)
    {
        const string key = "Freshmaker:Security:Proxy:Addresses";
        var ranges = new List<IPNetwork>();
        foreach (var text in read.List(key, ""))
        {
            if (!AddressRanges.TryParse(text, out var range))
                read.Refuse($"{key} must be a list of addresses or networks in CIDR form, such as 10.1.2.3, 10.1.0.0/16 or fd00::/8 (it names '{text}')");
            else if (range.PrefixLength == 0)
                read.Refuse($"{key} must not be every address there is, since anybody could be anyone then (it names '{text}')");
            else
                ranges.Add(range);
        }

        return new(ranges);
    }

    static string Header(SettingsReader read, string key, string fallback)
    {
        var name = read.Text(key, fallback)!;
        if (!HeaderName().IsMatch(name) || Taken.Contains(name))
            read.Refuse($"{key} must be the name of a header that has no other meaning: letters, digits and hyphens (it is '{name}')");
        return name;
    }

    static readonly HashSet<string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Authorization", "Accept", "Connection", "Content-Type", "Content-Length", "Transfer-Encoding", "User-Agent", "Cookie", "Origin",
        "X-Forwarded-For", "X-Request-Id",
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{1,60}$")]
    private static partial Regex HeaderName();
}
