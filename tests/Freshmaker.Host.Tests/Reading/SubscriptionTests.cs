using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Domain.Planning;
using Freshmaker.Host.Following;
using Freshmaker.Host.GraphQL.Http.Streams;
using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Changes as they happen, over server-sent events.</summary>
public sealed class SubscriptionTests(SubscriptionTests.Shared shared) : IClassFixture<SubscriptionTests.Shared>
{
    const string Builds = "subscription($where: BuildChangeFilter, $after: Long) { buildChanged(where: $where, after: $after) { sequence from to build { id phase artifact { name } } } }";
    const string Rebuilds = "subscription($where: RebuildChangeFilter, $after: Long) { rebuildChanged(where: $where, after: $after) { sequence from to rebuild { id number state } } }";
    const string Handler = "ModulesOnRpmSpecChange";

    readonly ReadingHost _host = shared.Host;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>One host for all; each test adds histories of its own.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        public ReadingHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await ReadingHost.StartAsync(limits: l => (l.KeepAlive, l.MaxStreamsPerCaller) = (TimeSpan.FromMilliseconds(200), 100));

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    Task<EventStream> SubscribeAsync(string query, object? variables = null, params (string Name, string Value)[] headers) =>
        EventStream.SubscribeAsync(_host.Client, query, variables, headers);

    Task<long> MarkAsync() => _host.Services.GetRequiredService<Changes>().MarkAsync(Ct);

    static History Planned(string message, params string[] modules) => History.OfSpecChange($"{message} {Guid.CreateVersion7()}").Plan(Handler, modules);

    static List<string> Steps(IEnumerable<StreamEvent> events) =>
        [.. events.Select(e => $"{e.Field.Text("build.artifact.name")}: {e.Field.At("from").GetString() ?? "-"} -> {e.Field.Text("to")}")];

    [Fact]
    public async Task A_rebuild_is_told_of_when_it_comes_into_being_and_whenever_its_state_changes()
    {
        using var stream = await SubscribeAsync(Rebuilds);
        var history = Planned("told", "web").BuildAll("web", 1);
        await _host.RecordAsync(history);

        var events = await stream.TakeAsync(3);
        events.Select(e => (e.Field.At("from").GetString(), e.Field.Text("to"), e.Field.Text("rebuild.state"))).ShouldBe(
            [(null, "INITIALIZED", "INITIALIZED"), ("INITIALIZED", "BUILDING", "BUILDING"), ("BUILDING", "COMPLETE", "COMPLETE")]);
        events.ShouldAllBe(e => e.Field.Text("rebuild.id") == history.Id && e.Id == e.Field.At("sequence").ToString());
        events[0].Field.At("rebuild.number").GetInt64().ShouldBe(events[0].Field.At("sequence").GetInt64() - 1); // the message itself was the first event
    }

    [Fact]
    public async Task A_build_is_told_of_step_by_step_as_it_was_right_after_each()
    {
        using var stream = await SubscribeAsync(Builds);
        await _host.RecordAsync(Planned("steps", "web").BuildAll("web", 1));

        var events = await stream.TakeAsync(5);
        Steps(events).ShouldBe(["web: - -> WAITING", "web: WAITING -> BUMPING", "web: BUMPING -> SUBMITTING", "web: SUBMITTING -> BUILDING", "web: BUILDING -> SUCCEEDED"]);
        events.ShouldAllBe(e => e.Field.Text("build.phase") == e.Field.Text("to"));
    }

    [Fact]
    public async Task What_was_missed_is_told_to_whoever_comes_back_with_the_last_event_id_and_then_what_comes()
    {
        var mark = await MarkAsync();
        await _host.RecordAsync(Planned("first", "web", "db"));
        using var all = await SubscribeAsync(Builds, new { after = mark });
        await _host.RecordAsync(Planned("second", "app").BuildAll("app", 1));
        var told = await all.TakeAsync(7 + 2);

        foreach (var seen in (int[])[0, 3, 8])
        {
            using var back = await SubscribeAsync(Builds, new { after = 0 }, ("Last-Event-ID", told[seen].Id!));
            await _host.RecordAsync(Planned($"third {seen}", "late"));
            var rest = await back.TakeAsync(told.Count - seen - 1 + 2);
            rest.Take(told.Count - seen - 1).Select(e => e.Id).ShouldBe(told.Skip(seen + 1).Select(e => e.Id));
            Steps(rest.Skip(told.Count - seen - 1)).ShouldBe(["late: - -> WAITING", "late: WAITING -> BUMPING"]);
            told.AddRange(rest.Skip(told.Count - seen - 1));
        }
    }

    [Fact]
    public async Task However_much_is_recorded_while_subscribers_come_and_go_each_change_is_told_once_and_in_order()
    {
        const int rebuilds = 60;
        var mark = await MarkAsync();
        var recording = Task.Run(async () =>
        {
            for (var i = 0; i < rebuilds; i++)
                await _host.RecordAsync(Planned($"storm {i}", "web", "db").BuildAll("web", i + 1));
        }, Ct);

        async Task<List<long>> FollowAsync(int atOnce)
        {
            var seen = new List<long>();
            var last = $"{mark}";
            while (seen.Count < rebuilds * 7)
            {
                // Now and then the connection is dropped, and another one goes on after the last event.
                using var stream = await SubscribeAsync(Builds, headers: ("Last-Event-ID", last));
                foreach (var e in await stream.TakeAsync(Math.Min(atOnce, rebuilds * 7 - seen.Count)))
                    seen.Add(long.Parse(last = e.Id!));
            }

            return seen;
        }

        var followed = await Task.WhenAll(FollowAsync(13), FollowAsync(50), FollowAsync(1000));
        await recording;
        followed[2].ShouldBe(followed[2].Distinct().Order());
        followed[0].ShouldBe(followed[2]);
        followed[1].ShouldBe(followed[2]);
        await Eventually.IsAsync(() => _host.Services.GetRequiredService<ChangeFollower>().Listeners == 0, "nobody listens");
    }

    public static TheoryData<string, string, int> BuildFilters() => new()
    {
        { "nothing", "{}", 10 },
        { "state", """{"state": ["DONE", "BUILD"]}""", 4 },
        { "phase", """{"phase": ["SUCCEEDED"]}""", 2 },
        { "kind", """{"kind": ["MODULE"]}""", 10 },
        { "another kind", """{"kind": ["IMAGE"]}""", 0 },
        { "name", """{"name": "web"}""", 5 },
        { "branch", """{"branch": "1"}""", 10 },
        { "another branch", """{"branch": "2"}""", 0 },
        { "several", """{"name": "db", "phase": ["SUCCEEDED"]}""", 1 },
        { "no state", """{"state": []}""", 0 },
        { "rebuild", """{"rebuild": "REBUILD"}""", 10 },
        { "another rebuild", """{"rebuild": "rebuild-00000000000000000000000000000000"}""", 0 },
        { "id", """{"id": ["REBUILD/module/web/1"]}""", 5 },
        { "number", """{"number": [NUMBER]}""", 5 },
        { "id or number", """{"number": [NUMBER], "id": ["REBUILD/module/db/1"]}""", 10 },
        { "no id", """{"id": []}""", 0 },
        { "id of another rebuild", """{"id": ["REBUILD/module/web/1"], "rebuild": "rebuild-00000000000000000000000000000000"}""", 0 },
    };

    [Theory]
    [MemberData(nameof(BuildFilters))]
    public async Task Changes_of_builds_are_filtered_when_they_are_replayed_and_when_they_happen(string _, string where, int expected)
    {
        var history = Planned("filtered", "web", "db").BuildAll("web", 1).BuildAll("db", 2);
        await _host.RecordAsync(Planned("before", "zzz"));
        using var all = await SubscribeAsync(Builds);
        using var early = where.Contains("NUMBER", StringComparison.Ordinal) ? null : await SubscribeAsync(Builds, new { where = Filter(where, history, 0) });
        await _host.RecordAsync(history);
        var told = (await all.TakeAsync(10)).ConvertAll(e => e.Field);
        var number = told.First(change => change.Text("build.artifact.name") == "web").At("sequence").GetInt64();
        using var late = await SubscribeAsync(Builds, new { where = Filter(where, history, number), after = told[0].At("sequence").GetInt64() - 1 });

        // What ends the list is of another rebuild, so it passes only where the filter names none; then the list must be as long as expected.
        foreach (var stream in (EventStream?[])[early, late])
        {
            if (stream is null)
                continue;
            (await stream.TakeAsync(expected)).Count.ShouldBe(expected);
            await Should.ThrowAsync<TimeoutException>(() => stream.NextAsync(TimeSpan.FromSeconds(1)));
        }
    }

    static JsonElement Filter(string where, History history, long number) =>
        JsonSerializer.Deserialize<JsonElement>(where.Replace("REBUILD", history.Id, StringComparison.Ordinal).Replace("NUMBER", $"{number}", StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"state": ["COMPLETE"]}""", 1)]
    [InlineData("""{"triggerKind": ["RPM_SPEC_CHANGED"]}""", 3)]
    [InlineData("""{"triggerKind": ["MODULE_READY"]}""", 0)]
    [InlineData("""{"artifactName": "web"}""", 2)]
    [InlineData("""{"artifactName": "other"}""", 0)]
    [InlineData("""{"id": ["REBUILD"]}""", 3)]
    [InlineData("""{"id": ["rebuild-00000000000000000000000000000000"]}""", 0)]
    [InlineData("""{"number": [NUMBER], "state": ["BUILDING", "COMPLETE"]}""", 2)]
    public async Task Changes_of_rebuilds_are_filtered(string where, int expected)
    {
        var history = Planned("filtered", "web").BuildAll("web", 1);
        using var all = await SubscribeAsync(Rebuilds);
        await _host.RecordAsync(history);
        var number = (await all.TakeAsync(3))[0].Field.At("rebuild.number").GetInt64();
        using var stream = await SubscribeAsync(Rebuilds, new { where = Filter(where, history, number), after = number - 1 });

        (await stream.TakeAsync(expected)).Count.ShouldBe(expected);
        await Should.ThrowAsync<TimeoutException>(() => stream.NextAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Names_of_people_are_told_only_to_those_who_may_read_them()
    {
        const string query = """subscription { rebuildChanged(where: {state: CANCELED}) { event { who text } } }""";
        using var auditor = await SubscribeAsync(query, null, ("X-Role", nameof(Role.Auditor)), ("X-Name", "anna"));
        using var reader = await SubscribeAsync(query, null, ("X-Role", nameof(Role.Reader)), ("X-Name", "rita"));
        await _host.RecordAsync(Planned("canceled", "web").Cancel());

        (await auditor.TakeAsync(1))[0].Data.ToString().ShouldContain("alice");
        (await reader.TakeAsync(1))[0].Data.ToString().ShouldNotContain("alice");
    }

    [Theory]
    [InlineData("{ rebuilds { totalCount } }", "WRONG_ENDPOINT")]
    [InlineData("""mutation { annotate(input: {subject: "x", text: "x", reason: "x", key: "x"}) { __typename } }""", "WRONG_ENDPOINT")]
    [InlineData("subscription { rebuildChanged { sequence } buildChanged { sequence } }", "SINGLE_ROOT_FIELD_SUBSCRIPTIONS")]
    [InlineData("subscription { nonsense }", "FIELDS_ON_CORRECT_TYPE")]
    [InlineData("subscription {", "SYNTAX_ERROR")]
    [InlineData("subscription { rebuildChanged(after: -1) { sequence } }", "BAD_ARGUMENT")]
    [InlineData("subscription { rebuildChanged(after: 4611686018427387904) { sequence } }", "BAD_ARGUMENT")]
    [InlineData("subscription { rebuildChanged(where: {id: [\"7\"]}) { sequence } }", "BAD_ID")]
    [InlineData("subscription { rebuildChanged(where: {number: [4611686018427387904]}) { sequence } }", "BAD_ARGUMENT")]
    [InlineData("subscription { buildChanged(where: {name: \"\\u0000\"}) { sequence } }", "BAD_ARGUMENT")]
    [InlineData("subscription { buildChanged { build { rebuild { builds(first: 100) { edges { node { timeline(first: 100) { edges { node { build { timeline(first: 100) { edges { node { text } } } } } } } } } } } } } }", "COMPLEXITY")]
    public async Task What_cannot_be_subscribed_to_is_refused_as_an_event(string query, string code)
    {
        using var stream = await SubscribeAsync(query);
        stream.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stream.RefusalAsync()).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999999999")]
    [InlineData("4611686018427387904")]
    public async Task A_foreign_last_event_id_is_refused(string id)
    {
        using var stream = await SubscribeAsync(Rebuilds, null, ("Last-Event-ID", id));
        var (code, message) = await stream.RefusalAsync();
        code.ShouldBe("BAD_LAST_EVENT_ID");
        message.ShouldStartWith("The header Last-Event-ID must be the id of an event of this history");
    }

    [Fact]
    public async Task Subscriptions_are_not_served_at_the_other_endpoint()
    {
        using var response = await _host.SendAsync("subscription { rebuildChanged { sequence } }");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).Text("errors.0.message").ShouldContain("/graphql/stream");
        (await _host.PostAsync("subscription { rebuildChanged { sequence } }")).Text("errors.0.extensions.code").ShouldBe("WRONG_ENDPOINT"); // nor once the document is known
    }

    [Fact]
    public async Task A_connection_on_which_nothing_happens_is_kept_alive()
    {
        using var stream = await SubscribeAsync(Rebuilds);
        await Should.ThrowAsync<TimeoutException>(() => stream.NextAsync(TimeSpan.FromSeconds(1.5)));
        stream.Comments.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task It_can_be_subscribed_by_get_as_browsers_do()
    {
        using var stream = await EventStream.SendAsync(_host.Client, new(HttpMethod.Get, $"/graphql/stream?query={Uri.EscapeDataString("subscription { rebuildChanged { to } }")}"));
        await _host.RecordAsync(Planned("get", "web"));
        (await stream.TakeAsync(1))[0].Field.Text("to").ShouldBe("INITIALIZED");
    }

    [Theory]
    [InlineData("PATCH", "", "text/event-stream", 405, "METHOD_NOT_ALLOWED")]
    [InlineData("GET", "?query=%7Bx%7D", "application/json", 406, "NOT_ACCEPTABLE")]
    [InlineData("GET", "", "text/event-stream", 400, "BAD_REQUEST")]
    [InlineData("GET", "?token=nonsense", "text/event-stream", 404, "UNKNOWN_STREAM")]
    [InlineData("POST", "?token=nonsense", "text/event-stream", 404, "UNKNOWN_STREAM")]
    [InlineData("DELETE", "?token=nonsense&operationId=1", "*/*", 404, "UNKNOWN_STREAM")]
    [InlineData("DELETE", "?operationId=1", "*/*", 400, "TOKEN_MISSING")]
    [InlineData("PUT", "?token=nonsense", "*/*", 400, "BAD_REQUEST")]
    [InlineData("POST", "", "text/event-stream", 415, "UNSUPPORTED_MEDIA_TYPE")]
    public async Task A_request_that_the_protocol_does_not_know_is_refused_with_its_status(string method, string query, string accept, int status, string code)
    {
        using var request = new HttpRequestMessage(new(method), $"/graphql/stream{query}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _host.Client.SendAsync(request, Ct);
        ((int)response.StatusCode).ShouldBe(status);
        (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).Text("errors.0.extensions.code").ShouldBe(code);
    }

    async Task<string> ReserveAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/graphql/stream");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await _host.Client.SendAsync(request, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    Task<EventStream> OpenAsync(string token) => EventStream.SendAsync(_host.Client, new(HttpMethod.Get, $"/graphql/stream?token={token}"));

    async Task<(HttpStatusCode Status, JsonElement Body)> AddAsync(string token, object? operationId, string query, string name = "somebody")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql/stream")
        {
            Content = JsonContent.Create(new { query, extensions = new { operationId } }),
            Headers = { { "X-GraphQL-Event-Stream-Token", token }, { "X-Name", name } },
        };
        using var response = await _host.Client.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    [Fact]
    public async Task Several_subscriptions_share_a_connection_until_each_is_stopped()
    {
        var token = await ReserveAsync();
        (await AddAsync(token, "early", "subscription { rebuildChanged(where: {state: BUILDING}) { to } }")).Status.ShouldBe(HttpStatusCode.Accepted);
        using var stream = await OpenAsync(token);
        (await AddAsync(token, "late", "subscription { buildChanged { to } }")).Status.ShouldBe(HttpStatusCode.Accepted);
        await _host.RecordAsync(Planned("shared", "web"));

        var events = new[] { await stream.NextAsync(), await stream.NextAsync(), await stream.NextAsync() };
        events.Select(e => $"{e!.Name} {e.Data.Text("id")} {e.Data.At("payload.data").EnumerateObject().Single().Value.Text("to")}").Order()
            .ShouldBe(["next early BUILDING", "next late BUMPING", "next late WAITING"]);

        using var stop = new HttpRequestMessage(HttpMethod.Delete, "/graphql/stream?operationId=late") { Headers = { { "X-GraphQL-Event-Stream-Token", token } } };
        (await _host.Client.SendAsync(stop, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _host.RecordAsync(Planned("shared 2", "web"));
        (await stream.NextAsync())!.Data.Text("id").ShouldBe("early");
        await Should.ThrowAsync<TimeoutException>(() => stream.NextAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_shared_connection_refuses_what_is_wrong_where_it_was_asked()
    {
        var token = await ReserveAsync();
        using var stream = await OpenAsync(token);
        const string query = "subscription { buildChanged { to } }";

        (await AddAsync(token, null, query)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(HttpStatusCode.BadRequest), a => a.Body.Text("errors.0.extensions.code").ShouldBe("OPERATION_ID_MISSING"));
        (await AddAsync(token, 7, query)).Body.Text("errors.0.extensions.code").ShouldBe("OPERATION_ID_MISSING");
        (await AddAsync(token, new string('x', 201), query)).Body.Text("errors.0.extensions.code").ShouldBe("OPERATION_ID_MISSING");
        (await AddAsync(token, "a", query)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await AddAsync(token, "a", query)).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(HttpStatusCode.Conflict), a => a.Body.Text("errors.0.extensions.code").ShouldBe("OPERATION_EXISTS"));
        (await AddAsync(token, "b", "{ rebuilds { totalCount } }")).ShouldSatisfyAllConditions(a => a.Status.ShouldBe(HttpStatusCode.BadRequest), a => a.Body.Text("errors.0.extensions.code").ShouldBe("WRONG_ENDPOINT"));
        (await AddAsync(token, "b", query)).Status.ShouldBe(HttpStatusCode.Accepted); // what was refused has not taken the id
        (await AddAsync(token, "c", query, name: "mallory")).Body.Text("errors.0.extensions.code").ShouldBe("UNKNOWN_STREAM");
        using var again = await OpenAsync(token);
        again.Response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_token_is_worth_nothing_once_its_connection_is_closed()
    {
        var token = await ReserveAsync();
        using (await OpenAsync(token))
            (await AddAsync(token, "a", "subscription { buildChanged { to } }")).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.BecomesAsync(
            async () => (await AddAsync(token, "b", "subscription { buildChanged { to } }")).Status, status => status == HttpStatusCode.NotFound, "the token is unknown");
        await Eventually.IsAsync(() => _host.Services.GetRequiredService<ChangeFollower>().Listeners == 0, "nobody listens");
        await Eventually.IsAsync(() => _host.Services.GetRequiredService<StreamPlaces>().Taken == 0, "no place is taken");
    }

    [Fact]
    public async Task Connections_are_limited_in_all_and_for_each_caller()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => (l.MaxStreams, l.MaxStreamsPerCaller, l.MaxOperationsPerStream) = (3, 2, 1));
        Task<EventStream> As(string name) => EventStream.SubscribeAsync(host.Client, Rebuilds, null, ("X-Name", name));
        using var first = await As("anna");
        using var reserving = new HttpRequestMessage(HttpMethod.Put, "/graphql/stream") { Headers = { { "X-Name", "anna" } } };
        (await host.Client.SendAsync(reserving, Ct)).StatusCode.ShouldBe(HttpStatusCode.Created); // a reservation takes a place, too
        using var third = await As("anna");
        (third.Response.StatusCode, third.Response.Headers.RetryAfter?.ToString()).ShouldBe((HttpStatusCode.TooManyRequests, "10"));
        using var other = await As("otto");
        other.Response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var last = await As("lisa");
        (last.Response.StatusCode, last.Response.Headers.RetryAfter?.ToString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "10"));

        other.Dispose();
        await Eventually.BecomesAsync(
            async () =>
            {
                using var again = await As("lisa");
                return again.Response.StatusCode;
            },
            status => status == HttpStatusCode.OK, "the place is free again");
    }

    [Fact]
    public async Task A_reservation_that_nobody_takes_up_is_given_up()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => l.Reservation = TimeSpan.FromMilliseconds(300));
        using var reserving = new HttpRequestMessage(HttpMethod.Put, "/graphql/stream");
        var token = await (await host.Client.SendAsync(reserving, Ct)).Content.ReadAsStringAsync(Ct);
        await Eventually.IsAsync(() => host.Services.GetRequiredService<StreamPlaces>().Taken == 0, "no place is taken");
        using var late = await EventStream.SendAsync(host.Client, new(HttpMethod.Get, $"/graphql/stream?token={token}"));
        late.Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_not_read_may_not_subscribe()
    {
        await using var host = await ReadingHost.StartAsync(caller: new Caller(null, new HashSet<Role>()));
        using var nobody = await EventStream.SubscribeAsync(host.Client, Rebuilds);
        nobody.Response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await using var other = await ReadingHost.StartAsync(caller: new Caller("nemo", new HashSet<Role>()));
        using var somebody = await EventStream.SubscribeAsync(other.Client, Rebuilds);
        somebody.Response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_subscriber_that_does_not_keep_up_is_told_so_and_can_go_on_where_it_was()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => (l.StreamBuffer, l.StreamPatience) = (3, TimeSpan.FromSeconds(20)));
        // Results so large that the client's and the server's buffers are full long before they are all read.
        const string query = "subscription($after: Long) { buildChanged(after: $after) { sequence build { rebuild { timeline(first: 100) { edges { node { data } } } } } } }";
        using var slow = await EventStream.SubscribeAsync(host.Client, query);
        await Eventually.IsAsync(() => host.Services.GetRequiredService<ChangeFollower>().Listeners == 1, "one listens");
        var modules = Enumerable.Range(0, 300).Select(i => $"module{i:d3}").ToArray();
        await host.RecordAsync(History.OfSpecChange("slow").Plan(Handler, modules));

        var (told, last) = (0, "0");
        StreamEvent? e;
        for (e = await slow.NextAsync(); e is { Name: "next" } && !e.Data.TryGetProperty("errors", out _); e = await slow.NextAsync())
            (told, last) = (told + 1, e.Id!);
        e.ShouldNotBeNull().Data.Text("errors.0.extensions.code").ShouldBe("TOO_SLOW");
        e.Data.Text("errors.0.message").ShouldEndWith($"Go on after event {last}.");
        (await slow.NextAsync()).ShouldNotBeNull().Name.ShouldBe("complete");
        told.ShouldBeLessThan(600);

        using var back = await EventStream.SubscribeAsync(host.Client, "subscription($after: Long) { buildChanged(after: $after) { sequence } }", new { after = long.Parse(last) });
        (await back.TakeAsync(600 - told)).Count.ShouldBe(600 - told);
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_off()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => l.StreamPatience = TimeSpan.FromSeconds(1));
        await host.RecordAsync(History.OfSpecChange("deaf").Plan(Handler, Enumerable.Range(0, 300).Select(i => $"module{i:d3}")));
        using var deaf = await EventStream.SubscribeAsync(
            host.Client, "subscription { buildChanged(after: 0) { build { rebuild { timeline(first: 100) { edges { node { data } } } } } } }");
        await Eventually.IsAsync(() => host.Services.GetRequiredService<StreamPlaces>().Taken == 0, "no place is taken");
        host.Log.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_service_stops_connections_end_without_being_complete_so_that_clients_come_back()
    {
        var host = await ReadingHost.StartAsync();
        using var stream = await EventStream.SubscribeAsync(host.Client, Rebuilds);
        var started = TimeProvider.System.GetTimestamp();
        await host.StopAsync();
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await stream.NextAsync()).ShouldBeNull();
        host.Log.Errors.ShouldBeEmpty();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_connection_that_is_too_old_is_closed()
    {
        await using var host = await ReadingHost.StartAsync(limits: l => l.MaxStreamAge = TimeSpan.FromMilliseconds(300));
        using var stream = await EventStream.SubscribeAsync(host.Client, Rebuilds);
        (await stream.NextAsync()).ShouldBeNull();
    }
}
