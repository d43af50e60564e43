using System.Globalization;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Reads JSON by paths such as <c>edges.0.node.id</c>.</summary>
static class JsonPaths
{
    public static JsonElement At(this JsonElement json, string path) => path.Split('.').Aggregate(
        json, (at, part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? at[index] : at.GetProperty(part));

    public static string Text(this JsonElement json, string path) => json.At(path).GetString()!;
}
