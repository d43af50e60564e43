using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Freshmaker.Host.GraphQL.Ui;
using Freshmaker.Host.Security.Http;
using Microsoft.AspNetCore.Builder;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>The page to try GraphQL on.</summary>
public sealed class GraphiQLTests : IAsyncLifetime
{
    ReadingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ReadingHost.StartAsync(use: app =>
    {
        app.Use((http, next) =>
        {
            SecurityHeaders.Promise(http);
            return next(http);
        });
        app.MapGraphiQL("/graphql/ui");
        app.MapGraphiQL("/without/ui", _ => null);
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_page_and_all_that_it_loads_are_served_from_here()
    {
        NeedsThePage();
        using var response = await GetAsync("/graphql/ui");
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.ShouldNotContain("<style");
        Regex.IsMatch(page, @"<script(?![^>]* src=)|\son\w+=|\sstyle=|https?://", RegexOptions.IgnoreCase).ShouldBeFalse(page);
        var loaded = Regex.Matches(page, "(?:src|href)=\"([^\"]+)\"").Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("data:", StringComparison.Ordinal)).ToList();
        loaded.Count.ShouldBe(2);
        foreach (var link in loaded)
        {
            using var asset = await GetAsync(new Uri(new Uri(_host.Client.BaseAddress!, "/graphql/ui"), link).PathAndQuery);
            asset.StatusCode.ShouldBe(HttpStatusCode.OK, link);
            asset.Content.Headers.ContentType!.ToString().ShouldBe(link.EndsWith(".js", StringComparison.Ordinal) ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8");
            asset.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(100_000, link);
        }
    }

    [Fact]
    public async Task Browsers_are_told_to_run_nothing_else()
    {
        NeedsThePage();
        using var response = await GetAsync("/graphql/ui");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue("somebody with a name looks");
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        NeedsThePage();
        using var first = await GetAsync("/graphql/ui/graphiql.js");
        using var again = await GetAsync("/graphql/ui/graphiql.js", first.Headers.ETag);

        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Without_npm_the_page_says_how_to_get_it()
    {
        using var response = await GetAsync("/without/ui");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe($"{GraphiQLPage.Missing}\n");
    }

    [Fact]
    public async Task It_is_only_read()
    {
        using var response = await _host.Client.PostAsync("/graphql/ui", null, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    static void NeedsThePage() => Assert.SkipUnless(GraphiQLPage.IsBuilt, GraphiQLPage.Missing);

    async Task<HttpResponseMessage> GetAsync(string path, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
