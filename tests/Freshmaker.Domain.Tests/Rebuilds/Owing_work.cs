using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Owing_work
{
    static readonly Rebuild Begun = Spec.Planned(Some.Module("web"));

    [Fact]
    public void lasts_until_its_result_is_recorded()
    {
        var work = RebuildProcess.Next(Begun).Single();

        RebuildProcess.Owes(Begun, work).ShouldBeTrue();
        RebuildProcess.Owes(Begun.Started("web", 7), work).ShouldBeFalse();
    }

    [Fact]
    public void of_an_earlier_attempt_is_over_with_it()
    {
        var first = RebuildProcess.Next(Begun).Single();
        var retried = Begun.RecordBuildFault(Some.Key("web"), BuildPhase.Submitting, 1, Some.Fault, RetryBudget.Default, Some.Now, jitter: 0).After;

        RebuildProcess.Owes(retried, first).ShouldBeFalse();
        RebuildProcess.Owes(retried, RebuildProcess.Next(retried).Single()).ShouldBeTrue();
    }

    [Fact]
    public void survives_being_stored_and_read()
    {
        var work = RebuildProcess.Next(Spec.Planned(Some.BumpedModule("web"))).Single();
        var read = System.Text.Json.JsonSerializer.Deserialize<BumpSource>(System.Text.Json.JsonSerializer.Serialize((BumpSource)work));

        read.ShouldBe((BumpSource)work);
    }
}
