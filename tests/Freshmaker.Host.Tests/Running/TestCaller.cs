using Freshmaker.Host.Security;
using Microsoft.AspNetCore.Http;

namespace Freshmaker.Host.Tests.Running;

/// <summary>Lets a test say who it is, where how that becomes known is not what is tested.</summary>
static class TestCaller
{
    const string Header = "X-Test-Caller";

    public static HttpRequestMessage As(this HttpRequestMessage request, string? name, params ReadOnlySpan<Role> roles)
    {
        request.Headers.Add(Header, $"{name};{string.Join(',', roles.ToArray())}");
        return request;
    }

    public static Caller Of(string? name, params ReadOnlySpan<Role> roles) => new(name, roles.ToArray().ToHashSet()) { Client = "a test", RequestId = "request-1" };

    public static Task ReadAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Headers[Header] is [{ } told])
        {
            var (name, roles) = (told.Split(';')[0], told.Split(';')[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Role>).ToArray());
            http.Features.Set(Of(name.Length == 0 ? null : name, roles));
        }

        return next(http);
    }
}
