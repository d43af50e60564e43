using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Freshmaker.Bench.Reading;

/// <summary>The two ways of asking.</summary>
sealed class Asking(HttpClient http, NpgsqlDataSource database)
{
    static readonly Uri Endpoint = new("/graphql", UriKind.Relative);

    public async Task<byte[]> GraphQLAsync(string query, object variables, CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync(Endpoint, new { query, variables }, ct);
        return await BodyAsync(response, ct);
    }

    public async Task<byte[]> GetAsync(string path, CancellationToken ct)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return await BodyAsync(response, ct);
    }

    /// <summary>All rows of some statements, sent together; each value as its .NET type.</summary>
    public async Task<List<List<object[]>>> RowsAsync(IEnumerable<(string Sql, object[] Parameters)> statements, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        foreach (var (sql, parameters) in statements)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in parameters)
                command.Parameters.Add(new() { Value = value });
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        var results = new List<List<object[]>>();
        do
        {
            var rows = new List<object[]>();
            while (await reader.ReadAsync(ct))
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }

            results.Add(rows);
        }
        while (await reader.NextResultAsync(ct));
        return results;
    }

    public async Task<List<object[]>> RowsAsync(string sql, CancellationToken ct, params object[] parameters) => (await RowsAsync([(sql, parameters)], ct))[0];

    static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsByteArrayAsync(ct);
        if (!response.IsSuccessStatusCode || body.AsSpan().StartsWith("{\"errors\""u8))
            throw new InvalidOperationException($"{response.RequestMessage?.RequestUri} answers {(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        return body;
    }

    /// <summary>What is at a path of an answer's members.</summary>
    public static JsonElement At(byte[] answer, params string[] path) =>
        path.Aggregate(JsonSerializer.Deserialize<JsonElement>(answer), (json, member) => json.TryGetProperty(member, out var inner)
            ? inner : throw new InvalidOperationException($"There is no {member} in {Encoding.UTF8.GetString(answer)}"));
}
