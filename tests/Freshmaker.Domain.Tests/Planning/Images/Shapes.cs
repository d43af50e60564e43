using System.Security.Cryptography;
using System.Text;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>The graphs of <c>shapes.md</c>, the same ones everywhere, with check values.</summary>
static class Shapes
{
    /// <summary>Random numbers that are the same on every machine.</summary>
    public sealed class Draws
    {
        ulong _x = 20261123;

        public int Next(int n)
        {
            _x = unchecked((_x * 6364136223846793005) + 1442695040888963407);
            return (int)((_x >> 33) % (ulong)n);
        }
    }

    static readonly string[] Layers = ["base", "l3", "l2", "l1", "leaf"];

    /// <summary>
    /// Images in five layers, with all that is reached from a leaf: three releases of each but the leaves, of which a child is built on any; one in ten changes its
    /// parent after release 1. Leaves and releases 3 are directly affected.
    /// </summary>
    public static Shelf Layered5(int leaves)
    {
        int[] sizes = [Math.Max(1, leaves / 1000), Math.Max(1, leaves / 200), Math.Max(1, leaves / 50), Math.Max(1, leaves / 10), leaves];
        var draws = new Draws();
        var parents = new Dictionary<string, string?>();
        for (var layer = 1; layer < Layers.Length; layer++)
        {
            for (var i = 0; i < sizes[layer]; i++)
            {
                var (parent, other, change) = (draws.Next(sizes[layer - 1]), draws.Next(sizes[layer - 1]), draws.Next(10) == 0);
                var isLeaf = layer == Layers.Length - 1;
                for (var release = 1; release <= (isLeaf ? 1 : 3); release++)
                    parents[Nvr(layer, i, release)] = Nvr(layer - 1, release == 1 && change && !isLeaf ? other : parent, 1 + draws.Next(3));
            }
        }

        var shelf = new Shelf();
        var waiting = new Stack<string>(Enumerable.Range(0, leaves).Select(i => Nvr(4, i, 1)));
        while (waiting.TryPop(out var nvr))
        {
            if (shelf.Images.ContainsKey(nvr))
                continue;
            var parent = parents.GetValueOrDefault(nvr);
            if (nvr.StartsWith("leaf", StringComparison.Ordinal) || nvr.EndsWith("-3", StringComparison.Ordinal))
                shelf.Affected(nvr, parent, ThreeRpms);
            else
                shelf.Image(nvr, parent, ThreeRpms);
            if (parent is not null)
                waiting.Push(parent);
        }

        return shelf;

        static string Nvr(int layer, int index, int release) => $"{Layers[layer]}-{index}-container-1-{release}";

        static Domain.Ports.ImageRecord ThreeRpms(Domain.Ports.ImageRecord image) => image with { Rpms = Shelf.Rpms("bash-5-1.el8 zlib-1.2-3.el8 curl-7-1.el8") };
    }

    /// <summary>Edges between random nodes, each from the smaller to the larger, until there are enough.</summary>
    public static (int[] Children, int[] Parents) Random(int nodes, int edges)
    {
        var draws = new Draws();
        var known = new HashSet<(int, int)>();
        var (children, parents) = (new List<int>(), new List<int>());
        while (known.Count < edges)
        {
            var (a, b) = (draws.Next(nodes), draws.Next(nodes));
            if (a == b || !known.Add((Math.Min(a, b), Math.Max(a, b))))
                continue;
            parents.Add(Math.Min(a, b));
            children.Add(Math.Max(a, b));
        }

        return ([.. children], [.. parents]);
    }

    /// <summary>Over the lines "level number, space, NVR".</summary>
    public static string Check(IReadOnlyList<IReadOnlyList<PlannedBuild>> levels) => Check(string.Join(
        '\n', levels.SelectMany((builds, level) => builds.Select(b => $"{level} {b.Original()}")).Order(StringComparer.Ordinal)));

    public static string Check(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
