using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>Makes sense of a build that <c>getBuild</c> answered (behaviour.md §7.1): what is missing or of another type is left out.</summary>
internal sealed class ImageBuildReader(Nvr nvr, long buildId, XmlRpcValue build)
{
    public Nvr Nvr => nvr;

    public long BuildId => buildId;

    /// <summary>Content generators keep the task in the extra data.</summary>
    public long? TaskId => TaskOf(build);

    public long? ParentBuildId => build.Id("extra", "image", "parent_build_id");

    /// <summary>The parent's NVR, if the build itself tells it.</summary>
    public string? KnownParent => ParentBuildId is { } parent ? Stages.FirstOrDefault(stage => stage.Id("id") == parent).Text("nvr") : null;

    IEnumerable<XmlRpcValue> Stages => build.Members("extra", "image", "parent_image_builds");

    public static long? TaskOf(XmlRpcValue? build) => build.Id("task_id") ?? build.Id("extra", "container_koji_task_id");

    /// <param name="request">The request of its task, if there is one.</param>
    /// <param name="archives">Its image archives.</param>
    /// <param name="parent">The NVR of its parent, if it has one that Koji knows.</param>
    public ImageBuildRecord Read(IReadOnlyList<XmlRpcValue> request, IReadOnlyList<XmlRpcValue> archives, string? parent)
    {
        var source = Source(request);
        return new(nvr, buildId)
        {
            TaskId = TaskId,
            IsBaseImage = build.At("extra", "filesystem_koji_task_id") is not null,
            Repository = source?.Repository,
            Revision = source?.Revision,
            GitBranch = request.ElementAtOrDefault(2).Text("git_branch"),
            Target = request.ElementAtOrDefault(1).Text(),
            ParentNvr = parent,
            StageParents = [.. Stages.Select(stage => stage.Text("nvr")).Append(parent).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Composes = [.. build.Items("extra", "image", "odcs", "compose_ids").Select(id => id.Id()).OfType<long>().Distinct()],
            Flatpak = build.IsSet("extra", "image", "flatpak"),
            Arches = [.. archives.Select(archive => archive.Text("extra", "image", "arch") ?? archive.Text("arch")).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
        };
    }

    // A build says the commit that it was built from, if its builder knew it; the task says what was asked for.
    SourceUrl? Source(IReadOnlyList<XmlRpcValue> request)
    {
        var (ofBuild, ofTask) = (SourceUrl.TryParse(build.Text("source")), SourceUrl.TryParse(request.ElementAtOrDefault(0).Text()));
        return ofBuild?.Revision is null && ofTask is not null && (ofBuild is null || ofTask.Revision is not null) ? ofTask : ofBuild;
    }
}
