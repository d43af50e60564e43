using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Losing_builds
{
    static readonly string Web = Some.Key("web");
    static readonly Rebuild Running = Spec.Planned(Some.Module("web")).Started("web", 7);

    [Fact]
    public void that_the_build_system_forgot_ends_them() => Running.When(r => r.RecordLost(Web, "MBS", 7, 0)).Then(
        new BuildFailed(Web, FaultClass.Infrastructure, Reason.Of(ReasonCode.LostInBuildSystem, ("build", "7"), ("system", "MBS"))),
        new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1"))));

    [Fact]
    public void under_another_id_changes_nothing() => Running.When(r => r.RecordLost(Web, "MBS", 8, 0)).ThenNothing();

    [Fact]
    public void that_have_ended_changes_nothing() => Running.Ready("web", 7).When(r => r.RecordLost(Web, "MBS", 7, 0)).ThenNothing();
}
