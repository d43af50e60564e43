using Freshmaker.Domain.Rebuilds;
using JasperFx.Events;

namespace Freshmaker.Host.Tests.Running;

static class Histories
{
    /// <summary>The one event of a kind.</summary>
    public static IEvent<T> ShouldHaveSingle<T>(this IReadOnlyList<IEvent> history) where T : notnull => history.OfType<IEvent<T>>().ShouldHaveSingleItem();

    public static void ShouldStandAt(this CascadePosition position, string root, string? causedByRebuild, string? causedByBuild, string[] lineage)
    {
        (position.Root, position.CausedByRebuild, position.CausedByBuild).ShouldBe((root, causedByRebuild, causedByBuild));
        position.Lineage.ShouldBe(lineage);
    }
}
