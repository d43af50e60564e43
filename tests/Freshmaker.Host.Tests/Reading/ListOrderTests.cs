using System.Globalization;
using System.Text.Json;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>Orders of lists: stable, the same forwards and backwards, and right while rows arrive.</summary>
public sealed class ListOrderTests : IAsyncLifetime
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    ReadingHost _host = null!;
    int _arrived;

    public async ValueTask InitializeAsync()
    {
        _host = await ReadingHost.StartAsync();
        await _host.RecordAsync(Enumerable.Range(0, 24).Select(Story));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Times, names and priorities of which several are the same, and some that have not ended.</summary>
    static History Story(int i)
    {
        var history = i % 4 == 3
            ? History.OfImageRequest($"o{i}", name: $"image{i % 3}")
            : History.OfSpecChange($"o{i}", receivedAt: Noon.AddMinutes(i * 7 % 5)).Plan("ModulesOnRpmSpecChange", [$"m{i % 3}"]);
        return i % 4 == 1 ? history.BuildAll($"m{i % 3}", i) : history;
    }

    public static TheoryData<string, string, string, string> Orders => new()
    {
        { "rebuilds", "NUMBER", "number", "number" },
        { "rebuilds", "RECEIVED_AT", "message { receivedAt }", "message.receivedAt" },
        { "rebuilds", "ENDED_AT", "endedAt", "endedAt" },
        { "rebuilds", "UPDATED_AT", "updatedAt", "updatedAt" },
        { "rebuilds", "PRIORITY", "priority", "priority" },
        { "builds", "NUMBER", "number", "number" },
        { "builds", "NAME", "artifact { name }", "artifact.name" },
        { "builds", "PLANNED_AT", "plannedAt", "plannedAt" },
        { "builds", "COMPLETED_AT", "completedAt", "completedAt" },
    };

    [Theory, MemberData(nameof(Orders))]
    public async Task Every_order_gives_every_row_once_forwards_and_backwards_while_rows_arrive(string list, string by, string field, string path)
    {
        foreach (var descending in (bool[])[true, false])
        {
            var known = (await PageAsync(list, by, descending, field, "first: 100", null)).Rows;
            var expected = known.OrderBy(r => Value(r, path), StringComparer.Ordinal).ThenBy(r => r.GetProperty("number").GetInt64()).Select(Number).ToList();
            if (descending)
                expected.Reverse();
            known.Select(Number).ShouldBe(expected);

            foreach (var backward in (bool[])[false, true])
            {
                var found = new List<long>();
                string? cursor = null;
                for (var more = true; more;)
                {
                    var page = await PageAsync(list, by, descending, field, backward ? "last: 7, before: $at" : "first: 7, after: $at", cursor);
                    found.InsertRange(backward ? 0 : found.Count, page.Rows.Select(Number));
                    (cursor, more) = backward ? (page.Start, page.HasPrevious) : (page.End, page.HasNext);
                    await _host.RecordAsync(Story(100 + _arrived++));
                }

                found.ShouldBeUnique();
                found.Intersect(expected).ShouldBe(expected, $"{by} {(descending ? "down" : "up")}{(backward ? " backwards" : "")}");
            }
        }
    }

    /// <summary>As text that sorts like the value; what has not happened comes last.</summary>
    static string Value(JsonElement row, string path) => row.At(path) switch
    {
        { ValueKind: JsonValueKind.Null } => "~",
        { ValueKind: JsonValueKind.Number } number => number.GetInt64().ToString("D19", CultureInfo.InvariantCulture),
        var text => DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var time) ? time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture) : text.GetString()!,
    };

    static long Number(JsonElement row) => row.GetProperty("number").GetInt64();

    async Task<(List<JsonElement> Rows, string? Start, string? End, bool HasNext, bool HasPrevious)> PageAsync(
        string list, string by, bool descending, string field, string range, string? at)
    {
        var arguments = $"{range}, orderBy: {{ by: {by}, direction: {(descending ? "DESC" : "ASC")} }}";
        using var statements = new Statements(_host);
        var answer = (await _host.AskAsync(
            $"query{(range.Contains("$at") ? "($at: String)" : "")} {{ {list}({arguments}) {{ edges {{ node {{ number {field} }} }} pageInfo {{ startCursor endCursor hasNextPage hasPreviousPage }} }} }}",
            new { at })).At(list);
        statements.Texts.Count.ShouldBe(1);
        statements.Texts.ShouldAllBe(t => !t.Contains("offset"));
        var info = answer.At("pageInfo");
        return ([.. answer.At("edges").EnumerateArray().Select(e => e.At("node"))], info.Text("startCursor"), info.Text("endCursor"), info.At("hasNextPage").GetBoolean(),
            info.At("hasPreviousPage").GetBoolean());
    }

    [Theory]
    [InlineData("rebuilds", "", "rebuilds", "orderBy: { by: RECEIVED_AT }", "a rebuild by RECEIVED_AT")]
    [InlineData("rebuilds", "orderBy: { by: RECEIVED_AT }", "rebuilds", "orderBy: { by: UPDATED_AT }", "a rebuild by UPDATED_AT")]
    [InlineData("rebuilds", "orderBy: { by: RECEIVED_AT }", "rebuilds", "orderBy: { by: RECEIVED_AT, direction: ASC }", "a rebuild by RECEIVED_AT ascending")]
    [InlineData("rebuilds", "orderBy: { by: PRIORITY }", "rebuilds", "", "a rebuild")]
    [InlineData("builds", "orderBy: { by: NAME }", "builds", "orderBy: { by: PLANNED_AT }", "a build by PLANNED_AT")]
    [InlineData("rebuilds", "orderBy: { by: NUMBER }", "builds", "orderBy: { by: NUMBER }", "a build")]
    public async Task A_cursor_of_another_order_is_refused(string list, string order, string other, string otherOrder, string expected)
    {
        var cursor = (await _host.AskAsync($"{{ {list}(first: 1, {order}) {{ pageInfo {{ endCursor }} }} }}")).Text($"{list}.pageInfo.endCursor");
        var error = (await _host.PostAsync($"query($at: String) {{ {other}(after: $at, {otherOrder}) {{ edges {{ cursor }} }} }}", new { at = cursor })).At("errors.0");
        error.Text("extensions.code").ShouldBe("BAD_CURSOR");
        error.Text("message").ShouldBe($"The argument after must be the cursor of a row of this list ({expected}), unchanged.");
    }

    [Theory]
    [InlineData("rebuild by RECEIVED_AT:5:notatime")]
    [InlineData("rebuild by RECEIVED_AT:5:9999999999999999999")]
    [InlineData("rebuild by RECEIVED_AT:-5:5")]
    [InlineData("rebuild by RECEIVED_AT:5")]
    [InlineData("rebuild by RECEIVED_AT:5:5\0")]
    public async Task A_cursor_that_somebody_made_up_is_refused(string text)
    {
        var cursor = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
        var answer = await _host.PostAsync("query($at: String) { rebuilds(after: $at, orderBy: { by: RECEIVED_AT }) { edges { cursor } } }", new { at = cursor });
        answer.Text("errors.0.extensions.code").ShouldBe("BAD_CURSOR");
    }
}
