using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pdc;

/// <summary>One version of a module stream that PDC calls active.</summary>
internal sealed record PdcModule(string Name, string Stream, string Version);

/// <summary>PDC's resource <c>modules/</c>, page by page.</summary>
internal sealed class PdcModules(HttpClient http, PdcOptions options)
{
    const string Path = "modules/";
    const int MaxVersion = 255;

    readonly OutsideHttp _pdc = new(PdcModuleCatalogue.System, http);

    /// <summary>All active module versions that pass a filter. A key given more than once means any of its values.</summary>
    public async Task<IReadOnlyList<PdcModule>> FindAsync(IEnumerable<(string Key, string Value)> filter, CancellationToken ct)
    {
        var query = "?" + string.Concat(filter.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}&"))
            + $"active=true&fields=name&fields=stream&fields=version&ordering=name,stream,-version&page_size={options.PageSize}";
        var found = new List<PdcModule>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var next = query; next is not null;)
        {
            var answer = await _pdc.SendAsync(HttpMethod.Get, Path + next, ct);
            if (answer.Status != 200)
                throw answer.Fault();
            asked.Add(next);
            var page = answer.Json();
            found.AddRange(Items(answer, page));
            next = Next(answer, page);
            if (next is not null && asked.Contains(next))
                throw answer.Fault("next leads back to a page that was read already");
            if (next is not null && asked.Count == options.MaxPages)
                throw answer.Fault($"there are more than {options.MaxPages} pages");
        }

        return found;
    }

    static IEnumerable<PdcModule> Items(Answer answer, JsonElement page)
    {
        var (items, path) = page.ValueKind == JsonValueKind.Array ? (page, "") : (page.At("results") ?? throw answer.Fault("results is missing"), "results");
        if (items.ValueKind != JsonValueKind.Array)
            throw answer.Fault("results must be a list");
        return items.EnumerateArray().Select((item, index) => Module(answer, item, $"{path}[{index}]"));
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

    /// <summary>The query of the next page, to be asked at the configured address whatever else the link says.</summary>
    string? Next(Answer answer, JsonElement page)
    {
        if (page.ValueKind != JsonValueKind.Object || page.At("next") is null)
            return null;
        if (page.Text("next") is not { } link || !Uri.TryCreate(http.BaseAddress, link, out var next))
            throw answer.Fault("next must be a URL or null");
        if (!string.Equals(next.Host, http.BaseAddress!.Host, StringComparison.OrdinalIgnoreCase))
            throw answer.Fault($"next leads to another host, {next.Host}");
        return next.Query.Length > 1 ? next.Query : throw answer.Fault("next has no query");
    }
}
