using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>
/// The images that are rebuilt, each attached to its parents, and why others are not. An image that cannot be rebuilt takes along those whose final stage is
/// built on it; and what then nothing is built on is not rebuilt either.
/// </summary>
sealed class ImageDraft
{
    readonly ImageNodes _nodes;
    readonly Func<ImageNode, ImageNode, Attachment> _attach;
    readonly Attachment[]?[] _attachments;
    readonly List<ImageNode> _reached = [];
    readonly Dictionary<ImageNode, Reason> _unbuildable = [];

    /// <param name="nodes">All images.</param>
    /// <param name="wanted">The images that are rebuilt for their own sake.</param>
    /// <param name="attach">What a child is attached to in the place of a parent. It must give the same answer each time.</param>
    /// <param name="whyNotBuildable">Why Koji cannot be asked to build an image, or null.</param>
    public ImageDraft(ImageNodes nodes, IReadOnlyCollection<ImageNode> wanted, Func<ImageNode, ImageNode, Attachment> attach, Func<ImageNode, Reason?> whyNotBuildable)
    {
        (_nodes, _attach) = (nodes, attach);
        _attachments = new Attachment[nodes.Count][];
        Walk(wanted, _reached);
        FindUnbuildable(whyNotBuildable);
        if (_unbuildable.Count == 0)
        {
            Images = _reached;
            return;
        }

        // Once more, without what cannot be built.
        Array.Clear(_attachments);
        Images = [];
        Walk(wanted.Where(i => !_unbuildable.ContainsKey(i)), Images);
        var rebuilt = Images.ToHashSet();
        foreach (var image in _reached.Where(i => !rebuilt.Contains(i)))
            LeftAlone.Add(image, _unbuildable.GetValueOrDefault(image) ?? Reason.Of(ReasonCode.NothingBuiltOnIt));
    }

    /// <summary>What is rebuilt.</summary>
    public List<ImageNode> Images { get; } = [];

    /// <summary>What would have been rebuilt.</summary>
    public Dictionary<ImageNode, Reason> LeftAlone { get; } = [];

    /// <summary>One for each parent of an image that is rebuilt.</summary>
    public IReadOnlyList<Attachment> AttachmentsOf(ImageNode image) => _attachments[image.Number] ?? [];

    void Walk(IEnumerable<ImageNode> wanted, List<ImageNode> reached)
    {
        var waiting = new Stack<ImageNode>();
        foreach (var image in wanted)
            Take(image);
        while (waiting.TryPop(out var image))
        {
            var attachments = _attachments[image.Number] = Array.ConvertAll(image.Parents, parent => AttachIfBuildable(image, parent));
            foreach (var attachment in attachments)
            {
                if (attachment is { Image: { } parent, IfRebuilt: false })
                    Take(parent);
            }
        }

        SettleOptional(reached);

        void Take(ImageNode image)
        {
            if (_attachments[image.Number] is not null)
                return;
            _attachments[image.Number] = [];
            reached.Add(image);
            waiting.Push(image);
        }
    }

    /// <summary>Of the parents that are only taken if they are rebuilt anyway, keeps those that are, unless that would close a circle.</summary>
    void SettleOptional(List<ImageNode> reached)
    {
        List<(ImageNode Child, int Place)> taken = [];
        foreach (var image in reached)
        {
            var attachments = _attachments[image.Number]!;
            for (var i = 0; i < attachments.Length; i++)
            {
                if (attachments[i] is not { IfRebuilt: true, Image: { } standIn } attachment)
                    continue;
                // What stands for a parent may be the child itself, and the parent be rebuilt all the same, for another child.
                if ((IsRebuilt(standIn, image) ? standIn : IsRebuilt(attachment.Parent, image) ? attachment.Parent : null) is { } parent)
                {
                    attachments[i] = attachment with { Nvr = parent.Text, Image = parent };
                    taken.Add((image, i));
                }
                else
                {
                    attachments[i] = AsItIs(attachment, _unbuildable.ContainsKey(standIn) ? ReasonCode.StageNotRebuilt : null);
                }
            }
        }

        if (taken.Count == 0)
            return;
        List<int> children = [], parents = [];
        foreach (var image in reached)
        {
            foreach (var attachment in AttachmentsOf(image))
            {
                if (attachment.Image is not { } parent)
                    continue;
                children.Add(image.Number);
                parents.Add(parent.Number);
            }
        }

        var component = new DependencyGraph(_nodes.Count, children.ToArray(), parents.ToArray()).Components().Of;
        foreach (var (child, place) in taken)
        {
            ref var attachment = ref _attachments[child.Number]![place];
            if (component[child.Number] == component[attachment.Image!.Number])
                attachment = AsItIs(attachment, ReasonCode.StageInCircle);
        }
    }

    bool IsRebuilt(ImageNode parent, ImageNode child) => parent != child && _attachments[parent.Number] is not null;

    static Attachment AsItIs(Attachment attachment, ReasonCode? warning) =>
        new(attachment.Parent, attachment.Parent.Text, Warning: warning is { } code ? Reason.Of(code, ("parent", attachment.Parent.Text)) : null);

    /// <summary>Without the build that stands for a stage's parent the parent itself will do, if it is rebuilt for another child.</summary>
    Attachment AttachIfBuildable(ImageNode child, ImageNode parent)
    {
        var attachment = _attach(child, parent);
        return attachment is { Image: { } image, IfRebuilt: false } && _unbuildable.ContainsKey(image) && parent != child.FinalParent
            ? attachment with { IfRebuilt = true }
            : attachment;
    }

    void FindUnbuildable(Func<ImageNode, Reason?> whyNotBuildable)
    {
        List<int> children = [], parents = [], finalChildren = [], finalParents = [];
        foreach (var image in _reached)
        {
            foreach (var attachment in AttachmentsOf(image))
            {
                if (attachment.Image is not { } parent)
                    continue;
                children.Add(image.Number);
                parents.Add(parent.Number);
                if (attachment.Parent == image.FinalParent && !attachment.IfRebuilt)
                {
                    finalChildren.Add(image.Number);
                    finalParents.Add(parent.Number);
                }
            }
        }

        var graph = new DependencyGraph(_nodes.Count, children.ToArray(), parents.ToArray());
        var waiting = new Queue<ImageNode>();
        Circles? circles = null;
        var levels = graph.Levels();
        foreach (var image in _reached)
        {
            if (whyNotBuildable(image) is { } reason)
                Lose(image, reason);
            else if (levels[image.Number] < 0 && (circles ??= new(graph, [.. Enumerable.Range(0, _nodes.Count).Select(i => _nodes[i].Text)])).Has(image.Number))
                Lose(image, Reason.Of(ReasonCode.DependencyCycle, ("path", circles.PathOf(image.Number))));
        }

        if (waiting.Count == 0)
            return;
        var finals = new DependencyGraph(_nodes.Count, finalChildren.ToArray(), finalParents.ToArray());
        while (waiting.TryDequeue(out var lost))
        {
            foreach (var child in finals.Children(lost.Number))
                Lose(_nodes[child], Reason.Of(ReasonCode.ParentNotBuildable, ("parent", lost.Text)));
        }

        void Lose(ImageNode image, Reason reason)
        {
            if (_unbuildable.TryAdd(image, reason))
                waiting.Enqueue(image);
        }
    }
}
