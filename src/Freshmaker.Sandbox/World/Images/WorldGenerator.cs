using System.Security.Cryptography;
using System.Text;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Makes worlds of any size, always the same for the same size. In each, one advisory affects all images.</summary>
/// <remarks>
/// Every image has three RPMs, one content set and a repository of its name; the directly affected ones carry the repository's auto-rebuild tag. One of the
/// RPMs, <see cref="AffectedRpm"/>, is older in all of them than in the advisory. Those without a parent are not marked as base images: one that is made from
/// a file system can only be rebuilt with an extra repository that somebody configured (behaviour.md §7.1), and these are to be rebuilt as they are.
/// </remarks>
public static class WorldGenerator
{
    /// <summary>The advisory that affects all images.</summary>
    public const long AdvisoryId = 150_001;

    /// <summary>The RPM that it fixes.</summary>
    public const string AffectedRpm = "libstone";

    private const string ContentSet = "acme-9-baseos-rpms";
    private const string PulpRepository = "acme-9-for-x86_64-baseos-rpms";
    private const string FixedBuild = "stone-1.2-4.el9";
    private const string Registry = "registry.example.com";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The shape layered-5: five layers from base to leaf. It holds the images that are in the chain of a leaf; a release that no leaf leads to is left out.
    /// Leaves and each release 3 are directly affected.
    /// </summary>
    /// <param name="leaves">At least 1.</param>
    public static ImageWorld Layered5(int leaves)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leaves, 1);
        List<(string Name, int Size)> layers =
        [
            ("base", Math.Max(1, leaves / 1000)), ("l3", Math.Max(1, leaves / 200)), ("l2", Math.Max(1, leaves / 50)), ("l1", Math.Max(1, leaves / 10)), ("leaf", leaves),
        ];
        var parents = DrawParents(layers);

        var reached = new HashSet<Place>();
        for (var index = 0; index < leaves; index++)
        {
            for (Place? at = new(layers.Count - 1, index, 1); at is { } image && reached.Add(image); at = parents[image])
            {
            }
        }

        return World(
            reached.OrderBy(image => image.Layer).ThenBy(image => image.Index).ThenBy(image => image.Release)
                .Select(image => new Node(Nvr(image), parents[image] is { } parent ? Nvr(parent) : null, image.Layer == layers.Count - 1 || image.Release == 3)));

        string Nvr(Place image) => $"{layers[image.Layer].Name}-{image.Index}-container-1-{image.Release}";
    }

    /// <summary>Images each built on the one before it, <c>chain-0</c> to <c>chain-n−1</c>; all are directly affected.</summary>
    /// <param name="images">At least 1.</param>
    public static ImageWorld Chain(int images)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        return World(Enumerable.Range(0, images).Select(index => new Node($"chain-{index}-container-1-1", index == 0 ? null : $"chain-{index - 1}-container-1-1", true)));
    }

    /// <summary>One base image, <c>base-0</c>, and images built on it, <c>fan-0</c> to <c>fan-n−1</c>; all are directly affected.</summary>
    /// <param name="children">At least 1.</param>
    public static ImageWorld Fan(int children)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(children, 1);
        const string @base = "base-0-container-1-1";
        return World(Enumerable.Range(0, children).Select(index => new Node($"fan-{index}-container-1-1", @base, true)).Prepend(new(@base, null, true)));
    }

    private static Dictionary<Place, Place?> DrawParents(List<(string Name, int Size)> layers)
    {
        var random = new WorldRandom(WorldRandom.UsualSeed);
        var parents = new Dictionary<Place, Place?>();
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var (isBase, isLeaf) = (layer == 0, layer == layers.Count - 1);
            for (var index = 0; index < layers[layer].Size; index++)
            {
                var above = isBase ? 1 : layers[layer - 1].Size;
                var (usual, other, change) = isBase ? (0, 0, false) : (random.Draw(above), random.Draw(above), random.Draw(10) == 0);
                for (var release = 1; release <= (isLeaf ? 1 : 3); release++)
                {
                    parents[new(layer, index, release)] = isBase ? null : new Place(layer - 1, release == 1 && !isLeaf && change ? other : usual, 1 + random.Draw(3));
                }
            }
        }

        return parents;
    }

    private static ImageWorld World(IEnumerable<Node> nodes)
    {
        List<WorldImage> images = [.. nodes.Select(Image)];
        return new(
            [.. images.Select(image => image.Places[0].Repository).Distinct(StringComparer.Ordinal).Select(path => new WorldRepository(Registry, path, true, ["latest"], ["Generally Available"]))],
            images,
            [new("stone-1.2-3.el9", 2_000_001, [$"{AffectedRpm}-1.2-3.el9"], []), new(FixedBuild, 2_000_002, [$"{AffectedRpm}-1.2-4.el9"], ["acme-9-candidate"])],
            [
                new(
                    AdvisoryId, "RHSA-2026:9001", "SHIPPED_LIVE", ["rpm"], "Important", "ACME", "ACME-9.5.Z",
                    new Dictionary<string, IReadOnlyList<string>> { ["CVE-2026-9001"] = [FixedBuild] },
                    new Dictionary<string, IReadOnlyList<string>> { ["ACME-9"] = [FixedBuild] },
                    [PulpRepository]),
            ],
            [],
            [new(PulpRepository, ContentSet)],
            []);
    }

    private static WorldImage Image(Node node, int position)
    {
        var parts = NvrText.TryParse(node.Nvr)!;
        return new()
        {
            Nvr = node.Nvr,
            BuildId = 3_000_001 + position,
            TaskId = 60_000_001 + position,
            Repository = $"container/{parts.Stem}",
            Revision = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node.Nvr)))[..40],
            GitBranch = parts.Stem,
            Target = $"{parts.Stem}-candidate",
            ContentSets = [ContentSet],
            Rpms = [$"{AffectedRpm}-1.2-3.el9", "bash-5.1-9.el9", $"{parts.Stem}-files-1-{parts.Release}.el9"],
            Parent = node.Parent,
            Places =
            [
                new(
                    Registry, $"acme/{parts.Stem}", Published: true,
                    node.IsAffected ? [$"{parts.Version}-{parts.Release}", "latest"] : [$"{parts.Version}-{parts.Release}"],
                    Start.AddMinutes(position + 120)),
            ],
            Labels = new Dictionary<string, string> { ["name"] = parts.Stem, ["version"] = parts.Version, ["release"] = parts.Release },
            BuiltAt = Start.AddMinutes(position),
        };
    }

    /// <summary>One release of the image at an index of a layer, layer 0 being the base.</summary>
    private readonly record struct Place(int Layer, int Index, int Release);

    private sealed record Node(string Nvr, string? Parent, bool IsAffected);
}
