using System.Net;
using System.Text.Json;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>REST on a reading host, asked as the clients of the existing system do.</summary>
public sealed class RestHost(ReadingHost reading) : IAsyncDisposable
{
    /// <summary>The header by which a test says who asks: a name and his role.</summary>
    public const string As = "Test-Caller";

    public ReadingHost Reading => reading;

    public static async Task<RestHost> StartAsync(Action<IServiceCollection>? configure = null) =>
        new(await ReadingHost.StartAsync(configure: configure, use: app => app.Use(async (http, next) =>
        {
            http.Features.Set(http.Request.Headers[As] is [{ } caller]
                ? new Caller(caller.Split(' ')[0], caller.Split(' ')[1..].Select(Enum.Parse<Role>).ToHashSet())
                : new Caller(null, new HashSet<Role> { Role.Reader }));
            await next(http);
        })));

    /// <summary>The body of an answer that is a success.</summary>
    public async Task<JsonElement> GetAsync(string path, string? caller = null)
    {
        using var response = await SendAsync(HttpMethod.Get, path, caller);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The message of an answer that is none, whose body must have the shape of behaviour.md §5.5.</summary>
    public async Task<string> RefusedAsync(HttpStatusCode status, string path, HttpMethod? method = null, string? caller = null, string? body = null)
    {
        using var response = await SendAsync(method ?? HttpMethod.Get, path, caller, body);
        return await RefusedAsync(status, response);
    }

    public static async Task<string> RefusedAsync(HttpStatusCode status, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var error = JsonDocument.Parse(text).RootElement;
        error.EnumerateObject().Select(p => p.Name).ShouldBe(["status", "error", "message"]);
        error.GetProperty("status").GetInt32().ShouldBe((int)status);
        error.GetProperty("error").GetString().ShouldBe(status switch
        {
            HttpStatusCode.BadRequest => "Bad Request",
            HttpStatusCode.NotFound => "Not Found",
            HttpStatusCode.MethodNotAllowed => "Method Not Allowed",
            HttpStatusCode.RequestEntityTooLarge => "Payload Too Large",
            HttpStatusCode.ServiceUnavailable => "Service Unavailable",
            _ => status.ToString(),
        });
        return error.GetProperty("message").GetString()!;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? caller = null, string? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (caller is not null)
            request.Headers.Add(As, caller);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "text/plain");
        return reading.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => reading.DisposeAsync();
}
