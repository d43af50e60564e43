using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Planning.Images;
using static Freshmaker.Domain.Tests.Handlers.Images.Rebuilding_images_of_an_advisory;

namespace Freshmaker.Domain.Tests.Handlers.Images;

/// <summary>What a plan leaves out and why, also where nobody can read what an image is.</summary>
public sealed class Leaving_images_of_an_advisory_out
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // ---- what is left out

    [Fact]
    public async Task what_the_question_leaves_out_is_told_why()
    {
        var plan = await Shipped(new(WithBystanders()));

        plan.Levels().ShouldBe("web-1-5");
        plan.LeftAlone().ShouldBe("away-1-1:NotPublished kiosk-1-1:NoAutoRebuildTag old-1-1:OtherReleaseCategory partner-1-1:ContentSetsDisjoint");
        plan.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public async Task all_vendor_repositories_and_all_tags_that_anyone_wants_or_that_are_current_are_asked_for()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*").Other("o/staging", published: false, tags: ["stable"]).Other("o/quiet", tags: [])
            .With(new() { CurrentTags = ["current", "latest"] }));

        await Shipped(ports);

        ports.Calls[^1].ShouldBe("catalogue containing zlib of any in o/quiet,o/staging,r/web as current,latest,stable False");
    }

    [Fact]
    public async Task where_all_repositories_were_asked_for_they_are_not_asked_for_again()
    {
        var ports = new PortsInMemory(WithBystanders()) { RequiresPublished = false };

        (await Shipped(ports)).LeftAlone().ShouldBe("away-1-1:NoKojiBuild kiosk-1-1:NoAutoRebuildTag old-1-1:NoKojiBuild partner-1-1:ContentSetsDisjoint");
        ports.CallsOf("catalogue repositories").ShouldBe("catalogue repositories False 0");
    }

    [Fact]
    public async Task when_it_is_switched_off_or_images_are_named_nothing_more_is_asked()
    {
        var off = new PortsInMemory(WithBystanders().With(new() { ExplainLeftOut = false }));
        var named = new PortsInMemory(WithBystanders());

        (await Shipped(off)).LeftAlone().ShouldBeEmpty();
        (await Requested(named, leaves: ["web-1-5"])).LeftAlone().ShouldBeEmpty();

        off.CallsOf("catalogue repositories").ShouldBe("catalogue repositories True 3");
        off.CallsOf("catalogue containing").ShouldEndWith(" True");
        named.CallsOf("catalogue containing").ShouldBeEmpty();
    }

    [Fact]
    public async Task a_fault_of_that_question_is_remarked_on_and_the_plan_goes_on()
    {
        var ports = new PortsInMemory(WithBystanders())
        {
            Content = new([], ["zlib", Shelf.FixedZlib], [], ["repo-8"]),
            FaultOfWide = new OutsideFault("Pyxis", "find_images with the RPMs", "HTTP 503"),
        };

        var plan = await Shipped(ports);

        plan.Levels().ShouldBe("web-1-5");
        plan.LeftAlone().ShouldBeEmpty();
        plan.Remarks.Select(r => r.ToString()).ShouldBe([
            "The RPM of the advisory 'zlib' is not a name-version-release and was left out.",
            "What else contains the RPMs could not be read, so not all that was left alone is named. Pyxis at find_images with the RPMs: HTTP 503"]);
    }

    [Fact]
    public async Task too_much_of_an_answer_is_remarked_on_and_what_explains_does_not_count_as_planned()
    {
        var enough = await Shipped(new(WithBystanders().With(new() { MaxImages = 5 })));
        enough.Remarks.ShouldBeEmpty();
        enough.Exclusions.Count.ShouldBe(4);

        var plan = await Shipped(new(WithBystanders().With(new() { MaxImages = 4 })));
        plan.Failure.ShouldBeNull();
        plan.Levels().ShouldBe("web-1-5");
        plan.Remarks.ShouldHaveSingleItem().ToString().ShouldEndWith("the image catalogue at images that contain the RPMs: There are more than 4.");
        plan.Exclusions.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_cancellation_is_not_remarked_on() =>
        await Should.ThrowAsync<OperationCanceledException>(() => Shipped(new(WithBystanders()) { FaultOfWide = new OperationCanceledException() }));

    [Fact] // of its records none has all of RPM, content set and tag
    public async Task an_image_that_only_its_records_together_find_is_rebuilt_on_its_parents()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Chain("db-2-7*", "mid-1-1", "base-8-10").Koji("mid-1-1", b => b with { Composes = [10, 11] })
            .Koji("rt-1-4", b => b with { Composes = [10] }))
        {
            OnlyTogether = { "db-2-7" },
            Tags = { ["zlib-1.2-4.el8"] = [new("rhel-8-candidate", "zlib-1.2-4.el8")] },
        };
        ports.Advisory = ports.Advisory! with { State = "QE" };

        (await Requested(ports)).ShouldBeSound().Levels().ShouldBe("base-8-10 | mid-1-1 rt-1-4 | db-2-7 web-1-5");

        ports.CallsOf("catalogue published").ShouldBe("catalogue published base,rt\ncatalogue published mid"); // what was asked before is not asked again
        ports.CallsOf("koji builds base").ShouldBe("koji builds base-8-10");
        ports.CallsOf("odcs").ShouldBe("odcs 10\nodcs 11"); // each compose once
        ports.CallsOf("koji tags").ShouldBe("koji tags zlib-1.2-4.el8");
    }

    // ---- what nobody can read

    static readonly Fault Bad = new("Pyxis", "POST graphql/ (find_images 2 builds from web-1-5, page 0)", "HTTP 200, data.find_images.data[1].content_sets must be a list: 7");

    static ImageRecord Unreadable(ImageRecord image) => new(image.Nvr) { Unreadable = Bad };

    [Fact]
    public async Task an_image_that_cannot_be_read_is_left_alone_and_the_others_are_rebuilt()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "base-8-10").Affected("db-2-7", "base-8-10", Unreadable));

        var plan = (await Shipped(ports)).ShouldBeSound();

        plan.Levels().ShouldBe("base-8-10 | web-1-5");
        plan.WhyNot("db-2-7").ToString().ShouldBe(
            "What Pyxis says of db-2-7 cannot be read. POST graphql/ (find_images 2 builds from web-1-5, page 0): HTTP 200, data.find_images.data[1].content_sets must be a list: 7");
        plan.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_parent_that_cannot_be_read_is_built_upon_as_it_is_with_a_warning()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").Image("rt-1-4", "base-8-10", Unreadable));

        var plan = (await Shipped(ports)).ShouldBeSound();

        plan.Parents().ShouldBe("web-1-5→rt-1-4");
        plan.WhyNot("rt-1-4").Code.ShouldBe(ReasonCode.ImageUnreadable);
        $"{plan.Of("web-1-5").Warnings.ShouldHaveSingleItem()}".ShouldBe($"{plan.WhyNot("rt-1-4")}");
    }

    [Fact] // it may lack the fix, and an older one may lack others
    public async Task a_newest_published_build_that_cannot_be_read_takes_nobodys_place()
    {
        var shelf = new Shelf().Chain("web-1-5*", "rt-1-4", "base-8-10").PublishedBuild("rt-1-9").PublishedBuild("rt-1-10", but: Unreadable).With(new() { UpdateBaseImages = true })
            .PublishedBuild("base-8-11", but: Unreadable).Koji("base-8-11");

        (await Shipped(new(shelf))).ShouldBeSound().Parents().ShouldBe("rt-1-4→base-8-10! web-1-5→rt-1-4!");
    }

    [Fact]
    public async Task a_manifest_that_cannot_be_read_is_warned_of()
    {
        var shelf = new Shelf().Chain("web-1-5*", "rt-1-4").Image("rt-1-4", but: i => i with { Places = [] });
        shelf.Manifests["rt-1-4"] = Unreadable(shelf.Images["rt-1-4"]);

        (await Shipped(new(shelf))).ShouldBeSound().Of("rt-1-4").Warnings.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.ImageUnreadable);
    }

    [Fact]
    public async Task records_of_nothing_that_is_known_are_remarked_on_the_first_few_one_by_one()
    {
        var ports = new PortsInMemory(new Shelf().Chain("web-1-5*"));
        ports.Unreadable.AddRange(Enumerable.Range(0, 25).Select(i => Bad with { Text = $"HTTP 200, data.find_images.data[{24 - i:00}].brew.build must be a name-version-release: \"x\"" }));
        ports.Unreadable.Add(ports.Unreadable[0]);

        var plan = (await Shipped(ports)).ShouldBeSound();

        plan.Levels().ShouldBe("web-1-5");
        plan.Remarks.Count.ShouldBe(21);
        plan.Remarks[0].ToString().ShouldBe(
            "Pyxis has a record that cannot be read; it was left out. POST graphql/ (find_images 2 builds from web-1-5, page 0): HTTP 200, data.find_images.data[00].brew.build must be a name-version-release: \"x\"");
        plan.Remarks[20].ToString().ShouldBe("5 more records of Pyxis cannot be read.");
    }

    static Shelf WithBystanders() => new Shelf().Chain("web-1-5*")
        .Other("o/staging", published: false).Other("o/quiet", tags: []).Other("o/old", published: true, categories: ["Deprecated"])
        .Bystander("away-1-1", "o/staging").Bystander("kiosk-1-1", "o/quiet").Bystander("old-1-1", "o/old", i => i with { ContentSets = ["cs"] })
        .Bystander("partner-1-1", "r/web", i => i with { ContentSets = ["partner"] });
}
