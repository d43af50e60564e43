using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>
/// A system answers what is no answer, again and again: a page of HTML, half of what it wanted to say, or the right form with the wrong types. What needed the
/// answer fails, and its reason names the system and the call, and of wrong types the field. Nothing crashes, and nothing waits for ever.
/// </summary>
public sealed class BadAnswersTests(BadAnswersTests.Impatient shared) : SharedWorldTest(shared), IClassFixture<BadAnswersTests.Impatient>
{
    const string Html = """{"garbage":"html"}""";
    const string Half = """{"garbage":"truncated"}""";
    const string Nonsense = """{"garbage":"nonsense"}""";

    public sealed class Impatient : SharedWorld
    {
        protected override WorldOptions Options => new()
        {
            Settings = new Dictionary<string, string?>
            {
                ["Freshmaker__Retry__Attempts"] = "2",
                ["Freshmaker__Retry__FirstDelay"] = "00:00:00.5",
                ["Freshmaker__Builds__Attempts"] = "1",
                ["Freshmaker__Errata__Limits__BreakAfter"] = "1000", // it is to be heard each time
                ["Freshmaker__Pulp__Limits__BreakAfter"] = "1000",
                ["Freshmaker__Pyxis__Limits__BreakAfter"] = "1000",
                ["Freshmaker__Koji__Limits__BreakAfter"] = "1000",
                ["Freshmaker__Odcs__Limits__BreakAfter"] = "1000",
            },
        };
    }

    [Theory]
    [InlineData("errata", Html, "Errata Tool", "erratum/140221", "not JSON: <html>")]
    [InlineData("errata", Half, "Errata Tool", "erratum/140221", "not JSON")]
    [InlineData("errata", Nonsense, "Errata Tool", "erratum/140221", "errata must be an object")]
    [InlineData("pulp", Html, "Pulp", "repositories/search/", "not JSON: <html>")]
    [InlineData("pulp", Half, "Pulp", "repositories/search/", "not JSON")]
    [InlineData("pulp", Nonsense, "Pulp", "repositories/search/", "HTTP 201")]
    [InlineData("pyxis", Html, "Pyxis", "find_repositories", "not JSON: <html>")]
    [InlineData("pyxis", Half, "Pyxis", "find_repositories", "not JSON")]
    [InlineData("pyxis", Nonsense, "Pyxis", "find_repositories", "data.find_repositories.data must be a list")]
    [InlineData("koji", Html, "Koji", "multiCall(20 calls from getBuild(", "html")]
    [InlineData("koji", Half, "Koji", "multiCall(20 calls from getBuild(", "XML")]
    [InlineData("koji", Nonsense, "Koji", "multiCall(20 calls from getBuild(", "the answer must be a list of")]
    public async Task A_plan_that_cannot_be_made_fails_and_says_who_answered_what(string system, string fault, string name, string call, string words)
    {
        var rebuild = await RebuildAsync(system, fault);

        rebuild.State.ShouldBe("failed", rebuild.ToString());
        rebuild.Reason!.Code.ShouldBe("AllHandlersFailed");
        rebuild.Builds.ShouldBeEmpty();
        rebuild.HandlerFaults.Count.ShouldBe(2);
        ShouldName(rebuild.HandlerFaults[^1].Why, name, call, words);
    }

    [Theory]
    [InlineData(Html, "HTML")]
    [InlineData(Nonsense, "task")]
    public async Task Koji_that_answers_a_submission_so_fails_the_build(string garbage, string words)
    {
        var rebuild = await RebuildAsync("koji", Only(garbage, "buildContainer"));

        rebuild.State.ShouldBe("failed", rebuild.ToString());
        rebuild.Reason!.Code.ShouldBe("AllFailed");
        var failed = rebuild.Builds.Values.Where(b => b.Why?.Code == "RetriesExhausted").ToList();
        failed.ShouldNotBeEmpty();
        failed.ShouldAllBe(b => b.State == "failed");
        ShouldName(failed[0].Why!, "Koji", "buildContainer", words);
    }

    [Fact]
    public async Task Half_an_answer_to_a_submission_that_Koji_took_is_asked_about_and_the_build_adopted()
    {
        // A message about the build could overtake the question; this is about the question.
        await World.Sandbox.SetFaultAsync("bus", """{"lose":1000000,"topic":"build.state.change"}""");
        var rebuild = await RebuildAsync("koji", Only(Half, "buildContainer"));
        await World.Sandbox.ClearFaultAsync("bus");

        rebuild.State.ShouldBe("complete", rebuild.ToString());
        var built = rebuild.Builds.Values.Where(b => b.State == "succeeded").ToList();
        built.ShouldNotBeEmpty();
        built.ShouldAllBe(b => b.Adopted);
        foreach (var retry in built.Select(b => b.Retries.ShouldHaveSingleItem()))
            (retry.Parameters["system"], retry.Parameters["call"].Split('(')[0]).ShouldBe(("Koji", "buildContainer"));
        (await World.Sandbox.TasksAsync()).CountBy(t => t.Nvr!).ShouldAllBe(n => n.Value == 1, "none was submitted twice");
    }

    [Theory]
    [InlineData(Html, "HTML")]
    [InlineData(Nonsense, "id")]
    public async Task ODCS_that_answers_so_fails_what_needs_the_compose(string garbage, string words)
    {
        var rebuild = await RebuildAsync("odcs", Only(garbage, "POST"));

        rebuild.State.ShouldBe("failed", rebuild.ToString());
        rebuild.Builds.Values.ShouldContain(b => b.Why!.Code == "ComposeFailed");
        var reasons = await World.Database.ReasonsAsync(rebuild.Id, "compose_failed");
        reasons.ShouldNotBeEmpty();
        foreach (var why in reasons)
            ShouldName(why, "ODCS", "composes", words);
    }

    static string Only(string garbage, string method) => garbage.Replace("}", $$""","method":"{{method}}"}""", StringComparison.Ordinal);

    static void ShouldName(Why why, string system, string call, string words)
    {
        why.Code.ShouldBe("RetriesExhausted");
        why.Parameters["system"].ShouldBe(system);
        why.Parameters["call"].ShouldContain(call);
        why.Parameters["text"].ShouldContain(words);
    }

    /// <summary>A person asks for the advisory's images, again for each test: shipping it is a fact that is handled once.</summary>
    async Task<RebuildHistory> RebuildAsync(string system, string fault)
    {
        await World.Sandbox.SetFaultAsync(system, fault);
        var message = $"manual-{Guid.CreateVersion7():N}";
        await World.Sandbox.PublishAsync(new()
        {
            ["messageId"] = message,
            ["topic"] = "org.fedoraproject.prod.freshmaker.manual.rebuild",
            ["body"] = new JsonObject { ["errata_id"] = ImageStoryTests.Advisory, ["metadata"] = new JsonObject { ["skip_rebuilt"] = false } },
        });
        var rebuild = await World.OverAsync(message);
        await World.Sandbox.ClearFaultAsync(system);
        World.Host.HasExited.ShouldBeFalse();
        (await World.Database.DeadLettersAsync()).ShouldBeEmpty();
        return rebuild;
    }
}
