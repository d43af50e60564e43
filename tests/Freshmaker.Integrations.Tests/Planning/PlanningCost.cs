using Freshmaker.Domain.Handlers.Images;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Integrations.Errata;
using Freshmaker.Integrations.Koji;
using Freshmaker.Integrations.Lightblue;
using Freshmaker.Integrations.Odcs;
using Freshmaker.Integrations.Pulp;
using Freshmaker.Integrations.Pyxis;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Integrations.Tests.Sandbox;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.World.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Planning;

/// <summary>
/// What planning costs outside, over the wire, with all systems as the Host gets them (behaviour.md D21): worlds of the same depth and of two sizes.
/// </summary>
public sealed class PlanningCost
{
    const int Levels = 5;
    const int DistinctComposes = 25;

    static readonly string[] Systems = ["errata", "pulp", "koji", "odcs", "pyxis", "lightblue"];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pyxis")]
    [InlineData("lightblue")]
    public async Task Calls_grow_with_depth_pages_and_composes_and_not_with_each_image(string catalogue)
    {
        var few = await PlanAsync(catalogue, leaves: 100);
        var many = await PlanAsync(catalogue, leaves: 1000);

        foreach (var (images, calls) in new[] { few, many })
        {
            var told = string.Join(", ", calls.Select(c => $"{c.Key} {c.Value}"));
            TestContext.Current.SendDiagnosticMessage($"{catalogue}, {images} images: {told}");
            calls["odcs"].ShouldBe(DistinctComposes, "each compose once, however many images were built with it");
            (calls["errata"], calls["pulp"]).ShouldBe((few.Calls["errata"], 1));
            calls["koji"].ShouldBeLessThanOrEqualTo(10 + (4 * Levels) + (images / 20), told);
            calls[catalogue].ShouldBeLessThanOrEqualTo(10 + (4 * Levels) + (images / 4), told);
        }

        many.Images.ShouldBeGreaterThan(9 * few.Images);
        many.Calls.Values.Sum().ShouldBeLessThan(many.Images / 3);
    }

    /// <summary>How many images a plan rebuilds, and the requests that each system has seen for it.</summary>
    static async Task<(int Images, IReadOnlyDictionary<string, long> Calls)> PlanAsync(string catalogue, int leaves)
    {
        await using var sandbox = await SandboxHost.StartAsync(
            new() { StepDelay = TimeSpan.Zero, WorldJson = SmallWorld.Json, Images = World(leaves), KojiUser = "freshmaker", KojiPassword = "hush" }, Stop);
        await using var provider = Provider(sandbox, catalogue);
        var sources = new ImageSources(
            provider.GetRequiredService<IAdvisories>(), provider.GetRequiredService<IContentSets>(), provider.GetRequiredService<IImageCatalogue>(),
            provider.GetRequiredService<IImageBuilds>(), provider.GetRequiredService<IComposes>(), new NothingEarlier(), new AllowAll(), new());

        var plan = await new ImagesOnAdvisoryShipped(sources).PlanAsync(new(WorldGenerator.AdvisoryId), Stop);

        plan.Failure.ShouldBeNull();
        PlanGraph.Levels(plan.Builds).Count.ShouldBe(Levels);
        plan.Builds.ShouldAllBe(b => b.Prerequisites.OfType<EarlierCompose>().Count() == 2);
        return (plan.Builds.Count, Systems.ToDictionary(s => s, s => sandbox.Counters[$"{s}.gets"] + sandbox.Counters[$"{s}.posts"]));
    }

    /// <summary>Every image was built with two of the same few composes.</summary>
    static ImageWorld World(int leaves)
    {
        var world = WorldGenerator.Layered5(leaves);
        return world with
        {
            Images = [.. world.Images.Select((image, i) => image with { Composes = [7000 + (i % DistinctComposes), 7000 + ((i + 1) % DistinctComposes)] })],
            Composes = [.. Enumerable.Range(7000, DistinctComposes).Select(id => new WorldCompose(id, "done", "pulp", "acme-9-baseos-rpms", TimeProvider.System.GetUtcNow().AddHours(20)))],
        };
    }

    static ServiceProvider Provider(SandboxHost sandbox, string catalogue)
    {
        var services = new ServiceCollection()
            .AddErrata(new() { Url = new(sandbox.ErrataUrl), Limits = Quick.Limits }, null)
            .AddPulp(new() { Url = new(sandbox.PulpUrl), Limits = Quick.Limits })
            .AddOdcs(new() { Url = new(sandbox.OdcsUrl), Limits = Quick.Limits })
            .AddKoji(new() { HubUrl = new(sandbox.KojiHubUrl), Auth = KojiAuth.Password, User = "freshmaker", Password = "hush", Limits = Quick.Limits });
        return (catalogue == "pyxis"
            ? services.AddPyxis(new() { GraphQLUrl = new(sandbox.PyxisGraphQLUrl), RestUrl = new(sandbox.PyxisRestUrl), Limits = Quick.Limits })
            : services.AddLightblue(new() { Url = new(sandbox.LightblueUrl), Limits = Quick.Limits })).BuildServiceProvider();
    }

    sealed class NothingEarlier : IEarlierRebuilds
    {
        public Task<IReadOnlyList<RebuiltImage>?> OfRebuildAsync(long number, CancellationToken ct) => Task.FromResult<IReadOnlyList<RebuiltImage>?>([]);

        public Task<IReadOnlyList<RebuiltImage>> OfAdvisoryAsync(long advisory, CancellationToken ct) => Task.FromResult<IReadOnlyList<RebuiltImage>>([]);
    }

    sealed class AllowAll : IImagePolicies, IImagePolicy
    {
        public Reason? DeniesAll => null;
        public bool RequiresPublished => true;
        public IImagePolicy For(ImagePolicyFacts facts) => this;
        public Reason? Denies(ImageCandidate image) => null;
    }
}
