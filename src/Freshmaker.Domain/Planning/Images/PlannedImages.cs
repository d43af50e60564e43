using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>Writes a draft down as a plan.</summary>
sealed class PlannedImages(ImageDraft draft, NeededComposes composes, ImagePlanningOptions options)
{
    /// <summary>The target to build for instead of each image's own.</summary>
    public string? Target { get; init; }

    public required Func<ImageNode, (Reason Cause, RebuildReason Because)> Why { get; init; }
    public required Func<ImageNode, IReadOnlyList<string>> MustContain { get; init; }

    /// <summary>The policy rule that lets an image be rebuilt, where one can be named.</summary>
    public Func<ImageNode, Reason?> AllowedBy { get; init; } = _ => null;

    /// <param name="leftAlone">Why images that were considered are not rebuilt, the first reason of each; those that are rebuilt all the same may be among them.</param>
    /// <param name="exclusions">Exclusions made before, which go before those.</param>
    /// <param name="bystanders">Exclusions that count when there is nothing else to say.</param>
    public Plan Write(IEnumerable<KeyValuePair<ImageNode, Reason>> leftAlone, IEnumerable<Exclusion> exclusions, IEnumerable<Exclusion> bystanders)
    {
        var (builds, unordered) = PlanGraph.Order(draft.Images.ConvertAll(Build));
        var rebuilt = draft.Images.Select(i => i.Text).ToHashSet();
        return new(builds, [.. None(leftAlone, exclusions, bystanders, rebuilt).Exclusions, .. unordered]);
    }

    /// <summary>A plan that rebuilds nothing.</summary>
    public static Plan None(IEnumerable<KeyValuePair<ImageNode, Reason>> leftAlone, IEnumerable<Exclusion> exclusions, IEnumerable<Exclusion> bystanders) =>
        None(leftAlone, exclusions, bystanders, rebuilt: []);

    static Plan None(
        IEnumerable<KeyValuePair<ImageNode, Reason>> leftAlone, IEnumerable<Exclusion> exclusions, IEnumerable<Exclusion> bystanders, HashSet<string> rebuilt)
    {
        var all = exclusions.Where(IsNotRebuilt)
            .Concat(leftAlone.Where(l => !rebuilt.Contains(l.Key.Text)).Select(l => Said.Exclusion(l.Key.Text, l.Value)))
            .Concat(bystanders.Where(IsNotRebuilt));
        return new([], [.. all.DistinctBy(x => x.Nvr ?? x.Artifact.Key).OrderBy(x => x.Nvr ?? x.Artifact.Key, StringComparer.Ordinal)]);

        bool IsNotRebuilt(Exclusion exclusion) => exclusion.Nvr is null || !rebuilt.Contains(exclusion.Nvr);
    }

    PlannedBuild Build(ImageNode image)
    {
        var build = image.Build!;
        var (prerequisites, warnings) = composes.Of(image);
        var attachments = draft.AttachmentsOf(image);
        var final = attachments.FirstOrDefault(a => a.Parent == image.FinalParent);
        var (cause, because) = Why(image);
        var recipe = new ImageRecipe
        {
            Repository = build.Repository!,
            Revision = build.Revision!,
            GitBranch = build.GitBranch ?? "unknown",
            Target = Target ?? build.Target!,
            OriginalNvr = image.Text,
            ParentNvr = final?.Nvr,
            ParentBuild = final?.Image is { } parent ? PlannedBuild.KeyOfImage(parent.Text) : null,
            Arches = options.KeepArches && build.Arches.Count > 0 ? string.Join(' ', build.Arches.Order(StringComparer.Ordinal)) : null,
            Flatpak = build.Flatpak,
            ExtraRepositories = options.ExtraRepositories.TryGetValue(image.Nvr.NameVersion, out var address) ? [address] : [],
            MustContain = MustContain(image),
        };
        return new(Artifact.Image(image.Nvr), recipe, ParentKeys(attachments), prerequisites, cause)
        {
            Because = because,
            AllowedBy = AllowedBy(image),
            Warnings = [.. WarningsOf(image, attachments), .. warnings],
        };
    }

    static string[] ParentKeys(IReadOnlyList<Attachment> attachments) => attachments.Count switch
    {
        0 => [],
        1 => attachments[0].Image is { } only ? [PlannedBuild.KeyOfImage(only.Text)] : [],
        _ => [.. attachments.Where(a => a.Image is not null).Select(a => PlannedBuild.KeyOfImage(a.Image!.Text)).Distinct().Order(StringComparer.Ordinal)],
    };

    static List<Reason> WarningsOf(ImageNode image, IReadOnlyList<Attachment> attachments)
    {
        List<Reason> warnings = [];
        if (image.Image is { Unreadable: { } why })
            warnings.Add(Said.Unreadable(image.Nvr, why));
        else if (image.Image is { Rpms: null })
            warnings.Add(Reason.Of(ReasonCode.ContentUnknown));
        foreach (var name in image.UnusableParents)
            warnings.Add(Reason.Of(ReasonCode.ParentNameUnusable, ("text", name)));
        foreach (var attachment in attachments)
        {
            if (attachment.Warning is { } warning)
                warnings.Add(warning);
        }

        return warnings;
    }
}
