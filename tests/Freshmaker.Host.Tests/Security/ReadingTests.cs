using System.Net;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Security;

/// <summary>What is read needs the permission to read, wherever it is read.</summary>
public sealed class ReadingTests(SharedHost shared) : HostTest(shared)
{
    [Theory]
    [InlineData("/graphql?query={__typename}")]
    [InlineData("/api/rebuilds/1/graph.dot")]
    [InlineData("/api/rebuilds/1/graph.svg")]
    [InlineData("/api/1/events/")]
    [InlineData("/api/2/events/1")]
    [InlineData("/api/2/builds/")]
    [InlineData("/api/1/event-types/")]
    public async Task nobody_reads_without_a_role_that_allows_it(string path)
    {
        (await StatusAsync(path, null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(path, "dana")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(path, "dana", Role.Reader)).ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/2/about/")]
    [InlineData("/api/1/monitor/metrics")]
    public async Task what_the_service_is_and_how_it_does_is_told_to_everybody(string path) => (await StatusAsync(path, null)).ShouldBe(HttpStatusCode.OK);

    async Task<HttpStatusCode> StatusAsync(string path, string? name, params Role[] roles)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await Host.Client.SendAsync(request.As(name, roles), Ct);
        return response.StatusCode;
    }
}
