namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>A rebuild of 60 images in four layers: one of them fails once and is built in its second attempt, one never builds.</summary>
public static class SixtyImages
{
    public const long Advisory = 150_001;
    public const int Count = 60;

    const string FailsOnce = "low-4-container-1-1";
    const string NeverBuilds = "leaf-7-container-1-1";

    static readonly TimeSpan Long = TimeSpan.FromMinutes(6);

    /// <param name="delay">How long a task stays in each state.</param>
    public static WorldOptions Options(string delay) => new()
    {
        Delay = delay,
        SandboxWorld = Binaries.SixtyImages,
        Settings = new Dictionary<string, string?>
        {
            ["Freshmaker__Retry__MaxDelay"] = "00:00:05", // an outage is over in less than the usual ten minutes
            ["Freshmaker__Builds__FirstDelay"] = "00:00:01",
        },
    };

    /// <summary>Ships the advisory; the id of its message.</summary>
    public static async Task<string> ShipAsync(World world)
    {
        await world.Sandbox.SetImageAsync(FailsOnce, new() { ["failTimes"] = 1 });
        await world.Sandbox.SetImageAsync(NeverBuilds, new() { ["failTimes"] = -1, ["reason"] = "it never builds" });
        return await world.ShipAsync(Advisory);
    }

    /// <summary>Waits until the rebuild is over: the builds are those that there are without any trouble, none lost and none twice.</summary>
    public static async Task ShouldEndAsUsualAsync(this World world, string message)
    {
        await world.OverAsync(message, Long);
        await world.QuietAsync();

        var rebuilds = (await world.Database.RebuildsAsync()).Where(r => !r.IsRepetition).ToList();
        var rebuild = rebuilds.ShouldHaveSingleItem();
        rebuild.State.ShouldBe("complete", rebuild.ToString());
        var originals = (await world.Sandbox.ImagesAsync()).Select(i => i.Nvr).Where(nvr => nvr.EndsWith("-1-1", StringComparison.Ordinal)).ToList();
        originals.Count.ShouldBe(Count);
        rebuild.Builds.Values.Select(b => b.OriginalNvr!).Order(StringComparer.Ordinal).ShouldBe(originals.Order(StringComparer.Ordinal));
        rebuild.Exclusions.ShouldBeEmpty();
        foreach (var build in rebuild.Builds.Values)
        {
            build.State.ShouldBe(build.OriginalNvr == NeverBuilds ? "failed" : "succeeded", build.Key);
            build.Nvrs.Count.ShouldBe(build.OriginalNvr switch { NeverBuilds => 3, FailsOnce => 2, _ => 1 }, $"attempts at {build.Key}");
        }

        await world.ShouldBeBuiltOnceAsync(rebuild);
        (await world.Sandbox.CountAsync("koji.accepted")).ShouldBe(Count + 1 + 2);
        (await world.Database.DeadLettersAsync()).ShouldBeEmpty();
    }
}
