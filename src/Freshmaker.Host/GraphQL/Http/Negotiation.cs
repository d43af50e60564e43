using Microsoft.Net.Http.Headers;

namespace Freshmaker.Host.GraphQL.Http;

/// <summary>Which media type the client wants to read.</summary>
static class Negotiation
{
    public const string GraphQL = "application/graphql-response+json", Json = "application/json";

    /// <summary>The type; null when the client takes neither. Compared by equality: a parser would take <c>…+json</c> for a kind of <c>json</c>.</summary>
    public static string? Choose(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
            return Json;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return null;
        return accepted.Where(a => a.Quality is not 0).OrderByDescending(a => a.Quality ?? 1).Select(TypeOf).FirstOrDefault(t => t is not null);
    }

    static string? TypeOf(MediaTypeHeaderValue accepted) => accepted.MediaType.Value?.ToLowerInvariant() switch
    {
        GraphQL when IsUtf8(accepted) => GraphQL,
        Json when IsUtf8(accepted) => Json,
        "*/*" or "application/*" => Json,
        _ => null,
    };

    static bool IsUtf8(MediaTypeHeaderValue accepted) => !accepted.Charset.HasValue || accepted.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
