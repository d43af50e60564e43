using System.Globalization;

namespace Freshmaker.Host.Rest.Reading;

/// <summary>Ids in paths.</summary>
static class Ids
{
    /// <summary>The number that a part of a path is: digits only. Null when it is none, or greater than any number of ours.</summary>
    public static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
