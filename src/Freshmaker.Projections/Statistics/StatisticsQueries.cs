using System.Data.Common;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Tables;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Freshmaker.Projections.Statistics;

/// <summary>By what builds are counted together.</summary>
public enum StatisticsGrouping
{
    Day,
    Week,
    Kind,
    Trigger,
    State,
    Handler,
}

/// <summary>How long builds took, in seconds: the median, and what 95 of 100 took at most. Null when there is none.</summary>
public sealed record Durations(double? P50, double? P95);

/// <param name="Class">Null where a build failed because one that it needs did.</param>
public sealed record FailureCount(FaultClass? Class, ReasonCode? Code, long Count);

public sealed record CauseCount(ReasonCode Code, long Count);

/// <summary>Builds that are counted together.</summary>
/// <param name="Key">The day, the week, or the name of the enum value or handler; empty where all builds are counted together.</param>
/// <param name="Building">From when the build system had them until they were done.</param>
/// <param name="Whole">From when they were planned until they were done.</param>
public sealed record StatisticsGroup(
    string Key, long Rebuilds, BuildCounts Builds, Durations Building, Durations Whole, IReadOnlyList<FailureCount> Failures, IReadOnlyList<CauseCount> Causes);

/// <summary>Counts of builds by when they were planned.</summary>
public sealed class StatisticsQueries([FromKeyedServices(ReadModels.Reading)] NpgsqlDataSource database, ReadModelSchema schema)
{
    /// <summary>How many causes and kinds of failures are told of a group: those that are most.</summary>
    public const int Top = 10;

    readonly string _builds = new BuildTables(schema.Name).Builds.FullName;

    /// <summary>Each row is looked at once, however many groups there are.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="before">Exclusive.</param>
    /// <param name="by">All together when it is null.</param>
    public async Task<IReadOnlyList<StatisticsGroup>> AskAsync(DateTimeOffset from, DateTimeOffset before, StatisticsGrouping? by, CancellationToken ct)
    {
        var where = new Conditions().And(from, "b.planned_at >= {0}").And(before, "b.planned_at < {0}");
        var sql = $"""
            with chosen as materialized (
                select {KeyOf(by)} as grp, b.rebuild_number, b.state, b.cause_code, b.fault, b.reason ->> 'code' as reason_code,
                    extract(epoch from b.completed_at - b.started_at)::float8 as building, extract(epoch from b.completed_at - b.planned_at)::float8 as whole
                from {_builds} b where {where.Text}),
            causes as (
                select grp, jsonb_agg(jsonb_build_object('code', cause_code, 'count', n) order by rank) as told
                from (
                    select grp, cause_code, count(*) as n, row_number() over (partition by grp order by count(*) desc, cause_code) as rank from chosen group by grp, cause_code) k
                where rank <= {Top} group by grp),
            failures as (
                select grp, jsonb_agg(jsonb_build_object('class', fault, 'code', reason_code, 'count', n) order by rank) as told
                from (
                    select grp, fault, reason_code, count(*) as n, row_number() over (partition by grp order by count(*) desc, fault, reason_code) as rank
                    from chosen where state = 'Failed' group by grp, fault, reason_code) f
                where rank <= {Top} group by grp),
            counted as (
                select grp, count(distinct rebuild_number) as rebuilds,
                    count(*) filter (where state = 'Planned') as planned, count(*) filter (where state = 'Build') as building, count(*) filter (where state = 'Done') as done,
                    count(*) filter (where state = 'Failed') as failed, count(*) filter (where state = 'Canceled') as canceled,
                    percentile_cont(array[0.5, 0.95]) within group (order by building) filter (where state = 'Done') as building_times,
                    percentile_cont(array[0.5, 0.95]) within group (order by whole) filter (where state = 'Done') as whole_times
                from chosen group by grp)
            select c.grp, c.rebuilds, c.planned, c.building, c.done, c.failed, c.canceled, c.building_times, c.whole_times, f.told, k.told
            from counted c left join failures f on f.grp = c.grp left join causes k on k.grp = c.grp order by c.grp
            """;
        await using var command = where.Command(database, sql);
        return await command.ReadAsync(Read, ct);
    }

    static string KeyOf(StatisticsGrouping? by) => by switch
    {
        null => "''",
        StatisticsGrouping.Day => "to_char(b.planned_at at time zone 'UTC', 'YYYY-MM-DD')",
        StatisticsGrouping.Week => "to_char(b.planned_at at time zone 'UTC', 'IYYY-\"W\"IW')",
        StatisticsGrouping.Kind => "b.kind",
        StatisticsGrouping.Trigger => "coalesce(b.trigger_kind, '')",
        StatisticsGrouping.State => "b.state",
        StatisticsGrouping.Handler => "b.handler",
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    static StatisticsGroup Read(DbDataReader r) => new(
        r.GetString(0), r.GetInt64(1), new(Count(r, 2), Count(r, 3), Count(r, 4), Count(r, 5), Count(r, 6), 0), Both(r, 7), Both(r, 8),
        r.JsonOrNull<List<FailureCount>>(9) ?? [], r.JsonOrNull<List<CauseCount>>(10) ?? []);

    static int Count(DbDataReader r, int column) => checked((int)r.GetInt64(column));

    /// <summary>Builds that are done may not have begun: what was found built already.</summary>
    static Durations Both(DbDataReader r, int column) => !r.IsDBNull(column) && r.GetFieldValue<double?[]>(column) is [var p50, var p95] ? new(p50, p95) : new(null, null);
}
