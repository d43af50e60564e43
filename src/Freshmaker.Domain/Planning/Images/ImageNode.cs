using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>An image with what it is built on. Made by <see cref="ImageNodes"/>.</summary>
sealed class ImageNode(int number, string text, Nvr nvr)
{
    public int Number { get; } = number;
    public string Text { get; } = text;
    public Nvr Nvr { get; } = nvr;

    /// <summary>Null when the catalogue does not know it.</summary>
    public ImageRecord? Image { get; set; }

    /// <summary>Null when Koji does not know it, or was not asked since it is not to be built.</summary>
    public ImageBuildRecord? Build { get; set; }

    /// <summary>All that its stages are built on, each once: the final one's first if there is one, the others by name.</summary>
    public ImageNode[] Parents { get; set; } = [];

    /// <summary>What its final stage is built on: the one that Koji can be told to build on.</summary>
    public ImageNode? FinalParent { get; set; }

    /// <summary>Names of parents that are none.</summary>
    public IReadOnlyList<string> UnusableParents { get; set; } = [];

    public RpmVerdict Verdict { get; set; } = RpmVerdict.Unknown;

    public bool IsPublished => Image is { } image && image.Places.Any(p => p.Published);

    /// <summary>Why Koji could not be asked to build it, or null (behaviour.md §7.1).</summary>
    /// <param name="target">The build target to use instead of its own.</param>
    public Reason? WhyNotBuildable(ImagePlanningOptions options, string? target) => Build switch
    {
        null => Reason.Of(ReasonCode.NoKojiBuild),
        { Problem: { } problem } => Reason.Of(ReasonCode.BuildUnreadable, ("system", "Koji"), ("build", Text), ("text", Said.Text(problem))),
        { TaskId: null } => Reason.Of(ReasonCode.NoKojiTask, ("build", $"{Build.BuildId}")),
        { IsBaseImage: true } when !options.ExtraRepositories.ContainsKey(Nvr.NameVersion) => Reason.Of(ReasonCode.NoExtraRepository, ("image", Nvr.NameVersion)),
        { Repository: null } => Reason.Of(ReasonCode.SourceUnreadable, ("build", $"{Build.BuildId}")),
        { Revision: null } => Reason.Of(ReasonCode.SourceIsBranch, ("repository", Said.Text(Build.Repository))),
        { Target: null } when target is null => Reason.Of(ReasonCode.NoBuildTarget, ("build", $"{Build.BuildId}")),
        _ => null,
    };
}

/// <summary>The images of a snapshot, and all that they are built on, as a graph of objects: names are looked up once, here.</summary>
sealed class ImageNodes
{
    readonly Dictionary<string, ImageNode> _byNvr;
    readonly List<ImageNode> _all;

    public ImageNodes(ImageSnapshot snapshot, RpmFix fix)
    {
        _byNvr = new(snapshot.Images.Count * 5 / 4);
        _all = new(snapshot.Images.Count * 5 / 4);
        foreach (var (nvr, image) in snapshot.Images)
            Add(nvr, image, snapshot, fix);
        foreach (var image in snapshot.Published)
        {
            if (!_byNvr.ContainsKey($"{image.Nvr}"))
                Add($"{image.Nvr}", image, snapshot, fix);
        }

        for (var i = 0; i < _all.Count; i++) // grows while parents are found
            FindParents(_all[i], snapshot);
    }

    public int Count => _all.Count;

    public ImageNode this[int number] => _all[number];

    public ImageNode? Find(string nvr) => _byNvr.GetValueOrDefault(nvr);

    /// <summary>
    /// The names of what an image is built on: of the final stage as the catalogue says, else Koji, and of all other stages as Koji says (behaviour.md §8.5).
    /// </summary>
    public static (string? Final, IEnumerable<string> Others) ParentNames(ImageRecord? image, ImageBuildRecord? build)
    {
        var final = image?.ParentNvr ?? build?.ParentNvr;
        return (final, build is null or { StageParents.Count: 0 } ? [] : build.StageParents.Where(p => p != final && p != build.ParentNvr));
    }

    void Add(string nvr, ImageRecord image, ImageSnapshot snapshot, RpmFix fix)
    {
        var node = Make(nvr, image.Nvr, snapshot);
        node.Image = image;
        node.Verdict = fix.Judge(image.Rpms);
    }

    ImageNode Make(string text, Nvr nvr, ImageSnapshot snapshot)
    {
        var node = new ImageNode(_all.Count, text, nvr) { Build = snapshot.Builds.GetValueOrDefault(text) };
        _all.Add(node);
        _byNvr.Add(text, node);
        return node;
    }

    void FindParents(ImageNode node, ImageSnapshot snapshot)
    {
        if (node.Image is null && node.Build is null)
            return;
        var (final, others) = ParentNames(node.Image, node.Build);
        List<string>? unusable = null;
        node.FinalParent = final is null ? null : Named(final);
        ImageNode[] parents = node.FinalParent is { } parent ? [parent] : [];
        foreach (var other in others.Order(StringComparer.Ordinal))
        {
            if (Named(other) is { } stage && !parents.Contains(stage))
                parents = [.. parents, stage];
        }

        (node.Parents, node.UnusableParents) = (parents, unusable ?? []);

        ImageNode? Named(string name)
        {
            if (_byNvr.TryGetValue(name, out var known))
                return known;
            if (Nvr.TryParse(name) is { } nvr)
                return Make(name, nvr, snapshot);
            (unusable ??= []).Add(Said.Text(name));
            return null;
        }
    }
}
