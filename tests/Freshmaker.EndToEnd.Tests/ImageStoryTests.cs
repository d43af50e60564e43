using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>
/// The sandbox's story of images: an advisory is shipped, and what contains its RPMs is rebuilt, six levels deep. One image, python, fails three times
/// (behaviour.md §11.2, scenarios 3, 4, 6 and 8).
/// </summary>
public sealed class ImageStoryTests(ImageStoryTests.Told told) : SharedWorldTest(told), IClassFixture<ImageStoryTests.Told>
{
    internal const long Advisory = 140_221;

    /// <summary>What has to be rebuilt, as the world file tells it: from the ground up.</summary>
    internal static readonly IReadOnlyList<string> Built =
    [
        "ubi9", "s2i-core9", "go-toolset9", "tooling-base", "s2i-base9", "nginx", "postgres", "java-runtime", "nodejs", "ruby", "reports", "ci-runner", "webshop-api",
        "search-ui", "invoicing", "storefront", "gateway",
    ];

    internal static readonly IReadOnlyList<string> NotBuilt = ["python", "django-base", "ledger-web"];

    /// <summary>A world in which the story has been told.</summary>
    public sealed class Told : SharedWorld
    {
        public string MessageId { get; private set; } = "";

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            MessageId = await World.ShipAsync(Advisory);
            await World.OverAsync(MessageId);
        }
    }

    [Fact]
    public async Task Scenario_3_images_are_rebuilt_in_order_each_on_its_rebuilt_parent()
    {
        var shown = await World.ShownOverAsync(told.MessageId);
        shown.TextAt("state").ShouldBe("COMPLETE");
        shown.TextAt("reason.code").ShouldBe("SOME_FAILED");
        shown.TextAt("trigger.kind").ShouldBe("ADVISORY_SHIPPED");
        shown.NamesIn("DONE").ShouldBe(Built.Order(StringComparer.Ordinal));
        shown.At("counts.total").GetInt32().ShouldBe(20);
        shown.At("counts.done").GetInt32().ShouldBe(17);
        shown.At("counts.failed").GetInt32().ShouldBe(3);
        shown.At("counts.canceled").GetInt32().ShouldBe(0);
        shown.At("counts.excluded").GetInt32().ShouldBe(shown.NodesAt("exclusions").Count);

        await World.ShouldBeBuiltOnceAsync(await World.Database.RebuildsAsync());

        // By name, so that the rule itself is seen to be right: an older release of its parent, a parent that needed no rebuild, and the deepest of all.
        (await ParentAsync(shown, "reports")).ShouldBe(shown.BuildOf("java-runtime").TextAt("nvr"));
        (await ParentAsync(shown, "gateway")).ShouldBe("proxy-container-1-9");
        (await ParentAsync(shown, "storefront")).ShouldBe(shown.BuildOf("webshop-api").TextAt("nvr"));
        (await ParentAsync(shown, "webshop-api")).ShouldBe(shown.BuildOf("nodejs").TextAt("nvr"));
        (await ParentAsync(shown, "nodejs")).ShouldBe(shown.BuildOf("s2i-base9").TextAt("nvr"));
        (await ParentAsync(shown, "s2i-base9")).ShouldBe(shown.BuildOf("s2i-core9").TextAt("nvr"));
        (await ParentAsync(shown, "s2i-core9")).ShouldBe(shown.BuildOf("ubi9").TextAt("nvr"));
    }

    [Fact]
    public async Task Scenario_4_what_needs_an_image_that_fails_three_times_is_not_built_and_its_siblings_are()
    {
        var shown = await World.ShownOverAsync(told.MessageId);
        shown.NamesIn("FAILED").ShouldBe(NotBuilt.Order(StringComparer.Ordinal));
        var python = shown.BuildOf("python");
        python.TextAt("phase").ShouldBe("FAILED");
        python.TextAt("reason.code").ShouldBe("FAILED_IN_BUILD_SYSTEM");
        python.At("buildAttempt").GetInt32().ShouldBe(3);
        var attempts = (await OfStoryAsync()).Builds[$"image/{python.TextAt("originalNvr")}"].Nvrs;
        var tasks = (await World.Sandbox.TasksAsync()).Where(t => attempts.Contains(t.Nvr!));
        tasks.Select(t => t.State).ShouldBe(["FAILED", "FAILED", "FAILED"]);
        foreach (var name in (string[])["django-base", "ledger-web"])
        {
            var build = shown.BuildOf(name);
            build.TextAt("phase").ShouldBe("BLOCKED");
            build.TextAt("reason.code").ShouldBe("PARENT_NOT_BUILT");
            build.At("nvr").IsNull().ShouldBeTrue("it was never given one");
        }

        foreach (var sibling in (string[])["nodejs", "ruby"])
            shown.BuildOf(sibling).TextAt("state").ShouldBe("DONE");
    }

    [Fact]
    public async Task Every_image_that_is_affected_and_left_alone_says_why()
    {
        var shown = await World.ShownOverAsync(told.MessageId);
        shown.NodesAt("exclusions").GroupBy(x => x.TextAt("reason.code")!, x => x.TextAt("nvr")!)
            .ToDictionary(kind => kind.Key, kind => string.Join(' ', kind.Order(StringComparer.Ordinal))).ShouldBe(
            new Dictionary<string, string>
            {
                ["ALREADY_FIXED"] = "metrics-container-2-14 proxy-container-1-9",
                ["CONTENT_SETS_DISJOINT"] = "partner-feed-container-1-2",
                ["DENIED_BY_POLICY"] = "legacy-batch-container-1-9",
                ["FIX_IS_PUBLISHED"] = "proxy-container-1-4",
                ["HOTFIX_IMAGE"] = "urgent-patch-container-2-2",
                ["MODULARITY_DIFFERS"] = "modstack-container-1-5",
                ["NOTHING_BUILT_ON_IT"] = "ubi9-container-9.4-60",
                ["NOT_PUBLISHED"] = "staging-portal-container-1-3",
                ["NO_AUTO_REBUILD_TAG"] = "frozen-kiosk-container-3-1 pinned-feed-container-1-2",
                ["NO_KOJI_TASK"] = "orphan-tools-container-1-4",
                ["OTHER_RELEASE_CATEGORY"] = "attic-search-container-1-7",
                ["SUPERSEDED_BY"] = "java-runtime-container-17-2 s2i-core9-container-1-36 ubi9-container-9.5-98",
            }, ignoreOrder: true);
    }

    [Fact]
    public async Task Scenario_6_the_same_message_again_changes_nothing()
    {
        var before = (History: await OfStoryAsync(), Counters: await World.Sandbox.CountersAsync());
        var message = (await World.Sandbox.MessagesAsync("errata.activity.status")).First(m => m.Id == told.MessageId);
        for (var i = 0; i < 3; i++)
            await World.Sandbox.PublishAsync(new() { ["messageId"] = message.Id, ["topic"] = message.Topic, ["body"] = message.Body!.DeepClone() });
        await World.QuietAsync();

        (await OfStoryAsync()).Events.ShouldBe(before.History.Events);
        (await World.Database.RebuildsAsync()).Count(r => r.MessageId == told.MessageId).ShouldBe(1);
        var after = await World.Sandbox.CountersAsync();
        foreach (var counter in (string[])["koji.writes", "koji.accepted", "odcs.writes", "git.pushes", "mbs.accepted"])
            after.GetValueOrDefault(counter).ShouldBe(before.Counters.GetValueOrDefault(counter), counter);
    }

    [Fact]
    public async Task Scenario_8_a_manual_rebuild_goes_on_from_what_an_earlier_one_has_built()
    {
        var story = await World.ShownOverAsync(told.MessageId);
        var tasksBefore = (await World.Sandbox.TasksAsync()).Count;
        await World.Sandbox.SetImageAsync("python-container-3.12-9", []); // pypi.example.com is back
        var message = await RequestAsync(new() { ["errata_id"] = Advisory, ["freshmaker_event_id"] = story.At("number").GetInt64() });
        await World.OverAsync(message);

        var shown = await World.ShownOverAsync(message);
        shown.TextAt("state").ShouldBe("COMPLETE");
        shown.TextAt("reason.code").ShouldBe("ALL_REBUILT");
        shown.NamesIn("DONE").ShouldBe(NotBuilt.Order(StringComparer.Ordinal)); // the others are there
        shown.At("counts.total").GetInt32().ShouldBe(3);
        (await World.Sandbox.TasksAsync()).Count.ShouldBe(tasksBefore + 3);
        (await ParentAsync(shown, "python")).ShouldBe(story.BuildOf("s2i-base9").TextAt("nvr")); // of the earlier rebuild
        (await ParentAsync(shown, "django-base")).ShouldBe(shown.BuildOf("python").TextAt("nvr"));
        (await ParentAsync(shown, "ledger-web")).ShouldBe(shown.BuildOf("django-base").TextAt("nvr"));
    }

    async Task<RebuildHistory> OfStoryAsync() => (await World.Database.RebuildsAsync()).Single(r => r.MessageId == told.MessageId);

    /// <summary>What Koji was told to build an image on.</summary>
    async Task<string?> ParentAsync(JsonElement shown, string name)
    {
        var nvr = shown.BuildOf(name).TextAt("nvr");
        return (await World.Sandbox.TasksAsync()).Single(t => t.Nvr == nvr).Parent;
    }

    async Task<string> RequestAsync(JsonObject body)
    {
        var id = $"manual-{Guid.CreateVersion7():N}";
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = "org.fedoraproject.prod.freshmaker.manual.rebuild", ["body"] = body });
        return id;
    }
}
