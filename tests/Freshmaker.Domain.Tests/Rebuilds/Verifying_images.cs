using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>behaviour.md §3.2: what an image contains after it was built.</summary>
public sealed class Verifying_images
{
    static readonly string Web = Some.ImageKey("web");
    static readonly RetryBudget Two = new(2, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    static readonly Rebuild Closed = Spec.PlannedNow(Some.Image("web").Containing("openssl-3.0-4.el9", "openssl-libs-3.0-4.el9", "curl-8-2.el9"), Some.Image("shop", "web"))
        .Tasked("web", 7).Task("web", 7, TaskState.Closed).After;

    [Fact]
    public void is_owed_when_Koji_has_closed_the_task() => Closed.ShouldOwe(new VerifyImage(Spec.Id, Web, 7, 1, null));

    [Theory]
    [InlineData("openssl-3.0-4.el9", "openssl-libs-3.0-4.el9", "curl-8-2.el9")]
    [InlineData("openssl-3.0-5.el9", "openssl-libs-3.0-6.el9", "curl-8-3.el9")] // newer than the fix (the older system failed it)
    [InlineData("bash-5-1.el9")] // contains no name of the fix
    [InlineData("openssl-3.0-4.el9", "zlib-1-1.el9")] // names that are not installed are ignored
    [InlineData("openssl-perl-2.0-1.el9")] // another name that begins alike
    [InlineData]
    public void finds_good_what_is_as_new_as_the_fix(params string[] rpms) => Result(rpms)
        .ThenInShort("BuildSucceeded web", "BuildStarting shop")
        .Events[0].ShouldBe(new BuildSucceeded(Web, 7, null, null, "web-1-5.9", 900));

    [Theory]
    [InlineData("openssl-3.0-3.el9", "openssl-3.0-3.el9", "curl-8-2.el9")]
    [InlineData("curl-8-1.el9, openssl-3.0-3.el9", "curl-8-1.el9", "openssl-3.0-3.el9", "openssl-libs-3.0-4.el9", "bash-5-1.el9")]
    [InlineData("openssl-3.0-3.el9", "openssl-3.0-3.el9", "openssl-3.0-3.el9")] // in each architecture
    [InlineData("openssl-3.0-3.el9", "openssl-3.0-4.el9", "openssl-3.0-3.el9")] // an old one beside a new one
    public void fails_what_contains_older_ones_and_names_them(string named, params string[] rpms) => Result(rpms)
        .ThenInShort("BuildFailed web", "BuildBlocked shop", "RebuildFailed")
        .Events[0].ShouldBeOfType<BuildFailed>().ShouldSatisfyAllConditions(
            e => e.Class.ShouldBe(FaultClass.Artifact),
            e => e.Reason.ToString().ShouldBe($"web-1-5.9 was built, but still contains older RPMs than the fix: {named}."));

    // The whole fix, for nobody knew what the image contained: each RPM is compared with the fixes of its own stream (D14).
    [Theory]
    [InlineData("zlib-1.2-3.el8", true)] // newer than the fix for el9, which says nothing of it
    [InlineData("zlib-1.0-8.el9", true)]
    [InlineData("zlib-1.2-4.el8", false)]
    [InlineData("zlib-1.0-9.el9", false)] // older than the fix for el8
    [InlineData("zlib-1.0-1.fc41", false)] // there is no fix for it
    [InlineData("zlib-1.0-1.module+el8.6.0+1+a", false)]
    [InlineData("zlib-1.2-3.el8_6", true)] // of the same major version
    public void compares_with_the_fixes_of_the_same_stream_only(string rpm, bool isOld)
    {
        var closed = Spec.PlannedNow(Some.Image("web").Containing("zlib-1.2-4.el8", "zlib-1.0-9.el9")).Tasked("web", 7).Task("web", 7, TaskState.Closed).After;

        closed.When(r => r.RecordResult(Web, 7, new(900, "web-1-5.9", [Nvr.Parse(rpm)]))).ThenInShort(
            isOld ? ["BuildFailed web", "RebuildFailed"] : ["BuildSucceeded web", "RebuildCompleted"]);
    }

    [Fact]
    public void without_a_manifest_finds_it_good() => Closed.When(r => r.RecordResult(Web, 7, new(900, "web-1-5.9", null))).ThenInShort("BuildSucceeded web", "BuildStarting shop");

    [Fact]
    public void without_a_fix_that_is_named_finds_everything_good() => Spec.PlannedNow(Some.Image("web")).Tasked("web", 7).Task("web", 7, TaskState.Closed).After
        .When(r => r.RecordResult(Web, 7, new(900, "web-1-5.9", [Nvr.Parse("openssl-1-1")]))).ThenInShort("BuildSucceeded web", "RebuildCompleted");

    [Fact]
    public void a_fix_that_is_no_NVR_asks_for_nothing() => Spec.PlannedNow(Some.Image("web").Containing("openssl")).Tasked("web", 7).Task("web", 7, TaskState.Closed).After
        .When(r => r.RecordResult(Web, 7, new(900, "web-1-5.9", [Nvr.Parse("openssl-1-1")]))).ThenInShort("BuildSucceeded web", "RebuildCompleted");

    [Fact] // it makes no build, so there is neither anything to look at nor an NVR that exists
    public void of_a_scratch_task_finds_good_that_it_ended_well()
    {
        Closed.When(r => r.RecordScratch(Web, 7)).ThenInShort("BuildSucceeded web", "BuildStarting shop").Events[0].ShouldBe(new BuildSucceeded(Web, 7, null, null));
        Closed.When(r => r.RecordScratch(Web, 8)).Then();
        Closed.When(r => r.RecordResult(Web, 7, new(900, "web-1-5.9", null))).After.When(r => r.RecordScratch(Web, 7)).Then();
    }

    [Fact]
    public void without_a_build_fails_it() => Closed.When(r => r.RecordResult(Web, 7, null)).Then(
        new BuildFailed(Web, FaultClass.Artifact, Reason.Of(ReasonCode.NoResult, ("task", "7"))),
        new BuildBlocked(Some.ImageKey("shop"), Web, Reason.Of(ReasonCode.ParentNotBuilt, ("parent", Web))),
        new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "2"))));

    [Fact]
    public void is_recorded_once_and_of_the_task_that_was_closed()
    {
        Closed.When(r => r.RecordResult(Web, 8, null)).ThenNothing();
        Result("openssl-3.0-4.el9").After.When(r => r.RecordResult(Web, 7, null)).ThenNothing();
        foreach (var state in Enum.GetValues<TaskState>())
            Closed.Task("web", 7, state).ThenNothing();
    }

    [Fact]
    public void is_tried_again_and_given_up()
    {
        var retried = Closed.When(r => Fault(r, 1)).ThenInShort("BuildRetryScheduled web").After;
        retried.ShouldOwe(new VerifyImage(Spec.Id, Web, 7, 2, Some.Now.AddSeconds(10)));
        retried.When(r => Fault(r, 1)).ThenNothing();
        retried.When(r => Fault(r, 2)).ThenInShort("BuildFailed web", "BuildBlocked shop", "RebuildFailed");
    }

    [Fact]
    public void goes_on_when_the_rebuild_is_canceled_and_its_result_counts()
    {
        var canceling = Closed.When(r => r.RequestCancel("dana", "x")).ThenInShort("CancelRequested", "BuildCanceled shop").After;

        canceling.ShouldOwe(new VerifyImage(Spec.Id, Web, 7, 1, null));
        canceling.When(r => r.RecordResult(Web, 7, null)).ThenInShort("BuildFailed web", "RebuildCanceled");
    }

    static Decision Fault(Rebuild r, int attempt) => r.RecordBuildFault(Web, BuildPhase.Verifying, attempt, Some.Fault, Two, Some.Now, 0);

    static Decision Result(params string[] rpms) => Closed.When(r => r.RecordResult(Web, 7, new(900, "web-1-5.9", [.. rpms.Select(Nvr.Parse)])));
}
