using System.Net.Http.Json;
using System.Text.Json;

namespace Freshmaker.Sandbox.Story;

/// <summary>Asks the Host's GraphQL API.</summary>
internal sealed class HostClient(HttpClient http, string host)
{
    const string CascadeQuery = """
        query Story($searchKey: String!) {
          rebuilds(first: 1, where: { searchKey: $searchKey }) { edges { node {
            message { id topic }
            trigger { summary }
            cascade { rebuilds(first: 50) { edges { node {
              id number state
              reason { text }
              causedBy { rebuild { number } build { artifact { name branch } externalId } }
              builds(first: 20) { edges { node {
                artifact { name branch } state revision externalId cause { text } reason { text }
                followUps(first: 1) { edges { node { number } } }
              } } }
              exclusions(first: 20) { edges { node { artifact { name branch } reason { code text } } } }
            } } } }
          } } }
        }
        """;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Url => $"{host}/graphql";

    /// <summary>The cascade that the rebuild with this search key began; null while there is none.</summary>
    public async Task<Cascade?> CascadeOfAsync(string searchKey)
    {
        var first = (await AskAsync<Found>(CascadeQuery, new { searchKey })).Rebuilds.Nodes.FirstOrDefault();
        return first is null ? null : new(first.Message, first.Trigger?.Summary ?? "", [.. first.Cascade.Rebuilds.Nodes]);
    }

    /// <summary>The data of an answer.</summary>
    /// <exception cref="InvalidOperationException">The API answered with an error.</exception>
    public async Task<T> AskAsync<T>(string query, object variables) where T : class
    {
        using var response = await http.PostAsJsonAsync(Url, new { query, variables });
        var answer = await response.Content.ReadFromJsonAsync<Answer<T>>(Json);
        return answer?.Errors is [var error, ..]
            ? throw new InvalidOperationException($"{Url} answered: {error.Message}")
            : answer?.Data ?? throw new InvalidOperationException($"{Url} answered without data");
    }

    sealed record Answer<T>(T? Data, IReadOnlyList<Error>? Errors);
    sealed record Error(string Message);
    sealed record Found(Page<First> Rebuilds);
    sealed record First(Message Message, Trigger? Trigger, Members Cascade);
    sealed record Members(Page<Rebuild> Rebuilds);
}
