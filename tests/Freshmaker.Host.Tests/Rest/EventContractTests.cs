using System.Net;
using System.Text.Json;
using Freshmaker.Host.Tests.Reading;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>What clients of the existing system ask about events, and what they must get (behaviour.md §5.2, §5.4).</summary>
[Collection(RecordedCollection.Name)]
public sealed class EventContractTests(Recorded recorded)
{
    static readonly string[] CommonFields =
    [
        "id", "message_id", "search_key", "event_type_id", "state", "state_name", "state_reason", "time_created", "time_done", "url", "dry_run", "requester",
        "requested_rebuilds", "requester_metadata", "depends_on_events", "depending_events",
    ];

    RestHost Rest => recorded.Rest;

    async Task<List<string>> MessageIdsAsync(string query, string? caller = null) =>
        [.. (await Rest.GetAsync($"/api/2/events/?{query}", caller)).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message_id").GetString()!)];

    static IEnumerable<string> Fields(JsonElement json) => json.EnumerateObject().Select(p => p.Name);

    [Fact]
    public async Task Version_1_lists_events_with_their_builds_and_version_2_with_a_summary()
    {
        var first = (await Rest.GetAsync("/api/1/events/")).GetProperty("items").EnumerateArray().ToList();
        first.Count.ShouldBe(5);
        first.ShouldAllBe(e => Fields(e).SequenceEqual(CommonFields.Append("builds")));

        var second = (await Rest.GetAsync("/api/2/events/")).GetProperty("items").EnumerateArray().ToList();
        second.ShouldAllBe(e => Fields(e).SequenceEqual(CommonFields.Append("builds_summary")));
        second.Select(e => e.GetProperty("message_id").GetString()).ShouldBe(["m-5", "m-4", "m-3", "m-2", "m-1"]);
        second.Select(e => e.GetProperty("builds_summary").GetRawText()).ShouldBe(
        [
            """{"total":1,"CANCELED":1}""", """{"total":2,"FAILED":1,"PLANNED":1}""", """{"total":2,"FAILED":2}""", """{"total":2,"BUILD":1,"PLANNED":1}""", """{"total":2,"DONE":2}""",
        ]);
    }

    [Theory]
    [InlineData("/api/1/events/{0}", true)]
    [InlineData("/api/1/events/{0}?show_full_json=True", true)]
    [InlineData("/api/1/events/{0}?show_full_json=False", false)]
    [InlineData("/api/2/events/{0}", false)]
    [InlineData("/api/2/events/{0}?show_full_json=True", true)]
    [InlineData("/api/2/events/{0}?show_full_json=False", false)]
    public async Task A_single_event_has_the_form_that_is_asked_for(string path, bool full)
    {
        var one = await Rest.GetAsync(string.Format(path, await recorded.NumberAsync("m-1")));
        Fields(one).ShouldBe([.. CommonFields, full ? "builds" : "builds_summary"]);
        one.GetProperty("message_id").GetString().ShouldBe("m-1");
    }

    [Fact]
    public async Task An_event_says_everything_that_the_contract_knows()
    {
        var (first, follower, request) = (await recorded.EventAsync("m-1"), await recorded.EventAsync("m-2"), await recorded.EventAsync("m-4", "carol Auditor"));
        var number = first.GetProperty("id").GetInt64();
        first.GetProperty("url").GetString().ShouldBe($"/api/1/events/{number}");
        first.GetProperty("search_key").GetString().ShouldBe("gnutls/f30?#0123abcd");
        (first.GetProperty("event_type_id").GetInt32(), first.GetProperty("state").GetInt32(), first.GetProperty("state_name").GetString()).ShouldBe((2, 2, "COMPLETE"));
        first.GetProperty("time_created").GetString().ShouldBe("2026-03-01T12:00:01Z");
        first.GetProperty("time_done").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        first.GetProperty("state_reason").GetString().ShouldBe("Everything planned was rebuilt (2).");
        first.GetProperty("requester").ValueKind.ShouldBe(JsonValueKind.Null);
        first.GetProperty("requester_metadata").GetRawText().ShouldBe("{}");
        first.GetProperty("dry_run").GetBoolean().ShouldBeFalse();
        first.GetProperty("depends_on_events").GetRawText().ShouldBe("[]");
        first.GetProperty("depending_events").EnumerateArray().Select(n => n.GetInt64()).ShouldBe([follower.GetProperty("id").GetInt64(), request.GetProperty("id").GetInt64()]);

        follower.GetProperty("depends_on_events").EnumerateArray().Single().GetInt64().ShouldBe(number);
        (follower.GetProperty("time_done").ValueKind, follower.GetProperty("state_reason").ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.Null));

        (request.GetProperty("event_type_id").GetInt32(), request.GetProperty("search_key").GetString(), request.GetProperty("dry_run").GetBoolean()).ShouldBe((14, "m-4", true));
        request.GetProperty("requester").GetString().ShouldBe("alice");
        request.GetProperty("requested_rebuilds").GetRawText().ShouldBe("""["web-container"]""");
        request.GetProperty("requester_metadata").GetProperty("ticket").GetString().ShouldBe("OPS-7");
        request.GetProperty("depends_on_events").EnumerateArray().Single().GetInt64().ShouldBe(number);
    }

    [Fact]
    public async Task Who_asked_is_told_only_to_those_who_may_know_it()
    {
        (await recorded.EventAsync("m-4")).GetProperty("requester").ValueKind.ShouldBe(JsonValueKind.Null);
        (await recorded.EventAsync("m-4", "bob Reader")).GetProperty("requester").ValueKind.ShouldBe(JsonValueKind.Null);
        (await recorded.EventAsync("m-5")).GetProperty("state_reason").GetString().ShouldBe("Someone canceled it: wrong branch.");
        (await recorded.EventAsync("m-5", "carol Auditor")).GetProperty("state_reason").GetString().ShouldBe("alice canceled it: wrong branch.");

        (await MessageIdsAsync("requester=alice&requester=nobody", "carol Auditor")).ShouldBe(["m-4"]);
        (await Rest.RefusedAsync(HttpStatusCode.Forbidden, "/api/1/events/?requester=alice", caller: "bob Reader")).ShouldContain("requester");
    }

    [Theory]
    [InlineData("message_id=m-3", "m-3")]
    [InlineData("message_id=m-3&message_id=m-1", "m-3 m-1")]
    [InlineData("message_id=m", "")]
    [InlineData("search_key=zlib/f30?%230123abcd", "m-3")]
    [InlineData("search_key=zlib/f30?%230123abcd&search_key=m-4", "m-4 m-3")]
    [InlineData("event_type_id=2", "m-5 m-3 m-1")]
    [InlineData("event_type_id=0&event_type_id=14", "m-4 m-2")]
    [InlineData("event_type_id=77", "")]
    [InlineData("state=2", "m-1")]
    [InlineData("state=complete", "m-1")]
    [InlineData("state=COMPLETE&state=5", "m-5 m-1")]
    [InlineData("state=FAILED&state=CANCELED", "m-5 m-3")]
    [InlineData("state=99", "")]
    [InlineData("state=99&state=FAILED", "m-3")]
    [InlineData("state=FAILED&event_type_id=2&message_id=m-3", "m-3")]
    [InlineData("state=FAILED&event_type_id=14", "")]
    [InlineData("order_by=id", "m-1 m-2 m-3 m-4 m-5")]
    [InlineData("order_by=-id", "m-5 m-4 m-3 m-2 m-1")]
    [InlineData("order_by=message_id", "m-1 m-2 m-3 m-4 m-5")]
    [InlineData("order_by=-message_id&per_page=2&page=2", "m-3 m-2")]
    [InlineData("unknown=parameter&message_id=m-1", "m-1")]
    [InlineData("message_id=m-1';drop table rebuilds--", "")]
    public async Task Filters_and_orders_find_what_they_found(string query, string expected) =>
        string.Join(' ', await MessageIdsAsync(query)).ShouldBe(expected);

    [Theory]
    [InlineData("state=SOMETIMES", "state must be INITIALIZED, BUILDING, COMPLETE, FAILED, SKIPPED, CANCELED, or a number (it is 'SOMETIMES')")]
    [InlineData("event_type_id=x", "event_type_id must be a whole number of at most 64 bits (it is 'x')")]
    [InlineData("event_type_id=1e308", "event_type_id must be a whole number of at most 64 bits (it is '1e308')")]
    [InlineData("order_by=name", "order_by must be one of id, message_id, with a - before it for descending (it is 'name')")]
    [InlineData("show_full_json=true", "show_full_json must be True or False (it is 'true')")]
    [InlineData("page=one", "page must be a whole number of at most 64 bits (it is 'one')")]
    [InlineData("per_page=-1", "per_page must not be negative (it is -1)")]
    [InlineData("message_id=%00", "message_id must not contain the character NUL")]
    public async Task Parameters_that_cannot_be_used_are_named_with_their_rule(string query, string message) =>
        (await Rest.RefusedAsync(HttpStatusCode.BadRequest, $"/api/1/events/?{query}")).ShouldBe(message);

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task A_page_of_events_is_a_fixed_number_of_statements(bool full, int statements)
    {
        using var sent = new Statements(Rest.Reading);
        await Rest.GetAsync($"/api/1/events/?show_full_json={full}");
        sent.Texts.Count.ShouldBe(statements, string.Join("\n", sent.Texts));
    }

    [Fact]
    public async Task There_is_no_event_of_another_number()
    {
        foreach (var id in (string[])["0", "987654321", "99999999999999999999", "-1", "abc", "1.0"])
            (await Rest.RefusedAsync(HttpStatusCode.NotFound, $"/api/1/events/{id}")).ShouldBe($"There is no event {id}.");
    }
}
