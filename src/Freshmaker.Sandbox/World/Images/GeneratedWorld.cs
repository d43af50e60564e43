using System.Globalization;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.World.Images;

/// <summary>Worlds that are asked for by name instead of read from a file: <c>generate:layered5:1000</c>.</summary>
internal static class GeneratedWorld
{
    private const string Prefix = "generate:";
    private const int Largest = 1_000_000;

    /// <summary>The images, or null when the text names a file.</summary>
    public static ImageWorld? TryMake(string source)
    {
        if (!source.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = source.Split(':');
        return parts.Length == 3 && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= Largest
            ? parts[1] switch
            {
                "layered5" => WorldGenerator.Layered5(size),
                "chain" => WorldGenerator.Chain(size),
                "fan" => WorldGenerator.Fan(size),
                _ => throw Refused(),
            }
            : throw Refused();
    }

    private static RefusedException Refused() =>
        new("SANDBOX_WORLD", $"must be a file, or generate:layered5:<leaves>, generate:chain:<images> or generate:fan:<children>, with a number from 1 to {Largest}");
}
