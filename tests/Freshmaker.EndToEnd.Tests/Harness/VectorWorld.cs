using System.Text.Json.Nodes;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>
/// A sandbox world made of the golden vectors of behaviour.md, appendix A. Each has names, an RPM and an advisory of its own, so that all can be
/// planned in one world: <c>web-1-5</c> of vector V1 is <c>v1-web-1-5</c>, and <c>zlib</c> is <c>v1-zlib</c>.
/// </summary>
public sealed class VectorWorld
{
    const string Stream = "el8", ContentSet = "acme-8-rpms", Release = "ACME-8", Pulp = "acme-8-for-x86_64-rpms";

    readonly JsonArray _images = [];
    readonly JsonArray _rpms = [];
    readonly JsonArray _advisories = [];
    readonly JsonObject _streams = new() { [Stream] = Settings("{name}-{version}") };

    /// <param name="advisory">Its id, by which it can be shipped.</param>
    /// <param name="fix">What it ships, as in <c>zlib-1.2-4.el8</c>; several with spaces between them.</param>
    /// <param name="name">The advisory's; one made of its id if it does not matter.</param>
    public VectorWorld Advisory(string vector, long advisory, string fix, string? name = null)
    {
        var builds = new JsonArray();
        foreach (var nvr in fix.Split(' ').Select(n => Of(vector, n)))
        {
            builds.Add(nvr);
            _rpms.Add(new JsonObject { ["nvr"] = nvr, ["rpms"] = new JsonArray(ImageWork.NameVersion(nvr).Name), ["tags"] = new JsonArray("acme-8-candidate") });
        }

        _advisories.Add(new JsonObject
        {
            ["id"] = advisory,
            ["name"] = name ?? $"RHSA-2031:{advisory % 10_000:0000}",
            ["impact"] = "Important",
            ["release"] = "ACME-8.10.Z",
            ["builds"] = new JsonObject { [Release] = builds },
            ["cves"] = new JsonObject { [$"CVE-2031-{advisory}"] = builds.DeepClone() },
            ["pulp"] = new JsonArray(Pulp),
        });
        return this;
    }

    /// <summary>As the vectors are written: leaf first, <c>*</c> for what has the tag <c>latest</c>, for which images are rebuilt.</summary>
    /// <param name="rpms">What every image of it contains; null: nobody knows.</param>
    /// <param name="branch">Of all that it is built from; else each name and version has one.</param>
    public VectorWorld Chain(string vector, string chain, string? rpms = "zlib-1.2-3.el8", string? branch = null)
    {
        var nvrs = chain.Split(' ');
        for (var i = nvrs.Length - 1; i >= 0; i--)
            Image(vector, nvrs[i], i + 1 < nvrs.Length ? nvrs[i + 1].TrimEnd('*') : null, rpms, branch);
        return this;
    }

    /// <summary>One image; known already if it was part of a chain before.</summary>
    public VectorWorld Image(string vector, string image, string? from, string? rpms, string? branch = null)
    {
        var nvr = Of(vector, image.TrimEnd('*'));
        if (_images.Any(i => (string?)i!["nvr"] == nvr))
            return this;
        if (branch is not null)
            _streams[branch] ??= Settings(branch);
        var entry = new JsonObject
        {
            ["nvr"] = nvr,
            ["stream"] = branch ?? Stream,
            ["tags"] = new JsonArray(image.EndsWith('*') ? "latest" : "older"),
            ["rpms"] = new JsonArray([.. (rpms ?? "zlib-1.2-3.el8").Split(' ').Select(r => (JsonNode)Of(vector, r))]),
        };
        if (from is not null)
            entry["from"] = Of(vector, from);
        if (rpms is null)
            entry["manifest"] = false;
        _images.Add(entry);
        return this;
    }

    /// <summary>Writes it, for <see cref="WorldOptions.SandboxWorld"/>.</summary>
    public string Write()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("freshmaker-vectors-").FullName, "world.json");
        File.WriteAllText(path, new JsonObject
        {
            ["images"] = new JsonObject
            {
                ["defaults"] = new JsonObject
                {
                    ["registry"] = "registry.example.com",
                    ["vendor"] = "acme",
                    ["autoRebuildTags"] = new JsonArray("latest"),
                    ["builtAt"] = "2026-02-01T00:00:00Z",
                },
                ["streams"] = _streams,
                ["builds"] = _images,
                ["rpmBuilds"] = _rpms,
                ["advisories"] = _advisories,
                ["pulp"] = new JsonArray(new JsonObject { ["id"] = Pulp, ["contentSet"] = ContentSet }),
            },
        }.ToJsonString());
        return path;
    }

    /// <summary>The name that something of a vector has in this world.</summary>
    public static string Of(string vector, string name) => $"{vector.ToLowerInvariant()}-{name}";

    static JsonObject Settings(string branch) => new() { ["contentSets"] = new JsonArray(ContentSet), ["gitBranch"] = branch, ["target"] = "{name}-{version}-candidate" };
}
