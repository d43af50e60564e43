using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// Which installed RPMs are older than the fix (behaviour.md R3, R4, D14). An RPM is compared with the fixes of its own stream (<see cref="RpmStream"/>): with
/// those of exactly its own (<c>el8_6</c>) if there are any, else with those of its distribution's major version (<c>el8</c>). If the fix has none of that
/// stream, the RPM is not affected. Modular and other RPMs are of different streams; RPMs whose release names no stream are compared among themselves. Where
/// the fix has several versions for one stream, an RPM is fixed when it is one of them, or older than none.
/// </summary>
public sealed class RpmFix
{
    readonly Dictionary<string, (int Number, (Nvr Rpm, RpmStream Stream)[] Fixes)> _byName = [];
    readonly IReadOnlyList<string> _all;

    /// <param name="rpms">The fixed binary RPMs.</param>
    public RpmFix(IReadOnlyCollection<Nvr> rpms)
    {
        var sorted = rpms.Distinct().Order(Comparer<Nvr>.Create(RpmVersion.CompareFully)).ToList();
        _all = [.. sorted.Select(r => r.ToString())];
        foreach (var name in sorted.GroupBy(r => r.Name))
            _byName.Add(name.Key, (_byName.Count, [.. name.Select(r => (r, RpmStream.Of(r)))]));
        Names = [.. _byName.Keys];
    }

    /// <summary>The names of the fixed RPMs, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether an image is affected, and the RPM that decides: of those of the strongest finding the first by name and version.</summary>
    /// <param name="installed">Its RPMs; null when they are not known: then it may be affected.</param>
    public RpmVerdict Judge(IReadOnlyList<InstalledRpm>? installed)
    {
        if (installed is null)
            return RpmVerdict.Unknown;
        var strongest = RpmVerdict.NotInstalled;
        SortedSet<int>? affected = null;
        foreach (var (rpm, number, fixes) in Known(installed))
        {
            var verdict = Judge(rpm, fixes);
            if (verdict.Finding == RpmFinding.Affected)
                (affected ??= []).Add(number);
            if (verdict.Finding < strongest.Finding || (verdict.Finding == strongest.Finding && RpmVersion.CompareFully(rpm, strongest.Installed!) < 0))
                strongest = verdict;
        }

        return affected is null ? strongest : strongest with { Affected = [.. affected] };
    }

    /// <summary>The streams that the fix has an RPM for.</summary>
    public string StreamsOf(string rpmName) => _byName.TryGetValue(rpmName, out var fix)
        ? string.Join(", ", fix.Fixes.Select(f => f.Stream.ToString()).Distinct())
        : "";

    /// <summary>
    /// What a rebuilt image must contain of the fix, in as far as it contains those names: of each RPM that the image has now, the fixes of its stream that are not
    /// older. All of the fix when nobody knows what the image contains.
    /// </summary>
    public IReadOnlyList<string> MustContain(IReadOnlyList<InstalledRpm>? installed)
    {
        if (installed is null)
            return _all;
        var wanted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (rpm, _, fixes) in Known(installed))
        {
            foreach (var (fix, _) in Comparable(RpmStream.Of(rpm), fixes))
            {
                if (RpmVersion.Compare(rpm, fix) <= 0)
                    wanted.Add(fix.ToString());
            }
        }

        return [.. wanted];
    }

    /// <summary>Whether a newer build of an affected image has all that it needs of the fix: the same of the fixed names, and none of them older (behaviour.md §8.9).</summary>
    public bool IsFixed(IReadOnlyList<InstalledRpm> affected, IReadOnlyList<InstalledRpm>? newer)
    {
        if (newer is null || !NumbersOf(affected).SetEquals(NumbersOf(newer)))
            return false;
        var needed = Judge(affected).Affected;
        return Known(newer).All(n => Judge(n.Rpm, n.Fixes).Finding switch
        {
            RpmFinding.AlreadyFixed => true,
            RpmFinding.Affected => false,
            _ => !needed.Contains(n.Number), // of another stream or kind than what it would replace
        });
    }

    HashSet<int> NumbersOf(IReadOnlyList<InstalledRpm> installed) => [.. Known(installed).Select(k => k.Number)];

    IEnumerable<(Nvr Rpm, int Number, (Nvr Rpm, RpmStream Stream)[] Fixes)> Known(IReadOnlyList<InstalledRpm> installed)
    {
        foreach (var (rpm, _) in installed)
        {
            if (_byName.TryGetValue(rpm.Name, out var fix))
                yield return (rpm, fix.Number, fix.Fixes);
        }
    }

    static RpmVerdict Judge(Nvr rpm, (Nvr Rpm, RpmStream Stream)[] fixes)
    {
        var stream = RpmStream.Of(rpm);
        Nvr? newest = null, reached = null;
        var same = false;
        foreach (var (fix, _) in Comparable(stream, fixes)) // ascending
        {
            newest = fix;
            var order = RpmVersion.Compare(rpm, fix);
            same |= order == 0;
            if (order >= 0)
                reached = fix;
        }

        if (newest is null)
            return new(fixes.Any(f => f.Stream.IsModular == stream.IsModular) ? RpmFinding.OtherStream : RpmFinding.ModularityDiffers, rpm, fixes[^1].Rpm);
        return same || reached == newest ? new(RpmFinding.AlreadyFixed, rpm, reached) : new(RpmFinding.Affected, rpm, newest);
    }

    static IEnumerable<(Nvr Rpm, RpmStream Stream)> Comparable(RpmStream stream, (Nvr Rpm, RpmStream Stream)[] fixes)
    {
        var exact = fixes.Any(f => f.Stream.Exact == stream.Exact);
        return fixes.Where(f => exact ? f.Stream.Exact == stream.Exact : f.Stream.Name == stream.Name);
    }
}
