namespace Freshmaker.Integrations.Koji;

internal static class Moments
{
    /// <summary>The time that much before, or the first there is.</summary>
    public static DateTimeOffset Before(this DateTimeOffset time, TimeSpan span) => time - DateTimeOffset.MinValue > span ? time - span : DateTimeOffset.MinValue;
}
