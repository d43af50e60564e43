using Microsoft.AspNetCore.Http.Features;

namespace Freshmaker.Host.Security.Http;

/// <summary>The longest body. The GraphQL endpoint reads its own bodies, with a limit and an error of its own.</summary>
static class BodyLimit
{
    public static async Task ApplyAsync(HttpContext http, int most, Func<Task> next)
    {
        if (http.Request.Path.StartsWithSegments("/graphql"))
        {
            await next();
            return;
        }

        if (http.Request.ContentLength > most)
        {
            await TooLong(most).ExecuteAsync(http);
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = most; // of a body that does not say its length
        try
        {
            await next();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge && !http.Response.HasStarted)
        {
            await TooLong(most).ExecuteAsync(http);
        }
    }

    static HttpRefusal TooLong(int most) => new(StatusCodes.Status413PayloadTooLarge, $"The body must not be longer than {most} bytes.");
}
