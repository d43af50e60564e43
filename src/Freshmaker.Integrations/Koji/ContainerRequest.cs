using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>The arguments of <c>buildContainer</c> (behaviour.md §7.1): options are sent only when they are set.</summary>
internal static class ContainerRequest
{
    public static KojiCall Call(ImageBuildRequest request) =>
        new("buildContainer", $"{request.Nvr?.ToString() ?? request.Source}, {request.Target}", request.Source, request.Target, Options(request));

    /// <summary>Whether a task's decoded request is this one.</summary>
    public static bool IsOf(ImageBuildRequest request, IReadOnlyList<XmlRpcValue> task) =>
        task is [var source, var target, var options, ..]
        && source.Text() == request.Source
        && target.Text() == request.Target
        && options.Text("git_branch") == request.GitBranch
        && options.Text("release") == request.Nvr?.Release
        && options.IsSet("scratch") == request.Scratch;

    static XmlRpcValue Options(ImageBuildRequest request)
    {
        var options = new List<(string, XmlRpcValue)> { ("scratch", request.Scratch), ("git_branch", request.GitBranch) };
        if (request.ExtraRepositories.Count > 0)
            options.Add(("yum_repourls", XmlRpcValue.Of(request.ExtraRepositories)));
        if (request.Composes.Count > 0)
            options.Add(("compose_ids", XmlRpcValue.Of(request.Composes)));
        if (request.Flatpak)
            options.Add(("flatpak", true));
        // Koji refuses both together, and a scratch build is beside the stream anyway.
        if (request.Isolated && !request.Scratch)
            options.Add(("isolated", true));
        if (request.ParentNvr is { } parent)
            options.Add(("koji_parent_build", parent));
        // Koji refuses it for other builds: their architectures are the tag's.
        if (request.Arches is { } arches && (request.Isolated || request.Scratch))
            options.Add(("arch_override", arches));
        if (request.Nvr is { } nvr)
            options.Add(("release", nvr.Release));
        return XmlRpcValue.Of(options);
    }
}
