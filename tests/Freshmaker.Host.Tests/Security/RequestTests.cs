using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Security;

public sealed class RequestTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static readonly (string, string?)[] Proxied = [("Authentication", "proxy"), ("Proxy:Addresses", "127.0.0.2"), ("Roles:Rebuilder:Users:0", "alice")];

    [Fact]
    public async Task as_installed_everybody_reads_and_nobody_acts()
    {
        await using var app = await SecuredApp.StartAsync();

        (await app.WhoAsync()).ShouldSatisfyAllConditions(w => w.Name.ShouldBeNull(), w => w.Roles.ShouldBe(["Reader"]));
        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, "/may/CancelOwn");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync(Ct)).ShouldContain("no way to log in is configured here");
        (await app.TryAsync(app.Client, "/who", ("Authorization", "Bearer abc"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task with_none_everybody_may_all_without_a_name_and_credentials_are_not_looked_at()
    {
        await using var app = await SecuredApp.StartAsync(("Authentication", "none"), ("AllowNone", "true"));

        var who = await app.WhoAsync(("Authorization", "Bearer abc"), ("X-Remote-User", "alice"));

        who.Name.ShouldBeNull();
        who.Roles.ShouldBe(["Admin"]);
        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, "/may/CancelAny");
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("/api/1/may/CancelAny")]
    [InlineData("/api/2/may/CancelAny")]
    public async Task refusals_of_the_old_api_have_its_shape(string path)
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        (await BodyAsync(app.Client, 401)).ShouldBe(
            """{"status":401,"error":"Unauthorized","message":"This needs the permission CancelAny, which nobody has without a login."}""");
        (await BodyAsync(app.ClientFrom("127.0.0.2"), 403)).ShouldBe(
            """{"status":403,"error":"Forbidden","message":"alice lacks the permission CancelAny; these roles have it: Operator, Admin."}""");

        async Task<string> BodyAsync(HttpClient client, int status)
        {
            using var answer = await SecuredApp.SendAsync(client, HttpMethod.Post, path, ("X-Remote-User", "alice"));
            ((int)answer.StatusCode).ShouldBe(status);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
            (answer.Headers.WwwAuthenticate.Count > 0).ShouldBe(status == 401);
            return await answer.Content.ReadAsStringAsync(Ct);
        }
    }

    [Theory]
    [InlineData("/may/CancelAny")]
    [InlineData("/api/1x/who")]
    [InlineData("/graphql")]
    public async Task others_are_problem_details(string path)
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, path, ("Authorization", "Basic abc"));

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        problem.GetProperty("status").GetInt32().ShouldBe(401);
        problem.GetProperty("title").GetString().ShouldBe("Unauthorized");
        problem.GetProperty("detail").GetString().ShouldBe("The header Authorization is of a kind that is not taken here.");
    }

    [Theory]
    [InlineData("POST", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("POST", "Sec-Fetch-Site", "same-site", 403)]
    [InlineData("POST", "Sec-Fetch-Site", "same-origin", 204)]
    [InlineData("POST", "Sec-Fetch-Site", "none", 204)]
    [InlineData("POST", "Origin", "https://evil.example.org", 403)]
    [InlineData("POST", "Origin", "null", 403)]
    [InlineData("POST", "Origin", "", 403)]
    [InlineData("POST", "Origin", "the address", 204)]
    [InlineData("POST", "X-Other", "x", 204)]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", 200)]
    [InlineData("GET", "Origin", "https://evil.example.org", 200)]
    public async Task a_page_of_another_site_makes_nobody_act(string method, string header, string value, int status)
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        using var answer = await SecuredApp.SendAsync(
            app.ClientFrom("127.0.0.2"), new(method), method == "GET" ? "/who" : "/may/CancelOwn",
            ("X-Remote-User", "alice"), (header, value == "the address" ? app.Url.GetLeftPart(UriPartial.Authority) : value));

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("/who", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/no/such/route", 404)]
    [InlineData("/api/1/who?x=1", 401)]
    public async Task every_response_tells_browsers_to_do_nothing_with_it(string path, int status)
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, path, status == 401 ? [("Authorization", "Basic abc")] : []);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"]);
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task a_page_may_relax_the_policy_for_itself()
    {
        await using var app = await SecuredApp.StartAsync();

        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/graphql/ui");

        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'self'"]);
    }

    [Fact]
    public async Task what_somebody_was_shown_is_not_kept_on_the_way()
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        using var named = await SecuredApp.SendAsync(app.ClientFrom("127.0.0.2"), HttpMethod.Get, "/who", ("X-Remote-User", "alice"));
        using var nobody = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/who");

        named.Headers.CacheControl!.NoStore.ShouldBeTrue();
        nobody.Headers.CacheControl.ShouldBeNull();
    }

    [Fact]
    public async Task a_request_has_the_id_that_it_came_with_and_its_lines_carry_it()
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        using var answer = await SecuredApp.SendAsync(
            app.ClientFrom("127.0.0.2"), HttpMethod.Get, "/who", ("X-Request-Id", "abc-123.x_y"), ("X-Remote-User", "alice"), ("User-Agent", "tool/1.0"));

        answer.Headers.GetValues("X-Request-Id").ShouldBe(["abc-123.x_y"]);
        var line = app.Log.All.Single(l => l.RenderMessage() == "asked");
        Property("RequestId").ShouldBe("abc-123.x_y");
        Property("Caller").ShouldBe("alice");
        Property("Client").ShouldBe("tool/1.0 (127.0.0.2)");

        string Property(string name) => line.Properties[name].ToString().Trim('"');
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("<script>")]
    [InlineData("x\u007fy")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task an_id_that_is_none_is_replaced(string id)
    {
        await using var app = await SecuredApp.StartAsync();

        var who = await app.WhoAsync(("X-Request-Id", id));

        who.RequestId.ShouldNotBe(id);
        who.RequestId.ShouldMatch("^[A-Za-z0-9:._-]{10,100}$");
    }

    [Fact]
    public async Task what_a_client_calls_itself_is_cleaned_and_cut()
    {
        await using var app = await SecuredApp.StartAsync();

        (await app.WhoAsync(("User-Agent", new string('x', 5000)))).Client.ShouldBe($"{new string('x', 200)} (127.0.0.1)");
        (await app.WhoAsync(("User-Agent", "to\tol\u007f/1.0"))).Client.ShouldBe("tool/1.0 (127.0.0.1)");
        (await app.WhoAsync()).Client.ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData(true, 2000, 2001)]
    [InlineData(false, 1900, 2100)] // of one that comes in chunks, their heads count too
    public async Task a_body_has_a_longest_length(bool saysLength, int good, int tooLong)
    {
        await using var app = await SecuredApp.StartAsync(("MaxBodyBytes", "2000"));

        ((int)(await PostAsync("/body", good)).StatusCode).ShouldBe(204);
        using var refused = await PostAsync("/body", tooLong);
        ((int)refused.StatusCode).ShouldBe(413);
        (await refused.Content.ReadAsStringAsync(Ct)).ShouldContain("must not be longer than 2000 bytes");
        ((int)(await PostAsync("/graphql", 20_000)).StatusCode).ShouldBe(204, "it has a limit of its own");

        Task<HttpResponseMessage> PostAsync(string path, int length)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[length]) };
            request.Headers.TransferEncodingChunked = !saysLength;
            return app.Client.SendAsync(request, Ct);
        }
    }

    [Fact]
    public async Task one_address_is_served_so_much_and_others_go_on()
    {
        await using var app = await SecuredApp.StartAsync(("RateLimit:PerAddress", "5"));
        for (var i = 0; i < 5; i++)
            await app.WhoAsync();

        using var refused = await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/api/1/who");
        ((int)refused.StatusCode).ShouldBe(429);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(13));
        (await refused.Content.ReadAsStringAsync(Ct)).ShouldBe(
            """{"status":429,"error":"Too Many Requests","message":"More than 5 requests a minute of one address."}""");
        (await SecuredApp.SendAsync(app.Client, HttpMethod.Get, "/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.WhoAsync(app.ClientFrom("127.0.0.3"))).Name.ShouldBeNull();
        for (var i = 0; i < 10; i++)
            (await app.TryAsync(app.Client, "/who", ("X-Forwarded-For", $"203.0.113.{i}"))).Status.ShouldBe(HttpStatusCode.TooManyRequests, "nobody makes up an address");
        app.Log.All.Count(l => l.RenderMessage().StartsWith("More than 5 requests", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task one_user_is_served_so_much_from_wherever_and_behind_a_proxy_addresses_are_those_of_clients()
    {
        await using var app = await SecuredApp.StartAsync([.. Proxied, ("RateLimit:PerIdentity", "3"), ("RateLimit:PerAddress", "6")]);
        var proxy = app.ClientFrom("127.0.0.2");
        for (var i = 0; i < 3; i++)
            await app.WhoAsync(proxy, ("X-Remote-User", "alice"), ("X-Forwarded-For", $"203.0.113.{i}"));

        (await app.TryAsync(proxy, "/who", ("X-Remote-User", "alice"), ("X-Forwarded-For", "203.0.113.9"))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await app.WhoAsync(proxy, ("X-Remote-User", "bob"), ("X-Forwarded-For", "203.0.113.9"))).Name.ShouldBe("bob");
        for (var i = 0; i < 4; i++)
            await app.WhoAsync(proxy, ("X-Forwarded-For", "203.0.113.9"));
        (await app.TryAsync(proxy, "/who", ("X-Forwarded-For", "203.0.113.9"))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await app.TryAsync(proxy, "/who", ("X-Forwarded-For", "203.0.113.10"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task tokens_that_are_tried_out_are_counted_before_the_provider_is_asked()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var app = await SecuredApp.StartAsync(issuer.Keys(
            ("Bearer:Opaque", "introspection"), ("Bearer:ClientId", TestIssuer.ClientId), ("Bearer:ClientSecret", TestIssuer.ClientSecret), ("RateLimit:PerAddress", "5")));

        for (var i = 0; i < 20; i++)
            (await app.TryAsync(app.Client, "/who", ("Authorization", $"Bearer opaque-{i}")))
                .Status.ShouldBe(i < 5 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests);

        issuer.Asked.Count(path => path == "/introspect").ShouldBe(5);
    }

    [Fact]
    public async Task a_limit_of_nothing_is_none()
    {
        await using var app = await SecuredApp.StartAsync(("RateLimit:PerAddress", "0"), ("RateLimit:PerIdentity", "0"));

        for (var i = 0; i < 50; i++)
            await app.WhoAsync();
    }

    [Fact]
    public async Task a_refusal_is_logged_with_why_and_without_what_was_sent()
    {
        await using var app = await SecuredApp.StartAsync(Proxied);

        await app.TryAsync(app.Client, "/who?token=secret-9", ("Authorization", "Basic secret-10"));

        app.Log.All.Select(l => l.RenderMessage()).ShouldContain(l => l.Contains("was refused with 401") && l.Contains("is of a kind that is not taken here"));
        app.Log.All.Where(l => $"{l.Properties.GetValueOrDefault("SourceContext")}".Contains("Freshmaker"))
            .Select(l => l.RenderMessage()).ShouldNotContain(l => l.Contains("secret-"));
    }
}
