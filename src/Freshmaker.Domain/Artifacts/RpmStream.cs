using System.Text.RegularExpressions;

namespace Freshmaker.Domain.Artifacts;

/// <summary>
/// What an RPM was built for, read from its release (behaviour.md D14): versions of one package are comparable only within one. <c>4.el8_6.2</c> is of
/// <c>el8</c>, more exactly <c>el8_6</c>; <c>1.module+el8.6.0+123+abc</c> of <c>module+el8</c>, more exactly <c>module+el8.6.0</c>.
/// </summary>
/// <param name="Name">The distribution with its major version, such as <c>el9</c>, <c>fc41</c> or <c>module+el8</c>; empty for a release that names none.</param>
/// <param name="Exact">With minor version or product suffix where it has one (<c>el8_6</c>, <c>el8ost</c>), else as <paramref name="Name"/>.</param>
/// <param name="IsModular">It is from a module.</param>
public sealed partial record RpmStream(string Name, string Exact, bool IsModular)
{
    public static RpmStream None { get; } = new("", "", IsModular: false);

    public static RpmStream Of(Nvr rpm) => Of(rpm.Release);

    public static RpmStream Of(string release)
    {
        if (ModularDist().Match(release) is { Success: true } modular)
        {
            var name = $"module+{NameOf(modular)}";
            return new(name, $"{name}{modular.Groups["minor"].Value}", IsModular: true);
        }

        if (release.Contains("module+", StringComparison.Ordinal) || release.Contains("module_", StringComparison.Ordinal))
            return new("module+", "module+", IsModular: true);
        return Dist().Match(release) is { Success: true } dist
            ? new(NameOf(dist), $"{NameOf(dist)}{dist.Groups["suffix"].Value}{dist.Groups["minor"].Value}", IsModular: false)
            : None;
    }

    public override string ToString() => Name.Length == 0 ? "no stream" : Exact;

    // Fedora's modules are built for "f32", its packages for "fc32".
    static string NameOf(Match dist) => $"{(dist.Groups["dist"].Value == "f" ? "fc" : dist.Groups["dist"].Value)}{dist.Groups["major"].Value}";

    // From the right: the dist tag is the last such part of a release, as in 3.rhaos4.12.el8.
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<dist>el|fc)(?<major>[0-9]{1,9})(?<suffix>[A-Za-z]*)(?<minor>_[0-9]+)?(?![A-Za-z0-9])", RegexOptions.RightToLeft | RegexOptions.CultureInvariant)]
    private static partial Regex Dist();

    [GeneratedRegex(@"(?<![A-Za-z0-9])module[+_](?<dist>el|fc|f)(?<major>[0-9]{1,9})(?<minor>(\.[0-9]+)*)", RegexOptions.CultureInvariant)]
    private static partial Regex ModularDist();
}
