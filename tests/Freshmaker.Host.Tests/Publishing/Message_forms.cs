using System.Text;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing;
using Freshmaker.Host.Publishing.Contracts;

namespace Freshmaker.Host.Tests.Publishing;

public sealed class Message_forms
{
    [Fact]
    public void every_message_of_a_rebuild_has_the_approved_form() =>
        string.Join('\n', Telling.Messages(Story.OfTwoModules("2026-5e0d8c1e-0001"), first: 40).Select(Telling.Text)).ShouldBeApproved("outgoing-messages.approved.txt");

    [Fact]
    public void each_message_has_an_id_of_its_own_that_is_always_the_same()
    {
        var first = Telling.Messages(Story.OfTwoModules("m-1")).Select(m => m.Id).ToList();

        first.Distinct().Count().ShouldBe(first.Count);
        Telling.Messages(Story.OfTwoModules("m-1"), first: 900).Select(m => m.Id).ShouldBe(first);
        Telling.Messages(Story.OfTwoModules("m-2")).Select(m => m.Id).ShouldNotContain(id => first.Contains(id));
        first.ShouldAllBe(id => Guid.ParseExact(id, "D").Version == 4 && Guid.ParseExact(id, "D").Variant >= 8 && Guid.ParseExact(id, "D").Variant < 12);
    }

    [Fact]
    public void a_rebuild_names_the_one_that_caused_it()
    {
        var view = Telling.View(new Story("m-1", handlers: [])) with { CausedBy = 17 };

        EventJson.Full(view.Facts, view.BuildsFacts).DependsOnEvents.ShouldBe([17]);
        EventJson.Min(view.Facts, view.BuildCounts).DependsOnEvents.ShouldBe([17]);
    }

    [Fact]
    public void the_summary_counts_the_states_that_occur()
    {
        var story = new Story("m-1").Plan(("a", []), ("b", []), ("c", [])).Bump("a").Start("a", 1).RefuseBump("b", "no");

        var view = Telling.View(story);
        EventJson.Min(view.Facts, view.BuildCounts).BuildsSummary!.Select(s => $"{s.Key} {s.Value}").ShouldBe(["total 3", "BUILD 1", "FAILED 1", "PLANNED 1"]);
    }

    [Fact]
    public void a_build_that_is_tried_again_says_why_until_the_step_is_done()
    {
        var story = new Story("m-1").Plan(("a", [])).Unavailable("a", BuildPhase.Bumping);
        BuildJson.Of(Telling.View(story).FactsOf(Story.Key("a"))).StateReason.ShouldBe("MBS did not answer POST module-builds/ usefully: 503 Service Unavailable");

        story.Bump("a");
        BuildJson.Of(Telling.View(story).FactsOf(Story.Key("a"))).StateReason.ShouldBeNull();
    }

    [Fact]
    public void a_build_names_its_parent_and_the_commit_once_there_is_one()
    {
        var view = Telling.View(new Story("m-1").Plan(("a", []), ("b", ["a"])).Bump("a"), first: 10);
        var (a, b) = (BuildJson.Of(view.FactsOf(Story.Key("a"))), BuildJson.Of(view.FactsOf(Story.Key("b"))));

        (b.DepOn, b.DepOnId).ShouldBe(("a", a.Id));
        a.BuildArgs.ShouldBe(new Dictionary<string, object?> { ["repository"] = "modules/a", ["branch"] = "4", ["commit"] = "c0ffee-a" });
        b.BuildArgs["commit"].ShouldBeNull();
    }

    [Fact]
    public void names_are_upper_case_with_underscores()
    {
        ContractJson.UpperName(Domain.Artifacts.ArtifactKind.ImageRepository).ShouldBe("IMAGE_REPOSITORY");
        ContractJson.UpperName(RebuildState.Canceled).ShouldBe("CANCELED");
    }

    [Fact]
    public void headers_name_what_is_concerned_as_far_as_AMQP_can_carry_it()
    {
        static IEnumerable<string> Concerned(Story story) => Telling.Messages(story)
            .First(m => m.Topic.EndsWith(OutgoingMessage.EventTopic, StringComparison.Ordinal)).Headers.Keys
            .Where(h => h.StartsWith("fedora_messaging_rpm_", StringComparison.Ordinal) || h.StartsWith("fedora_messaging_module_", StringComparison.Ordinal));

        Concerned(new Story("m-1").Plan(("a", []), ("b", []))).ShouldBe(["fedora_messaging_rpm_nginx", "fedora_messaging_module_a", "fedora_messaging_module_b"]);
        Concerned(new Story("m-1").Plan((new string('x', 231), []), (new string('x', 232), []))).Count().ShouldBe(2); // a header's name has at most 255 bytes
        Concerned(new Story("m-1", new RpmSpecChanged(new string('é', 200), "f39", "1"), [])).ShouldBeEmpty();
        Concerned(new Story("m-1").Plan([.. Enumerable.Range(0, 300).Select(i => ($"m{i}", Array.Empty<string>()))])).Count().ShouldBe(200);
    }

    [Fact]
    public void text_stays_readable_and_survives_the_wire()
    {
        const string text = "remote: „nein“ → \"no\" \\ \u0001 <b>";
        var story = new Story("m-1").Plan(("a", [])).RefuseBump("a", text);
        var message = Telling.Messages(story).Single(m => m.Topic.EndsWith(OutgoingMessage.BuildTopic, StringComparison.Ordinal));

        Encoding.UTF8.GetString(message.Body.Span).ShouldContain("„nein“ → ");
        using var body = JsonDocument.Parse(message.Body);
        body.RootElement.GetProperty("state_reason").GetString().ShouldBe($"The source could not be bumped: {text}");
    }
}
