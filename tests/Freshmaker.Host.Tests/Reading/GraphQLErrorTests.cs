using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Projections;
using Freshmaker.Projections.Rebuilds;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Errors name the argument and the rule, have stable codes, and tell nothing of what is inside.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class GraphQLErrorTests(SharedReading shared)
{
    readonly ReadingHost _host = shared.Host;

    [Theory]
    [InlineData("{ rebuilds(first: 101) { totalCount } }", "BAD_PAGE_SIZE", "The argument first must be from 0 to 100; it is 101.")]
    [InlineData("{ rebuilds(last: -1) { totalCount } }", "BAD_PAGE_SIZE", "The argument last must be from 0 to 100; it is -1.")]
    [InlineData("{ rebuilds(first: 1, last: 1) { totalCount } }", "BAD_PAGE_SIZE", "The argument first cannot be combined with last; ask for one of them.")]
    [InlineData("{ rebuilds(after: \"nonsense!\") { totalCount } }", "BAD_CURSOR", "The argument after must be the cursor of a row of this list (a rebuild), unchanged.")]
    [InlineData("{ rebuilds(after: \"\") { totalCount } }", "BAD_CURSOR", "The argument after must be the cursor of a row of this list (a rebuild), unchanged.")]
    [InlineData("{ builds(before: \"cmVidWlsZDox\") { totalCount } }", "BAD_CURSOR", "The argument before must be the cursor of a row of this list (a build), unchanged.")]
    [InlineData("{ rebuilds(after: \"cmVidWlsZDowMQ\") { totalCount } }", "BAD_CURSOR", "The argument after must be the cursor of a row of this list (a rebuild), unchanged.")]
    [InlineData("{ rebuilds(after: \"cmVidWlsZDo5OTk5OTk5OTk5OTk5OTk5OTk5OTk\") { totalCount } }", "BAD_CURSOR", "The argument after must be the cursor of a row of this list (a rebuild), unchanged.")]
    [InlineData("{ rebuild { id } }", "BAD_ARGUMENT", "The argument id or the argument number must be given, and not both.")]
    [InlineData("{ rebuild(id: \"rebuild-00000000000000000000000000000000\", number: 1) { id } }", "BAD_ARGUMENT", "The argument id or the argument number must be given, and not both.")]
    [InlineData("{ rebuild(id: \"7; drop table\") { id } }", "BAD_ID", "The argument id must be the id of a rebuild (rebuild- and 32 hexadecimal digits).")]
    [InlineData("{ rebuild(id: 7) { id } }", "BAD_ID", "The argument id must be the id of a rebuild (rebuild- and 32 hexadecimal digits).")]
    [InlineData("{ build(id: \"rebuild-00000000000000000000000000000000\") { id } }", "BAD_ID", "The argument id must be the id of a build (the id of a rebuild, a slash, and the key of an artifact).")]
    [InlineData("{ build(id: \"rebuild-00000000000000000000000000000000/module/\\u0000/1\") { id } }", "BAD_ID", "The argument id must be the id of a build (the id of a rebuild, a slash, and the key of an artifact).")]
    [InlineData("{ builds(where: {rebuild: \"x\"}) { totalCount } }", "BAD_ID", "The argument where.rebuild must be the id of a rebuild (rebuild- and 32 hexadecimal digits).")]
    [InlineData("{ rebuilds(where: {searchKey: \"a\\u0000b\"}) { totalCount } }", "BAD_ARGUMENT", "The argument where.searchKey must not contain the character U+0000.")]
    [InlineData("{ rebuilds(where: {messageId: \"\\uD800\"}) { totalCount } }", "BAD_ARGUMENT", "The argument where.messageId must be well-formed Unicode.")]
    public async Task A_wrong_argument_is_named_with_its_rule(string query, string code, string message)
    {
        var answer = await _host.PostAsync(query);
        answer.Text("errors.0.message").ShouldBe(message);
        answer.Text("errors.0.extensions.code").ShouldBe(code);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused() =>
        (await _host.PostAsync("query($s: String) { rebuilds(where: {artifactName: $s}) { totalCount } }", new { s = new string('x', 1001) }))
            .Text("errors.0.message").ShouldBe("The argument where.artifactName must not be longer than 1000 characters; it has 1001.");

    [Theory]
    [InlineData("Robert'); drop table rebuilds; --")]
    [InlineData("$.**?(@ > 1)")]
    [InlineData("%")]
    [InlineData("{0}")]
    public async Task Text_that_looks_like_a_query_is_only_text(string text) =>
        (await _host.AskAsync("query($s: String) { rebuilds(where: {artifactName: $s, searchKey: $s, messageId: $s}) { totalCount } }", new { s = text }))
            .At("rebuilds.totalCount").GetInt32().ShouldBe(0);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("9999-12-31T23:59:59Z", true)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    [InlineData("2026-02-30T00:00:00Z", false)]
    [InlineData("yesterday", false)]
    [InlineData(1e308, false)]
    public async Task Times_are_taken_or_refused_but_never_break_anything(object time, bool taken)
    {
        var answer = await _host.PostAsync("query($t: DateTime) { rebuilds(where: {receivedFrom: $t}) { totalCount } }", new { t = time });
        answer.TryGetProperty("errors", out var errors).ShouldBe(!taken);
        if (!taken)
            errors.At("0.extensions.code").GetString().ShouldBe("INVALID_VALUE");
    }

    [Fact]
    public async Task A_fault_of_ours_is_logged_with_an_id_and_told_with_nothing_but_that_id()
    {
        await using var broken = await ReadingHost.StartAsync(configure: services => services.AddSingleton(provider =>
            new RebuildQueries(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=secret-user"), provider.GetRequiredService<ReadModelSchema>())));
        using var response = await broken.SendAsync("{ rebuilds { totalCount } }");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = JsonSerializer.Deserialize<JsonElement>(text);

        response.StatusCode.ShouldBe(HttpStatusCode.OK); // it was executed, and data is null by propagation
        answer.At("data").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.Text("errors.0.extensions.code").ShouldBe("INTERNAL");
        text.ShouldNotContain("Npgsql");
        text.ShouldNotContain("secret-user");
        var id = answer.Text("errors.0.message").Split(' ')[^1].TrimEnd('.');
        id.Length.ShouldBeGreaterThan(8);
        var logged = broken.Log.Errors.ShouldHaveSingleItem();
        logged.Text.ShouldContain(id);
        logged.Text.ShouldContain("rebuilds");
        logged.Exception.ShouldBeAssignableTo<NpgsqlException>();
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_stopped_in_the_database_too()
    {
        await using var slow = await ReadingHost.StartAsync(limits: l => l.Timeout = TimeSpan.FromMilliseconds(500));
        await using var locking = await slow.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await locking.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand($"lock table {slow.Views}.rebuilds in access exclusive mode", locking, transaction))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        using var response = await slow.SendAsync("{ rebuilds { totalCount } }");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text("errors.0.extensions.code").ShouldBe("TIMEOUT");
        await using var waiting = new NpgsqlCommand(
            $"select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%{slow.Views}.rebuilds%' and pid <> pg_backend_pid()", locking, transaction);
        ((long)(await waiting.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(HostileQueries))]
    public async Task A_hostile_query_is_refused_quickly(string _, string query, HttpStatusCode status, string code)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await _host.SendAsync(query);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(status, answer.ToString()[..Math.Min(500, answer.ToString().Length)]);
        answer.At("errors").EnumerateArray().ShouldContain(e => e.Text("extensions.code") == code, answer.ToString()[..Math.Min(500, answer.ToString().Length)]);
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    public static TheoryData<string, string, HttpStatusCode, string> HostileQueries()
    {
        static string Many(int n, Func<int, string> part) => string.Concat(Enumerable.Range(0, n).Select(part));
        var deep = string.Concat(Enumerable.Repeat("causedBy { rebuild { ", 15)) + "id" + string.Concat(Enumerable.Repeat(" } }", 15));
        return new()
        {
            { "ten thousand aliases", $"{{ {Many(10_000, i => $"a{i}: rebuilds {{ totalCount }} ")} }}", HttpStatusCode.BadRequest, "TOO_LARGE" },
            { "ten thousand times the same field", $"{{ {Many(10_000, _ => "__typename ")} }}", HttpStatusCode.BadRequest, "TOO_LARGE" },
            { "fragments that double", $"{{ ...f0 }} {Many(60, i => $"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }} ")} fragment f60 on Query {{ __typename }}", HttpStatusCode.BadRequest, "TOO_LARGE" },
            { "a fragment cycle", "{ rebuilds { edges { node { ...a } } } } fragment a on Rebuild { causedBy { rebuild { ...b } } } fragment b on Rebuild { causedBy { rebuild { ...a } } }", HttpStatusCode.BadRequest, "NO_FRAGMENT_CYCLES" },
            { "a depth bomb", $"{{ rebuilds {{ edges {{ node {{ {deep} }} }} }} }}", HttpStatusCode.BadRequest, "COMPLEXITY" },
            { "a nesting bomb", $"{{ {Many(5_000, _ => "a { ")} {Many(5_000, _ => "} ")} }}", HttpStatusCode.BadRequest, "TOO_LARGE" },
            { "a nested value", $"{{ rebuilds(where: {Many(5_000, _ => "{a: ")}1{Many(5_000, _ => "}")}) {{ totalCount }} }}", HttpStatusCode.BadRequest, "TOO_LARGE" },
            { "pages of pages of pages", "{ rebuilds(first: 100) { edges { node { builds(first: 100) { edges { node { timeline(first: 100) { edges { node { text } } } } } } } } } }", HttpStatusCode.BadRequest, "COMPLEXITY" },
            { "a null byte", "{ rebuilds \0 { totalCount } }", HttpStatusCode.BadRequest, "SYNTAX_ERROR" },
            { "an unknown field", "{ passwords }", HttpStatusCode.BadRequest, "FIELDS_ON_CORRECT_TYPE" },
            { "an unknown enum value", "{ rebuilds(where: {state: [EXPLODED]}) { totalCount } }", HttpStatusCode.BadRequest, "ARGUMENTS_OF_CORRECT_TYPE" },
            { "a number that is too large", "{ rebuild(number: 1e308) { id } }", HttpStatusCode.BadRequest, "ARGUMENTS_OF_CORRECT_TYPE" },
        };
    }

    [Theory]
    [InlineData("""{"n": "five"}""")]
    [InlineData("""{"n": 1e308}""")]
    [InlineData("""{"n": [[1]]}""")]
    [InlineData("""{"n": {"a": 1}}""")]
    [InlineData("""{}""")]
    public async Task Wrong_variables_are_refused(string variables)
    {
        using var response = await _host.SendAsync("query($n: Int!) { rebuilds(first: $n) { totalCount } }", JsonSerializer.Deserialize<JsonElement>(variables));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).Text("errors.0.message").ShouldContain("$n");
    }

    [Fact]
    public async Task Introspection_does_not_count_against_complexity()
    {
        var answer = await _host.AskAsync("{ __schema { types { name fields { name args { name type { name ofType { name ofType { name ofType { name } } } } } type { name ofType { name ofType { name ofType { name } } } } } } } }");
        answer.At("__schema.types").EnumerateArray().ShouldContain(t => t.Text("name") == "Rebuild");
    }
}
