using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>The arguments of <c>buildContainer</c> (behaviour.md §7.1): options are sent only when they are set.</summary>
internal static class ContainerRequest
{
    public static KojiCall Call(ImageBuildRequest request) =>
        new("buildContainer", $"{request.Nvr?.ToString() ?? request.Source}, {request.Target}", request.Source, request.Target, Options(request));

    /// <summary>What tells requests apart, short enough to be kept of many. Two requests with one key make the same build.</summary>
    public static UInt128 KeyOf(ImageBuildRequest request) => Key(request.Source, request.Target, request.GitBranch, request.Nvr?.Release, request.Scratch);

    /// <summary>The same of a task's decoded request; null when it is none of a container.</summary>
    public static UInt128? KeyOf(IReadOnlyList<XmlRpcValue> task) => task is [var source, var target, var options, ..] && source.Text() is { } from && target.Text() is { } to
        ? Key(from, to, options.Text("git_branch"), options.Text("release"), options.IsSet("scratch"))
        : null;

    static UInt128 Key(string source, string target, string? branch, string? release, bool scratch) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<string?[]>([source, target, branch, release, scratch ? "scratch" : null])));

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
