using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Images;

namespace Freshmaker.Integrations.Lightblue;

/// <summary>Asks Lightblue page by page (behaviour.md §7.8).</summary>
internal sealed partial class LightblueClient(HttpClient http, LightblueOptions options)
{
    public const string System = "Lightblue";
    public const string Api = "rest/data/find/";

    readonly OutsideHttp _lightblue = new(System, http);

    /// <summary>All documents of an entity that a query matches.</summary>
    /// <param name="about">What the question is about, for people.</param>
    public async Task<IReadOnlyList<T>> FindAsync<T>(
        string entity, string version, object query, IEnumerable<object> projection, string about, RecordBudget budget, Func<Shape, T> read, CancellationToken ct)
    {
        var found = new List<T>();
        for (var page = 0; ; page++)
        {
            var from = page * (long)options.PageSize;
            // A range means something only with an order.
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                objectType = entity,
                query,
                projection,
                sort = new { _id = "$asc" },
                range = new[] { from, from + options.PageSize - 1 },
            });
            var answer = await _lightblue.SendAsync(HttpMethod.Post, $"{entity}/{version}", ct, () => JsonBody.Of(body), $"{about}, page {page}", repeatable: true);
            var response = Response(answer);
            var processed = response.At("processed");
            var documents = processed.Items();
            if (documents.Count > 0 && page == options.MaxPages)
                throw processed.Fault($"goes on after {options.MaxPages} pages");
            if (documents.Count > options.PageSize)
                throw processed.Fault($"has {documents.Count} documents where {options.PageSize} were asked for");
            budget.Take(documents.Count, processed);
            foreach (var document in documents)
                found.Add(read(document));
            if (documents.Count == options.PageSize)
                continue;
            if (response.At("matchCount").WholeNumber() is { } matches && matches > from + documents.Count)
                throw processed.Fault($"ends after {from + documents.Count} of {matches} documents");
            return found;
        }
    }

    static Shape Response(Answer answer)
    {
        if (answer.Status != 200)
            throw Failure(answer);
        var response = Shape.Of(answer).Required();
        if (Errors(response.At("errors")) is { Length: > 0 } errors)
            throw response.At("errors").Fault($"say {errors}");
        if (!response.At("dataErrors").IsNull && response.At("dataErrors").Items().Count > 0)
            throw response.At("dataErrors").Fault("must be empty");
        if (response.At("status").Text() is { } status and not "COMPLETE")
            throw response.At("status").Fault($"must be COMPLETE, but is {status}");
        return response;
    }

    /// <summary>Lightblue's own errors are JSON; those of the servers before it are pages with a title.</summary>
    static OutsideFault Failure(Answer answer)
    {
        try
        {
            return answer.Fault(Errors(Shape.Of(answer).At("errors")));
        }
        catch (OutsideFault)
        {
            return answer.Fault(Title().Match(answer.OwnWords) is { Success: true } title ? title.Groups[1].Value.Trim() : null);
        }
    }

    static string Errors(Shape errors) => string.Join("; ", errors.Items().Select(error => $"{error.At("errorCode").Text()}: {error.At("msg").Text()}"));

    [GeneratedRegex("<title>([^<]+)</title>", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Title();
}
