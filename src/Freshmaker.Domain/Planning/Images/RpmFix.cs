using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// Which installed RPMs are older than the fix (behaviour.md R3, R4, D14). An RPM is compared with the fixes of its own stream (<see cref="RpmStream"/>): with
/// those of exactly its own (<c>el8_6</c>) if there are any, else with those of its distribution's major version (<c>el8</c>). If the fix has none of that
/// stream, the RPM is not affected. Modular and other RPMs are of different streams; RPMs whose release names no stream are compared among themselves. Where
/// the fix has several versions for one stream, an RPM is fixed when it is one of them, or older than none.
/// </summary>
/// <remarks>For one planning run: it remembers what it has read, and is not safe for use by several threads.</remarks>
public sealed class RpmFix
{
    readonly Dictionary<string, FixesOfName> _byName = [];
    readonly Dictionary<string, RpmStream> _streams = [];
    readonly Dictionary<IReadOnlyList<InstalledRpm>, RpmVerdict> _judged = new(ReferenceEqualityComparer.Instance);
    readonly IReadOnlyList<string> _all;

    /// <param name="rpms">The fixed binary RPMs.</param>
    public RpmFix(IReadOnlyCollection<Nvr> rpms)
    {
        var sorted = rpms.Distinct().Order(Comparer<Nvr>.Create(RpmVersion.CompareFully)).ToList();
        _all = [.. sorted.Select(r => r.ToString())];
        foreach (var name in sorted.GroupBy(r => r.Name))
            _byName.Add(name.Key, new(_byName.Count, [.. name]));
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
        if (!_judged.TryGetValue(installed, out var verdict))
            _judged.Add(installed, verdict = Compared(installed));
        return verdict;
    }

    RpmVerdict Compared(IReadOnlyList<InstalledRpm> installed)
    {
        var strongest = RpmVerdict.NotInstalled;
        SortedSet<int>? affected = null;
        foreach (var (rpm, fixes) in Known(installed))
        {
            var verdict = fixes.Judge(rpm, StreamOf(rpm));
            if (verdict.Finding == RpmFinding.Affected)
                (affected ??= []).Add(fixes.Number);
            if (verdict.Finding < strongest.Finding || (verdict.Finding == strongest.Finding && RpmVersion.CompareFully(rpm, strongest.Installed!) < 0))
                strongest = verdict;
        }

        return affected is null ? strongest : strongest with { Affected = [.. affected] };
    }

    /// <summary>The streams that the fix has an RPM for.</summary>
    public string StreamsOf(string rpmName) => _byName.TryGetValue(rpmName, out var fixes) ? fixes.Streams : "";

    /// <summary>
    /// What a rebuilt image must contain of the fix, in as far as it contains those names: of each RPM that the image has now, the fixes of its stream that are not
    /// older. All of the fix when nobody knows what the image contains.
    /// </summary>
    public IReadOnlyList<string> MustContain(IReadOnlyList<InstalledRpm>? installed)
    {
        if (installed is null)
            return _all;
        List<string> wanted = [];
        foreach (var (rpm, fixes) in Known(installed))
        {
            foreach (var fix in fixes.ComparableWith(StreamOf(rpm)))
            {
                if (RpmVersion.Compare(rpm, fix) <= 0)
                    wanted.Add(fix.ToString());
            }
        }

        return wanted.Count <= 1 ? wanted : [.. wanted.Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a newer build of an affected image has all that it needs of the fix: the same of the fixed names, and none of them older (behaviour.md §8.9).</summary>
    public bool IsFixed(IReadOnlyList<InstalledRpm> affected, IReadOnlyList<InstalledRpm>? newer)
    {
        if (newer is null || !NumbersOf(affected).SetEquals(NumbersOf(newer)))
            return false;
        var needed = Judge(affected).Affected;
        return Known(newer).TrueForAll(n => n.Fixes.Judge(n.Rpm, StreamOf(n.Rpm)).Finding switch
        {
            RpmFinding.AlreadyFixed => true,
            RpmFinding.Affected => false,
            _ => !needed.Contains(n.Fixes.Number), // of another stream or kind than what it would replace
        });
    }

    HashSet<int> NumbersOf(IReadOnlyList<InstalledRpm> installed) => [.. Known(installed).Select(k => k.Fixes.Number)];

    List<(Nvr Rpm, FixesOfName Fixes)> Known(IReadOnlyList<InstalledRpm> installed)
    {
        List<(Nvr, FixesOfName)> known = [];
        for (var i = 0; i < installed.Count; i++)
        {
            if (_byName.TryGetValue(installed[i].Nvr.Name, out var fixes))
                known.Add((installed[i].Nvr, fixes));
        }

        return known;
    }

    /// <summary>Few releases are in many images.</summary>
    RpmStream StreamOf(Nvr rpm)
    {
        if (!_streams.TryGetValue(rpm.Release, out var stream))
            _streams.Add(rpm.Release, stream = RpmStream.Of(rpm));
        return stream;
    }

    /// <summary>The fixes of one name, by stream, each list ascending.</summary>
    sealed class FixesOfName
    {
        readonly IReadOnlyList<Nvr> _fixes;
        readonly Dictionary<string, Nvr[]> _exactly, _broadly;
        readonly HashSet<bool> _modularities;

        public FixesOfName(int number, IReadOnlyList<Nvr> fixes)
        {
            (Number, _fixes) = (number, fixes);
            var byStream = fixes.Select(f => (Fix: f, Stream: RpmStream.Of(f))).ToList();
            _exactly = byStream.GroupBy(f => f.Stream.Exact, f => f.Fix).ToDictionary(g => g.Key, g => g.ToArray());
            _broadly = byStream.GroupBy(f => f.Stream.Name, f => f.Fix).ToDictionary(g => g.Key, g => g.ToArray());
            _modularities = [.. byStream.Select(f => f.Stream.IsModular)];
            Streams = string.Join(", ", byStream.Select(f => $"{f.Stream}").Distinct());
        }

        public int Number { get; }

        public string Streams { get; }

        public Nvr[] ComparableWith(RpmStream stream) =>
            _exactly.TryGetValue(stream.Exact, out var exactly) ? exactly : _broadly.TryGetValue(stream.Name, out var broadly) ? broadly : [];

        public RpmVerdict Judge(Nvr rpm, RpmStream stream)
        {
            var fixes = ComparableWith(stream);
            if (fixes.Length == 0)
                return new(_modularities.Contains(stream.IsModular) ? RpmFinding.OtherStream : RpmFinding.ModularityDiffers, rpm, _fixes[^1]);
            Nvr? reached = null;
            foreach (var fix in fixes)
            {
                var order = RpmVersion.Compare(rpm, fix);
                if (order == 0)
                    return new(RpmFinding.AlreadyFixed, rpm, fix);
                if (order > 0)
                    reached = fix;
            }

            return reached == fixes[^1] ? new(RpmFinding.AlreadyFixed, rpm, reached) : new(RpmFinding.Affected, rpm, fixes[^1]);
        }
    }
}
