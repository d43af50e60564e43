using System.Net.Http.Json;
using System.Text.Json;

namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>The service as its users ask it.</summary>
public sealed class GraphQL(Uri host) : IDisposable
{
    readonly HttpClient _http = new() { BaseAddress = host };

    /// <summary>The data of an answer; errors fail the test.</summary>
    public async Task<JsonElement> AskAsync(string query, object? variables = null)
    {
        using var answer = await _http.PostAsJsonAsync("/graphql", new { query, variables }, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(body.ToString());
        body.TryGetProperty("errors", out _).ShouldBeFalse(body.ToString());
        return body.GetProperty("data");
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>Reads answers.</summary>
public static class Answers
{
    /// <summary>The element at a path of names with dots.</summary>
    public static JsonElement At(this JsonElement element, string path) => path.Split('.').Aggregate(element, (e, name) => e.GetProperty(name));

    public static string TextAt(this JsonElement element, string path) => element.At(path).GetString()!;

    /// <summary>The nodes of a connection.</summary>
    public static IReadOnlyList<JsonElement> NodesAt(this JsonElement element, string path) => [.. element.At(path).At("edges").EnumerateArray().Select(e => e.At("node"))];

    public static bool IsNull(this JsonElement element) => element.ValueKind == JsonValueKind.Null;
}
