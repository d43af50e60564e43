using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Bench.Service;

namespace Freshmaker.Bench.Reading;

/// <summary>A page of the rebuilds that were built, as a front page shows them, asked for in both ways.</summary>
sealed class RebuildList(ServiceSpace space, HttpClient http)
{
    public const int Size = 20;

    const string Query = """
        {
          rebuilds(first: 20, where: {state: [COMPLETE]}) {
            edges {
              node {
                number state trigger { kind summary } searchKey receivedAt
                counts { planned done failed excluded }
                reason { text }
              }
            }
            pageInfo { endCursor hasNextPage }
          }
        }
        """;

    static readonly Uri Endpoint = new("/graphql", UriKind.Relative);

    /// <summary>By GraphQL over HTTP. Gives the whole answer.</summary>
    public async Task<byte[]> ByGraphQLAsync(CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync(Endpoint, new { query = Query }, ct);
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        return response.IsSuccessStatusCode
            ? body
            : throw new InvalidOperationException($"GraphQL answers {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <summary>By SQL, each column as its .NET type; one row more than the page, to know whether there is a next one.</summary>
    public async Task<List<Row>> BySqlAsync(CancellationToken ct)
    {
        await using var command = space.Database.CreateCommand(
            $"""
            select number, state, trigger_kind, trigger, search_key, received_at, planned, done, failed, excluded, reason
            from {space.Settings.ViewsSchema}.rebuilds where state = 'Complete' order by number desc limit {Size + 1}
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetInt32(6), reader.GetInt32(7), reader.GetInt32(8), reader.GetInt32(9), reader.GetString(10)));
        }

        return rows;
    }

    /// <summary>Both ways must give the same rows, or their times compare nothing.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        using var answer = JsonDocument.Parse(await ByGraphQLAsync(ct));
        if (answer.RootElement.TryGetProperty("errors", out var errors))
            throw new InvalidOperationException($"GraphQL refused the query: {errors}");
        var list = answer.RootElement.GetProperty("data").GetProperty("rebuilds");
        long[] numbers = [.. list.GetProperty("edges").EnumerateArray().Select(e => e.GetProperty("node").GetProperty("number").GetInt64())];
        var rows = await BySqlAsync(ct);
        var same = numbers.Length == Size && numbers.SequenceEqual(rows.Take(Size).Select(r => r.Number));
        if (!same || !list.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
            throw new InvalidOperationException($"GraphQL lists {string.Join(", ", numbers)}; SQL lists {string.Join(", ", rows.Select(r => r.Number))}");
    }

    public sealed record Row(
        long Number, string State, string TriggerKind, string Trigger, string SearchKey, DateTimeOffset ReceivedAt,
        int Planned, int Done, int Failed, int Excluded, string Reason);
}
