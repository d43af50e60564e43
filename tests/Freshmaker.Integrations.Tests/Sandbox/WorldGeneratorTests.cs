using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class WorldGeneratorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Random_numbers_are_those_of_the_shapes()
    {
        var random = new WorldRandom(WorldRandom.UsualSeed);

        Enumerable.Range(0, 8).Select(_ => random.Draw(1000)).ShouldBe([950, 394, 652, 132, 410, 375, 613, 654]);
    }

    [Theory]
    [InlineData(10, 16, 15, 14, "6fdffd5dd01ff530")]
    [InlineData(100, 139, 137, 114, "e4669b46310ce60e")]
    [InlineData(1000, 1366, 1363, 1126, "3a911e09542f8e63")]
    public void Layered5_has_the_figures_of_the_shapes(int leaves, int images, int edges, int planned, string check)
    {
        var world = WorldGenerator.Layered5(leaves);

        world.Images.Count.ShouldBe(images);
        world.Images.Count(image => image.Parent is not null).ShouldBe(edges);

        // what there is to plan: the highest release of each name, at the level of its layer
        string[] layers = ["base", "l3", "l2", "l1", "leaf"];
        var plan = world.Images.GroupBy(image => image.Nvr[..image.Nvr.LastIndexOf('-')])
            .Select(line => line.MaxBy(image => int.Parse(image.Nvr[(image.Nvr.LastIndexOf('-') + 1)..]))!.Nvr)
            .Select(nvr => $"{Array.IndexOf(layers, nvr[..nvr.IndexOf('-')])} {nvr}").Order(StringComparer.Ordinal).ToList();
        plan.Count.ShouldBe(planned);
        Check(plan).ShouldBe(check);
    }

    // the figures do not see a parent that is drawn wrongly; these checks come from another program, written from the shapes' description
    [Theory]
    [InlineData(10, "da91e4d69384d4be")]
    [InlineData(100, "063cb45b78e6431e")]
    [InlineData(1000, "e43f6b9b31bcdd8b")]
    public void Layered5_has_the_edges_of_the_shapes(int leaves, string check) =>
        Check(WorldGenerator.Layered5(leaves).Images.Where(image => image.Parent is not null).Select(image => $"{image.Nvr} {image.Parent}").Order(StringComparer.Ordinal)).ShouldBe(check);

    [Fact]
    public void Layered5_is_a_whole_world_that_one_advisory_affects()
    {
        var world = WorldGenerator.Layered5(100);

        var nvrs = world.Images.Select(image => image.Nvr).ToHashSet();
        world.Images.ShouldAllBe(image => image.Parent == null ? image.Nvr.StartsWith("base-") : nvrs.Contains(image.Parent));
        world.Images.ShouldAllBe(image => !image.IsBaseImage && image.TaskId != null);
        world.Images.ShouldAllBe(image => image.Rpms!.Count == 3 && image.Rpms.Contains("libstone-1.2-3.el9"));
        world.Images.Select(image => image.Places.Single().Repository).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(world.Repositories.Select(repository => repository.Path).Order(StringComparer.Ordinal));
        world.Images.Where(image => image.Places[0].Tags.Contains("latest"))
            .ShouldAllBe(image => image.Nvr.StartsWith("leaf-") || image.Nvr.EndsWith("-container-1-3"));
        world.Images.Count(image => image.Places[0].Tags.Contains("latest")).ShouldBe(world.Images.Count(image => image.Nvr.StartsWith("leaf-", StringComparison.Ordinal) || image.Nvr.EndsWith("-3", StringComparison.Ordinal)));
        var advisory = world.Advisories.Single();
        advisory.Id.ShouldBe(WorldGenerator.AdvisoryId);
        world.RpmBuilds.Single(build => build.Nvr == advisory.Builds.Values.Single().Single()).Rpms.ShouldBe(["libstone-1.2-4.el9"]);
        world.PulpRepositories.Single(repository => repository.Id == advisory.PulpRepositories.Single()).ContentSet.ShouldBe(world.Images.SelectMany(image => image.ContentSets).Distinct().Single());
        world.Images.Select(image => image.BuildId).ShouldBeUnique();
    }

    [Fact]
    public void The_same_size_gives_the_same_world()
    {
        Shape(WorldGenerator.Layered5(300)).ShouldBe(Shape(WorldGenerator.Layered5(300)));
        Shape(WorldGenerator.Layered5(300)).ShouldNotBe(Shape(WorldGenerator.Layered5(301)));

        static List<string> Shape(ImageWorld world) => [.. world.Images.Select(image => $"{image.Nvr} {image.Parent} {image.BuildId} {image.TaskId} {image.Revision} {image.BuiltAt:O}")];
    }

    [Fact]
    public void A_chain_is_as_deep_as_asked_and_a_fan_as_wide()
    {
        var chain = WorldGenerator.Chain(4);
        chain.Images.Select(image => image.Parent).ShouldBe([null, "chain-0-container-1-1", "chain-1-container-1-1", "chain-2-container-1-1"]);
        chain.Images.ShouldAllBe(image => image.Places[0].Tags.Contains("latest"));

        var fan = WorldGenerator.Fan(1000);
        fan.Images.Count.ShouldBe(1001);
        fan.Images.Count(image => image.Parent == "base-0-container-1-1").ShouldBe(1000);
        fan.Images.Single(image => image.Parent is null).Nvr.ShouldBe("base-0-container-1-1");
    }

    [Theory]
    [InlineData("generate:layered5:100", 139)]
    [InlineData("generate:chain:12", 12)]
    [InlineData("generate:fan:7", 8)]
    public async Task A_sandbox_starts_from_a_generated_world(string world, int images)
    {
        await using var sandbox = await SandboxHost.StartAsync(new() { WorldFile = world }, Stop);

        sandbox.World.Images.Images.Count.ShouldBe(images);
        sandbox.World.Modules.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("generate:layered6:100")]
    [InlineData("generate:layered5")]
    [InlineData("generate:layered5:0")]
    [InlineData("generate:layered5:-5")]
    [InlineData("generate:layered5:many")]
    [InlineData("generate:chain:1000001")]
    public async Task A_generated_world_that_is_unknown_is_refused(string world)
    {
        var refused = await Should.ThrowAsync<RefusedException>(() => SandboxHost.StartAsync(new() { WorldFile = world }, Stop));

        refused.Field.ShouldBe("SANDBOX_WORLD");
        refused.Rule.ShouldContain("generate:layered5:<leaves>");
    }

    [Fact]
    public async Task Images_given_in_code_take_the_place_of_the_worlds()
    {
        await using var sandbox = await SandboxHost.StartAsync(new() { WorldJson = SmallWorld.Json, Images = WorldGenerator.Fan(2) }, Stop);

        sandbox.World.Images.Images.Count.ShouldBe(3);
        sandbox.World.Modules.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_command_takes_a_generated_world_from_its_environment()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SandboxHost).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment["SANDBOX_WORLD"] = "generate:fan:5";
        start.Environment["FRESHMAKER_SANDBOX_PORT"] = "0";
        using var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(Stop);
            using var http = new HttpClient();
            var world = await http.GetStringAsync(line!["sandbox".Length..].Trim(), Stop);
            world.ShouldContain("\"count\": 6");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Stop);
        }
    }

    private static string Check(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16];
}
