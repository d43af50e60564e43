using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;

namespace Freshmaker.Host.Tests.Rebuilding;

public sealed class RebuildCacheTests
{
    [Fact]
    public void an_entry_is_taken_once()
    {
        var cache = new RebuildCache();
        cache.Put(new("a"), 3);

        cache.Take("a")!.Value.ShouldSatisfyAllConditions(e => e.State.Id.ShouldBe("a"), e => e.Version.ShouldBe(3));
        cache.Take("a").ShouldBeNull();
    }

    [Fact]
    public void an_entry_that_is_taken_can_be_looked_at()
    {
        var cache = new RebuildCache();
        cache.Put(new("a"), 3);
        cache.Take("a");

        cache.Peek("a")!.Value.Version.ShouldBe(3);
        cache.Take("a").ShouldBeNull();
    }

    [Fact]
    public void what_was_read_is_kept_where_nothing_is_known()
    {
        var cache = new RebuildCache();
        cache.Offer(new("a"), 3);
        cache.Offer(new("a"), 2);

        cache.Peek("a")!.Value.Version.ShouldBe(3);
        cache.Take("a")!.Value.Version.ShouldBe(3);
    }

    [Fact]
    public void what_was_read_does_not_give_a_taken_entry_back()
    {
        var cache = new RebuildCache();
        cache.Put(new("a"), 3);
        cache.Take("a");
        cache.Offer(new("a"), 4);

        cache.Take("a").ShouldBeNull();
    }

    [Fact]
    public void the_last_one_put_counts()
    {
        var cache = new RebuildCache();
        cache.Put(new("a"), 3);
        cache.Put(new("a"), 4);

        cache.Take("a")!.Value.Version.ShouldBe(4);
        cache.Take("a").ShouldBeNull();
    }

    [Fact]
    public void the_oldest_gives_way_when_it_is_full()
    {
        var cache = new RebuildCache(capacity: 2);
        cache.Put(new("a"), 1);
        cache.Put(new("b"), 1);
        cache.Put(new("a"), 2);
        cache.Put(new("c"), 1);

        cache.Take("b").ShouldBeNull();
        cache.Take("a")!.Value.Version.ShouldBe(2);
        cache.Take("c").ShouldNotBeNull();
    }

    [Fact]
    public void what_was_only_read_takes_nobodys_place()
    {
        var cache = new RebuildCache(capacity: 2);
        cache.Put(new("a"), 1);
        cache.Put(new("b"), 1);
        cache.Offer(new("c"), 1);

        cache.Peek("c").ShouldBeNull();
        cache.Peek("a").ShouldNotBeNull();
        cache.Peek("b").ShouldNotBeNull();
    }

    [Fact]
    public void a_rebuild_that_is_over_is_not_kept()
    {
        var cache = new RebuildCache();
        cache.Put(new("a"), 1);
        cache.Put(Rebuild.Fold(new("a"), new RebuildSkipped(Reason.Of(ReasonCode.NothingToRebuild))), 2);

        cache.Take("a").ShouldBeNull();
    }
}
