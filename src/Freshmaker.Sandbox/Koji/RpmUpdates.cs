using System.Text.RegularExpressions;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Koji;

/// <summary>What a package manager would install today: of each RPM the newest of the same distribution that has been built.</summary>
internal sealed partial class RpmUpdates
{
    private readonly ILookup<(string Name, string Stream), KojiNvr> _built;

    public RpmUpdates(ImageWorld world) =>
        _built = world.RpmBuilds.SelectMany(build => build.Rpms).Select(KojiNvr.TryParse).OfType<KojiNvr>().ToLookup(rpm => (rpm.Name, StreamOf(rpm)));

    /// <summary>The newest of the same name, or the same one when nothing newer of its distribution is there.</summary>
    public string Update(string rpm) => KojiNvr.TryParse(rpm) is { } old ? _built[(old.Name, StreamOf(old))].Append(old).MaxBy(Order, ByOrder)!.ToString() : rpm;

    /// <summary>The newest of a name, whatever its distribution; null when none was built.</summary>
    public string? Newest(string name) => _built.Where(group => group.Key.Name == name).SelectMany(group => group).MaxBy(Order, ByOrder)?.ToString();

    private static readonly Comparer<(string Version, string Release)> ByOrder = Comparer<(string Version, string Release)>.Create((left, right) =>
        RpmOrder.Instance.Compare(left.Version, right.Version) is not 0 and var order ? order : RpmOrder.Instance.Compare(left.Release, right.Release));

    private static (string Version, string Release) Order(KojiNvr rpm) => (rpm.Version, rpm.Release);

    // el9 and fc41 are different worlds, and so are modules in them
    private static string StreamOf(KojiNvr rpm) => $"{Distribution().Match(rpm.Release).Value}{(rpm.Release.Contains("module", StringComparison.Ordinal) ? "/module" : "")}";

    [GeneratedRegex(@"(el|fc)[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Distribution();
}
