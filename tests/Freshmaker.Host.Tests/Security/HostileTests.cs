using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Paging;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Security;

/// <summary>Whatever is sent to the running host, it answers with what was wrong, at once, and has nothing to complain of itself.</summary>
public sealed class HostileTests(HostileHost attacked) : IClassFixture<HostileHost>, IAsyncLifetime
{
    const string Sql = "x'); drop table rebuilds; --", JsonPath = "$.**?(@ > 1)", Nul = "a\0b", Half = "\uFFFD", Format = "{0}%s%n${jndi:ldap://x}";

    static readonly string[] Texts = [Sql, JsonPath, Format, "%", "_", "\\", "' or '1'='1", "\u202Eabc", new('x', 3000), "<script>alert(1)</script>", Half];
    static readonly string[] NoNumbers = ["1e308", "NaN", "Infinity", "-Infinity", "1.5", "0x10", "9223372036854775808", "-9223372036854775809", "１", "1;2", Sql, Nul, "1 2", new('9', 3000)];

    public static TheoryData<string> Lists => ["/api/1/events/", "/api/2/events/", "/api/1/builds/", "/api/2/builds/"];

    readonly int _before = attacked.Errors.Count;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>After each test: what was sent is not our fault.</summary>
    public ValueTask DisposeAsync()
    {
        attacked.Errors.Skip(_before).ShouldBeEmpty();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Text_in_a_filter_is_only_text(string list)
    {
        string[] filters = list.Contains("events", StringComparison.Ordinal) ? ["message_id", "search_key"] : ["name", "original_nvr", "rebuilt_nvr", "event_search_key"];
        foreach (var filter in filters)
        {
            foreach (var text in Texts)
            {
                var answer = await attacked.GetAsync($"{list}?{filter}={Uri.EscapeDataString(text)}");
                answer.ShouldBeHarmless($"{filter}={text}");
                answer.Status.ShouldBe(200, answer.Body);
                // The tests of orders ask for modules of such names: whoever is found has exactly that one.
                foreach (var item in answer.Json.GetProperty("items").EnumerateArray())
                    item.GetProperty(filter).GetString().ShouldBe(text, $"{filter}={text}");
            }

            foreach (var nul in (string[])["%00", "a%00b", "%2500%00"])
                (await attacked.GetAsync($"{list}?{filter}={nul}")).ShouldBeRefused($"{filter}={nul}", 400);
            foreach (var broken in (string[])["%ff", "%c0%80", "%ed%a0%80", "%", "%zz"])
                (await attacked.GetAsync($"{list}?{filter}={broken}")).ShouldBeHarmless($"{filter}={broken}");
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task What_is_no_number_name_or_flag_is_refused_by_its_parameter(string list)
    {
        string[] numbers = list.Contains("events", StringComparison.Ordinal) ? ["page", "per_page", "event_type_id"] : ["page", "per_page", "event_id", "dep_on_id", "build_id", "event_type_id"];
        string[] names = list.Contains("events", StringComparison.Ordinal) ? ["state", "order_by", "show_full_json"] : ["type", "state", "order_by", "show_full_json"];
        foreach (var parameter in numbers)
        {
            foreach (var value in NoNumbers)
            {
                var answer = await attacked.GetAsync($"{list}?{parameter}={Uri.EscapeDataString(value)}");
                answer.ShouldBeRefused($"{parameter}={value}", 400);
                answer.Json.GetProperty("message").GetString()!.ShouldContain(parameter);
            }

            foreach (var extreme in (long[])[long.MaxValue, long.MinValue, int.MaxValue, int.MinValue, 0, -1])
                (await attacked.GetAsync($"{list}?{parameter}={extreme}")).ShouldBeHarmless($"{parameter}={extreme}");
        }

        foreach (var parameter in names)
        {
            foreach (var value in (string[])[Sql, JsonPath, Nul, "-", "--id", "id,name", "EXPLODED", "id desc; select 1"])
                (await attacked.GetAsync($"{list}?{parameter}={Uri.EscapeDataString(value)}")).ShouldBeRefused($"{parameter}={value}", 400);
        }
    }

    [Fact]
    public async Task Numbers_that_multiply_to_more_than_there_is_find_nothing()
    {
        foreach (var list in Lists.Select(l => l.Data))
        {
            var answer = await attacked.GetAsync($"{list}?page={long.MaxValue}&per_page={long.MaxValue}");
            answer.ShouldBeHarmless(list);
            answer.Status.ShouldBe(200, answer.Body);
            answer.Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("/api/1/events/")]
    [InlineData("/api/2/events/")]
    [InlineData("/api/1/builds/")]
    [InlineData("/api/1/pullspec_overrides/")]
    [InlineData("/api/1/event-types/")]
    [InlineData("/api/1/build-types/")]
    [InlineData("/api/2/build-states/")]
    public async Task An_id_of_the_wrong_type_is_not_found(string path)
    {
        foreach (var id in (string[])[.. NoNumbers.Where(n => n != Nul), .. Texts, attacked.Rebuild, "-1", "+1", "00000000000000000000000000000000000001x", "%2e%2e%2f"])
            (await attacked.GetAsync($"{path}{Uri.EscapeDataString(id)}")).ShouldBeRefused($"{path}{id}", 400, 404);
        foreach (var id in (string[])["%ff", "%00", "1%00", "1%2f2"])
            (await attacked.GetAsync($"{path}{id}")).ShouldBeHarmless($"{path}{id}");
    }

    [Theory]
    [InlineData("/api/rebuilds/{0}/graph.svg")]
    [InlineData("/api/rebuilds/{0}/graph.dot")]
    public async Task A_picture_of_nothing_is_a_problem_with_details(string path)
    {
        foreach (var id in (string[])[.. NoNumbers, .. Texts, attacked.Rebuild, "-1", "9223372036854775807"])
        {
            var answer = await attacked.GetAsync(string.Format(null, path, Uri.EscapeDataString(id)));
            answer.ShouldBeHarmless(id);
            answer.Status.ShouldBeOneOf(400, 404);
            if (answer.Type is not null)
                answer.Type.ShouldBeOneOf("application/problem+json", "application/json");
        }

        (await attacked.GetAsync(string.Format(null, path, attacked.Number))).Status.ShouldBe(200);
    }

    public static TheoryData<string> Questions =>
    [
        "query($s: String) { rebuilds(where: {artifactName: $s}) { totalCount } }",
        "query($s: String) { rebuilds(where: {searchKey: $s}) { totalCount edges { node { id } } } }",
        "query($s: String) { rebuilds(where: {messageId: $s}) { totalCount } }",
        "query($s: String) { builds(where: {name: $s, branch: $s}) { totalCount } }",
        "query($s: String) { rebuilds(after: $s) { totalCount } }",
        "query($s: String) { builds(before: $s, last: 3) { edges { cursor } } }",
        "query($s: ID) { rebuild(id: $s) { id } }",
        "query($s: ID!) { node(id: $s) { id } }",
        "query($s: ID) { build(id: $s) { why { text } } }",
        "query($s: String, $number: Long) { rebuild(number: $number) { timeline(artifact: $s) { totalCount edges { node { text } } } } }",
        "query($s: String!, $number: Long) { rebuild(number: $number) { timeline(kind: [$s]) { totalCount edges { node { text } } } } }",
        "query($s: String, $number: Long) { rebuild(number: $number) { builds(after: $s) { totalCount edges { node { timeline(first: 1) { totalCount } } } } } }",
        "query($s: String, $number: Long) { rebuild(number: $number) { builds { edges { node { timeline(after: $s) { totalCount } } } } } }",
        "query($s: ID!, $number: Long) { rebuild(number: $number) { comparedWith(rebuild: $s) { __typename } } }",
        "query($s: String) { whyNot(artifact: {kind: MODULE, name: $s}, searchKey: $s) { text } }",
        "query($s: String) { whyNot(artifact: {nvr: $s}, messageId: $s) { text } }",
        "query($s: String, $number: Long) { whyNot(artifact: {name: $s}, number: $number) { text } }",
        "query($s: ID) { whyNot(artifact: {name: \"web\"}, rebuild: $s) { text } }",
        "query($s: String!) { preview(of: {moduleRequest: {module: $s, stream: $s}}) { __typename } }",
        "query($s: String!) { preview(of: {message: {topic: $s, body: $s}}) { __typename } }",
        "query($s: String!) { preview(of: {push: {kind: MODULE, name: $s, branch: $s, revision: $s}}) { __typename } }",
        "query($s: String!) { preview(of: {imageRequest: {branch: $s, images: [$s], target: $s}}) { __typename } }",
        "query($s: DateTime) { rebuilds(where: {receivedFrom: $s}) { totalCount } }",
        "query($s: DateTime, $number: Long) { rebuild(number: $number, asOf: $s) { id state } }",
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task No_text_makes_a_question_break(string query)
    {
        foreach (var text in (string?[])[.. Texts, .. NoNumbers, Nul, "\0", "", " ", null, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", Cursor.Of("rebuild", 1), Cursor.Of("event", long.MaxValue), Cursor.Of("build", 0)])
        {
            var answer = await attacked.GraphQLAsync(query, new { s = text, number = attacked.Number });
            answer.ShouldBeHarmless($"{query} with '{text}'");
            answer.Status.ShouldBeOneOf([200, 400], answer.Body);
        }
    }

    [Theory]
    [InlineData("query($v: Long) { rebuild(number: $v) { id } }")]
    [InlineData("query($v: Long) { build(number: $v) { id } }")]
    [InlineData("query($v: Long, $id: ID) { rebuild(id: $id) { comparedWith(rebuild: $id) { __typename } } whyNot(artifact: {name: \"x\"}, number: $v) { text } }")]
    [InlineData("query($v: Long) { whyNot(artifact: {name: \"x\"}, advisory: $v) { text } }")]
    [InlineData("query($v: Long) { builds(where: {externalId: $v}) { totalCount } }")]
    [InlineData("query($v: Int) { rebuilds(first: $v) { totalCount } }")]
    [InlineData("query($v: Int, $id: ID) { rebuild(id: $id, atVersion: $v) { id state } }")]
    [InlineData("query($v: Int, $number: Long) { rebuild(number: $number) { timeline(first: $v) { totalCount } } }")]
    [InlineData("query($v: [RebuildState!]) { rebuilds(where: {state: $v}) { totalCount } }")]
    public async Task No_value_makes_a_question_break(string query)
    {
        foreach (var value in (string[])["1e308", "-1e308", "1e-400", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1.5", "-1", "0", "true", "\"1\"", "[1]", "[[]]", "{}", "{\"a\":1}", "\"COMPLETE\"", "[\"COMPLETE\",7]", "[null]", "null"])
        {
            var body = $$$"""{"query": {{{JsonSerializer.Serialize(query)}}}, "variables": {"v": {{{value}}}, "id": "{{{attacked.Rebuild}}}", "number": {{{attacked.Number}}}}}""";
            var answer = await attacked.SendAsync(HttpMethod.Post, "/graphql", new StringContent(body, Encoding.UTF8, "application/json"));
            answer.ShouldBeHarmless($"{query} with {value}");
            answer.Status.ShouldBeOneOf([200, 400], answer.Body);
        }
    }

    [Theory]
    [InlineData("requestModuleRebuild", "RequestModuleRebuildInput", """{"module": @, "stream": @, "reason": @, "key": @}""")]
    [InlineData("requestImageRebuild", "RequestImageRebuildInput", """{"branch": @, "images": [@], "target": @, "metadata": @, "reason": @, "key": @}""")]
    [InlineData("requestAdvisoryRebuild", "RequestAdvisoryRebuildInput", """{"advisory": 1, "images": [@], "metadata": @, "reason": @, "key": @, "continuesRebuild": -1}""")]
    [InlineData("cancelRebuild", "CancelRebuildInput", """{"rebuild": "rebuild-00000000000000000000000000000000", "reason": @, "key": @}""")]
    [InlineData("cancelRebuild", "CancelRebuildInput", """{"rebuild": @, "reason": @, "key": @}""")]
    [InlineData("cancelBuild", "CancelBuildInput", """{"build": @, "reason": @, "key": @}""")]
    [InlineData("retryBuild", "RetryBuildInput", """{"build": @, "reason": @, "key": @}""")]
    [InlineData("annotate", "AnnotateInput", """{"subject": "#", "text": @, "reason": @, "key": @}""")]
    [InlineData("annotate", "AnnotateInput", """{"subject": "#", "text": "x", "reason": @, "key": @}""")]
    [InlineData("annotate", "AnnotateInput", """{"subject": "#", "text": "x", "reason": "x", "key": @}""")]
    [InlineData("annotate", "AnnotateInput", """{"subject": "#/module/nothing/here", "text": "x", "reason": "x", "key": @}""")]
    public async Task No_text_makes_an_order_break(string mutation, string type, string input)
    {
        foreach (var text in (string[])[.. Texts, Nul, "", " ", "\n", "null", "{\"a\": \"\\u0000\"}", "[1", new('k', 50_000)])
        {
            var given = input.Replace("@", JsonSerializer.Serialize(text), StringComparison.Ordinal).Replace("#", attacked.Rebuild, StringComparison.Ordinal);
            var answer = await attacked.GraphQLAsync(
                $"mutation($input: {type}!) {{ {mutation}(input: $input) {{ rebuild {{ id }} errors {{ code field message }} }} }}", new { input = JsonSerializer.Deserialize<JsonElement>(given) });
            answer.ShouldBeHarmless($"{mutation} with '{text}'");
            answer.Status.ShouldBeOneOf([200, 400], answer.Body);
        }

        // What got through can be read again.
        (await attacked.GetAsync("/api/1/events/?per_page=100")).Status.ShouldBe(200);
        (await attacked.GraphQLAsync($"{{ rebuild(id: \"{attacked.Rebuild}\") {{ timeline(last: 100) {{ edges {{ node {{ text data }} }} }} }} }}")).Body.ShouldNotContain("\"errors\"");
    }

    [Theory]
    [InlineData("POST", "/api/1/builds/", "errata_id")]
    [InlineData("POST", "/api/2/async-builds/", "dist_git_branch")]
    [InlineData("PATCH", "/api/1/events/@", "action")]
    public async Task No_body_makes_a_request_break(string verb, string path, string field)
    {
        byte[][] bodies =
        [
            [], [0], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF, (byte)'{'], "{"u8.ToArray(), "{}}"u8.ToArray(), "nul"u8.ToArray(), "NaN"u8.ToArray(), "\"x\""u8.ToArray(), "[[[]]]"u8.ToArray(),
            Encoding.UTF8.GetBytes($"{{\"{field}\": \"a\0b\"}}"), Encoding.Unicode.GetBytes("{}"), [.. "{\"a\": \""u8, 0xC0, 0x80, .. "\"}"u8],
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500)),
            Encoding.UTF8.GetBytes($"{{\"{field}\": {new string('9', 5000)}}}"), Encoding.UTF8.GetBytes($"{{\"{field}\": -1e308}}"),
            Encoding.UTF8.GetBytes($"{{\"{field}\": \"\\u0000\"}}"), Encoding.UTF8.GetBytes($"{{\"{field}\": \"\\ud800\"}}"), Encoding.UTF8.GetBytes($"{{\"{field}\": {{\"$ref\": \"#\"}}}}"),
        ];
        foreach (var body in bodies)
        {
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-7" } } };
            var answer = await attacked.SendAsync(
                new HttpRequestMessage(new(verb), path.Replace("@", $"{attacked.Number}", StringComparison.Ordinal)) { Content = content }.As("mallory", Role.Admin));
            answer.ShouldBeRefused(Encoding.UTF8.GetString(body), 400);
        }
    }

    [Theory]
    [InlineData("""{"action": "cancel", "reason": "\u0000"}""")]
    [InlineData("""{"action": "cancel", "reason": "\ud800"}""")]
    [InlineData("""{"action": "cancel", "reason": 7}""")]
    [InlineData("""{"action": "cancel", "reason": {"a": "'; drop"}}""")]
    [InlineData("""{"action": "cancel", "action": "stop", "reason": "x"}""")]
    public async Task A_strange_reason_cancels_or_is_refused_and_nothing_else(string body)
    {
        var module = Wire.Unique("module");
        var id = await attacked.Host.OpenAsync(Wire.ModuleChange(module, Wire.Commit()));
        await attacked.Host.UntilBuildingAsync(id, module); // else its plan is recorded meanwhile, and that it is tried again is an error to Wolverine
        var number = (await attacked.Host.HistoryAsync(id))[0].Sequence;

        (await attacked.SendAsync(Patch(number, body, "mallory", Role.Admin))).ShouldBeHarmless(body);

        (await attacked.Host.FactsAsync<CancelRequested>(id)).ShouldAllBe(c => !c.Why.Contains('\0'));
        (await attacked.GetAsync("/api/1/events/?per_page=100")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Many_cancels_at_once_are_one_and_one_after_the_end_is_told_so()
    {
        var module = Wire.Unique("module");
        var id = await attacked.Host.OpenAsync(Wire.ModuleChange(module, Wire.Commit()));
        var build = await attacked.Host.UntilBuildingAsync(id, module);
        var number = (await attacked.Host.HistoryAsync(id))[0].Sequence;
        const string cancel = """{"action": "cancel", "reason": "at once"}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(i => (Task<HostileHost.Answer>[])
        [
            attacked.SendAsync(Patch(number, cancel, $"olga{i}", Role.Operator)),
            attacked.GraphQLAsync(
                "mutation($input: CancelRebuildInput!) { cancelRebuild(input: $input) { rebuild { state } errors { code } } }", new { input = new { rebuild = id, reason = "at once", key = $"{id} {i}" } }),
        ]));

        foreach (var answer in answers)
            answer.Status.ShouldBe(200, answer.Body);
        (await attacked.Host.FactsAsync<CancelRequested>(id)).ShouldHaveSingleItem();
        await attacked.Host.ReportAsync(build, ModuleBuildState.Failed, "canceled");
        (await attacked.Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);

        var events = (await attacked.Host.HistoryAsync(id)).Count;
        (await attacked.SendAsync(Patch(number, cancel, "olga", Role.Operator))).ShouldBeHarmless("after the end");
        (await attacked.GraphQLAsync(
            "mutation($input: CancelRebuildInput!) { cancelRebuild(input: $input) { changedNothing errors { code } } }", new { input = new { rebuild = id, reason = "late", key = $"{id} late" } }))
            .ShouldBeHarmless("after the end");
        (await attacked.Host.HistoryAsync(id)).Count.ShouldBe(events);
    }

    public static TheoryData<string, string> Identities => new()
    {
        { "X-Remote-User", "alice" },
        { "x-remote-user", "alice" },
        { "X-Remote-User", "alice@EXAMPLE.ORG" },
        { "X-Remote-Groups", "admins" },
        { "X-SSL-Client-Verify", "SUCCESS" },
        { "X-SSL-Client-S-DN", "CN=alice" },
        { "X-Forwarded-For", "127.0.0.2" },
        { "X-Forwarded-User", "alice" },
        { "Forwarded", "for=127.0.0.2;by=127.0.0.2" },
        { "X-Original-Method", "GET" },
        { "X-HTTP-Method-Override", "GET" },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public async Task Nobody_becomes_somebody_by_a_header(string name, string value)
    {
        (string, string)[] headers = [(name, value), .. name == "X-Remote-User" ? Array.Empty<(string, string)>() : [("X-Remote-User", "alice")]];
        foreach (var (verb, path) in ((string, string)[])[("POST", "/api/1/builds/"), ("POST", "/api/2/async-builds/"), ("PATCH", $"/api/1/events/{attacked.Number}")])
            (await attacked.SendAsync(new(verb), path, new StringContent("""{"action": "cancel", "errata_id": 1, "dist_git_branch": "f41", "container_images": ["web"]}"""), headers)).ShouldBeRefused($"{verb} {path}", 401);

        var order = await attacked.SendAsync(
            HttpMethod.Post, "/graphql", JsonContent.Create(new { query = $"mutation {{ cancelRebuild(input: {{rebuild: \"{attacked.Rebuild}\", reason: \"x\", key: \"{name}\"}}) {{ errors {{ code }} }} }}" }), headers);
        order.ShouldBeHarmless(name);
        order.Body.ShouldContain("NOT_AUTHENTICATED");
        (await attacked.Host.FactsAsync<CancelRequested>(attacked.Rebuild)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.")]
    [InlineData("Basic YWxpY2U6")]
    [InlineData("Negotiate YII=")]
    [InlineData("Digest username=\"alice\"")]
    [InlineData("alice")]
    public async Task Half_a_login_is_none(string credential)
    {
        (await attacked.GetAsync("/api/1/events/", ("Authorization", credential))).ShouldBeRefused(credential, 401);
        (await attacked.SendAsync(new("PATCH"), $"/api/1/events/{attacked.Number}", new StringContent("""{"action": "cancel"}"""), ("Authorization", credential))).ShouldBeRefused(credential, 401);
        foreach (var path in (string[])["/graphql?query={__typename}", $"/api/rebuilds/{attacked.Number}/graph.svg"])
        {
            var answer = await attacked.GetAsync(path, ("Authorization", credential));
            answer.ShouldBeHarmless(path);
            (answer.Status, answer.Type).ShouldBe((401, "application/problem+json"), path);
        }

        (await attacked.Host.FactsAsync<CancelRequested>(attacked.Rebuild)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET /api/1/events/?name=\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/1/events/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /api/1/\0events/ HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /api/1/events/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /api/1/events/ HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET  HTTP/1.1\r\n\r\n")]
    [InlineData("POST /api/1/builds/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nPATCH")]
    [InlineData("POST /api/1/builds/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")]
    [InlineData("POST /api/1/builds/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n")]
    [InlineData("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"query\"")]
    [InlineData("BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    public async Task Bytes_that_are_no_request_are_refused(string request)
    {
        var line = await attacked.RawAsync(Encoding.Latin1.GetBytes(request));

        if (line.Length > 0)
            line.Split(' ')[1].ShouldBeOneOf(["400", "401", "404", "405", "411", "505"], line);
        (await attacked.GetAsync("/api/1/about/")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_refused_and_the_next_is_served()
    {
        (await attacked.GetAsync($"/api/1/events/?search_key={new string('x', 20_000)}")).Status.ShouldBe(414);
        (await attacked.GetAsync("/api/1/events/", ("X-Long", new string('x', 60_000)))).Status.ShouldBe(431);
        (await attacked.GetAsync("/api/1/events/", Enumerable.Range(0, 200).Select(i => ($"X-Many-{i}", "x")))).Status.ShouldBe(431);
        (await attacked.GetAsync($"/api/1/events/?{string.Join('&', Enumerable.Range(0, 900).Select(i => "state=1"))}")).ShouldBeHarmless("many values");
        (await attacked.GetAsync("/api/1/about/")).Status.ShouldBe(200);
    }

    static HttpRequestMessage Patch(long number, string body, string who, Role role) =>
        new HttpRequestMessage(HttpMethod.Patch, $"/api/1/events/{number}") { Content = new StringContent(body) }.As(who, role);
}
