using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// Plans the rebuild of all images that contain an RPM older than a fix (behaviour.md §8), from what has been read of images and their parents: it says what is
/// to be read yet, and then writes the plan. Pure: the same answer for the same question, in whatever order that lists things. The time it takes is linear in
/// images and parents, but for sorting. Not safe for use by several threads.
/// </summary>
public sealed class ImagePlanning
{
    readonly ImageQuestion _question;
    readonly RpmFix _fix;
    readonly ImageNodes _nodes;
    readonly HashSet<ImageNode> _selected;
    readonly AffectedImages _affected;
    readonly OneBuildPerVersion _versions;
    readonly PublishedFixes _published;
    readonly List<ImageNode> _wanted;
    readonly HashSet<ImageNode> _direct;
    readonly HashSet<ImageNode> _clean;

    ImageDraft? _draft;

    /// <param name="snapshot">With the images that join the candidates.</param>
    public ImagePlanning(ImageQuestion question, ImageSnapshot snapshot, RpmFix fix, ImageSelection selection)
    {
        (_question, _fix) = (question, fix);
        _nodes = new(snapshot, fix);
        _selected = [.. selection.Images.Select(i => _nodes.Find(i.Nvr)).OfType<ImageNode>()];
        var released = selection.Images.Where(i => i.IsReleased).Select(i => _nodes.Find(i.Nvr)).OfType<ImageNode>().ToHashSet();
        _affected = new(_nodes, _selected, WhyNotConsidered);
        _versions = new(_nodes, _affected, released.Contains, i => WhyNotBuildable(i) is null, question.Options.ReleasedDependenciesOnly);
        _published = new(question, snapshot, _nodes, fix);
        _wanted = [.. _selected.Select(_versions.Of).Distinct()];
        _direct = [.. _selected, .. _wanted]; // also what stands for one that was selected
        _clean = FindClean();
    }

    /// <summary>
    /// The packages of which published builds are to be known, since one of them may have the fix already or be a newer base: of all that is not rebuilt for its own
    /// sake, nor built on something that is. With other published builds another run is needed.
    /// </summary>
    public IReadOnlyList<string> PackagesToLookUp() =>
    [
        .. _clean.Where(i => i.Image?.Rpms is not null || (_question.Options.UpdateBaseImages && PublishedFixes.IsBase(i)))
            .Select(i => i.Nvr.Name).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a parent may have to be rebuilt for the sake of a child, so that its own parents matter.</summary>
    public static bool MayHandDown(RpmVerdict child, RpmVerdict parent) => parent.MayBeAffected && child.SharesWith(parent);

    /// <summary>The NVRs of the builds that are to be replaced: whose composes, and manifests if they are not published, the plan needs.</summary>
    public IReadOnlyList<string> Replaced => Draft.Images.ConvertAll(i => i.Text);

    ImageDraft Draft => _draft ??= new(_nodes, [.. _wanted.Where(i => !_question.Reuse.ContainsKey(i.Text))], Attach, WhyNotBuildable);

    /// <summary>The plan: what is rebuilt on what, with which composes and why, and why everything else that was considered is not.</summary>
    /// <param name="unshipped">The advisory's builds, where no repository has them yet.</param>
    /// <param name="snapshot">What has been read by now: as before, with composes and manifests.</param>
    /// <param name="selection">The images as before; more may be known of what was left alone.</param>
    public Plan Write(UnshippedRpms? unshipped, ImageSnapshot snapshot, ImageSelection selection)
    {
        ComposeRequest? compose = null;
        if (unshipped is not null && Draft.Images.Count > 0)
        {
            (compose, var why) = TagOfBuilds.Choose(_question.Fix, unshipped, _question.Options.SigKeys);
            if (why is not null)
                return PlannedImages.None(Draft.Images.Select(i => KeyValuePair.Create(i, why)).Concat(Rest(Draft)), selection.Exclusions, selection.Bystanders);
        }

        var contentSets = new DeclaredContentSets(_nodes, _affected.All, Draft);
        var causes = new Causes(_question, Draft, _direct);
        return new PlannedImages(Draft, new(snapshot, _question.Options, contentSets, compose), _question.Options)
        {
            Why = causes.Of,
            MustContain = i => _fix.MustContain(i.Image?.Rpms),
            AllowedBy = AllowedBy(selection).GetValueOrDefault,
        }.Write(Rest(Draft), selection.Exclusions, selection.Bystanders);
    }

    /// <summary>What stands for an image that was selected is let by the rule that let that one.</summary>
    Dictionary<ImageNode, Reason> AllowedBy(ImageSelection selection)
    {
        var rules = new Dictionary<ImageNode, Reason>();
        foreach (var selected in selection.Images)
        {
            if (selected.AllowedBy is { } rule && _nodes.Find(selected.Nvr) is { } image)
                rules.TryAdd(_versions.Of(image), rule);
        }

        return rules;
    }

    Reason? WhyNotBuildable(ImageNode image) => image.WhyNotBuildable(_question.Options, target: null);

    /// <summary>A parent without a record, or with one that cannot be read, is built upon as it is, with a warning.</summary>
    Reason? WhyNotConsidered(ImageNode child, ImageNode parent)
    {
        if (parent.Image is null)
            return Reason.Of(ReasonCode.NotInCatalogue);
        if (parent.Image.Unreadable is { } unreadable)
            return Said.Unreadable(parent.Nvr, unreadable);
        if (Said.WhyNotAffected(_fix, parent.Verdict) is { } unaffected)
            return unaffected;
        return child.Verdict.SharesWith(parent.Verdict) ? null : Reason.Of(ReasonCode.RpmsNotPassedOn, ("installed", $"{parent.Verdict.Installed}"));
    }

    /// <summary>The images that are neither rebuilt for their own sake nor built on one that is, so that a published fix can take their place (§8.9).</summary>
    HashSet<ImageNode> FindClean()
    {
        List<ImageNode> reached = [];
        List<int> children = [], parents = [];
        var seen = new bool[_nodes.Count];
        var waiting = new Stack<ImageNode>(_wanted);
        while (waiting.TryPop(out var image))
        {
            if (seen[image.Number])
                continue;
            seen[image.Number] = true;
            reached.Add(image);
            foreach (var parent in _affected.ParentsOf(image).Where(p => !_versions.IsCut(image, p)).Select(p => _versions.ParentOf(image, p)))
            {
                children.Add(image.Number);
                parents.Add(parent.Number);
                waiting.Push(parent);
            }
        }

        var graph = new DependencyGraph(_nodes.Count, children.ToArray(), parents.ToArray());
        var levels = graph.Levels();
        var clean = new HashSet<ImageNode>();
        foreach (var image in reached.Where(i => levels[i.Number] >= 0 && !_direct.Contains(i)).OrderBy(i => levels[i.Number]))
        {
            var all = true;
            foreach (var parent in graph.Parents(image.Number))
                all &= clean.Contains(_nodes[parent]);
            if (all)
                clean.Add(image);
        }

        return clean;
    }

    Attachment Attach(ImageNode child, ImageNode parent)
    {
        if (!_affected.Contains(parent) || !_affected.ParentsOf(child).Contains(parent))
            return AttachUnaffected(parent);
        if (_versions.IsCut(child, parent))
            return new(parent, parent.Text, Warning: Reason.Of(ReasonCode.StageInCircle, ("parent", parent.Text)));
        var image = _versions.ParentOf(child, parent);
        if (Replacement(image) is not { } replacement)
            return new(parent, image.Text, image);
        return new(parent, replacement.Nvr, replacement.Image);
    }

    /// <summary>For a child that has nothing affected from this parent it is good as it is; but what is rebuilt anyway is what it should be built on.</summary>
    Attachment AttachUnaffected(ImageNode parent)
    {
        if (parent.Image is null)
            return new(parent, parent.Text, Warning: Reason.Of(ReasonCode.ParentNotInCatalogue, ("parent", parent.Text)));
        if (parent.Image.Unreadable is { } unreadable)
            return new(parent, parent.Text, Warning: Said.Unreadable(parent.Nvr, unreadable));
        var standIn = _affected.Contains(parent) ? _versions.Of(parent) : _versions.OfOutside(parent);
        if (_question.Reuse.TryGetValue((standIn ?? parent).Text, out var rebuilt))
            return new(parent, rebuilt);
        var image = standIn is not null && Replacement(standIn) is { } replacement ? replacement.Image : standIn;
        return image is null ? new(parent, parent.Text) : new(parent, image.Text, image, IfRebuilt: true);
    }

    /// <summary>What children of an image are built on in its place, if it is not rebuilt itself.</summary>
    (string Nvr, ImageNode? Image, Reason Why)? Replacement(ImageNode image)
    {
        if (_question.Reuse.TryGetValue(image.Text, out var rebuilt))
            return (rebuilt, null, Reason.Of(ReasonCode.AlreadyRebuilt, ("rebuilt", rebuilt)));
        if (!_clean.Contains(image))
            return null;
        if (_published.Of(image) is { } published)
            return (published, null, Reason.Of(ReasonCode.FixIsPublished, ("published", published)));
        if (!_question.Options.UpdateBaseImages || _published.NewerBase(image) is not { } newer)
            return null;
        var why = Reason.Of(ReasonCode.NewerBaseIsPublished, ("published", newer.Text));
        if (!newer.Verdict.MayBeAffected)
            return (newer.Text, null, why);
        return WhyNotBuildable(newer) is null ? (newer.Text, newer, why) : null;
    }

    /// <summary>Why images that were considered are not rebuilt: the first reason given is the one that decided.</summary>
    IEnumerable<KeyValuePair<ImageNode, Reason>> Rest(ImageDraft draft) => draft.LeftAlone
        .Concat(_affected.All.Select(image => KeyValuePair.Create(image, WhyNotRebuilt(image))))
        .Concat(_affected.LeftAlone.Where(left => left.Key.Image is not null));

    Reason WhyNotRebuilt(ImageNode image)
    {
        var standIn = _versions.Of(image);
        if (standIn != image)
            return Reason.Of(ReasonCode.SupersededBy, ("newer", standIn.Text));
        return Replacement(image) is { } replacement ? replacement.Why : Reason.Of(ReasonCode.NothingBuiltOnIt);
    }

    /// <summary>Why images are rebuilt.</summary>
    sealed class Causes
    {
        readonly ImageQuestion _question;
        readonly HashSet<ImageNode> _direct;
        readonly Dictionary<ImageNode, string> _firstChild = [];

        public Causes(ImageQuestion question, ImageDraft draft, HashSet<ImageNode> direct)
        {
            (_question, _direct) = (question, direct);
            foreach (var child in draft.Images)
            {
                foreach (var attachment in draft.AttachmentsOf(child))
                {
                    if (attachment is { Image: { } parent, IfRebuilt: false } && (!_firstChild.TryGetValue(parent, out var first) || string.CompareOrdinal(child.Text, first) < 0))
                        _firstChild[parent] = child.Text;
                }
            }
        }

        public (Reason Cause, RebuildReason Because) Of(ImageNode image)
        {
            var (installed, needed) = ($"{image.Verdict.Installed}", $"{image.Verdict.Needed}");
            if (_direct.Contains(image))
            {
                return (image.Verdict.Finding == RpmFinding.Affected
                    ? Reason.Of(ReasonCode.ContainsAffectedRpm, ("installed", installed), ("fix", _question.Fix), ("needed", needed))
                    : Reason.Of(ReasonCode.MayContainAffectedRpm, ("fix", _question.Fix)), RebuildReason.DirectlyAffected);
            }

            var child = _firstChild.GetValueOrDefault(image, "?");
            return (image.Verdict.Finding == RpmFinding.Affected
                ? Reason.Of(ReasonCode.AncestorOfAffectedImage, ("image", child), ("installed", installed), ("fix", _question.Fix), ("needed", needed))
                : Reason.Of(ReasonCode.AncestorThatMayBeAffected, ("image", child), ("fix", _question.Fix)), RebuildReason.Dependency);
        }
    }
}
