namespace Freshmaker.Sandbox.Koji;

/// <summary>Times as the hub writes them: a text and seconds since 1970.</summary>
internal static class KojiTime
{
    public static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff+00:00");

    public static object? Seconds(DateTimeOffset? at) => at is { } time ? time.ToUnixTimeMilliseconds() / 1000.0 : null;
}
