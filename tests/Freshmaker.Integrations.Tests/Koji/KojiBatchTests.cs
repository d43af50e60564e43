using Freshmaker.Domain.Ports;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.World.Images;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiBatchTests : KojiTest
{
    const int Count = 1000;

    static readonly IReadOnlyList<string> Nvrs = [.. Enumerable.Range(0, Count).Select(i => $"many{i}-container-1-1")];

    protected override SandboxOptions Options => base.Options with
    {
        Images = new([], [.. Nvrs.Select((nvr, i) => KojiWorld.Image(nvr, 1_000_000 + i, i == 0 ? null : Nvrs[(i - 1) / 2]))], [], [], [], [], []),
    };

    [Fact]
    public async Task A_thousand_builds_cost_fifteen_http_calls()
    {
        var builds = await Builds.ByNvrAsync(Nvrs, Stop);

        builds.Count.ShouldBe(Count);
        builds.Values.ShouldAllBe(build => build.GitBranch != null && build.Arches.Count == 1);
        builds[Nvrs[999]].ParentNvr.ShouldBe(Nvrs[499]);
        Sandbox.Counters["koji.posts"].ShouldBe((Count / 200) + (2 * Count / 200)); // getBuild; then the task and the archives of each
        Sandbox.Counters["koji.calls.getBuild"].ShouldBe(Count);
    }

    [Fact]
    public async Task A_batch_is_as_large_as_it_is_configured()
    {
        var builds = Provider(new Uri(Sandbox.KojiHubUrl), options => options with { BatchSize = 7 }).GetRequiredService<IImageBuilds>();

        (await builds.RpmNamesAsync([.. Nvrs.Take(20)], Stop)).Count.ShouldBe(20);

        Sandbox.Counters["koji.posts"].ShouldBe(3 + 3);
    }

    [Fact]
    public async Task A_thousand_tasks_that_go_on_cost_five()
    {
        var tasks = await Koji.GetAsync([.. Enumerable.Range(0, Count).Select(i => 60_000_000L - 1_000_000 - i)], Stop);

        tasks.Count.ShouldBe(Count);
        tasks.Values.ShouldAllBe(task => task.BuildId >= 1_000_000);
        Sandbox.Counters["koji.posts"].ShouldBe(5 + 5); // these are over, so each has a result
    }
}
