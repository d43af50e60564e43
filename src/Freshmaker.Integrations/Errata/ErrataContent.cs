using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>Reads what an advisory ships. What is null is nothing; what has another shape is a fault with its path.</summary>
internal static class ErrataContent
{
    /// <summary>The Errata Tool lists source RPMs under this architecture.</summary>
    const string Sources = "SRPMS";

    public static AdvisoryContent Read((Answer, JsonElement) builds, (Answer, JsonElement) byCve, (Answer, JsonElement) repositories)
    {
        var (nvrs, rpms) = Builds(builds.Item1, builds.Item2);
        return new(nvrs, rpms, Affected(byCve.Item1, byCve.Item2), Repositories(repositories.Item1, repositories.Item2));
    }

    /// <summary>Product version → list of builds, each NVR → variant → architecture → file names.</summary>
    static (IReadOnlyList<string> Builds, IReadOnlyList<string> Rpms) Builds(Answer answer, JsonElement body)
    {
        var (nvrs, rpms) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var build in answer.Members(body, "").SelectMany(product => answer.Items(product.Value, product.Path)).SelectMany(item => answer.Members(item.Value, item.Path)))
        {
            nvrs.Add(build.Name);
            rpms.UnionWith(RpmsOf(answer, build.Value, build.Path, file => file.Text()));
        }

        return ([.. nvrs], [.. rpms]);
    }

    /// <summary>CVE → product version → builds, a list of NVR → variant_arch, variant → architecture → files with names.</summary>
    static IReadOnlyList<string> Affected(Answer answer, JsonElement body) =>
        [.. answer.Members(body, "").SelectMany(cve => answer.Members(cve.Value, cve.Path))
            .SelectMany(product => answer.Items(product.Value.At("builds"), $"{product.Path}.builds"))
            .SelectMany(item => answer.Members(item.Value, item.Path))
            .SelectMany(build => build.Value.At("variant_arch") is { } variants
                ? RpmsOf(answer, variants, $"{build.Path}.variant_arch", file => file.Text("filename"))
                : [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The ids are the keys; without any, Rails may say an empty list.</summary>
    static IReadOnlyList<string> Repositories(Answer answer, JsonElement body) => body is { ValueKind: JsonValueKind.Array } && body.GetArrayLength() == 0
        ? []
        : [.. answer.Members(body, "").Select(repository => repository.Name).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static IEnumerable<string> RpmsOf(Answer answer, JsonElement variants, string path, Func<JsonElement, string?> nameOf) => answer.Members(variants, path)
        .SelectMany(variant => answer.Members(variant.Value, variant.Path))
        .Where(arch => arch.Name != Sources)
        .SelectMany(arch => answer.Items(arch.Value, arch.Path))
        .Select(file => NvrOf(answer, nameOf(file.Value) ?? throw answer.Fault($"{file.Path} must have a file name"), file.Path))
        .OfType<string>();

    /// <summary>Of <c>zlib-1.2-4.el9.x86_64.rpm</c> all but the last two dot parts. Null for what is no binary RPM, such as the archive of an image.</summary>
    static string? NvrOf(Answer answer, string file, string path)
    {
        var parts = file.Split('.');
        if (parts.Length < 3 || parts[^1] != "rpm" || parts[^2] is "src" or "nosrc")
            return null;
        var nvr = string.Join('.', parts[..^2]);
        return nvr.Split('-') is { Length: >= 3 } dashes && dashes[^1].Length > 0 && dashes[^2].Length > 0 && dashes[0].Length > 0 && !nvr.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? nvr
            : throw answer.Fault($"{path} must be name-version-release.arch.rpm");
    }
}
