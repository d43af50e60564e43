using System.Net.Http.Json;
using System.Text.Json;

namespace Freshmaker.Sandbox.Story;

/// <summary>Asks the Host's GraphQL API for a cascade.</summary>
internal sealed class HostClient(HttpClient http, string host)
{
    const string Query = """
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
        using var response = await http.PostAsJsonAsync(Url, new { query = Query, variables = new { searchKey } });
        var answer = await response.Content.ReadFromJsonAsync<Answer>(Json);
        if (answer?.Errors is [var error, ..])
            throw new InvalidOperationException($"{Url} answered: {error.Message}");
        var first = answer?.Data?.Rebuilds.Nodes.FirstOrDefault();
        return first is null ? null : new(first.Message, first.Trigger?.Summary ?? "", [.. first.Cascade.Rebuilds.Nodes]);
    }

    sealed record Answer(Data? Data, IReadOnlyList<Error>? Errors);
    sealed record Error(string Message);
    sealed record Data(Page<First> Rebuilds);
    sealed record First(Message Message, Trigger? Trigger, Members Cascade);
    sealed record Trigger(string Summary);
    sealed record Members(Page<Rebuild> Rebuilds);
}
