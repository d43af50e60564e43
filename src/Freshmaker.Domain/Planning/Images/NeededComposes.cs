using System.Text.RegularExpressions;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>The composes that builds need (behaviour.md §3.1, §7.2). Equal needs have equal requests, so a rebuild makes each compose once.</summary>
sealed class NeededComposes(ImageSnapshot snapshot, ImagePlanningOptions options, DeclaredContentSets contentSets, ComposeRequest? unshipped)
{
    readonly Regex? _excluded = options.ExcludedContentSets is { } pattern ? new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null;
    readonly Dictionary<string, bool> _isExcluded = [];
    readonly Dictionary<string, NewCompose> _pulp = [];

    public (IReadOnlyList<Prerequisite> Composes, IReadOnlyList<Reason> Warnings) Of(ImageNode image)
    {
        List<Prerequisite> composes = [];
        List<Reason> warnings = [];
        HashSet<string>? covered = null;
        var own = image.IsPublished ? null : OwnRpms(image, warnings);
        foreach (var id in image.Build is { Composes.Count: > 0 } build ? build.Composes.Distinct().Order() : Enumerable.Empty<long>())
        {
            var compose = snapshot.Composes.GetValueOrDefault(id);
            if (compose is null or { State: ComposeState.Failed })
            {
                warnings.Add(Reason.Of(ReasonCode.ComposeNotUsable, ("compose", $"{id}"), ("state", compose is null ? Unread(id) ?? "unknown" : "failed")));
                continue;
            }

            if (IsReplaced(compose, own))
                continue;
            composes.Add(new EarlierCompose(id));
            (covered ??= []).UnionWith(compose.Source?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
        }

        List<string> missing = [];
        foreach (var contentSet in contentSets.Of(image))
        {
            if (covered?.Contains(contentSet) != true && !IsExcluded(contentSet))
                missing.Add(contentSet);
        }

        if (missing.Count > 0)
            composes.Add(PulpCompose(missing.Count == 1 ? missing[0] : string.Join(' ', missing.Distinct().Order(StringComparer.Ordinal))));
        if (own is not null)
            composes.Add(own);
        if (unshipped is not null)
            composes.Add(new NewCompose(unshipped));
        return (composes, warnings);
    }

    /// <summary>
    /// What this plan makes anew takes the place of what an earlier rebuild made for the same purpose: else each rebuild of a rebuild would have one more
    /// (behaviour.md D23), with ever older RPMs.
    /// </summary>
    bool IsReplaced(ComposeProgress earlier, NewCompose? own) =>
        (own is not null && earlier.Kind == "build") || (unshipped is not null && earlier.Kind == "tag" && earlier.Source == unshipped.Source);

    string? Unread(long id) => snapshot.UnreadComposes.GetValueOrDefault(id) is { } fault ? $"unreadable ({fault.System} at {fault.Call}: {fault.Text})" : null;

    /// <summary>Many images have few content sets.</summary>
    bool IsExcluded(string contentSet)
    {
        if (_excluded is null)
            return false;
        if (!_isExcluded.TryGetValue(contentSet, out var excluded))
            _isExcluded.Add(contentSet, excluded = _excluded.IsMatch(contentSet));
        return excluded;
    }

    NewCompose PulpCompose(string source)
    {
        if (!_pulp.TryGetValue(source, out var compose))
            _pulp.Add(source, compose = new(new(ComposeKind.Pulp, source) { Flags = ["use_only_compatible_arch"] }));
        return compose;
    }

    /// <summary>RPMs of an image that is not published may be published nowhere either.</summary>
    NewCompose? OwnRpms(ImageNode image, List<Reason> warnings)
    {
        if (snapshot.Manifests.GetValueOrDefault(image.Text)?.Rpms is not { } rpms)
        {
            warnings.Add(snapshot.Manifests.GetValueOrDefault(image.Text)?.Unreadable is { } why ? Said.Unreadable(image.Nvr, why) : Reason.Of(ReasonCode.ContentUnknown));
            return null;
        }

        var (known, unknown) = (rpms.Where(r => r.SourceNvr is not null).ToList(), rpms.Count(r => r.SourceNvr is null));
        if (unknown > 0)
            warnings.Add(Reason.Of(ReasonCode.RpmSourcesUnknown, ("count", $"{unknown}")));
        return known.Count == 0 ? null : new(new(ComposeKind.Build, "")
        {
            Packages = [.. known.Select(r => r.Nvr.Name).Distinct().Order(StringComparer.Ordinal)],
            Builds = [.. known.Select(r => r.SourceNvr!).Distinct().Order(StringComparer.Ordinal)],
            Arches = image.Build?.Arches ?? [],
            SigKeys = options.SigKeys,
            Flags = ["no_deps"],
        });
    }
}
