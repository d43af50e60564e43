using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>behaviour.md, Appendix A.6: a shipped advisory, the chain base ← rt ← {web, db}.</summary>
public sealed class Walking_the_golden_walk
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void from_the_message_to_the_end()
    {
        // 1: received. 2 and 3: planned, and what needs nothing begun.
        var opened = Spec.Opened("H") with { Moment = new(Some.Now) };
        opened.State.ShouldBe(RebuildState.Initialized);
        opened.Builds.ShouldBeEmpty();
        var begun = opened.When(r => r.RecordPlan(
                "H", new([Some.Image("base"), Some.Image("rt", "base"), Some.Image("web", "rt"), Some.Image("db", "rt")], []), Some.AllowAll, Some.NothingVisited))
            .ThenInShort(
                "ArtifactPlanned base", "ArtifactPlanned rt", "ArtifactPlanned db", "ArtifactPlanned web", "HandlerCompleted", "PlanCompleted", "BuildStarting base")
            .After.Tasked("base", 1);
        ShouldBe(begun, RebuildState.Building, BuildState.Build, BuildState.Planned, BuildState.Planned, BuildState.Planned);

        // 4: base is closed and holds the fix; rt begins, on what was made of base.
        var rt = begun.Later(Minute).Built("base", 1).ThenInShort("BuildSucceeded base", "BuildStarting rt").After.Tasked("rt", 2);
        ShouldBe(rt, RebuildState.Building, BuildState.Done, BuildState.Build, BuildState.Planned, BuildState.Planned);
        rt.Image("base").Nvr.ShouldBe($"base-1-5.{Some.Now.ToUnixTimeSeconds()}");

        // 5: rt fails once and is tried again, under another NVR.
        var first = rt.Image("rt").Nvr;
        var again = rt.Task("rt", 2, TaskState.Failed).ThenInShort("BuildRetryPlanned rt").After.Woken("rt").ThenInShort("BuildStarting rt").After.Tasked("rt", 3);
        ShouldBe(again, RebuildState.Building, BuildState.Done, BuildState.Build, BuildState.Planned, BuildState.Planned);
        again.Image("rt").Try.ShouldBe(2);
        again.Image("rt").Nvr.ShouldNotBe(first);

        // 6: rt is closed; both that need it begin.
        var both = again.Later(Minute).Built("rt", 3).ThenInShort("BuildSucceeded rt", "BuildStarting db", "BuildStarting web").After.Tasked("db", 4).Tasked("web", 5);
        ShouldBe(both, RebuildState.Building, BuildState.Done, BuildState.Done, BuildState.Build, BuildState.Build);

        // 7: web is closed. 8: db fails three times.
        var web = both.Built("web", 5).ThenInShort("BuildSucceeded web").After;
        ShouldBe(web, RebuildState.Building, BuildState.Done, BuildState.Done, BuildState.Done, BuildState.Build);
        var end = FailedThrice(web, "db", 4);
        end.ThenInShort("BuildFailed db", "RebuildCompleted");
        ShouldBe(end.After, RebuildState.Complete, BuildState.Done, BuildState.Done, BuildState.Done, BuildState.Failed);
        end.Events.OfType<RebuildCompleted>().Single().ShouldSatisfyAllConditions(
            e => e.Reason.ToString().ShouldBe("Not everything planned was rebuilt (1 of 4 were not)."),
            e => (e.Done, e.Failed, e.Canceled).ShouldBe((3, 1, 0)));
    }

    [Fact]
    public void variant_rt_fails_three_times()
    {
        var end = FailedThrice(RtRuns(), "rt", 2);

        end.ThenInShort("BuildFailed rt", "BuildBlocked db", "BuildBlocked web", "RebuildCompleted");
        ShouldBe(end.After, RebuildState.Complete, BuildState.Done, BuildState.Failed, BuildState.Failed, BuildState.Failed);
        end.Events.OfType<BuildBlocked>().ShouldAllBe(b => b.By == Some.ImageKey("rt"));
        end.Events.OfType<RebuildCompleted>().Single().Reason.ToString().ShouldBe("Not everything planned was rebuilt (3 of 4 were not).");
    }

    [Fact] // the older system left rt, web and db in states that depended on an order, and base canceled by a wrong id (D9)
    public void variant_cancel_while_base_runs()
    {
        var canceling = BaseRuns().When(r => r.RequestCancel("dana", "wrong advisory"))
            .ThenInShort("CancelRequested", "BuildCanceled db", "BuildCanceled rt", "BuildCanceled web").After;
        ShouldBe(canceling, RebuildState.Building, BuildState.Build, BuildState.Canceled, BuildState.Canceled, BuildState.Canceled);
        canceling.ShouldOwe(new CancelImageBuild(Spec.Id, Some.ImageKey("base"), 1, 1, null));

        var end = canceling.Task("base", 1, TaskState.Canceled).Then(
            new BuildCanceled(Some.ImageKey("base"), Reason.Of(ReasonCode.CanceledInBuildSystem, ("build", "1"), ("system", "Koji"))),
            new RebuildCanceled(Reason.Of(ReasonCode.CancelRequested, ("who", "dana"), ("why", "wrong advisory")))).After;
        ShouldBe(end, RebuildState.Canceled, BuildState.Canceled, BuildState.Canceled, BuildState.Canceled, BuildState.Canceled);
        foreach (var late in Enum.GetValues<TaskState>())
            end.Task("base", 1, late).ThenNothing();
    }

    [Fact]
    public void variant_cancel_too_late_for_base()
    {
        var canceling = BaseRuns().RequestCancel("dana", "wrong advisory").After;

        canceling.Built("base", 1).ThenInShort("BuildSucceeded base", "RebuildCanceled").After.State.ShouldBe(RebuildState.Canceled);
        canceling.Task("base", 1, TaskState.Failed).ThenInShort("BuildCanceled base", "RebuildCanceled");
    }

    static Rebuild BaseRuns() => Spec.PlannedNow(Some.Image("base"), Some.Image("rt", "base"), Some.Image("web", "rt"), Some.Image("db", "rt")).Tasked("base", 1);

    static Rebuild RtRuns() => BaseRuns().Later(Minute).Built("base", 1).After.Tasked("rt", 2);

    static Decision FailedThrice(Rebuild rebuild, string name, long task) => rebuild
        .Task(name, task, TaskState.Failed).ThenInShort($"BuildRetryPlanned {name}").After.Woken(name).After.Tasked(name, task + 100)
        .Task(name, task + 100, TaskState.Failed).ThenInShort($"BuildRetryPlanned {name}").After.Woken(name).After.Tasked(name, task + 200)
        .Task(name, task + 200, TaskState.Failed);

    static void ShouldBe(Rebuild rebuild, RebuildState state, params BuildState[] baseRtWebDb)
    {
        rebuild.State.ShouldBe(state);
        new[] { "base", "rt", "web", "db" }.Select(name => rebuild.Image(name).Phase.ToState()).ShouldBe(baseRtWebDb);
    }
}
