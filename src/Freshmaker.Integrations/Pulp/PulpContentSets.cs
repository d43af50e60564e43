using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Pulp;

/// <summary>Pulp 2's search of repositories (behaviour.md §7.7).</summary>
internal sealed class PulpContentSets(HttpClient http, PulpOptions options) : IContentSets
{
    public const string System = "Pulp";
    public const string Api = "pulp/api/v2/";

    static readonly string[] Fields = ["id", "notes"];

    readonly OutsideHttp _pulp = new(System, http);

    public async Task<IReadOnlyDictionary<string, string>> OfRepositoriesAsync(IReadOnlyCollection<string> repositoryIds, CancellationToken ct)
    {
        var asked = repositoryIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var answers = await Task.WhenAll(asked.Chunk(options.RepositoriesPerQuery).Select(chunk => SearchAsync(chunk, ct)));
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, contentSet) in answers.SelectMany(answer => answer))
            found.TryAdd(id, contentSet);
        return found;
    }

    async Task<IReadOnlyList<(string Id, string ContentSet)>> SearchAsync(string[] ids, CancellationToken ct)
    {
        var criteria = new Dictionary<string, object>
        {
            ["filters"] = new { id = new Dictionary<string, object> { ["$in"] = ids } },
            ["fields"] = Fields,
        };
        var answer = await _pulp.SendAsync(
            HttpMethod.Post, "repositories/search/", ct, () => JsonBody.Of(new { criteria }), $"{ids.Length} repositories from {ids[0]}", repeatable: true);
        if (answer.Status != 200)
            throw answer.Fault();
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var found = new List<(string, string)>();
        foreach (var (repository, path) in answer.Items(Body(answer), ""))
        {
            if (repository.ValueKind != JsonValueKind.Object)
                throw answer.Fault($"{path} must be a repository");
            var contentSet = repository.FreeText("notes", "content_set");
            if (string.IsNullOrEmpty(contentSet))
                continue; // not every repository is for customers
            var id = repository.Text("id") ?? throw answer.Fault($"{path}.id must be a text");
            if (wanted.Contains(id))
                found.Add((id, contentSet));
        }

        return found;
    }

    static JsonElement Body(Answer answer) => answer.Json() is { ValueKind: JsonValueKind.Array } list ? list : throw answer.Fault("the body must be a list");
}
