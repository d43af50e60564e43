using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Freshmaker.Host.GraphQL.Ui;

/// <summary>
/// GraphiQL, a page to try GraphQL on. It is open like the page of the REST API: it holds nothing, and what it asks is asked as whoever looks at it. Where the build had
/// no npm, a line says how to get it.
/// </summary>
static class GraphiQLPage
{
    /// <summary>Nothing from elsewhere, and no script or style in the page itself. GraphiQL's fonts are in its style sheet.</summary>
    const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public const string Missing = "GraphiQL is not part of this build: it is bundled by npm. Install Node.js and npm, and build again.";

    const string Html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Freshmaker GraphQL</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="ui/graphiql.css">
        <script src="ui/graphiql.js" defer></script>
        </head>
        <body><div id="graphiql"></div></body>
        </html>

        """;

    public static void MapGraphiQL(this IEndpointRouteBuilder endpoints, string pattern) => endpoints.MapGraphiQL(pattern, Read);

    /// <param name="read">The files that npm made; null for those that it did not make.</param>
    public static void MapGraphiQL(this IEndpointRouteBuilder endpoints, string pattern, Func<string, byte[]?> read)
    {
        var script = read("graphiql.js");
        Map(endpoints, pattern, "text/html; charset=utf-8", script is null ? null : Encoding.UTF8.GetBytes(Html));
        Map(endpoints, $"{pattern}/graphiql.js", "text/javascript; charset=utf-8", script);
        Map(endpoints, $"{pattern}/graphiql.css", "text/css; charset=utf-8", read("graphiql.css"));
        Map(endpoints, $"{pattern}/graphiql.js.LEGAL.txt", "text/plain; charset=utf-8", read("graphiql.js.LEGAL.txt"));
    }

    public static bool IsBuilt { get; } = typeof(GraphiQLPage).Assembly.GetManifestResourceInfo("graphiql/graphiql.js") is not null;

    static void Map(IEndpointRouteBuilder endpoints, string pattern, string type, byte[]? content)
    {
        var tag = content is null ? null : new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
        endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], IResult (HttpContext http) =>
        {
            if (content is null)
                return Results.Text($"{Missing}\n", statusCode: StatusCodes.Status404NotFound);
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers.CacheControl = "no-cache"; // asked again each time, and only sent again when it is another
            return Results.Bytes(content, type, entityTag: tag);
        }).WithDisplayName("GraphiQL").ExcludeFromDescription();
    }

    static byte[]? Read(string name)
    {
        using var resource = typeof(GraphiQLPage).Assembly.GetManifestResourceStream($"graphiql/{name}");
        if (resource is null)
            return null;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
