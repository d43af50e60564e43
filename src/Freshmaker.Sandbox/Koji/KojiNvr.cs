namespace Freshmaker.Sandbox.Koji;

/// <summary>An NVR in its parts.</summary>
internal sealed record KojiNvr(string Name, string Version, string Release)
{
    public string NameVersion => $"{Name}-{Version}";

    public static KojiNvr? TryParse(string? text)
    {
        var parts = text?.Split('-') ?? [];
        return parts.Length < 3 || parts.Any(part => part.Length == 0) ? null : new(string.Join('-', parts[..^2]), parts[^2], parts[^1]);
    }

    public static KojiNvr Parse(string text) => TryParse(text) ?? throw new KojiFault(KojiFault.Generic, $"invalid format: {text}");

    public override string ToString() => $"{Name}-{Version}-{Release}";
}
