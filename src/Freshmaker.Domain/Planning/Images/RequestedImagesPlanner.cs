using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>Images that a person wants rebuilt, whatever they contain.</summary>
/// <param name="Images">NVRs of the builds to rebuild: the newest of each package from the branch.</param>
/// <param name="Branch">The dist-git branch that they are built from.</param>
/// <param name="Requester">Who wants it.</param>
public sealed record ImageRequest(IReadOnlyList<string> Images, string Branch, string Requester)
{
    public ImagePlanningOptions Options { get; init; } = new();

    /// <summary>The Koji target for all of them; their own when null.</summary>
    public string? Target { get; init; }

    /// <summary>Builds that were requested but are not rebuilt for their own sake: policy denies them (they still can lie between others, behaviour.md R7), or nobody can read what they are.</summary>
    public IReadOnlyList<Exclusion> Denied { get; init; } = [];

    /// <inheritdoc cref="ImageQuestion.Reuse"/>
    public IReadOnlyDictionary<string, string> Reuse { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// Plans the rebuild of requested images in order, with the images that lie between two of them (behaviour.md §3.4, appendix A.4): those that a requested one is
/// built on, directly or not, and that are built on a requested one themselves. Everything else that they are built on stays as it is.
/// </summary>
public static class RequestedImagesPlanner
{
    public static Plan Plan(ImageRequest request, ImageSnapshot snapshot) => new Run(request, snapshot).Plan();

    sealed class Run
    {
        readonly ImageRequest _request;
        readonly ImageSnapshot _snapshot;
        readonly ImageNodes _nodes;
        readonly List<Exclusion> _unknown = [];
        readonly HashSet<ImageNode> _requested;
        readonly HashSet<string> _packages;
        readonly AffectedImages _all;
        readonly OneBuildPerVersion _versions;
        readonly HashSet<ImageNode> _between = [];

        public Run(ImageRequest request, ImageSnapshot snapshot)
        {
            (_request, _snapshot) = (request, snapshot);
            _nodes = new(snapshot, new([]));
            _requested = [.. request.Images.Distinct().Select(Find).OfType<ImageNode>()];
            _packages = [.. _requested.Select(r => r.Nvr.Name)];
            _all = new(_nodes, _requested, (_, parent) => parent.Image is null && parent.Build is null ? Reason.Of(ReasonCode.NotInCatalogue) : null);
            _versions = new(_nodes, _all, isReleased: _ => false, i => WhyNotBuildable(i) is null, request.Options.ReleasedDependenciesOnly);
            FindBetween();
        }

        public Plan Plan()
        {
            var wanted = _requested.Select(_versions.Of).Distinct().Where(i => !_request.Reuse.ContainsKey(i.Text)).ToList();
            var draft = new ImageDraft(_nodes, wanted, Attach, WhyNotBuildable);
            var children = draft.Images.SelectMany(draft.AttachmentsOf, (child, attachment) => (child, attachment)).Where(e => e.attachment.Image is not null)
                .ToLookup(e => e.attachment.Image!, e => e.child.Text);
            return new PlannedImages(draft, new(_snapshot, _request.Options, new(_nodes, _all.All, draft), unshipped: null), _request.Options)
            {
                Target = _request.Target,
                Why = image => (_packages.Contains(image.Nvr.Name)
                    ? Reason.Of(ReasonCode.RequestedByName, ("who", _request.Requester), ("name", image.Nvr.Name), ("branch", _request.Branch))
                    : Reason.Of(ReasonCode.BetweenRequestedImages, ("image", children[image].Min(StringComparer.Ordinal) ?? "?")), RebuildReason.Unknown),
                MustContain = _ => [],
            }.Write(Rest(draft), _request.Denied.Concat(_unknown), []);
        }

        ImageNode? Find(string nvr)
        {
            if (_nodes.Find(nvr) is { } known)
                return known;
            _unknown.Add(Said.Exclusion(nvr, Nvr.TryParse(nvr) is null ? Said.NotAnNvr("requested image", nvr) : Reason.Of(ReasonCode.NotInCatalogue)));
            return null;
        }

        Reason? WhyNotBuildable(ImageNode image) => image.WhyNotBuildable(_request.Options, _request.Target);

        /// <summary>All images that are requested by package or built on one that is, over what they are attached to now.</summary>
        void FindBetween()
        {
            List<int> children = [], parents = [];
            foreach (var child in _all.All)
            {
                foreach (var parent in _all.ParentsOf(child).Where(p => !_versions.IsCut(child, p)))
                {
                    children.Add(child.Number);
                    parents.Add(_versions.ParentOf(child, parent).Number);
                }
            }

            var graph = new DependencyGraph(_nodes.Count, children.ToArray(), parents.ToArray());
            var waiting = new Stack<ImageNode>(_all.All.Where(i => _packages.Contains(i.Nvr.Name)));
            while (waiting.TryPop(out var image))
            {
                if (!_between.Add(image))
                    continue;
                foreach (var child in graph.Children(image.Number))
                    waiting.Push(_nodes[child]);
            }
        }

        Attachment Attach(ImageNode child, ImageNode parent)
        {
            if (!_all.Contains(parent))
                return new(parent, parent.Text, Warning: Reason.Of(ReasonCode.ParentNotInCatalogue, ("parent", parent.Text)));
            if (_versions.IsCut(child, parent))
                return new(parent, parent.Text, Warning: Reason.Of(ReasonCode.StageInCircle, ("parent", parent.Text)));
            var image = _versions.ParentOf(child, parent);
            return _request.Reuse.TryGetValue(image.Text, out var rebuilt) ? new(parent, rebuilt) : new(parent, image.Text, _between.Contains(image) ? image : null);
        }

        IEnumerable<KeyValuePair<ImageNode, Reason>> Rest(ImageDraft draft) =>
            draft.LeftAlone.Concat(_all.All.Select(image => KeyValuePair.Create(image, WhyNotRebuilt(image))));

        Reason WhyNotRebuilt(ImageNode image)
        {
            var standIn = _versions.Of(image);
            if (standIn != image)
                return Reason.Of(ReasonCode.SupersededBy, ("newer", standIn.Text));
            if (_request.Reuse.TryGetValue(image.Text, out var rebuilt))
                return Reason.Of(ReasonCode.AlreadyRebuilt, ("rebuilt", rebuilt));
            return Reason.Of(_between.Contains(image) ? ReasonCode.NothingBuiltOnIt : ReasonCode.NotRequested);
        }
    }
}
