using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pdc;

/// <summary>PDC's lists, page by page.</summary>
internal sealed class PdcPages(HttpClient http, PdcOptions options)
{
    /// <summary>Room for values in one URL: servers commonly take 8 kB of request line.</summary>
    const int MaxValuesLength = 4000;

    readonly OutsideHttp _pdc = new(PdcModuleCatalogue.System, http);

    /// <summary>All items of a list that pass a query.</summary>
    /// <param name="list">Path of the list, such as <c>modules/</c>.</param>
    /// <param name="query">Without the question mark and the page size.</param>
    /// <param name="read">Reads an item; it is given the item's path for faults.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<T>> FindAsync<T>(string list, string query, Func<Answer, JsonElement, string, T> read, CancellationToken ct)
    {
        var found = new List<T>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var next = $"?{query}&page_size={options.PageSize}"; next is not null;)
        {
            var answer = await _pdc.SendAsync(HttpMethod.Get, list + next, ct);
            if (answer.Status != 200)
                throw answer.Fault();
            asked.Add(next);
            var page = answer.Json();
            found.AddRange(Items(answer, page, read));
            next = Next(answer, page);
            if (next is not null && asked.Contains(next))
                throw answer.Fault("next leads back to a page that was read already");
            if (next is not null && asked.Count == options.MaxPages)
                throw answer.Fault($"there are more than {options.MaxPages} pages");
        }

        return found;
    }

    /// <summary>A single item, or null when PDC has none.</summary>
    public async Task<Answer?> GetAsync(string path, CancellationToken ct)
    {
        var answer = await _pdc.SendAsync(HttpMethod.Get, path, ct);
        return answer.Status switch
        {
            200 => answer,
            404 => null,
            _ => throw answer.Fault(),
        };
    }

    /// <summary>Filters of one key that is given several times, which means any of its values for the filters of components (not for those of modules' names); as many filters as the URL's length and the options ask for.</summary>
    public IEnumerable<string> Filters(string key, IEnumerable<string> values)
    {
        var (filter, count) = ("", 0);
        foreach (var value in values)
        {
            var added = $"{key}={Uri.EscapeDataString(value)}&";
            if (count > 0 && (count == options.NamesPerQuery || filter.Length + added.Length > MaxValuesLength))
            {
                yield return filter;
                (filter, count) = ("", 0);
            }

            filter += added;
            count++;
        }

        if (count > 0)
            yield return filter;
    }

    static IEnumerable<T> Items<T>(Answer answer, JsonElement page, Func<Answer, JsonElement, string, T> read)
    {
        var (items, path) = page.ValueKind == JsonValueKind.Array ? (page, "") : (page.At("results") ?? throw answer.Fault("results is missing"), "results");
        if (items.ValueKind != JsonValueKind.Array)
            throw answer.Fault("results must be a list");
        return items.EnumerateArray().Select((item, index) => read(answer, item, $"{path}[{index}]"));
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
