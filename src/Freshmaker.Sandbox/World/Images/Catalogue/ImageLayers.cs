using System.Security.Cryptography;
using System.Text;

namespace Freshmaker.Sandbox.World.Images.Catalogue;

/// <summary>
/// Layers of images: one for each image of the chain of parents, made from its NVR and architecture, and the file system that the base image is made of.
/// </summary>
internal static class ImageLayers
{
    private const int LongestChain = 100;

    public static IReadOnlyList<string> Of(ImageShelf shelf, WorldImage image, string arch)
    {
        var layers = new List<string>();
        string? last = image.Nvr;
        for (var nvr = last; nvr is not null && layers.Count < LongestChain; nvr = shelf.Find(nvr)?.Parent)
        {
            layers.Add(Hash($"{nvr}/{arch}"));
            last = nvr;
        }

        layers.Add(Hash($"root/{last}/{arch}"));
        return layers;
    }

    private static string Hash(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
