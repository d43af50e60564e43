using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The planner's golden vectors, from the message to what Koji was told (behaviour.md §11.2, scenario 12; appendix A.1, A.3 and A.4).</summary>
public sealed class PlannerVectorTests(PlannerVectorTests.Vectors vectors) : SharedWorldTest(vectors), IClassFixture<PlannerVectorTests.Vectors>
{
    const string Zlib = "zlib-1.2-4.el8";
    const string Modular = "perl-5.26-1.module+el8.6.0+123+abc";

    /// <summary>Vector, its advisory, and what is built on what: <c>!</c> for a parent that was rebuilt itself.</summary>
    public static TheoryData<string, long, string> OfAdvisories => new()
    {
        { "V1", 160_001, "db-2-7→rt-1-4! rt-1-4→base-8-10! web-1-5→rt-1-4! base-8-10" },
        { "V2", 160_002, "db-2-7→rt-1-4! rt-1-4→base-8-10! rt-1-9→base-8-10! web-1-5→rt-1-9! base-8-10" },
        { "V3", 160_003, "db-2-7→rt-1-4! rt-1-4→alt-3-1! web-1-5→rt-1-4! alt-3-1" }, // the existing system leaves db on rt-1-2
        { "V3c", 160_004, "db-2-7→rt-1-4! rt-1-4→base-9-1! web-1-5→rt-1-4! base-9-1" },
        { "V4", 160_005, "db-2-7→rt-2-2! rt-1-4→base-8-10! rt-2-2→base-8-10! web-1-5→rt-1-4! base-8-10" },
        { "V6", 160_006, "rt-1-4→base-8-10! web-1-5→rt-1-4! base-8-10" },
        { "V8", 160_007, "a-1-1→b-1-1! b-1-1→c-1-1! d-1-1→a-1-1! c-1-1" }, // the existing system builds d on the old a
        { "F1", 160_008, "web-1-5→rt-1-9" },
        { "F4", 160_009, "rt-1-4→base-8-10! web-1-5→rt-1-4! base-8-10" },
        { "F5", 160_010, "web-1-5" },
        { "F6", 160_011, "rt-1-4→base-8-11 web-1-5→rt-1-4!" },
        { "A3a", 160_021, "web-1-5" },
        { "A3b", 160_022, "" },
        { "A3c", 160_023, "" },
        { "A3d", 160_024, "" },
        { "A3g", 160_027, "web-1-5" },
        { "A3h", 160_028, "" }, // the existing system rebuilds it (D14)
        { "A3i", 160_029, "" },
        { "A3j", 160_030, "web-1-5" },
    };

    public sealed class Vectors : SharedWorld
    {
        readonly string _world = new VectorWorld()
            .Advisory("V1", 160_001, Zlib).Chain("V1", "web-1-5* rt-1-3 base-8-10").Chain("V1", "db-2-7* rt-1-4 base-8-10")
            .Advisory("V2", 160_002, Zlib).Chain("V2", "rt-1-4* base-8-10").Chain("V2", "web-1-5* rt-1-9 base-8-10").Chain("V2", "db-2-7* rt-1-2 base-8-10")
            .Advisory("V3", 160_003, Zlib).Chain("V3", "web-1-5* rt-1-4* alt-3-1").Chain("V3", "db-2-7* rt-1-2 base-8-10")
            .Advisory("V3c", 160_004, Zlib).Chain("V3c", "web-1-5* rt-1-4* base-9-1").Chain("V3c", "db-2-7* rt-1-2 base-8-10")
            .Advisory("V4", 160_005, Zlib).Chain("V4", "web-1-5* rt-1-4 base-8-10").Chain("V4", "db-2-7* rt-2-2 base-8-10")
            .Advisory("V6", 160_006, Zlib).Chain("V6", "web-1-5* rt-1-4* base-8-10*")
            .Advisory("V8", 160_007, Zlib).Chain("V8", "d-1-1* a-1-1* b-1-1 c-1-1")
            .Advisory("F1", 160_008, Zlib).Chain("F1", "web-1-5* rt-1-4 base-8-10").Image("F1", "rt-1-9", "base-8-10", Zlib)
            .Advisory("F4", 160_009, Zlib).Chain("F4", "web-1-5* rt-1-4 base-8-10")
            .Advisory("F5", 160_010, Zlib).Chain("F5", "web-1-5*")
            .Advisory("F6", 160_011, Zlib).Image("F6", "base-8-10", null, "zlib-1.2-3.el8").Image("F6", "base-8-11", null, Zlib)
                .Image("F6", "rt-1-4", "base-8-10", null).Image("F6", "web-1-5*", "rt-1-4", "zlib-1.2-3.el8")
            .Advisory("A3a", 160_021, Zlib).Chain("A3a", "web-1-5*")
            .Advisory("A3b", 160_022, Zlib).Chain("A3b", "web-1-5*", Zlib)
            .Advisory("A3c", 160_023, Zlib).Chain("A3c", "web-1-5*", "zlib-1.2-5.el8")
            .Advisory("A3d", 160_024, Zlib).Chain("A3d", "web-1-5*", "curl-7-1.el8")
            .Advisory("A3g", 160_027, $"{Zlib} curl-7-2.el8").Chain("A3g", "web-1-5*", $"{Zlib} curl-7-1.el8")
            .Advisory("A3h", 160_028, $"zlib-1.2-4.el7 {Zlib} zlib-1.2-9.el9").Chain("A3h", "web-1-5*", Zlib)
            .Advisory("A3i", 160_029, "perl-5.30-1.el8").Chain("A3i", "web-1-5*", Modular)
            .Advisory("A3j", 160_030, "perl-5.26-2.module+el8.6.0+124+abd").Chain("A3j", "web-1-5*", Modular)
            .Chain("A4a", "c-container-1-1 b-container-1-1 a-container-1-1 base-1-1", branch: "a4a")
            .Chain("A4b", "b-container-1-1 a-container-1-1 base-1-1", branch: "a4b").Chain("A4b", "d-container-1-1 a-container-1-1", branch: "a4b")
            .Chain("A4c", "x-container-1-1 a-container-1-1", branch: "a4c")
            .Write();

        protected override WorldOptions Options => new() { Delay = "0", SandboxWorld = _world };
    }

    [Theory]
    [MemberData(nameof(OfAdvisories))]
    public async Task Scenario_12_an_advisory_rebuilds_what_the_vector_says(string vector, long advisory, string expected) =>
        (await BuiltAsync(vector, await World.ShipAsync(advisory))).ShouldBe(expected.Split(' ').Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("A4a", "a c", "a-1-1→base-1-1 b-1-1→a-1-1! c-1-1→b-1-1!")]
    [InlineData("A4b", "b d", "b-1-1→a-1-1 d-1-1→a-1-1")]
    [InlineData("A4c", "a", "a-1-1")] // x was not asked for
    public async Task Scenario_12_named_images_are_rebuilt_as_the_vector_says(string vector, string images, string expected)
    {
        var message = $"async_build_{vector}";
        await World.Sandbox.PublishAsync(new()
        {
            ["messageId"] = message,
            ["topic"] = "org.fedoraproject.prod.freshmaker.async.manual.build",
            ["body"] = new JsonObject
            {
                ["msg_id"] = message,
                ["dist_git_branch"] = vector.ToLowerInvariant(),
                ["container_images"] = new JsonArray([.. images.Split(' ').Select(i => (JsonNode)VectorWorld.Of(vector, $"{i}-container"))]),
                ["requester"] = "dana",
            },
        });
        (await BuiltAsync(vector, message)).ShouldBe(expected.Split(' ').Order(StringComparer.Ordinal));
    }

    /// <summary>What Koji was told to build, and on what, in the vector's own names.</summary>
    async Task<IEnumerable<string>> BuiltAsync(string vector, string message)
    {
        var rebuild = await World.OverAsync(message);
        var originals = rebuild.Builds.Values.ToDictionary(b => b.Nvr!, b => b.OriginalNvr!);
        rebuild.Builds.Values.ShouldAllBe(b => b.State == "succeeded", rebuild.ToString());
        var tasks = (await World.Sandbox.TasksAsync()).Where(t => t.Nvr is { } nvr && originals.ContainsKey(nvr)).ToList();
        tasks.Count.ShouldBe(originals.Count);
        var built = tasks.Select(t => t.Parent switch
        {
            null => originals[t.Nvr!],
            var parent when originals.TryGetValue(parent, out var original) => $"{originals[t.Nvr!]}→{original}!",
            var parent => $"{originals[t.Nvr!]}→{parent}",
        });
        return built.Select(b => b.Replace(VectorWorld.Of(vector, ""), "", StringComparison.Ordinal).Replace("-container", "", StringComparison.Ordinal)).DefaultIfEmpty("").Order(StringComparer.Ordinal);
    }
}
