using System.Text.Json;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;

namespace Freshmaker.Integrations.Pyxis;

/// <summary>Asks Pyxis: queries page by page, and its own errors told apart (behaviour.md §7.4).</summary>
internal sealed class PyxisClient(HttpClient http, PyxisOptions options, TimeProvider clock)
{
    public const string System = "Pyxis";

    /// <summary>What Pyxis says when its database did not answer in time: the one error of its own that is worth another attempt.</summary>
    const string Busy = "unable to fetch data from MongoDB in time";

    readonly OutsideHttp _pyxis = new(System, http);

    /// <summary>All records that pass a filter.</summary>
    /// <param name="about">What the question is about, for people.</param>
    public async Task<IReadOnlyList<T>> FindAsync<T>(
        PyxisQuery query, object filter, int pageSize, string about, RecordBudget budget, Func<Shape, T> read, CancellationToken ct)
    {
        var found = new List<T>();
        for (var page = 0; ; page++)
        {
            var response = await PageAsync(query, filter, page, pageSize, about, ct);
            var data = response.At("data").Required();
            var records = data.Items();
            if (records.Count > 0 && page == options.MaxPages)
                throw data.Fault($"goes on after {options.MaxPages} pages");
            if (records.Count > pageSize)
                throw data.Fault($"has {records.Count} records where {pageSize} were asked for");
            budget.Take(records.Count, data);
            foreach (var record in records)
                found.Add(read(record));
            // Pyxis may have made the page smaller than it was told.
            if (records.Count < (response.At("page_size").WholeNumber() is { } made and > 0 ? Math.Min(made, pageSize) : pageSize))
                return found;
        }
    }

    /// <summary>The manifest of one record by REST: its <c>rpms</c>, or null when there is none.</summary>
    public async Task<Shape?> ManifestAsync(string id, CancellationToken ct)
    {
        var answer = await _pyxis.SendAsync(HttpMethod.Get, HttpAddress.Under(options.RestUrl!, $"v1/images/id/{Uri.EscapeDataString(id)}/rpm-manifest").AbsoluteUri, ct);
        return answer.Status switch
        {
            200 => Shape.Of(answer).Required().At("rpms"),
            404 => null,
            _ => throw answer.Fault(),
        };
    }

    async Task<Shape> PageAsync(PyxisQuery query, object filter, int page, int pageSize, string about, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { query = query.Text, variables = Variables(filter, page, pageSize) });
        for (var attempt = 0; ; attempt++)
        {
            var answer = await _pyxis.SendAsync(HttpMethod.Post, options.Path, ct, () => JsonBody.Of(body), $"{query.Name} {about}, page {page}", repeatable: true);
            if (answer.Status != 200)
                throw answer.Fault();
            var response = Response(answer, query.Name);
            var error = response.At("error");
            if (error.IsNull)
                return response;
            var (status, detail) = (error.At("status").WholeNumber(), error.At("detail").Text());
            if (attempt == options.BusyRetries || detail?.Contains(Busy, StringComparison.OrdinalIgnoreCase) is not true)
                throw error.Fault($"says {status} {detail}");
            await Task.Delay(options.BusyDelay * (1 << attempt), clock, ct);
        }
    }

    Dictionary<string, object> Variables(object filter, int page, int pageSize)
    {
        var variables = new Dictionary<string, object> { ["filter"] = filter, ["page"] = page, ["page_size"] = pageSize };
        if (options.SortBy.Length > 0)
            variables["sort_by"] = new[] { new { field = options.SortBy, order = "ASC" } };
        return variables;
    }

    static Shape Response(Answer answer, string name)
    {
        var body = Shape.Of(answer).Required();
        if (body.At("errors").Items() is [var error, ..])
            throw error.Fault($"says {error.At("message").Text()}");
        return body.At("data", name).Required();
    }
}
