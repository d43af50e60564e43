using System.ComponentModel;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Projections.Statistics;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Lists;

[Name("StatisticsGroup")]
[Description("Builds that are counted together.")]
public sealed class StatisticsGroupNode(StatisticsGroup group, StatisticsGrouping? by)
{
    [Description("What they have in common: the day (2026-01-31) or the week (2026-W05), both of UTC; the handler; or the value of the enum. `ALL` when all are counted together.")]
    public string Key => by switch
    {
        null => "ALL",
        StatisticsGrouping.Kind or StatisticsGrouping.Trigger or StatisticsGrouping.State => group.Key.Length == 0 ? "UNKNOWN" : group.Key.ToConstantCase(),
        _ => group.Key,
    };

    [Description("How many rebuilds they belong to.")]
    public long Rebuilds => group.Rebuilds;

    [Description("How many builds are in which state. What was left alone is not counted.")]
    public CountsNode Builds => new(group.Builds);

    [Description("From when the build system had them until they were done.")]
    public DurationsNode Building => new(group.Building);

    [Description("From when they were planned until they were done.")]
    public DurationsNode Whole => new(group.Whole);

    [Description("Why builds failed, what happened most first; at most ten.")]
    public IEnumerable<FailureCountNode> Failures => group.Failures.Select(f => new FailureCountNode(f.Class, f.Code, f.Count));

    [Description("Why builds were planned, what happened most first; at most ten.")]
    public IEnumerable<CauseCountNode> Causes => group.Causes.Select(c => new CauseCountNode(c.Code, c.Count));
}

[Name("Durations")]
[Description("How long builds took that were done.")]
public sealed class DurationsNode(Durations durations)
{
    [Description("The median, in seconds; null when there is none.")]
    public double? P50Seconds => durations.P50;

    [Description("What 95 of 100 took at most, in seconds; null when there is none.")]
    public double? P95Seconds => durations.P95;
}

[Name("FailureCount")]
[Description("How many builds failed alike.")]
public sealed record FailureCountNode(
    [property: Description("The class of the fault; null where a build was not built because one that it needs was not.")] FaultClass? Class,
    [property: Description("The reason.")] ReasonCode? Code,
    [property: Description("How many.")] long Count);

[Name("CauseCount")]
[Description("How many builds were planned for the same reason.")]
public sealed record CauseCountNode(
    [property: Description("The reason.")] ReasonCode Code,
    [property: Description("How many.")] long Count);

sealed class StatisticsGroupingType() : DescribedEnum<StatisticsGrouping>("By what builds are counted together.", From(new()
{
    [StatisticsGrouping.Day] = "The day on which they were planned, of UTC.",
    [StatisticsGrouping.Week] = "The week, by ISO 8601, in which they were planned, of UTC.",
    [StatisticsGrouping.Kind] = "The kind of the artifact.",
    [StatisticsGrouping.Trigger] = "The kind of the trigger of the rebuild.",
    [StatisticsGrouping.State] = "The state.",
    [StatisticsGrouping.Handler] = "The handler that planned them.",
}));

sealed class FaultClassType() : DescribedEnum<FaultClass>("Classes of faults that make builds fail.", From(new()
{
    [FaultClass.Infrastructure] = "A system was unreachable or broken.",
    [FaultClass.Prerequisite] = "Something the build needs could not be prepared.",
    [FaultClass.Artifact] = "The artifact itself does not build.",
}));
