using System.Text.Json.Nodes;

namespace Freshmaker.Integrations.Tests.Errata;

/// <summary>The sandbox's Errata Tool: an advisory moves on, and says so.</summary>
public sealed class ErrataStoryTests : ErrataTest
{
    [Fact]
    public async Task An_advisory_that_ships_is_shipped_and_the_bus_says_so()
    {
        await PostAsync("/control/errata/advisories/140221/ship", "");

        (await Errata().GetAsync(140221, Stop))!.State.ShouldBe("SHIPPED_LIVE");
        var message = Sandbox.Messages.ShouldHaveSingleItem();
        message.Topic.ShouldBe("org.fedoraproject.prod.errata.activity.status");
        JsonNode.DeepEquals(JsonNode.Parse(message.Body.Span), JsonNode.Parse("""{"errata_id":140221,"from":"PUSH_READY","to":"SHIPPED_LIVE","who":"dana@example.com"}"""))
            .ShouldBeTrue();

        await PostAsync("/control/reset", "");
        (await Errata().GetAsync(140221, Stop))!.State.ShouldBe("PUSH_READY");
    }

    [Fact]
    public async Task An_advisory_can_be_moved_to_any_state()
    {
        await PostAsync("/control/errata/advisories/140222/state", """{"state":"DROPPED_NO_SHIP"}""");

        (await Errata().GetAsync(140222, Stop))!.State.ShouldBe("DROPPED_NO_SHIP");
        (await GetAsync("/control/errata/advisories"))[1]!["state"]!.GetValue<string>().ShouldBe("DROPPED_NO_SHIP");
    }
}
