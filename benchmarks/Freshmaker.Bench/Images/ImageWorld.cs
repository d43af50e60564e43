using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Bench.Images;

/// <summary>
/// The shape layered-5 as catalogue and Koji would tell of it: five layers of images from base to leaf, with all that is reached from a leaf. Each has three RPMs,
/// of which an advisory of the world's own fixes one; leaves and each release 3 carry the tag that makes them candidates.
/// </summary>
sealed class ImageWorld
{
    public const string Registry = "registry.example.com";
    public const string ContentSet = "acme-9-baseos-rpms";

    static readonly string[] Layers = ["base", "l3", "l2", "l1", "leaf"];
    static readonly string[] AffectedTags = ["latest"], OlderTags = ["older"];

    readonly List<ImageRecord> _candidates = [];

    /// <param name="advisory">The advisory that fixes it.</param>
    /// <param name="leaves">At least 1.</param>
    /// <param name="prefix">What the names of its images begin with, so that worlds can be told apart.</param>
    public ImageWorld(long advisory, int leaves, string prefix = "")
    {
        Advisory = advisory;
        var parents = DrawParents(leaves, prefix);
        var waiting = new Stack<string>(Enumerable.Range(0, leaves).Select(i => Text(prefix, Layers.Length - 1, i, 1)));
        while (waiting.TryPop(out var nvr))
        {
            if (Images.ContainsKey(nvr))
                continue;
            var parent = parents.GetValueOrDefault(nvr);
            Add(nvr, parent, isCandidate: nvr.StartsWith($"{prefix}leaf", StringComparison.Ordinal) || nvr.EndsWith("-3", StringComparison.Ordinal));
            if (parent is not null)
                waiting.Push(parent);
        }
    }

    public long Advisory { get; }

    /// <summary>The RPM that the advisory fixes.</summary>
    public string Rpm => $"libstone{Advisory}";

    public string Fix => $"{Rpm}-1.2-4.el9";

    public Dictionary<string, ImageRecord> Images { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, ImageBuildRecord> Builds { get; } = new(StringComparer.Ordinal);
    public Dictionary<string, RepositoryRecord> Repositories { get; } = new(StringComparer.Ordinal);
    public IReadOnlyList<ImageRecord> Candidates => _candidates;

    public AdvisoryRecord Record => new(Advisory, $"RHSA-2026:{Advisory}", "SHIPPED_LIVE", ["rpm"], "important", "ACME", "ACME-9", [$"CVE-2026-{Advisory}"], null);

    public AdvisoryContent Content => new([$"stone{Advisory}-1.2-4.el9"], [Fix], [Fix], ["acme-9-for-x86_64-baseos-rpms"]);

    /// <summary>The message that it was shipped.</summary>
    public string Shipped => $$"""{"errata_id":{{Advisory}},"from":"PUSH_READY","to":"SHIPPED_LIVE","product":"ACME","release":"ACME-9"}""";

    static Dictionary<string, string> DrawParents(int leaves, string prefix)
    {
        int[] sizes = [Math.Max(1, leaves / 1000), Math.Max(1, leaves / 200), Math.Max(1, leaves / 50), Math.Max(1, leaves / 10), leaves];
        var draws = new Draws();
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var layer = 1; layer < Layers.Length; layer++)
        {
            var isLeaf = layer == Layers.Length - 1;
            for (var i = 0; i < sizes[layer]; i++)
            {
                var (usual, other, change) = (draws.Next(sizes[layer - 1]), draws.Next(sizes[layer - 1]), draws.Next(10) == 0);
                for (var release = 1; release <= (isLeaf ? 1 : 3); release++)
                    parents[Text(prefix, layer, i, release)] = Text(prefix, layer - 1, release == 1 && change && !isLeaf ? other : usual, 1 + draws.Next(3));
            }
        }

        return parents;
    }

    static string Text(string prefix, int layer, int index, int release) => $"{prefix}{Layers[layer]}-{index}-container-1-{release}";

    void Add(string text, string? parent, bool isCandidate)
    {
        var nvr = Nvr.Parse(text);
        var path = $"acme/{nvr.Name}";
        var image = new ImageRecord(nvr)
        {
            ContentSets = [ContentSet],
            Rpms = [new(Nvr.Parse($"{Rpm}-1.2-3.el9")), new(Nvr.Parse("bash-5.1-9.el9")), new(Nvr.Parse("curl-7.76-1.el9"))],
            ParentNvr = parent,
            Places = [new(Registry, path, Published: true, isCandidate ? AffectedTags : OlderTags)],
        };
        Images[text] = image;
        if (isCandidate)
            _candidates.Add(image);
        Repositories.TryAdd(path, new(Registry, path, Published: true, AffectedTags, ["Generally Available"]));
        Builds[text] = new(nvr, 3_000_000 + Builds.Count)
        {
            TaskId = 60_000_000 + Builds.Count,
            Repository = $"containers/{nvr.Name}",
            Revision = "0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f0d3a9c1f",
            GitBranch = "acme-9",
            Target = "acme-9-candidate",
            Arches = ["x86_64"],
        };
    }
}
