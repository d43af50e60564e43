using System.Net;
using System.Text.Json;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>POST builds/, POST async-builds/ and PATCH events/{id} on a whole host (behaviour.md §5.6 to §5.9).</summary>
public sealed class WriteTests : IAsyncLifetime
{
    const string Advisory = """{"errata_id": 4711, "container_images": ["web-container-1-5"], "dry_run": true, "metadata": {"ticket": "OPS-7"}}""";
    const string Images = """{"dist_git_branch": "rhel-9", "container_images": ["web", "db-container"], "brew_target": "web-candidate"}""";

    TestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(values =>
    {
        // Nothing answers there, so what is requested is opened and then waits for its plan.
        foreach (var (key, value) in (IEnumerable<(string, string)>)
        [
            ("Freshmaker:Errata:Url", "http://127.0.0.1:9"), ("Freshmaker:Pulp:Url", "http://127.0.0.1:9"), ("Freshmaker:Odcs:Url", "http://127.0.0.1:9"),
            ("Freshmaker:ImageCatalogue", "pyxis"), ("Freshmaker:Pyxis:GraphQLUrl", "http://127.0.0.1:9/graphql"), ("Freshmaker:Retry:FirstDelay", "01:00:00"),
        ])
            values[key] = value;
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    async Task<HttpResponseMessage> SendAsync(string verb, string path, string body, string? name, Role[] roles, string? key = null)
    {
        var request = new HttpRequestMessage(new(verb), path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "text/plain") }.As(name, roles);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        request.Headers.ExpectContinue = body.Length > 1_000_000; // else it is still being sent when the refusal closes the connection
        return await _host.Client.SendAsync(request, Ct);
    }

    async Task<JsonElement> DoneAsync(string verb, string path, string body, string name, Role role, string? key = null)
    {
        using var response = await SendAsync(verb, path, body, name, [role], key);
        var text = await response.Content.ReadAsStringAsync(Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    async Task<string> RefusedAsync(HttpStatusCode status, string verb, string path, string body, string? name, Role[] roles, string? key = null)
    {
        using var response = await SendAsync(verb, path, body, name, roles, key);
        return await RestHost.RefusedAsync(status, response);
    }

    [Fact]
    public async Task A_request_for_an_advisory_is_answered_with_its_event_and_refused_while_that_is_under_way()
    {
        var made = await DoneAsync("POST", "/api/1/builds/", Advisory, "dana", Role.Rebuilder);
        (made.GetProperty("event_type_id").GetInt32(), made.GetProperty("search_key").GetString(), made.GetProperty("state_name").GetString(), made.GetProperty("dry_run").GetBoolean())
            .ShouldBe((13, "4711", "INITIALIZED", true));
        (made.GetProperty("requester").GetString(), made.GetProperty("requested_rebuilds").GetRawText(), made.GetProperty("requester_metadata").GetRawText(), made.GetProperty("builds").GetRawText())
            .ShouldBe(("dana", """["web-container-1-5"]""", """{"ticket":"OPS-7"}""", "[]"));
        made.GetProperty("message_id").GetString()!.ShouldStartWith("manual_rebuild_");
        var number = made.GetProperty("id").GetInt64();

        (await RefusedAsync(HttpStatusCode.BadRequest, "POST", "/api/2/builds/", """{"errata_id": 4711}""", "dana", [Role.Rebuilder]))
            .ShouldBe($"The advisory 4711 is being rebuilt already: {number}. Give \"force\": true to rebuild it all the same.");
        var forced = await DoneAsync("POST", "/api/2/builds/", $$"""{"freshmaker_event_id": {{number}}, "force": true, "reason": "the first was wrong"}""", "dana", Role.Rebuilder);
        (forced.GetProperty("search_key").GetString(), forced.GetProperty("depends_on_events").GetRawText()).ShouldBe(("4711", $"[{number}]"));
        forced.TryGetProperty("builds", out _).ShouldBeTrue(); // full in version 2, too
        (await _host.FactsAsync<RebuildRequested>(RebuildId.Of(forced.GetProperty("message_id").GetString()!))).Single().Why.ShouldBe("the first was wrong");
    }

    [Fact] // no read model is asked, which would not know of it yet
    public async Task Of_several_requests_for_an_advisory_at_once_one_is_taken_and_its_repetition_is_answered()
    {
        const string body = """{"errata_id": 4712, "dry_run": true}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SendAsync("POST", "/api/1/builds/", body, "dana", [Role.Rebuilder], $"at-once-{i}")));
        var taken = Array.FindIndex(answers, a => a.IsSuccessStatusCode);
        answers.Select(a => a.StatusCode).Order().ShouldBe([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.BadRequest, 5)]);
        var number = JsonDocument.Parse(await answers[taken].Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("id").GetInt64();

        (await DoneAsync("POST", "/api/1/builds/", body, "dana", Role.Rebuilder, $"at-once-{taken}")).GetProperty("id").GetInt64().ShouldBe(number);
        (await DoneAsync("POST", "/api/1/builds/", $$"""{"freshmaker_event_id": {{number}}, "force": true}""", "dana", Role.Rebuilder)).GetProperty("search_key").GetString().ShouldBe("4712");
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task GraphQL_has_the_same_rule()
    {
        const string order = """mutation { requestAdvisoryRebuild(input: { advisory: 4713, reason: "x", key: "KEY", force: FORCE }) { rebuild { number } errors { code field } } }""";
        async Task<JsonElement> AskAsync(string key, string force)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { query = order.Replace("KEY", key, StringComparison.Ordinal).Replace("FORCE", force, StringComparison.Ordinal) }),
            }.As("dana", [Role.Rebuilder]);
            using var response = await _host.Client.SendAsync(request, Ct);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("data").GetProperty("requestAdvisoryRebuild");
        }

        (await AskAsync("1", "false")).GetProperty("errors").GetArrayLength().ShouldBe(0);
        (await AskAsync("2", "null")).GetProperty("errors").GetRawText().ShouldBe("""[{"code":"UNDER_WAY","field":"force"}]""");
        (await AskAsync("1", "false")).GetProperty("errors").GetArrayLength().ShouldBe(0, "it is the first one, sent again");
        (await AskAsync("2", "true")).GetProperty("errors").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_async_build_is_of_named_images_and_only_for_those_who_may()
    {
        var made = await DoneAsync("POST", "/api/1/async-builds/", Images, "axel", Role.AsyncRebuilder);
        (made.GetProperty("event_type_id").GetInt32(), made.GetProperty("requested_rebuilds").GetRawText()).ShouldBe((14, """["web-container","db-container"]"""));
        made.GetProperty("search_key").GetString().ShouldBe(made.GetProperty("message_id").GetString());

        (await RefusedAsync(HttpStatusCode.Forbidden, "POST", "/api/1/async-builds/", Images, "dana", [Role.Rebuilder])).ShouldBe(
            "dana may not do this: it needs one of the roles AsyncRebuilder, Admin.");
        (await RefusedAsync(HttpStatusCode.BadRequest, "POST", "/api/1/async-builds/", """{"dist_git_branch": "..", "container_images": ["web"]}""", "axel", [Role.AsyncRebuilder]))
            .ShouldStartWith("dist_git_branch must not ");
    }

    [Theory]
    [InlineData("/api/1/builds/")]
    [InlineData("/api/2/async-builds/")]
    public async Task Who_asks_is_looked_at_before_what_is_asked(string path)
    {
        (await RefusedAsync(HttpStatusCode.Unauthorized, "POST", path, "no json", null, [])).ShouldBe("Log in to do this.");
        (await RefusedAsync(HttpStatusCode.Unauthorized, "POST", path, "no json", null, [Role.Reader])).ShouldBe("Log in to do this.");
        (await RefusedAsync(HttpStatusCode.Forbidden, "POST", path, "no json", "rita", [Role.Reader, Role.Operator])).ShouldStartWith("rita may not do this: it needs one of the roles ");
        (await RefusedAsync(HttpStatusCode.BadRequest, "POST", path, "no json", "ada", [Role.Admin])).ShouldBe("The body must be JSON; it cannot be read from line 1, byte 2 on.");
        (await RefusedAsync(HttpStatusCode.BadRequest, "POST", path, "", "ada", [Role.Admin])).ShouldStartWith("The body must be JSON");
        (await RefusedAsync(HttpStatusCode.BadRequest, "POST", path, new string('[', 100), "ada", [Role.Admin])).ShouldStartWith("The body must be JSON");
        (await RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "POST", path, new string(' ', 1_048_577), "ada", [Role.Admin])).ShouldBe("The body must not be longer than 1048576 bytes.");
    }

    [Fact]
    public async Task A_request_that_is_sent_again_with_its_key_is_one_request()
    {
        var (first, again) = (await DoneAsync("POST", "/api/1/async-builds/", Images, "axel", Role.AsyncRebuilder, "k-1"), await DoneAsync("POST", "/api/1/async-builds/", Images, "axel", Role.AsyncRebuilder, "k-1"));
        again.GetProperty("id").GetInt64().ShouldBe(first.GetProperty("id").GetInt64());
        (await RefusedAsync(HttpStatusCode.Conflict, "POST", "/api/1/async-builds/", Images.Replace("rhel-9", "rhel-10", StringComparison.Ordinal), "axel", [Role.AsyncRebuilder], "k-1"))
            .ShouldBe("The key was used for another request.");
    }

    [Fact]
    public async Task Metadata_that_no_text_can_hold_is_refused_and_reads_go_on()
    {
        using (await SendAsync("POST", "/api/1/async-builds/", Images[..^1] + """, "metadata": {"a": "\ud800", "b": "\u0000"}}""", "axel", [Role.AsyncRebuilder]))
        {
        }

        await DoneAsync("POST", "/api/1/async-builds/", Images, "axel", Role.AsyncRebuilder);
        using var list = await SendAsync("GET", "/api/1/events/?per_page=50", "", "axel", [Role.AsyncRebuilder]);
        list.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_event_is_canceled_by_its_requester_or_whoever_may_cancel_any()
    {
        var path = $"/api/1/events/{(await DoneAsync("POST", "/api/1/async-builds/", Images, "axel", Role.AsyncRebuilder)).GetProperty("id").GetInt64()}";
        const string cancel = """{"action": "cancel", "reason": "wrong branch"}""";
        (await RefusedAsync(HttpStatusCode.Unauthorized, "PATCH", path, cancel, null, [])).ShouldBe("Log in to do this.");
        (await RefusedAsync(HttpStatusCode.Forbidden, "PATCH", path, cancel, "rita", [Role.Reader])).ShouldStartWith("rita may not do this");
        (await RefusedAsync(HttpStatusCode.BadRequest, "PATCH", path, "{}", "axel", [Role.AsyncRebuilder])).ShouldBe("\"action\" must be given.");
        (await RefusedAsync(HttpStatusCode.BadRequest, "PATCH", path, """{"action": "stop"}""", "axel", [Role.AsyncRebuilder])).ShouldBe("\"action\" must be \"cancel\"; there is no other.");
        (await RefusedAsync(HttpStatusCode.NotFound, "PATCH", "/api/1/events/999999999", cancel, "axel", [Role.AsyncRebuilder])).ShouldBe("There is no event 999999999.");
        (await RefusedAsync(HttpStatusCode.Forbidden, "PATCH", path, cancel, "dana", [Role.Rebuilder])).ShouldStartWith("dana may not do this");

        var canceled = await DoneAsync("PATCH", path, cancel, "axel", Role.AsyncRebuilder);
        (canceled.GetProperty("state_name").GetString(), canceled.GetProperty("state_reason").GetString()).ShouldBe(("CANCELED", "axel canceled it: wrong branch."));
        canceled.TryGetProperty("builds", out _).ShouldBeTrue();
        (await DoneAsync("PATCH", path, cancel, "olga", Role.Operator)).GetProperty("state_name").GetString().ShouldBe("CANCELED");
    }
}
