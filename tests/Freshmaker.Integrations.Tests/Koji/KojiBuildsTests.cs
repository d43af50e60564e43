using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Koji;

public sealed class KojiBuildsTests : KojiTest
{
    async Task<ImageBuildRecord> OneBuildAsync(string nvr) => (await Builds.ByNvrAsync([nvr], Stop)).ShouldHaveSingleItem().Value;

    [Fact]
    public async Task An_image_is_read_with_all_that_a_rebuild_needs()
    {
        var web = await OneBuildAsync("web-container-1-5");

        web.Nvr.ShouldBe(Nvr.Parse("web-container-1-5"));
        (web.BuildId, web.TaskId, web.IsBaseImage, web.Flatpak).ShouldBe((3_311_442, 60_411_977, false, false));
        (web.Repository, web.Revision, web.GitBranch, web.Target).ShouldBe(("containers/web", KojiWorld.Revision("web"), "web-1", "web-1-candidate"));
        web.ParentNvr.ShouldBe("rt-container-1-4");
        web.StageParents.ShouldBe(["builder-container-2-7", "rt-container-1-4"]);
        web.Arches.ShouldBe(["x86_64"]);
        web.Composes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Base_images_flatpaks_composes_and_arches_are_told_apart()
    {
        var builds = await Builds.ByNvrAsync(["base-container-9.4-1", "rt-container-1-4", "editor-flatpak-40-2", "bare-container-1-1"], Stop);

        builds.Values.Select(build => (build.Nvr.Name, build.IsBaseImage, build.Flatpak)).ShouldBe(
            [("base-container", true, false), ("rt-container", false, false), ("editor-flatpak", false, true), ("bare-container", false, false)], ignoreOrder: true);
        builds["rt-container-1-4"].Composes.ShouldBe([990_001, 990_002]);
        builds["rt-container-1-4"].Arches.ShouldBe(["aarch64", "x86_64"]);
        builds["base-container-9.4-1"].ParentNvr.ShouldBeNull();
        builds["base-container-9.4-1"].StageParents.ShouldBeEmpty();
        var bare = builds["bare-container-1-1"];
        (bare.TaskId, bare.GitBranch, bare.Target, bare.Repository, bare.ParentNvr).ShouldBe((null, null, null, "containers/bare", null));
    }

    [Fact]
    public async Task What_koji_does_not_know_and_what_cannot_be_a_build_is_absent()
    {
        (await Builds.ByNvrAsync(["none-container-1-1", "nodashes", "", "web-container-1-5", "web-container-1-5", "a--1"], Stop)).Keys.ShouldBe(["web-container-1-5"]);
        (await Builds.ByNvrAsync([], Stop)).ShouldBeEmpty();
        (await Builds.RpmNamesAsync(["none-1-1"], Stop)).ShouldBeEmpty();
        (await Builds.TagsAsync(["none-1-1"], Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_asked_for_when_there_is_nothing_to_ask()
    {
        await Builds.ByNvrAsync([], Stop);
        await Builds.ByNvrAsync(["nodashes"], Stop);

        Sandbox.Counters["koji.posts"].ShouldBe(0);
    }

    [Fact]
    public async Task Rpm_names_are_those_of_binary_packages()
    {
        var names = await Builds.RpmNamesAsync(["zlib-1.2-10.el9", "compat-1-1.el9"], Stop);

        names["zlib-1.2-10.el9"].ShouldBe(["zlib", "zlib-devel"]);
        names["compat-1-1.el9"].ShouldBe(["zlib-compat"]);
    }

    [Fact]
    public async Task Tags_come_with_the_newest_build_of_the_package_in_each()
    {
        var tags = await Builds.TagsAsync(["zlib-1.2-3.el9", "zlib-1.3-1.el10"], Stop);

        tags["zlib-1.2-3.el9"].ShouldBe([new("el9-candidate", "zlib-1.2-10.el9"), new("el9-updates", "zlib-1.2-3.el9")]);
        tags["zlib-1.3-1.el10"].ShouldBe([new("el10-candidate", "zlib-1.3-1.el10")]);
    }

    [Fact]
    public async Task Reading_needs_no_login()
    {
        await Builds.ByNvrAsync(["web-container-1-5"], Stop);
        await Koji.GetAsync([60_411_977], Stop);
        await Koji.ResultAsync(60_411_977, Stop);

        (Sandbox.Counters["koji.logins"], Sandbox.Counters["koji.writes"]).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Reading_is_tried_again_when_it_fails_for_a_passing_reason()
    {
        Sandbox.Faults.Set("koji", new() { Status = 502, Times = 2 });

        await OneBuildAsync("web-container-1-5");

        Sandbox.Counters["koji.posts"].ShouldBe(3 + 1);
    }

    // source of the build, source of its task: what is taken
    [Theory]
    [InlineData("git://h/containers/web#0d3a9c1f", null, "containers/web", "0d3a9c1f")]
    [InlineData("git://h/containers/web?#0d3a9c1f", null, "containers/web", "0d3a9c1f")]
    [InlineData("git+https://h/a/containers/web.git#0d3a9c1f", null, "containers/web", "0d3a9c1f")]
    [InlineData("git://h/containers/web#origin/master", null, "containers/web", null)]
    [InlineData("git://h/containers/web#origin/master", "git://h/containers/web#0d3a9c1f", "containers/web", "0d3a9c1f")]
    [InlineData("git://h/containers/web#origin/master", "nonsense", "containers/web", null)]
    [InlineData("nonsense", "git://h/containers/web#0d3a9c1f", "containers/web", "0d3a9c1f")]
    [InlineData(null, "git://h/containers/web#origin/master", "containers/web", null)]
    [InlineData("git://h/web#0d3a9c1f", null, null, null)]
    [InlineData("git://h/../web#0d3a9c1f", null, null, null)]
    [InlineData("git://h/-x/--upload-pack#0d3a9c1f", null, null, null)]
    [InlineData("web-1-5.src.rpm", null, null, null)]
    public async Task The_source_is_the_commit_that_the_build_or_else_its_task_names(string? ofBuild, string? ofTask, string? repository, string? revision)
    {
        var build = Shapes.Struct(("id", "<int>7</int>"), ("task_id", "<int>8</int>"), ("source", ofBuild is null ? "<nil/>" : $"<string>{ofBuild}</string>"));
        var task = Shapes.Struct(("id", "<int>8</int>"), ("state", "<int>2</int>"), ("request", $"<array><data><value>{ofTask}</value></data></array>"));
        await using var hub = await CannedServer.StartAsync(Turns(
            Shapes.Multi(build),
            Shapes.Response($"<array><data>{One(task)}{One("<array><data/></array>")}</data></array>")));

        var found = (await Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5"], Stop)).Values.Single();

        (found.Repository, found.Revision).ShouldBe((repository, revision));
    }

    [Fact]
    public async Task A_parent_that_the_build_names_by_id_alone_is_looked_up()
    {
        var extra = Shapes.Struct(("image", Shapes.Struct(("parent_build_id", "<int>9</int>"))));
        await using var hub = await CannedServer.StartAsync(Turns(
            Shapes.Multi(Shapes.Struct(("id", "<int>7</int>"), ("extra", extra))),
            Shapes.Response($"<array><data>{One("<array><data/></array>")}{One(Shapes.Struct(("name", "<string>rt</string>"), ("version", "<string>1</string>"), ("release", "<string>4</string>")))}</data></array>")));

        var found = (await Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5"], Stop)).Values.Single();

        found.ParentNvr.ShouldBe("rt-1-4");
        found.StageParents.ShouldBe(["rt-1-4"]);
    }

    [Fact]
    public async Task Wrong_types_in_extra_data_are_as_if_they_were_missing()
    {
        var extra = Shapes.Struct(
            ("container_koji_task_id", "<string>many</string>"),
            ("image", Shapes.Struct(("parent_build_id", "<string/>"), ("parent_image_builds", "<array><data><value>x</value></data></array>"), ("odcs", Shapes.Struct(("compose_ids", "<int>7</int>"))), ("flatpak", "<string>yes</string>"))));
        await using var hub = await CannedServer.StartAsync(Turns(
            Shapes.Multi(Shapes.Struct(("id", "<int>7</int>"), ("task_id", "<double>1.5</double>"), ("source", "<int>7</int>"), ("extra", extra))),
            Shapes.Multi("<array><data><value><int>1</int></value><value><struct/></value></data></array>")));

        var found = (await Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5"], Stop)).Values.Single();

        found.ShouldSatisfyAllConditions(
            build => build.BuildId.ShouldBe(7),
            build => build.TaskId.ShouldBeNull(),
            build => build.Repository.ShouldBeNull(),
            build => build.ParentNvr.ShouldBeNull(),
            build => build.StageParents.ShouldBeEmpty(),
            build => build.Composes.ShouldBeEmpty(),
            build => build.Arches.ShouldBeEmpty(),
            build => build.Flatpak.ShouldBeFalse());
    }

    [Theory]
    [InlineData("<struct/>", "id must be a positive whole number")]
    [InlineData("<string>x</string>", "the answer must be a struct or nil")]
    public async Task A_build_without_identity_is_unreadable_and_says_call_and_field(string build, string text)
    {
        await using var hub = await CannedServer.StartAsync(200, Shapes.Multi(build), "text/xml");

        var found = (await Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5"], Stop)).ShouldHaveSingleItem();

        found.Key.ShouldBe("web-1-5");
        found.Value.ShouldBe(new(Nvr.Parse("web-1-5"), 0) { Problem = $"getBuild(web-1-5): {text}", StageParents = found.Value.StageParents, Composes = found.Value.Composes, Arches = found.Value.Arches });
    }

    [Fact] // one bad record among many
    public async Task A_fault_about_one_build_leaves_the_others()
    {
        var web = Shapes.Struct(("id", "<int>7</int>"));
        await using var hub = await CannedServer.StartAsync(Turns(
            Answers(One(web), Faulty(1000, "No such tag: 'x'"), "<value><int>1</int></value>", One(web)),
            Answers(One("<array><data/></array>"), Faulty(1000, "no archives today"))));

        var found = await Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5", "bad-1-5", "odd-1-5", "db-1-5"], Stop);

        found.ToDictionary(build => build.Key, build => build.Value.Problem).ShouldBe(new Dictionary<string, string?>
        {
            ["web-1-5"] = null,
            ["bad-1-5"] = "getBuild(bad-1-5): fault 1000: No such tag: 'x'",
            ["odd-1-5"] = "getBuild(odd-1-5): the answer in a multiCall must be a list of one value, or a fault",
            ["db-1-5"] = "listArchives(7, image): fault 1000: no archives today",
        }, ignoreOrder: true);
    }

    [Fact] // who knows what it was built on
    public async Task A_parent_that_cannot_be_read_makes_what_is_built_on_it_unreadable()
    {
        var extra = Shapes.Struct(("image", Shapes.Struct(("parent_build_id", "<int>9</int>"))));
        await using var hub = await CannedServer.StartAsync(Turns(
            Shapes.Multi(Shapes.Struct(("id", "<int>7</int>"), ("extra", extra))), Answers(One("<array><data/></array>"), Faulty(1000, "no such build"))));

        (await Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5"], Stop)).ShouldHaveSingleItem().Value.Problem.ShouldBe("getBuild(9): fault 1000: no such build");
    }

    [Fact]
    public async Task A_fault_that_will_pass_is_one_of_the_whole_call()
    {
        await using var hub = await CannedServer.StartAsync(200, Answers(One(Shapes.Struct(("id", "<int>7</int>"))), Faulty(1014, "database outage")), "text/xml");

        (await Should.ThrowAsync<OutsideFault>(() => Provider(hub.Url).GetRequiredService<IImageBuilds>().ByNvrAsync(["web-1-5", "db-1-5"], Stop)))
            .Text.ShouldBe("fault 1014: database outage");
    }

    static string Answers(params IEnumerable<string> answers) => Shapes.Response($"<array><data>{string.Concat(answers)}</data></array>");

    static string Faulty(int code, string text) => $"<value>{Shapes.Struct(("faultCode", $"<int>{code}</int>"), ("faultString", $"<string>{text}</string>"))}</value>";

    static string One(string typed) => $"<value><array><data><value>{typed}</value></data></array></value>";

    static RequestDelegate Turns(params string[] answers)
    {
        var turn = -1;
        return context => CannedServer.Write(context, 200, answers[Interlocked.Increment(ref turn)], "text/xml");
    }
}
