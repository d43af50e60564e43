using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Images;

/// <summary>A few images, each with something of its own.</summary>
internal static class SmallImages
{
    public const string Registry = "registry.example.com";
    public const string BaseOs = "acme-9-baseos-rpms";
    public const string AppStream = "acme-9-appstream-rpms";
    public static readonly DateTimeOffset Published = new(2031, 3, 1, 12, 30, 15, TimeSpan.Zero);

    static readonly string[] Rpms = ["zlib-1.2-3.el9", "zlib-devel-1.2-3.el9", "bash-5.1-2.el9", "libgcc-11-1.el9"];

    public static readonly ImageWorld World = ImageWorld.Empty with
    {
        Repositories =
        [
            new(Registry, "acme/base", true, ["latest"], ["Generally Available"]),
            new(Registry, "acme/rt", true, ["latest", "1"], ["Generally Available"]),
            new(Registry, "acme/web", true, ["latest"], ["Generally Available", "Tech Preview"]),
            new(Registry, "acme/try", true, ["latest"], ["Beta"]),
            new(Registry, "acme/quiet", true, [], ["Generally Available"]),
            new(Registry, "acme/eus", false, ["latest"], ["Generally Available"]),
            new("other.example.com", "acme/web", true, ["latest"], ["Deprecated"]),
        ],
        Images =
        [
            Image("base-container-9-3", 1, In("acme/base")) with { Arches = ["x86_64", "aarch64", "s390x"], IsBaseImage = true },
            Image("rt-container-1-4", 2, In("acme/rt")) with { Parent = "base-container-9-3", Arches = ["x86_64", "aarch64"] },
            Image("web-container-1-4", 3, In("acme/web", "1-4")) with { Parent = "rt-container-1-4" },
            Image("web-container-1-5", 4, In("acme/web", "1", "latest") with { PublishedAt = Published.AddDays(3) }, In("acme/eus", "latest") with { Published = false, PublishedAt = Published }) with
            {
                Parent = "rt-container-1-4",
                Arches = ["x86_64", "aarch64"],
                ContentSets = [BaseOs, AppStream],
                Labels = new Dictionary<string, string> { ["version"] = "1", ["com.redhat.component"] = "web-container" },
            },
            Image("web-container-1-6", 5, In("acme/web", "latest") with { Published = false }),
            Image("crossed-container-1-1", 6, In("acme/web", "latest") with { Published = false }, In("acme/rt", "old")),
            Image("other-container-1-1", 7, In("acme/try")) with { ContentSets = ["acme-8-baseos-rpms"] },
            Image("bashless-container-1-1", 8, In("acme/try")) with { Rpms = ["zlib-1.2-4.el9"] },
            Image("blind-container-1-1", 9, In("acme/web")) with { Rpms = null },
            Image("elsewhere-container-1-1", 10, In("acme/web")) with { HasBrewData = false },
            Image("hidden-container-1-1", 11, In("acme/web")) with { InCatalogue = false },
            Image("nowhere-container-1-1", 12) with { Parent = "lost-container-7-7" },
        ],
        RpmBuilds = [new("zlib-1.2-3.el9", 901, ["zlib-1.2-3.el9", "zlib-devel-1.2-3.el9"], []), new("gcc-11-1.el9", 902, ["libgcc-11-1.el9"], [])],
    };

    public static WorldImage Image(string nvr, long id, params WorldPlace[] places) => new()
    {
        Nvr = nvr,
        BuildId = id,
        Repository = $"containers/{nvr.Split('-')[0]}",
        Revision = "c0ffee",
        GitBranch = "acme-9",
        Target = "acme-9-candidate",
        ContentSets = [BaseOs],
        Rpms = Rpms,
        Places = places,
    };

    public static WorldPlace In(string repository, params string[] tags) => new(Registry, repository, true, tags.Length == 0 ? ["latest"] : tags);
}
