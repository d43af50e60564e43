using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Reads advisories; what they name must be in the world.</summary>
internal static class AdvisoryReader
{
    private static readonly string[] States = ["NEW_FILES", "QE", "REL_PREP", "PUSH_READY", "IN_PUSH", "SHIPPED_LIVE", "DROPPED_NO_SHIP"];
    private static readonly string[] Impacts = ["Critical", "Important", "Moderate", "Low", "None"];

    public static IReadOnlyList<WorldAdvisory> Read(Fields images, IReadOnlyList<WorldRpmBuild> rpmBuilds, IReadOnlyList<WorldPulpRepository> pulp)
    {
        var knownBuilds = rpmBuilds.Select(build => build.Nvr).ToHashSet(StringComparer.Ordinal);
        var knownPulp = pulp.Select(repository => repository.Id).ToHashSet(StringComparer.Ordinal);
        var advisories = images.Items("advisories").Select(item =>
        {
            var fields = Fields.Of(
                item.Value, item.Path, "id", "name", "state", "contentTypes", "impact", "product", "release", "cves", "builds", "pulp", "reporter", "bugFlags", "about");
            var builds = fields.TextsByName("builds");
            CheckNamed(fields, "builds", builds, knownBuilds, "is not among the world's rpmBuilds");
            var cves = fields.TextsByName("cves");
            CheckNamed(fields, "cves", cves, builds.Values.SelectMany(nvrs => nvrs).ToHashSet(StringComparer.Ordinal), "is not among the advisory's builds");
            return new WorldAdvisory(
                SupplyReader.Id(fields),
                fields.Text("name"),
                SupplyReader.OneOf(fields, "state", States) ?? "PUSH_READY",
                fields.TextsOrNull("contentTypes") ?? ["rpm"],
                SupplyReader.OneOf(fields, "impact", Impacts) ?? "None",
                fields.TextOrNull("product") ?? "ACME",
                fields.TextOrNull("release") ?? "ACME-GA",
                cves,
                builds,
                Pulp(fields, knownPulp))
            {
                Reporter = fields.TextOrNull("reporter") ?? "dana@example.com",
                BugFlags = fields.TextsOrNull("bugFlags") ?? [],
            };
        }).ToList();
        SupplyReader.RefuseTwice(images.At("advisories"), advisories, advisory => advisory.Id, "id", "ids must be unique");
        SupplyReader.RefuseTwice(images.At("advisories"), advisories, advisory => advisory.Name, "name", "names must be unique");
        return advisories;
    }

    private static List<string> Pulp(Fields fields, HashSet<string> known)
    {
        var ids = fields.TextsOrNull("pulp") ?? [];
        return ids.Index().FirstOrDefault(entry => !known.Contains(entry.Item)) is { Item: { } unknown, Index: var index }
            ? throw new RefusedException($"{fields.At("pulp")}[{index}]", $"{unknown} is not among the world's pulp repositories")
            : [.. ids];
    }

    private static void CheckNamed(Fields fields, string name, IReadOnlyDictionary<string, IReadOnlyList<string>> lists, HashSet<string> known, string rule)
    {
        foreach (var (key, nvrs) in lists)
        {
            foreach (var (index, nvr) in nvrs.Index())
            {
                if (!known.Contains(nvr))
                {
                    throw new RefusedException($"{fields.At(name)}.{key}[{index}]", $"{nvr} {rule}");
                }
            }
        }
    }
}
