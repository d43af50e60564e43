using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.World.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Errata;

/// <summary>The advisories as the Host gets them.</summary>
public abstract class ErrataTest : OutsideTest
{
    protected const string Token = "s3cr3t-t0ken";

    /// <summary>The answers of Appendix B by path, for an advisory that an answer is to be wrong of.</summary>
    protected static readonly IReadOnlyDictionary<string, string> Real = new Dictionary<string, string>
    {
        ["/api/v1/erratum/140221"] = """
            {"errata":{"rhsa":{"id":140221,"fulladvisory":"RHSA-2031:0042","status":"SHIPPED_LIVE","content_types":["rpm"],"security_impact":"Important","product_id":16}},
             "content":{"content":{"cve":"CVE-2031-1001 CVE-2031-1002"}}}
            """,
        ["/advisory/140221.json"] = """{"id":140221,"people":{"reporter":"dana@example.com"},"release":{"id":881},"product":{"id":16}}""",
        ["/api/v1/releases/881"] = """{"data":{"id":881,"attributes":{"name":"ACME-9.4.Z","type":"Zstream"}}}""",
        ["/products/16.json"] = """{"product":{"short_name":"ACME"}}""",
        ["/advisory/140221/bugs.json"] = """[{"id":31,"flags":"hightouch+,other+"}]""",
        ["/advisory/140221/jira_issues.json"] = """[{"key":"SEC-17"},{"key":"SEC-18"}]""",
        ["/advisory/140221/builds.json"] = """
            {"ACME-9":[{"zlib-1.2-4.el9":{"BaseOS-9":{"x86_64":["zlib-1.2-4.el9.x86_64.rpm","zlib-devel-1.2-4.el9.x86_64.rpm"],"SRPMS":["zlib-1.2-4.el9.src.rpm"]}}},
                       {"tz-1-1.el9":{"BaseOS-9":{"noarch":["tz-1-1.el9.noarch.rpm"]}}}]}
            """,
        ["/api/v1/erratum/140221/builds_by_cve"] = """
            {"CVE-2031-1001":{"ACME-9":{"name":"ACME-9","builds":[{"zlib-1.2-4.el9":{"nvr":"zlib-1.2-4.el9","is_module":false,
             "variant_arch":{"BaseOS-9":{"x86_64":[{"filename":"zlib-1.2-4.el9.x86_64.rpm","is_signed":true}],"SRPMS":[{"filename":"zlib-1.2-4.el9.src.rpm","is_signed":true}]}}}}]}}}
            """,
        ["/errata/get_pulp_packages/140221.json"] = """{"acme-9-for-x86_64-baseos-rpms":["zlib-1.2-4.el9.x86_64.rpm"],"acme-9-for-aarch64-baseos-rpms":[]}""",
        ["/rest/api/3/issue/SEC-17"] = """{"fields":{"issuetype":{"name":"Vulnerability"},"customfield_10670":[{"value":"Major Incident"}]}}""",
        ["/rest/api/3/issue/SEC-18"] = """{"fields":{"issuetype":{"name":"Bug"},"customfield_10670":[{"value":"contract-priority"}]}}""",
    };

    protected static readonly ImageWorld World = ImageWorld.Empty with
    {
        RpmBuilds =
        [
            new("zlib-1.2-4.el9", 501, ["zlib-1.2-4.el9", "zlib-devel-1.2-4.el9"], ["acme-9-candidate"]),
            new("tz-1-1.el9", 502, ["tz-1-1.el9"], ["acme-9-candidate"]),
        ],
        Advisories =
        [
            new(140221, "RHSA-2031:0042", "PUSH_READY", ["rpm"], "important", "ACME", "ACME-9.4.Z",
                new Dictionary<string, IReadOnlyList<string>> { ["CVE-2031-1001"] = ["zlib-1.2-4.el9"], ["CVE-2031-1002"] = ["zlib-1.2-4.el9"] },
                new Dictionary<string, IReadOnlyList<string>> { ["ACME-9"] = ["zlib-1.2-4.el9", "tz-1-1.el9"] },
                ["acme-9-for-x86_64-baseos-rpms", "acme-9-for-aarch64-baseos-rpms"]) { BugFlags = ["hightouch+", "other+"] },
            new(140222, "RHBA-2031:0043", "QE", ["module"], "none", "ROAD", "ROAD-1",
                new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, IReadOnlyList<string>>(), []) { Reporter = "botas/build@example.com" },
        ],
    };

    protected override SandboxOptions Options => new() { StepDelay = TimeSpan.Zero, WorldJson = SmallWorld.Json, Images = World };

    protected IAdvisories Errata(Func<ErrataOptions, ErrataOptions>? change = null) => Errata(new(Sandbox.ErrataUrl), change: change);

    public static IAdvisories Errata(Uri url, JiraOptions? jira = null, Func<ErrataOptions, ErrataOptions>? change = null)
    {
        var options = new ErrataOptions { Url = url, Auth = HttpAuth.Token, Token = Token, Limits = Quick.Limits };
        return new ServiceCollection().AddErrata(change?.Invoke(options) ?? options, jira).BuildServiceProvider().GetRequiredService<IAdvisories>();
    }

    protected static JiraOptions Jira(CannedServer server) => new() { Url = server.Url, Email = "freshmaker@example.com", Token = "j1ra-t0ken", Limits = Quick.Limits };

    /// <summary>The answers of Appendix B, some replaced: by a body, or a status with a body.</summary>
    protected static Task<CannedServer> StartAsync(params (string Path, string Body)[] others) => CannedServer.StartAsync(context =>
    {
        var path = context.Request.Path.Value!;
        var body = others.FirstOrDefault(other => other.Path == path).Body ?? Real.GetValueOrDefault(path) ?? """404 {"error":"Couldn't find it"}""";
        var hasStatus = body.Length > 3 && int.TryParse(body[..3], out _);
        return hasStatus ? CannedServer.Write(context, int.Parse(body[..3]), body[4..]) : CannedServer.Write(context, 200, body);
    });
}
