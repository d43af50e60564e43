using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The Host is killed (SIGKILL) at random points of a rebuild of 60 images and started again: nothing is lost, nothing is submitted twice.</summary>
public sealed class ImageKillTests : OwnWorldTest
{
    /// <summary>The advisory's, and of each image three of its task, one in the old form and two of its build; with those of two composes and of three failures.</summary>
    const int Messages = 380;

    const int KillsInOneStory = 3;

    /// <summary>Whether ./test --full asks for it.</summary>
    public static bool Full => KillTests.Full;

    protected override WorldOptions Options => SixtyImages.Options("150ms");

    [Fact]
    public Task Killed_at_random_a_rebuild_of_sixty_images_ends_as_if_it_had_not_been() => EndsAsUsualAsync(seed: 0);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 10)];

    [Theory(SkipUnless = nameof(Full), Skip = "30 kills in ten rebuilds: with ./test --full"), MemberData(nameof(Seeds))]
    public Task Killed_thirty_times_in_ten_rebuilds_each_ends_as_if_it_had_not_been(int seed) => EndsAsUsualAsync(seed);

    async Task EndsAsUsualAsync(int seed)
    {
        var random = new Random(seed);
        int[] kills = [.. Enumerable.Range(0, KillsInOneStory).Select(_ => random.Next(1, Messages)).Order()];
        await World.StartHostAsync();
        var message = await SixtyImages.ShipAsync(World);
        foreach (var sent in kills)
        {
            // Koji and ODCS do not stand still while a Host starts: a point can be passed by then, and the next is at once.
            await Eventually.Holds($"{sent} messages are sent (seed {seed})", async () => await World.Sandbox.CountAsync("bus.messages") >= sent || await IsOverAsync());
            await World.Host.KillAsync();
            await World.StartHostAsync();
        }

        await World.ShouldEndAsUsualAsync(message);

        async Task<bool> IsOverAsync() => (await World.Database.RebuildsAsync()).Any(r => r.MessageId == message && r.IsOver);
    }
}
