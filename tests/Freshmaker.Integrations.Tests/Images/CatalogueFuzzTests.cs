using System.Text.RegularExpressions;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Pdc;
using Freshmaker.Integrations.Pyxis;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>Whatever a catalogue answers, it is read or it is a fault that names system, call and field; nothing else is ever thrown.</summary>
public sealed partial class CatalogueFuzzTests
{
    static readonly Uri Nowhere = new("https://nowhere.example.com/api/");

    static readonly string[] Images =
    [
        """
        {"_id":"a1","architecture":"amd64","brew":{"build":"web-container-1-5","package":"web-container"},"content_sets":["acme-9-baseos-rpms"],"parent_brew_build":null,
         "parsed_data":{"labels":[{"name":"version","value":"1"}],"layers":["sha256:aaa","sha256:bbb"]},
         "repositories":[{"registry":"registry.example.com","repository":"acme/web","published":true,"published_date":"2031-01-02T03:04:05+00:00","tags":[{"name":"latest"}]}],
         "rpm_manifest":[{"rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.x86_64","srpm_name":"zlib","srpm_nevra":"zlib-0:1.2-3.el9.src"}]}],
         "edges":{"rpm_manifest":{"error":null,"data":{"rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.x86_64","srpm_name":"zlib","srpm_nevra":"zlib-0:1.2-3.el9.src"}]}}}}
        """,
        """
        {"_id":"a2","brew":{"build":"web-container-1-5"},"parsed_data":{"layers":["sha256:ccc"]},"repositories":[{"registry":"r","repository":"acme/web","published":false,"published_date":"20310102T03:04:05.000+0000"}],
         "edges":{"rpm_manifest":{"error":{"status":504,"detail":"later"},"data":null}}}
        """,
    ];

    const string Repository = """{"registry":"registry.example.com","repository":"acme/web","published":true,"auto_rebuild_tags":["latest"],"release_categories":["Generally Available"]}""";

    const string Manifest = """{"image_id":"a2","rpms":[{"name":"zlib","nvra":"zlib-1.2-3.el9.x86_64","srpm_nevra":"zlib-0:1.2-3.el9.src"}]}""";

    [Fact]
    public void Pyxis_is_read_or_at_fault()
    {
        var answers = new[]
        {
            """{"data":{"find_images":{"error":null,"page_size":50,"data":[@]},"find_repositories":{"error":null,"page_size":200,"data":[#]}}}"""
                .Replace("@", string.Join(',', Images), StringComparison.Ordinal).Replace("#", Repository, StringComparison.Ordinal),
            """{"data":{"find_images":{"error":{"status":500,"detail":"no"},"page_size":50,"data":null}},"errors":[{"message":"no"}]}""",
            Manifest,
        };
        Mutations.ForAll(answers, body =>
        {
            var options = new PyxisOptions { GraphQLUrl = Nowhere, RestUrl = Nowhere, MaxPages = 3, BusyRetries = 0 };
            using var http = new HttpClient(new Stub(request => request.Method == HttpMethod.Get && body[0] != 'x' ? Text(Manifest) : body)) { BaseAddress = Nowhere };
            Look(new PyxisImageCatalogue(new(http, options, TimeProvider.System), options), "Pyxis");
            Look(new PyxisImageCatalogue(new(http, options, TimeProvider.System), options, fault => Complete(fault, "Pyxis")), "Pyxis");
            using var manifests = new HttpClient(new Stub(request => request.Method == HttpMethod.Get ? body : Text(answers[0]))) { BaseAddress = Nowhere };
            Look(new PyxisImageCatalogue(new(manifests, options, TimeProvider.System), options), "Pyxis");
        });
    }

    [Fact]
    public void Lightblue_is_read_or_at_fault()
    {
        var answers = new[]
        {
            """{"status":"COMPLETE","matchCount":2,"processed":[@]}""".Replace("@", string.Join(',', Images), StringComparison.Ordinal),
            """{"status":"COMPLETE","matchCount":1,"processed":[@]}""".Replace("@", Repository, StringComparison.Ordinal),
            """{"status":"ERROR","errors":[{"errorCode":"a:B","msg":"no"}],"dataErrors":[],"processed":[]}""",
        };
        Mutations.ForAll(answers, body =>
        {
            var options = new LightblueOptions { Url = Nowhere, MaxPages = 3 };
            using var http = new HttpClient(new Stub(_ => body)) { BaseAddress = Nowhere };
            Look(new LightblueImageCatalogue(new(http, options), options), "Lightblue");
            Look(new LightblueImageCatalogue(new(http, options), options, fault => Complete(fault, "Lightblue")), "Lightblue");
        });
    }

    [Fact]
    public void The_containers_of_pdc_are_read_or_at_fault()
    {
        const string Relationships = """{"count":1,"next":null,"results":[{"type":"ContainerIncludesRPM","from_component":{"id":8123,"name":"webfront","release":"fedora-41"},"to_component":{"id":7,"name":"zlib"}}]}""";
        const string Components = """{"count":1,"next":null,"results":[{"id":8123,"name":"webfront","dist_git_branch":"f41","type":"container"}]}""";
        const string Component = """{"id":8123,"name":"webfront","dist_git_branch":"f41","type":"container"}""";
        Mutations.ForAll([Relationships, Components, Component], body =>
        {
            var options = new PdcOptions { Url = Nowhere, MaxPages = 3 };
            for (var which = 0; which < 3; which++)
            {
                using var http = new HttpClient(new Stub(request => (which, request.RequestUri!.AbsolutePath) switch
                {
                    (0, _) => body,
                    (_, var path) when path.Contains("relationships", StringComparison.Ordinal) => Text(Relationships),
                    (1, _) => body,
                    (_, var path) when path.EndsWith("release-components/", StringComparison.Ordinal) => Text("[]"),
                    _ => body,
                }))
                { BaseAddress = Nowhere };
                Faultless(() => new PdcContainerCatalogue(new(new(http, options), options)).IncludingRpmsAsync(["zlib"], TestContext.Current.CancellationToken), "PDC");
            }
        });
    }

    static void Look(IImageCatalogue catalogue, string system)
    {
        var stop = TestContext.Current.CancellationToken;
        Faultless(() => catalogue.RepositoriesAsync(true, null, stop), system);
        Faultless(() => catalogue.RepositoriesByPathAsync([("registry.example.com", "acme/web")], stop), system);
        Faultless(() => Readable(catalogue.ByNvrAsync(["web-container-1-5"], ["zlib"], stop), system), system);
        Faultless(() => Readable(catalogue.ByNvrAsync(["web-container-1-5"], null, stop), system), system);
        Faultless(() => catalogue.ContainingAsync(["zlib"], ["acme-9-baseos-rpms"], ["acme/web"], ["latest"], true, stop), system);
        Faultless(() => catalogue.PublishedAsync(["web-container"], ["zlib"], stop), system);
    }

    /// <summary>No fault, or one that says all that there is to say.</summary>
    static void Faultless(Func<Task> ask, string system)
    {
        try
        {
            ask().GetAwaiter().GetResult();
        }
        catch (OutsideFault fault)
        {
            Complete(fault.ToFault(), system);
        }
    }

    static async Task Readable(Task<IReadOnlyDictionary<string, ImageRecord>> asked, string system)
    {
        foreach (var fault in (await asked).Values.Select(i => i.Unreadable).OfType<Fault>())
            Complete(fault, system);
    }

    static void Complete(Fault fault, string system)
    {
        fault.System.ShouldBe(system);
        fault.Call.ShouldMatch("^(GET|POST) .+");
        fault.Text.ShouldMatch(Named().ToString());
        fault.Text.Length.ShouldBeLessThan(600);
    }

    static byte[] Text(string text) => global::System.Text.Encoding.UTF8.GetBytes(text);

    [GeneratedRegex(@"^HTTP 200, (the body|[a-zA-Z0-9_.\[\]]+|there are more than \d+ pages|next leads) ?\S")]
    private static partial Regex Named();
}
