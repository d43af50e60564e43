using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Sandbox;

namespace Freshmaker.Integrations.Tests.Koji;

/// <summary>What finding costs, and that it is never answered from memory alone.</summary>
public sealed class KojiOwnTasksTests : KojiTest
{
    static readonly DateTimeOffset Given = SteppingClock.Start.AddMinutes(-1);

    readonly SteppingClock _clock = new();

    protected override SandboxOptions Options => base.Options with { Clock = _clock };

    [Fact]
    public async Task Each_of_a_thousand_submissions_costs_one_listing()
    {
        const int Many = 1_000;
        _clock.Step = TimeSpan.FromSeconds(1);

        for (var i = 0; i < Many; i++)
        {
            (await Koji.FindAsync(Leaf(i), Given, Stop)).ShouldBeEmpty();
            await TakenAsync(Leaf(i));
        }

        Listings.ShouldBe(Many);
        foreach (var i in new[] { 0, 500, Many - 1 })
            (await Koji.FindAsync(Leaf(i), Given, Stop)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_restarted_process_lists_once_what_is_there_and_then_the_newest_only()
    {
        _clock.Step = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 650; i++)
            await TakenAsync(Leaf(i));

        (await Koji.FindAsync(Leaf(0), Given, Stop)).ShouldHaveSingleItem();
        Listings.ShouldBe(4);
        for (var i = 600; i < 700; i++)
            (await Koji.FindAsync(Leaf(i), Given, Stop)).Count.ShouldBe(i < 650 ? 1 : 0);
        Listings.ShouldBe(4 + 100);
    }

    [Fact]
    public async Task What_another_process_submitted_is_found()
    {
        var other = KojiWith(options => options);
        _clock.Step = TimeSpan.FromSeconds(1);
        for (var i = 0; i < 220; i++)
        {
            (await Koji.FindAsync(Leaf(i), Given, Stop)).ShouldBeEmpty();
            var task = (await other.SubmitAsync(Leaf(i), Stop)).ShouldBeOfType<ImageSubmission.Accepted>().TaskId;
            _clock.Tick();
            (await Koji.FindAsync(Leaf(i), Given, Stop)).ShouldHaveSingleItem().TaskId.ShouldBe(task);
        }
    }

    [Fact]
    public async Task What_others_submitted_while_we_asked_for_nothing_is_found_however_much()
    {
        _clock.Step = TimeSpan.FromMinutes(1);
        await TakenAsync(Leaf(0));
        (await Koji.FindAsync(Leaf(1), Given, Stop)).ShouldBeEmpty();
        for (var i = 1; i < 450; i++)
            await TakenAsync(Leaf(i));

        (await Koji.FindAsync(Leaf(1), _clock.GetUtcNow(), Stop)).ShouldBeEmpty(); // asked about a time after it
        (await Koji.FindAsync(Leaf(1), Given, Stop)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_older_time_is_listed_when_it_is_asked_about()
    {
        _clock.Step = TimeSpan.FromMinutes(1);
        for (var i = 0; i < 450; i++)
            await TakenAsync(Leaf(i));

        (await Koji.FindAsync(Leaf(449), _clock.GetUtcNow(), Stop)).ShouldHaveSingleItem();
        Listings.ShouldBe(1);
        (await Koji.FindAsync(Leaf(0), Given, Stop)).ShouldHaveSingleItem();
        Listings.ShouldBe(1 + 3);
        (await Koji.FindAsync(Leaf(100), Given, Stop)).ShouldHaveSingleItem(); // now it is known
        Listings.ShouldBe(1 + 3 + 1);
    }

    [Fact]
    public async Task Finds_at_the_same_time_share_a_listing_that_began_after_them()
    {
        var wanted = Leaf(0) with { Nvr = null };
        await TakenAsync(Leaf(1));
        await Koji.FindAsync(wanted, Given, Stop);
        var before = Listings;

        var finds = Enumerable.Range(0, 40).Select(_ => Koji.FindAsync(wanted, Given, Stop)).ToList();
        (await Task.WhenAll(finds)).ShouldAllBe(found => found.Count == 0);
        (Listings - before).ShouldBeLessThan(10, "those who came while one was under way share the next");

        var task = await TakenAsync(wanted);
        (await Koji.FindAsync(wanted, Given, Stop)).ShouldHaveSingleItem().TaskId.ShouldBe(task);
    }

    [Fact]
    public async Task A_state_is_asked_anew_each_time()
    {
        var task = await TakenAsync(Leaf(0));
        (await Koji.FindAsync(Leaf(0), Given, Stop)).ShouldHaveSingleItem().State.ShouldBe(TaskState.Free);
        await MoveAsync(task, "failed", "no space left");

        (await Koji.FindAsync(Leaf(0), Given, Stop)).ShouldHaveSingleItem().State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task A_listing_that_fails_leaves_no_hole()
    {
        _clock.Step = TimeSpan.FromMinutes(1);
        for (var i = 0; i < 450; i++)
            await TakenAsync(Leaf(i));
        var few = KojiWith(options => options with { MaxTasks = 200 });
        await Should.ThrowAsync<OutsideFault>(() => few.FindAsync(Leaf(0) with { Nvr = null }, Given, Stop)); // after its first page

        (await few.FindAsync(Leaf(0), Given.AddMinutes(10), Stop)).ShouldHaveSingleItem(); // with the margin of a release that is the same time
    }

    [Fact]
    public async Task Without_a_time_everything_is_listed()
    {
        await TakenAsync(Leaf(0));

        (await Koji.FindAsync(Leaf(0), DateTimeOffset.MinValue, Stop)).ShouldHaveSingleItem();
        (await Koji.FindAsync(Leaf(1), DateTimeOffset.MinValue, Stop)).ShouldBeEmpty();
    }

    long Listings => Sandbox.Counters["koji.calls.listTasks"];

    static ImageBuildRequest Leaf(int number) => Request("rt", $"rt-container-1-4.{1_770_000_000 + number}");

    async Task<long> TakenAsync(ImageBuildRequest request)
    {
        var task = await AcceptedAsync(request);
        _clock.Tick();
        return task;
    }
}
