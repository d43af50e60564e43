using System.Diagnostics;

namespace Freshmaker.Host.Tests.Rest;

/// <summary>What a page costs by its depth, among 150,000 events with two builds each. Run with <c>-explicit only</c>; docs/rest.md holds the numbers.</summary>
public sealed class DeepPaging
{
    const int Events = 150_000;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_deep_page_costs_no_more_than_a_few_times_the_first()
    {
        await using var rest = await RestHost.StartAsync();
        await FillAsync(rest);
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var list in (string[])["/api/1/events/?", "/api/2/events/?", "/api/2/events/?event_type_id=2&", "/api/2/events/?state=2&state=3&", "/api/1/builds/?", "/api/1/builds/?order_by=name&", "/api/1/builds/?state=DONE&"])
        {
            var pages = list.Contains("builds", StringComparison.Ordinal) ? Events * 2 / 10 : Events / 10;
            if (list.Contains("state", StringComparison.Ordinal) || list.Contains("type", StringComparison.Ordinal))
                pages = (await rest.GetAsync($"{list}page=1")).GetProperty("meta").GetProperty("pages").GetInt32();
            await MedianAsync(rest, $"{list}page=1");
            var first = await MedianAsync(rest, $"{list}page=1");
            foreach (var page in (int[])[1000, pages / 4, pages / 2, pages * 3 / 4, pages])
            {
                var deep = await MedianAsync(rest, $"{list}page={page}");
                output.WriteLine($"{list}page={page}: {deep:f2} ms; page 1: {first:f2} ms; ratio {deep / first:f2}");
                (deep / first).ShouldBeLessThan(5, $"{list}page={page}");
            }
        }
    }

    static async Task<double> MedianAsync(RestHost rest, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < 21; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await rest.GetAsync(path);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    static async Task FillAsync(RestHost rest)
    {
        var views = rest.Reading.Views;
        foreach (var sql in (string[])
        [
            $$$"""
            insert into {{{views}}}.rebuilds (id, number, state, trigger_kind, trigger, search_key, message_id, topic, received_at, ended_at, updated_at, planned, building, done,
                failed, canceled, excluded, root, handlers, conflicts, dry_run, manual, priority)
            select 'r' || n, n * 20, case when n % 10 = 0 then 'Failed' when n % 10 < 8 then 'Complete' else 'Skipped' end, case when n % 3 = 0 then 'ModuleReady' else 'RpmSpecChanged' end,
                jsonb_build_object('kind', 'RpmSpecChanged', 'rpm', 'rpm' || n % 500, 'branch', 'f30', 'revision', md5(n::text)), 'rpm' || n % 500 || '/f30?#' || md5(n::text),
                '2026-' || md5(n::text), 'git.receive', now(), now(), now(), 0, 0, 2, 0, 0, 3, 'r' || n, '[]', 0, false, false, 0
            from generate_series(1, {{{Events}}}) n
            """,
            $$$"""
            insert into {{{views}}}.builds (rebuild, key, number, kind, name, branch, handler, phase, state, cause, recipe, parents, adopted, attempt, planned_at, updated_at,
                build_attempt, because, stuck, composes, rebuild_number, trigger_kind, search_key, cause_code, external_id)
            select 'r' || n, 'module/m' || b || '/1', n * 20 + b, 'Module', 'm' || (n * 2 + b) % 1000, '1', 'ModulesOnRpmSpecChange', 'Succeeded', 'Done',
                '{"code":"ContainsChangedRpm","parameters":{}}', '{"kind":"module","name":"m","stream":"1","revision":null}', '[]', false, 1, now(), now(), 1, 'DirectlyAffected', false,
                '[]', n * 20, 'RpmSpecChanged', 'rpm' || n % 500, 'ContainsChangedRpm', n
            from generate_series(1, {{{Events}}}) n, generate_series(1, 2) b
            """,
            $"vacuum analyze {views}.rebuilds",
            $"vacuum analyze {views}.builds",
        ])
        {
            await using var command = rest.Reading.Database.CreateCommand(sql);
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync(Ct);
        }
    }
}
