using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Submitting
{
    static readonly string Web = Some.Key("web");
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
    static readonly Rebuild Begun = Spec.Planned(Some.Module("web"));

    [Fact]
    public void is_owed_once_its_intent_is_recorded() =>
        Begun.ShouldOwe(new SubmitModuleBuild(Spec.Id, Web, "web", "1", Some.Revision, 1, null));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void gives_the_build_an_id_and_an_address(bool adopted)
    {
        var after = Begun.When(r => r.RecordStart(Web, Some.Progress(7, ModuleBuildState.Wait), "https://mbs/7", adopted)).Then(
            new BuildStarted(Web, 1, 7, "https://mbs/7", adopted, Moment.Unknown.Now), new BuildProgressed(Web, 7, ModuleBuildState.Wait, Moment.Unknown.Now)).After;

        after.Builds[Web].Phase.ShouldBe(BuildPhase.Building);
        RebuildProcess.Next(after).ShouldBeEmpty();
        after.When(r => r.RecordStart(Web, Some.Progress(7, ModuleBuildState.Wait), "https://mbs/7", adopted)).ThenNothing();
    }

    [Fact]
    public void can_adopt_a_build_that_is_ready() =>
        Begun.When(r => r.RecordStart(Web, Some.Progress(7, ModuleBuildState.Ready), "https://mbs/7", adopted: true))
            .ThenInShort("BuildStarted web", "BuildSucceeded web", "RebuildCompleted");

    [Fact]
    public void can_adopt_a_build_that_has_failed() =>
        Begun.When(r => r.RecordStart(Web, Some.Progress(7, ModuleBuildState.Failed), "https://mbs/7", adopted: true))
            .ThenInShort("BuildStarted web", "BuildFailed web", "RebuildFailed");

    [Fact]
    public void that_is_refused_fails_the_build() => Begun.When(r => r.RecordRefusal(Web, "MBS", "400 no such stream")).Then(
        new BuildFailed(Web, FaultClass.Artifact, Reason.Of(ReasonCode.SubmissionRefused, ("system", "MBS"), ("text", "400 no such stream"))),
        new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1"))));

    [Fact]
    public void that_is_refused_after_it_was_accepted_changes_nothing() => Begun.Started("web", 7).When(r => r.RecordRefusal(Web, "MBS", "409")).ThenNothing();

    [Fact]
    public void is_tried_again_and_given_up()
    {
        var retried = Begun.When(r => Fault(r, 1)).Then(new BuildRetryScheduled(Web, 2, Some.Now.AddSeconds(10), Reason.Of(
            ReasonCode.OutsideUnavailable, ("system", "PDC"), ("call", "GET modules/"), ("text", "503 Service Unavailable")))).After;

        retried.ShouldOwe(new SubmitModuleBuild(Spec.Id, Web, "web", "1", Some.Revision, 2, Some.Now.AddSeconds(10)));
        retried.When(r => Fault(r, 2)).ThenInShort("BuildFailed web", "RebuildFailed");
        retried.When(r => Fault(r, 1)).ThenNothing();
    }

    [Fact]
    public void a_fault_of_an_earlier_step_changes_nothing() =>
        Begun.When(r => r.RecordBuildFault(Web, BuildPhase.Bumping, 1, Some.Fault, Two, Some.Now, 0)).ThenNothing();

    [Fact]
    public void a_message_can_overtake_its_answer()
    {
        var after = Begun.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Build), "https://mbs/7")).Then(
            new BuildStarted(Web, 1, 7, "https://mbs/7", Adopted: false, Moment.Unknown.Now), new BuildProgressed(Web, 7, ModuleBuildState.Build, Moment.Unknown.Now)).After;

        after.When(r => r.RecordStart(Web, Some.Progress(7, ModuleBuildState.Init), "https://mbs/7", adopted: false)).ThenNothing();
    }

    [Fact]
    public void a_message_about_another_commit_is_no_answer()
    {
        Begun.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Build, Some.OtherRevision), "https://mbs/7")).ThenNothing();
        Begun.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Build, revision: null), "https://mbs/7")).ThenNothing();
    }

    [Fact]
    public void without_an_address_a_message_is_no_answer() => Begun.When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Build))).ThenNothing();

    static Decision Fault(Rebuild r, int attempt) => r.RecordBuildFault(Web, BuildPhase.Submitting, attempt, Some.Fault, Two, Some.Now, jitter: 0);
}
