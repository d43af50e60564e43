using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>MBS, dist-git and the bus go wrong, each in its way; what can be done is done once, and what cannot has a reason.</summary>
public sealed class BuildFaultTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    [Theory]
    [InlineData("409: it has the commit already", """{"status":409,"after":true,"method":"POST","times":1}""", "ledgerd")]
    [InlineData("201 with nonsense, and has taken it", """{"garbage":"nonsense","after":true,"method":"POST","times":1}""", "postmill")]
    public async Task A_build_that_MBS_took_without_saying_so_is_adopted(string answer, string fault, string rpm)
    {
        // A message about the build could overtake the question; this is about the question.
        await World.Sandbox.SetFaultAsync("bus", """{"lose":1000000,"topic":"mbs.module.state.change"}""");
        var build = (await RebuildAsync("mbs", fault, rpm)).Builds.Values.ShouldHaveSingleItem(answer);
        await World.Sandbox.ClearFaultAsync("bus");
        build.Adopted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("500", """{"status":500,"method":"POST","times":3}""", "copperleaf", 3)]
    [InlineData("201 with nonsense, and has not taken it", """{"garbage":"nonsense","method":"POST","times":1}""", "receiptroll", 1)]
    public async Task A_submission_that_fails_is_tried_again(string answer, string fault, string rpm, int retries)
    {
        var build = (await RebuildAsync("mbs", fault, rpm)).Builds.Values.ShouldHaveSingleItem(answer);
        build.Adopted.ShouldBeFalse();
        build.Retries.Count.ShouldBe(retries);
        build.Retries.ShouldAllBe(w => w.Parameters["system"] == "MBS" && w.Parameters["call"].Contains("POST module-builds/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_submission_that_is_never_answered_is_given_up_and_made_again()
    {
        var rebuild = await RebuildAsync("mbs", """{"hang":true,"method":"POST","times":1}""", "ledgerd");
        rebuild.Builds.Values.ShouldHaveSingleItem().State.ShouldBe("succeeded");
        (await World.Sandbox.CountAsync("mbs.conflicts")).ShouldBe(0, "the one that hung was not taken later");
    }

    [Fact]
    public async Task A_rejected_push_fails_that_build_with_gits_words_and_the_others_go_on()
    {
        const string words = "branch is frozen for the mass rebuild";
        await World.Sandbox.SetFaultAsync("distgit", $$"""{"rejectPush":1,"message":"{{words}}"}""");
        var rebuild = await ChangeAsync("ferrysync");

        rebuild.State.ShouldBe("complete");
        rebuild.Reason!.Code.ShouldBe("SomeFailed");
        rebuild.Builds.Count.ShouldBe(3);
        var failed = rebuild.Builds.Values.Where(b => b.State == "failed").ShouldHaveSingleItem();
        failed.Why!.Code.ShouldBe("BumpFailed");
        failed.Why.Parameters["text"].ShouldContain(words);
        failed.ExternalId.ShouldBeNull();
        var module = failed.Key.Split('/');
        (await World.Sandbox.BuildsAsync()).ShouldNotContain(b => b.Name == module[1] && b.Stream == module[2]);
        (await World.Sandbox.LogAsync("modules", module[1], module[2])).ShouldAllBe(c => c.Builds.Count == 0);
        await World.ShouldBeBumpedOnceAsync([rebuild]);
    }

    [Fact]
    public async Task A_push_that_loses_a_race_is_made_again_on_the_new_tip()
    {
        var rebuild = await RebuildAsync("distgit", """{"raceOnPush":1}""", "paytray");
        var log = await World.Sandbox.LogAsync("modules", "checkout", "2");
        log[0].Builds.ShouldBe([$"{rebuild.Id}/module/checkout/2"]);
        log[1].Author.ShouldStartWith("Eager Beaver");
    }

    [Fact]
    public async Task A_module_that_does_not_exist_fails_with_a_reason_and_the_others_go_on()
    {
        var rebuild = await ChangeAsync("hollowlib");
        rebuild.Outcome.ShouldBe("RpmSpecChanged hollowlib@f41: complete SomeFailed; module/orphanage/1 succeeded; module/phantom/1 failed BumpFailed");
        rebuild.Builds["module/phantom/1"].Why!.Parameters["text"].ShouldContain("phantom");
    }

    [Fact]
    public async Task A_module_that_does_not_build_fails_with_MBSs_words_and_causes_nothing()
    {
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync("splinterlib", "f41"));
        var rebuild = await Eventually.Get("the stuck one is started, and all others are over", async () =>
            (await World.Database.RebuildsAsync()).FirstOrDefault(r => r.MessageId == message && r.Builds.Values.Count(b => b.State is "failed" or "succeeded") == 3 && r.Builds["module/tarpit/1"].State == "started"));
        rebuild.Builds["module/brittle/1"].Why!.Parameters["text"].ShouldContain("SPLINTER_MAX");
        rebuild.State.ShouldBe("building");
        (await World.Database.RebuildsAsync()).ShouldNotContain(r => r.CausedByBuild == "module/brittle/1");
    }

    async Task<RebuildHistory> RebuildAsync(string system, string fault, string rpm)
    {
        await World.Sandbox.SetFaultAsync(system, fault);
        var rebuild = await ChangeAsync(rpm);
        rebuild.State.ShouldBe("complete", rebuild.ToString());
        await World.ShouldBeBumpedOnceAsync([rebuild]);
        return rebuild;
    }

    /// <summary>The first rebuild, once all that follows from it is over as well: the next test's fault must not meet it.</summary>
    async Task<RebuildHistory> ChangeAsync(string rpm)
    {
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync(rpm, "f41"));
        return (await World.CascadeAsync(message)).Single(r => r.MessageId == message);
    }
}
