using System.Globalization;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Errata;

/// <summary>What the Errata Tool's answers look like.</summary>
internal static class ErrataShapes
{
    private const string Arch = "x86_64";

    public static JsonNode Erratum(WorldAdvisory advisory, Advisories all) => new JsonObject
    {
        ["diffs"] = new JsonObject(),
        ["errata"] = new JsonObject
        {
            [advisory.Name.Split('-')[0].ToLowerInvariant()] = new JsonObject
            {
                ["id"] = advisory.Id,
                ["fulladvisory"] = advisory.Name,
                ["status"] = advisory.State,
                ["content_types"] = List(advisory.ContentTypes),
                ["security_impact"] = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(advisory.SecurityImpact),
                ["product_id"] = all.ProductOf(advisory),
            },
        },
        ["content"] = new JsonObject { ["content"] = new JsonObject { ["cve"] = string.Join(' ', advisory.Cves.Keys) } },
    };

    /// <summary>The older form, which names release and product by id only.</summary>
    public static JsonNode Advisory(WorldAdvisory advisory, Advisories all) => new JsonObject
    {
        ["id"] = advisory.Id,
        ["advisory_name"] = advisory.Name,
        ["status"] = advisory.State,
        ["people"] = new JsonObject { ["reporter"] = advisory.Reporter },
        ["release"] = new JsonObject { ["id"] = all.ReleaseOf(advisory) },
        ["product"] = new JsonObject { ["id"] = all.ProductOf(advisory) },
    };

    public static JsonNode Bugs(WorldAdvisory advisory, Advisories all) => advisory.BugFlags.Count == 0
        ? new JsonArray()
        : new JsonArray(new JsonObject { ["id"] = advisory.Id * 10, ["is_security"] = true, ["flags"] = string.Join(',', advisory.BugFlags) });

    public static JsonNode Builds(WorldAdvisory advisory, Advisories all) => Object(advisory.Builds, product => new JsonArray([
        .. product.Value.Select(nvr => new JsonObject
        {
            [nvr] = new JsonObject
            {
                [product.Key] = new JsonObject { [Arch] = List(Files(nvr, all)), ["SRPMS"] = List([$"{nvr}.src.rpm"]) },
            },
        }),
    ]));

    public static JsonNode BuildsByCve(WorldAdvisory advisory, Advisories all) => Object(advisory.Cves, cve => Object(
        advisory.Builds.Select(product => KeyValuePair.Create(product.Key, (IReadOnlyList<string>)[.. product.Value.Intersect(cve.Value)])).Where(product => product.Value.Count > 0),
        product => new JsonObject { ["name"] = product.Key, ["builds"] = new JsonArray([.. product.Value.Select(nvr => Build(nvr, product.Key, all))]) }));

    public static JsonNode PulpPackages(WorldAdvisory advisory, Advisories all)
    {
        var files = advisory.Builds.SelectMany(product => product.Value).Distinct().SelectMany(nvr => Files(nvr, all)).ToList();
        return Object(advisory.PulpRepositories.Distinct().Select(id => KeyValuePair.Create(id, files)), repository => List(repository.Value));
    }

    private static JsonObject Build(string nvr, string product, Advisories all) => new()
    {
        [nvr] = new JsonObject
        {
            ["nvr"] = nvr,
            ["is_module"] = false,
            ["variant_arch"] = new JsonObject { [product] = new JsonObject { [Arch] = Signed(Files(nvr, all)), ["SRPMS"] = Signed([$"{nvr}.src.rpm"]) } },
        },
    };

    private static IEnumerable<string> Files(string nvr, Advisories all) => (all.FindBuild(nvr)?.Rpms ?? []).Select(rpm => $"{rpm}.{Arch}.rpm");

    private static JsonArray Signed(IEnumerable<string> files) =>
        new([.. files.Select(file => new JsonObject { ["filename"] = file, ["is_signed"] = true })]);

    private static JsonObject Object<T>(IEnumerable<KeyValuePair<string, T>> entries, Func<KeyValuePair<string, T>, JsonNode> value) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)value(entry))));

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
