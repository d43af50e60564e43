using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Bumping
{
    static readonly string Web = Some.Key("web");
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
    static readonly Rebuild Begun = Spec.Planned(Some.BumpedModule("web"));

    [Fact]
    public void is_owed_once_its_intent_is_recorded() => Begun.ShouldOwe(new BumpSource(Spec.Id, Web, Some.Bump("web"), 1, null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void gives_the_commit_that_is_built(bool wasThere)
    {
        var after = Begun.When(r => r.RecordBump(Web, new BumpResult.Bumped(Some.OtherRevision, wasThere))).Then(
            new SourceBumped(Web, Some.OtherRevision, wasThere), new BuildStarting(Web, 1, Some.OtherRevision)).After;

        after.ShouldOwe(new SubmitModuleBuild(Spec.Id, Web, "web", "1", Some.OtherRevision, 1, null));
        after.When(r => r.RecordBump(Web, new BumpResult.Bumped(Some.Revision, true))).ThenNothing();
    }

    [Fact]
    public void that_is_refused_fails_the_build_with_gits_own_words_and_submits_nothing()
    {
        var after = Begun.When(r => r.RecordBump(Web, new BumpResult.Refused("remote: no such branch"))).Then(
            new BuildFailed(Web, FaultClass.Prerequisite, Reason.Of(ReasonCode.BumpFailed, ("text", "remote: no such branch"))),
            new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1")))).After;

        RebuildProcess.Next(after).ShouldBeEmpty();
    }

    [Fact]
    public void is_tried_again_when_git_cannot_be_reached_and_counts_anew_for_the_submission()
    {
        var retried = Begun.When(r => Fault(r, 1)).ThenInShort("BuildRetryScheduled web").After;
        retried.ShouldOwe(new BumpSource(Spec.Id, Web, Some.Bump("web"), 2, Some.Now.AddSeconds(10)));
        retried.When(r => Fault(r, 1)).ThenNothing();

        var bumped = retried.When(r => r.RecordBump(Web, new BumpResult.Bumped(Some.OtherRevision, false))).After;
        bumped.ShouldOwe(new SubmitModuleBuild(Spec.Id, Web, "web", "1", Some.OtherRevision, 1, null));
    }

    [Fact]
    public void is_given_up_when_the_budget_is_spent() => Fault(Begun, 1).After.When(r => Fault(r, 2)).Then(
        new BuildFailed(Web, FaultClass.Infrastructure, Reason.Of(
            ReasonCode.RetriesExhausted, ("attempts", "2"), ("system", "PDC"), ("call", "GET modules/"), ("text", "503 Service Unavailable"))),
        new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1"))));

    [Fact]
    public void of_something_that_is_not_planned_changes_nothing() =>
        Begun.When(r => r.RecordBump("module/ghost/1", new BumpResult.Refused("x"))).ThenNothing();

    static Decision Fault(Rebuild r, int attempt) => r.RecordBuildFault(Web, BuildPhase.Bumping, attempt, Some.Fault, Two, Some.Now, jitter: 0);
}
