using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pdc;

/// <summary>One version of a module stream that PDC calls active.</summary>
internal sealed record PdcModule(string Name, string Stream, string Version);

/// <summary>PDC's resource <c>modules/</c>.</summary>
internal sealed class PdcModules(PdcPages pages, PdcOptions options)
{
    const int MaxVersion = 255;
    const string Dependencies = "build_deps";

    /// <summary>Active versions with an RPM of this source and an RPM from this branch.</summary>
    public Task<IReadOnlyList<PdcModule>> WithComponentAsync(string rpm, string branch, CancellationToken ct) =>
        FindAsync(Filter(("component_name", rpm), ("component_branch", branch)), "", Module, ct);

    /// <summary>Active versions that were built from this stream of this module. PDC looks for the two one by one, so what it finds is looked at again.</summary>
    public async Task<IReadOnlyList<PdcModule>> BuiltFromAsync(string name, string stream, CancellationToken ct)
    {
        var found = await FindAsync(
            Filter(("build_dep_name", name), ("build_dep_stream", stream)), $"&fields={Dependencies}",
            (answer, item, path) => (Module: Module(answer, item, path), IsBuiltFrom: HasDependency(answer, item, path, name, stream)), ct);
        return [.. found.Where(module => module.IsBuiltFrom).Select(module => module.Module)];
    }

    /// <summary>All active versions of modules. One question for each name: of several names in one question PDC takes the last.</summary>
    public async Task<IReadOnlyList<PdcModule>> OfNamesAsync(IEnumerable<string> names, CancellationToken ct)
    {
        var found = await Chunks.AskAsync(names, options.Limits.MaxConcurrency, (name, stop) => FindAsync(Filter(("name", name)), "", Module, stop), ct);
        return [.. found.SelectMany(versions => versions)];
    }

    Task<IReadOnlyList<T>> FindAsync<T>(string filter, string moreFields, Func<Answer, JsonElement, string, T> read, CancellationToken ct) =>
        pages.FindAsync("modules/", $"{filter}active=true&fields=name&fields=stream&fields=version{moreFields}&ordering=name,stream,-version", read, ct);

    static string Filter(params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var filter = "";
        foreach (var (key, value) in pairs)
            filter += $"{key}={Uri.EscapeDataString(value)}&";
        return filter;
    }

    static bool HasDependency(Answer answer, JsonElement item, string path, string name, string stream)
    {
        if (item.At(Dependencies) is not { ValueKind: JsonValueKind.Array } list)
            throw answer.Fault($"{path}.{Dependencies} must be a list");
        var found = false;
        foreach (var (dependency, at) in answer.Items(list, $"{path}.{Dependencies}"))
        {
            var isName = (dependency.FreeText("dependency") ?? throw answer.Fault($"{at}.dependency must be a text")) == name;
            found |= (dependency.FreeText("stream") ?? throw answer.Fault($"{at}.stream must be a text")) == stream && isName;
        }

        return found;
    }

    static PdcModule Module(Answer answer, JsonElement item, string path)
    {
        var (name, stream, version) = (item.FreeText("name"), item.FreeText("stream"), item.FreeText("version") ?? item.WholeNumber("version")?.ToString());
        if (ArtifactNames.BrokenRuleOfName(name) is { } nameRule)
            throw answer.Fault($"{path}.name {nameRule}");
        if (ArtifactNames.BrokenRuleOfBranch(stream) is { } streamRule)
            throw answer.Fault($"{path}.stream {streamRule}");
        return version is { Length: > 0 and <= MaxVersion }
            ? new(name!, stream!, version)
            : throw answer.Fault($"{path}.version must be a text of 1 to {MaxVersion} characters");
    }
}
