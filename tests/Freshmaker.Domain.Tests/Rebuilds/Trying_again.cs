using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>A person has a build tried again that was not built.</summary>
public sealed class Trying_again
{
    static readonly string Web = Some.Key("web"), Shop = Some.Key("shop"), Db = Some.Key("db");

    /// <summary>shop is built from web, and db by itself; web has failed.</summary>
    static Rebuild Ended => Spec.Planned(Some.Module("web"), Some.Module("shop", "web"), Some.Module("db"))
        .Started("web", 7).RecordProgress(Web, Some.Progress(7, ModuleBuildState.Failed)).After
        .Started("db", 8).RecordProgress(Db, Some.Progress(8, ModuleBuildState.Ready)).After;

    [Fact]
    public void starts_it_anew_lets_wait_what_needs_it_and_opens_the_rebuild_again()
    {
        Ended.State.ShouldBe(RebuildState.Complete);

        var after = Ended.When(r => Retry(r, Web)).Then(
            new BuildRetryRequested(Web, "dana", "MBS is well again"),
            new BuildReleased(Shop, Web),
            new BuildStarting(Web, 2, Some.Revision)).After;

        after.State.ShouldBe(RebuildState.Building);
        after.Builds[Shop].Phase.ShouldBe(BuildPhase.Waiting);
        after.ShouldOwe(new SubmitModuleBuild(Spec.Id, Web, "web", "1", Some.Revision, 1, null));
    }

    [Fact]
    public void is_followed_by_the_end_of_all()
    {
        var built = Retry(Ended, Web).After.Started("web", 7).RecordProgress(Web, Some.Progress(7, ModuleBuildState.Ready)).After.Started("shop", 9);

        var end = built.When(r => r.RecordProgress(Shop, Some.Progress(9, ModuleBuildState.Ready)))
            .ThenInShort("BuildSucceeded shop", "RebuildCompleted").Events.OfType<RebuildCompleted>().Single();
        (end.Reason.Code, end.Done, end.Failed, end.Canceled).ShouldBe((ReasonCode.AllRebuilt, 3, 0, 0));
    }

    [Fact]
    public void that_fails_again_blocks_again() => Retry(Ended, Web).After.Started("web", 7)
        .When(r => r.RecordProgress(Web, Some.Progress(7, ModuleBuildState.Failed))).ThenInShort("BuildFailed web", "BuildBlocked shop", "RebuildCompleted");

    [Fact]
    public void a_rebuild_that_failed_goes_on_too()
    {
        var failed = Spec.Planned(Some.Module("web")).When(r => r.RecordRefusal(Web, "MBS", "400")).After;
        failed.State.ShouldBe(RebuildState.Failed);

        failed.When(r => Retry(r, Web)).ThenInShort("BuildRetryRequested web", "BuildStarting web").After.State.ShouldBe(RebuildState.Building);
    }

    [Fact]
    public void a_build_that_was_canceled_by_itself_can_be_wanted_again()
    {
        var canceled = Spec.Planned(Some.BumpedModule("web"), Some.Module("shop", "web"), Some.Module("db")).When(r => r.RequestCancelOf(Web, "erin", "wrong")).After;

        canceled.When(r => Retry(r, Web)).ThenInShort("BuildRetryRequested web", "BuildReleased shop", "SourceBumpStarting web");
    }

    [Fact]
    public void what_somebody_canceled_by_itself_stays_canceled()
    {
        var canceled = Spec.Planned(Some.Module("web"), Some.Module("shop", "web"), Some.Module("db")).When(r => r.RequestCancelOf(Shop, "erin", "not wanted")).After
            .Started("web", 7).RecordProgress(Web, Some.Progress(7, ModuleBuildState.Failed)).After;

        canceled.When(r => Retry(r, Web)).ThenInShort("BuildRetryRequested web", "BuildStarting web");
    }

    [Fact]
    public void an_image_has_all_its_attempts_again_and_an_NVR_of_its_own()
    {
        var image = Some.ImageKey("web");
        var rebuild = Spec.PlannedNow(Some.Image("web"));
        var task = 7L;
        for (; !rebuild.IsOver; task++)
            rebuild = Attempted(rebuild, task);
        var attempts = rebuild.Builds[image].Try;
        attempts.ShouldBe(rebuild.Moment.Builds.Attempts);

        var again = Retry(rebuild, image);
        var starting = again.Events.OfType<BuildStarting>().Single();
        starting.Attempt.ShouldBe(attempts + 1);
        rebuild.Nvrs.Keys.ShouldNotContain(starting.Nvr!);

        for (rebuild = again.After; !rebuild.IsOver; task++)
            rebuild = Attempted(rebuild, task);
        rebuild.Builds[image].Try.ShouldBe(2 * attempts);

        Rebuild Attempted(Rebuild r, long id)
        {
            if (r.Builds[image].Phase == BuildPhase.Waiting)
                r = Decision.Wake(r.Later(TimeSpan.FromHours(1)), image).After;
            return r.Tasked("web", id).Task("web", id, TaskState.Failed).After;
        }
    }

    [Fact]
    public void a_compose_that_failed_is_asked_for_again()
    {
        var need = Some.Compose("sets");
        var compose = ComposeKeys.Of(need)!;
        var failed = Spec.PlannedNow(Some.Image("web").Needing(need)).Answered(need, 5, ComposeState.Failed).After;
        failed.State.ShouldBe(RebuildState.Failed);

        var after = failed.When(r => Retry(r, Some.ImageKey("web"))).ThenInShort("BuildRetryRequested web", "ComposeRequested").After;
        after.ShouldOwe(new AskForCompose(Spec.Id, compose, 1, null));
    }

    [Theory]
    [InlineData("module/ghost/1", "not a build of this rebuild")]
    [InlineData("module/db/1", "it was built")]
    [InlineData("module/shop/1", "it needs module/web/1, which was not built either")]
    public void is_refused_with_the_reason(string build, string reason)
    {
        Ended.WhyNotRetried(build).ShouldNotBeNull().ShouldContain(reason);
        Ended.When(r => Retry(r, build)).ThenNothing();
    }

    [Fact]
    public void is_refused_while_it_has_not_ended() =>
        Spec.Planned(Some.Module("web")).Started("web", 7).WhyNotRetried(Web).ShouldNotBeNull().ShouldContain("has not ended (it is Building)");

    [Fact]
    public void is_refused_when_the_rebuild_was_canceled()
    {
        var canceled = Spec.Planned(Some.BumpedModule("web")).When(r => r.RequestCancel("erin", "wrong")).After;

        canceled.WhyNotRetried(Web).ShouldNotBeNull().ShouldContain("canceled as a whole");
        canceled.When(r => Retry(r, Web)).ThenNothing();
    }

    [Fact]
    public void twice_is_trying_again_once() => Retry(Ended, Web).After.When(r => Retry(r, Web)).ThenNothing();

    static Decision Retry(Rebuild rebuild, string build) => rebuild.RequestRetryOf(build, "dana", "MBS is well again");
}
