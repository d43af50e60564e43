using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The message id decides which stream a message belongs to, however often and however it comes.</summary>
public sealed class SameMessageTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    const string Topic = "org.fedoraproject.prod.git.receive";

    [Theory]
    [InlineData("5f3c2bde-7c52-4d2c-9a36-0d3c1f7f2a11", "aaaaaa1", "rebuild-5f3c2bde7c524d2c9a360d3c1f7f2a11")]
    [InlineData("2017-9fef6790-55df-4bbc-aa25-275e0e3ef892", "aaaaaa2", null)]
    [InlineData("no guid: a person wrote it", "aaaaaa3", null)]
    public async Task The_same_message_again_and_after_a_restart_has_one_stream(string id, string revision, string? stream)
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PublishAsync(id, "postmill", revision)));
        var rebuild = await World.OverAsync(id);
        if (stream is not null)
            rebuild.Id.ShouldBe(stream);

        await World.Host.KillAsync();
        await PublishAsync(id, "postmill", revision);
        await World.StartHostAsync();
        await World.QuietAsync();

        var all = (await World.Database.RebuildsAsync()).Where(r => r.MessageId == id).ShouldHaveSingleItem();
        all.Events.ShouldBe(rebuild.Events);
        all.Builds.Count.ShouldBe(1);
        await World.ShouldBeBumpedOnceAsync([all]);
    }

    [Fact]
    public async Task Another_body_under_the_same_id_is_recorded_once_and_the_first_one_stays()
    {
        const string id = "0b5de3ab-5a3e-4e36-9d32-2bb8d6c0a001";
        await PublishAsync(id, "ledgerd", "1111111");
        var first = await World.OverAsync(id);
        await PublishAsync(id, "postmill", "2222222");
        await PublishAsync(id, "postmill", "2222222");
        await Eventually.Holds("the conflict is recorded", async () => (await OfAsync(id)).Conflicts > 0);
        await World.QuietAsync();

        var rebuild = await OfAsync(id);
        rebuild.Conflicts.ShouldBe(1);
        rebuild.Outcome.ShouldBe(first.Outcome);
        rebuild.Trigger.ShouldBe("RpmSpecChanged ledgerd@f41");
    }

    async Task<RebuildHistory> OfAsync(string id) => (await World.Database.RebuildsAsync()).Single(r => r.MessageId == id);

    async Task PublishAsync(string id, string rpm, string revision) => await World.Sandbox.PublishAsync(new()
    {
        ["messageId"] = id,
        ["topic"] = Topic,
        ["body"] = new JsonObject
        {
            ["commit"] = new JsonObject
            {
                ["namespace"] = "rpms",
                ["repo"] = rpm,
                ["branch"] = "f41",
                ["rev"] = revision,
                ["stats"] = new JsonObject { ["files"] = new JsonObject { [$"{rpm}.spec"] = new JsonObject() } },
            },
        },
    });
}
