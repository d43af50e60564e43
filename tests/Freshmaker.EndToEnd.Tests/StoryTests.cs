using System.Text.Json;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The story that ./run tells: an RPM's spec file changes, and everything that has to follows.</summary>
public sealed class StoryTests(StoryTests.Told told) : SharedWorldTest(told), IClassFixture<StoryTests.Told>
{
    static readonly (string Rpm, string Branch) Story = World.Map.Story;
    static readonly Expectation Expected = World.Map.OfSpecChange(Story.Rpm, Story.Branch);

    /// <summary>A world in which the story has been told.</summary>
    public sealed class Told : SharedWorld
    {
        public string MessageId { get; private set; } = "";

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            MessageId = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync(Story.Rpm, Story.Branch));
            await World.CascadeAsync(MessageId);
        }
    }

    const string Cascade = """
        query ($message: String!) { rebuilds(first: 1, where: {messageId: $message}) { edges { node { cascade { rebuilds(first: 100) { edges { node { id state } } } } } } } }
        """;

    const string Rebuild = """
        query ($id: ID!) { rebuild(id: $id) {
          id state trigger { kind summary } message { id }
          causedBy { rebuild { id } build { id } }
          followUps(first: 20) { edges { node { id } } }
          builds(first: 20) { edges { node { id state cause { code text } revision externalId followUps(first: 20) { edges { node { id } } } } } }
          exclusions(first: 20) { edges { node { artifact { key } reason { code text parameters { name value } } } } }
          cascade { root { id } lineage { rebuild { id } text } }
        } }
        """;

    [Fact]
    public void The_world_has_what_the_story_needs()
    {
        Expected.Depth.ShouldBeGreaterThanOrEqualTo(4, "the cascade is three levels deep below the first build");
        Expected.Rings.ShouldNotBeEmpty();
        Expected.Outcomes.ShouldContain(o => o.Contains("DeniedByPolicy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scenario_1_a_spec_change_rebuilds_exactly_what_has_to_be_and_the_ring_stops()
    {
        await World.ShouldEndAsAsync(Expected);

        (await World.Sandbox.CountAsync("mbs.accepted")).ShouldBe(Expected.Builds.Count);
        (await World.Sandbox.CountAsync("git.pushes")).ShouldBe(Expected.Builds.Count);
        (await World.Database.RebuildsAsync()).SelectMany(r => r.Exclusions).Where(x => x.Why.Code == "CascadeCycle")
            .Select(x => x.Why.Parameters["path"]).ShouldBe(Expected.Rings);
    }

    [Fact]
    public async Task GraphQL_leads_from_the_push_to_the_last_module_and_back()
    {
        var rebuilds = await ReadAsync();
        var root = rebuilds.Values.Single(r => r.At("causedBy").IsNull());
        root.TextAt("message.id").ShouldBe(told.MessageId);
        root.TextAt("trigger.kind").ShouldBe("RPM_SPEC_CHANGED");

        // Down: from the root through what each build caused, every rebuild is met once.
        var met = new HashSet<string>();
        Descend(root);
        met.ShouldBe(rebuilds.Keys, ignoreOrder: true);

        // Up: from each rebuild through its cause to the root.
        foreach (var rebuild in rebuilds.Values)
        {
            List<string> up = [rebuild.TextAt("id")];
            for (var at = rebuild; !at.At("causedBy").IsNull(); at = rebuilds[up[^1]])
            {
                var cause = rebuilds[at.TextAt("causedBy.rebuild.id")];
                cause.NodesAt("builds").Select(b => b.TextAt("id")).ShouldContain(at.TextAt("causedBy.build.id"));
                up.Add(cause.TextAt("id"));
            }

            up[^1].ShouldBe(root.TextAt("id"));
            rebuild.At("cascade.lineage").EnumerateArray().Select(s => s.TextAt("rebuild.id")).ShouldBe(up.AsEnumerable().Reverse());
        }

        void Descend(JsonElement rebuild)
        {
            met.Add(rebuild.TextAt("id")).ShouldBeTrue();
            var caused = rebuild.NodesAt("builds").SelectMany(b => b.NodesAt("followUps")).Select(r => r.TextAt("id")).ToList();
            caused.ShouldBe(rebuild.NodesAt("followUps").Select(r => r.TextAt("id")), ignoreOrder: true);
            foreach (var id in caused)
                Descend(rebuilds[id]);
        }
    }

    [Fact]
    public async Task GraphQL_says_why_each_was_built_or_left_alone()
    {
        var rebuilds = await ReadAsync();
        rebuilds.Values.SelectMany(r => r.NodesAt("builds")).ShouldAllBe(b => b.TextAt("cause.text").Length > 0 && b.TextAt("state") == "DONE");

        var exclusions = rebuilds.Values.SelectMany(r => r.NodesAt("exclusions")).ToList();
        var cycle = exclusions.Single(x => x.TextAt("reason.code") == "CASCADE_CYCLE");
        cycle.TextAt("reason.text").ShouldContain(Expected.Rings.Single());
        cycle.At("reason.parameters").EnumerateArray().Single().TextAt("value").ShouldBe(Expected.Rings.Single());
        exclusions.Single(x => x.TextAt("artifact.key") == "module/vaultkeeper/1").TextAt("reason.text").ShouldContain("Freshmaker:Policy:block:0");
    }

    /// <summary>Read models follow the streams: they are asked until they have caught up.</summary>
    async Task<Dictionary<string, JsonElement>> ReadAsync()
    {
        using var graphQL = new GraphQL(World.Host.Url);
        List<string> ids = [];
        await Eventually.Holds("the read models have the whole cascade", async () =>
        {
            var found = (await graphQL.AskAsync(Cascade, new { message = told.MessageId })).NodesAt("rebuilds");
            var rebuilds = found is [var root] ? root.NodesAt("cascade.rebuilds") : [];
            ids = [.. rebuilds.Select(r => r.TextAt("id"))];
            return ids.Count >= Expected.Outcomes.Count && rebuilds.All(r => r.TextAt("state") is "COMPLETE" or "SKIPPED" or "FAILED");
        });

        var read = new Dictionary<string, JsonElement>();
        foreach (var id in ids)
            read.Add(id, (await graphQL.AskAsync(Rebuild, new { id })).At("rebuild"));
        return read;
    }
}
