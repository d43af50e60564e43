using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>A few images on each other, and a fix for zlib on el9.</summary>
static class KojiWorld
{
    public const string Target = "web-1-candidate";

    public static readonly DateTimeOffset Built = new(2031, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly ImageWorld World = new(
        [],
        [
            Image("base-container-9.4-1", 3_300_000, null) with { IsBaseImage = true, TaskId = 60_400_000, Arches = ["x86_64", "aarch64"] },
            Image("rt-container-1-4", 3_300_001, "base-container-9.4-1") with { Composes = [990_001, 990_002], Arches = ["x86_64", "aarch64"] },
            Image("builder-container-2-7", 3_300_002, "base-container-9.4-1"),
            Image("web-container-1-5", 3_311_442, "rt-container-1-4") with
            {
                OtherStages = ["builder-container-2-7"], TaskId = 60_411_977, Labels = new Dictionary<string, string> { ["com.redhat.openshift.versions"] = "v4.12" },
            },
            Image("frail-container-1-1", 3_311_450, "rt-container-1-4") with { Behaviour = new(FailTimes: 2, Reason: "Image build failed. OSBS build id: frail-1") },
            Image("stuck-container-1-1", 3_311_451, "rt-container-1-4") with { Behaviour = new(Stuck: true) },
            Image("stale-container-1-1", 3_311_452, "rt-container-1-4") with { Behaviour = new(KeepsOldRpms: true) },
            Image("bare-container-1-1", 3_311_453, "gone-container-1-1") with { Rpms = null, TaskId = null },
            Image("editor-flatpak-40-2", 3_311_454, null) with { Flatpak = true },
        ],
        [
            new("zlib-1.2-3.el9", 700_001, ["zlib-1.2-3.el9", "zlib-devel-1.2-3.el9"], ["el9-candidate", "el9-updates"]),
            new("zlib-1.2-10.el9", 700_002, ["zlib-1.2-10.el9", "zlib-devel-1.2-10.el9"], ["el9-candidate"]),
            new("compat-1-1.el9", 700_004, ["zlib-compat-1-1.el9"], []),
            new("zlib-1.3-1.el10", 700_003, ["zlib-1.3-1.el10"], ["el10-candidate"]),
        ],
        [], [], [],
        [new(8123, "webfront", "fedora-41", "f41", ["zlib"])]);

    public static WorldImage Image(string nvr, long buildId, string? parent)
    {
        var name = nvr.Split('-')[0];
        return new()
        {
            Nvr = nvr,
            BuildId = buildId,
            TaskId = 60_000_000 - buildId,
            Repository = $"containers/{name}",
            Revision = Revision(name),
            GitBranch = $"{name}-1",
            Target = $"{name}-1-candidate",
            Rpms = ["zlib-1.2-3.el9", "bash-5.1-8.el9"],
            Parent = parent,
            BuiltAt = Built,
        };
    }

    public static string Revision(string name) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)))[..40];
}
