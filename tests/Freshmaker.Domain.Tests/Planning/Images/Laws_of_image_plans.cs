using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Planning.Images;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Freshmaker.Domain.Tests.Planning.Images;

/// <summary>What holds of every plan, whatever the world looks like, also one that is wrong.</summary>
public sealed class Laws_of_image_plans
{
    const string OldCurl = "curl-7-1.el8";
    const string FixedCurl = "curl-7-2.el8";

    [Fact]
    public void every_plan_is_sound() => ForEveryWorld(world => world.Plan().ShouldBeSound());

    [Fact]
    public void every_edge_goes_from_an_earlier_level_to_a_later_one() => ForEveryWorld(world =>
    {
        var levels = PlanGraph.Levels(world.Plan().Builds);
        var levelOf = levels.SelectMany((builds, level) => builds.Select(b => (b.Key, level))).ToDictionary(b => b.Key, b => b.level);
        foreach (var build in levels.SelectMany(l => l))
            build.Parents.ShouldAllBe(p => levelOf[p] < levelOf[build.Key]);
        levelOf.Count.ShouldBe(world.Plan().Builds.Count);
    });

    [Fact]
    public void every_image_that_was_considered_is_rebuilt_or_left_alone_with_a_reason() => ForEveryWorld(world =>
    {
        var plan = world.Plan();
        var said = plan.Builds.Select(b => b.Original()).Concat(plan.Exclusions.Select(x => x.Nvr!)).ToHashSet();
        world.Snapshot.Candidates.ShouldAllBe(c => said.Contains(c));
        plan.Builds.Select(b => world.Images[b.Original()].ParentNvr).Where(p => p is not null && world.Images.ContainsKey(p) && !said.Contains(p)).ShouldBeEmpty();
    });

    [Fact]
    public void the_order_of_the_question_does_not_matter() => ForEveryWorld(world =>
    {
        world.Other("o/quiet", tags: []).Other("o/old", categories: ["Deprecated"]);
        foreach (var image in world.Images.Keys.Where(n => n[0] < 'd').ToList())
            world.Bystander($"by{image}", image[0] == 'b' ? "o/quiet" : "o/old");
        var turned = Shelf.PlanOf(
            world.Question with { Rpms = [.. world.Question.Rpms.Reverse()] },
            world.Snapshot with
            {
                Images = world.Images.Reverse().ToDictionary(),
                Candidates = [.. world.Snapshot.Candidates.Reverse()],
                Repositories = [.. world.Repositories.Reverse()],
                OtherRepositories = [.. world.OtherRepositories.AsEnumerable().Reverse()],
                Bystanders = [.. world.Bystanders.AsEnumerable().Reverse()],
                Published = [.. world.Published.AsEnumerable().Reverse()],
                Builds = world.Builds.Reverse().ToDictionary(b => b.Key, b => b.Value with { StageParents = [.. b.Value.StageParents.Reverse()] }),
            });
        Text(turned).ShouldBe(Text(world.Plan()));
    });

    [Fact]
    public void explaining_what_is_left_out_only_adds_to_a_plan() => ForEveryWorld(world =>
    {
        var before = world.Plan();
        world.Bystanders.AddRange(world.Images.Values.Where(i => !world.Snapshot.Candidates.Contains($"{i.Nvr}"))); // in a repository that counts, but tagged as older

        var after = world.Plan().ShouldBeSound();
        var said = before.Exclusions.Select(x => x.Nvr!).ToHashSet();
        Text(after with { Exclusions = [.. after.Exclusions.Where(x => said.Contains(x.Nvr!))] }).ShouldBe(Text(before));
        after.Exclusions.Where(x => !said.Contains(x.Nvr!)).ShouldAllBe(x => x.Reason.Code == ReasonCode.NoAutoRebuildTag && world.Bystanders.Any(b => $"{b.Nvr}" == x.Nvr));
    });

    [Fact] // records of several architectures together say more than each
    public void it_does_not_matter_which_question_finds_an_affected_image() => ForEveryWorld(world =>
    {
        var selected = ImageSelection.Make(world.Question, world.Snapshot, new(world.Question.Rpms), new Shelf.AllowAll()).Images;
        var moved = selected.Where((_, i) => i % 2 == 0).Select(s => s.Nvr).ToHashSet();
        var snapshot = world.Snapshot with
        {
            Candidates = [.. world.Snapshot.Candidates.Where(c => !moved.Contains(c))],
            Images = world.Images.Where(i => !moved.Contains(i.Key)).ToDictionary(),
            Bystanders = [.. moved.Select(m => world.Images[m])],
        };
        Text(Shelf.PlanOf(world.Question, snapshot).ShouldBeSound()).ShouldBe(Text(world.Plan()));
    });

    [Fact]
    public void an_unrelated_image_changes_nothing() => ForEveryWorld(world =>
    {
        var before = world.Plan();
        world.Affected("unrelated-1-1", "ground-1-1").Image("ground-1-1", but: i => i with { Rpms = [] });

        var after = world.Plan();
        Text(after with
        {
            Builds = [.. after.Builds.Where(b => b.Original() != "unrelated-1-1")],
            Exclusions = [.. after.Exclusions.Where(x => x.Nvr != "ground-1-1")],
        }).ShouldBe(Text(before));
        after.Builds.ShouldContain(b => b.Original() == "unrelated-1-1");
    });

    [Fact]
    public void after_everything_was_rebuilt_there_is_nothing_to_plan() => ForEveryWorld(world =>
    {
        var plan = world.Plan();
        var next = new Shelf { Options = world.Options, Fix = world.Fix };
        foreach (var (nvr, image) in world.Images)
        {
            var rebuilt = plan.Builds.SingleOrDefault(b => b.Original() == nvr);
            next.Image(nvr, image.ParentNvr, _ => rebuilt is null ? image : image with { Places = [.. image.Places.Select(p => p with { Tags = [] })] });
            if (rebuilt is null)
                continue;
            var parent = rebuilt.Recipe().ParentBuild is null ? rebuilt.Recipe().ParentNvr : $"{rebuilt.Recipe().ParentNvr}.1770000000";
            next.Affected($"{nvr}.1770000000", parent, _ => image with
            {
                Nvr = Nvr.Parse($"{nvr}.1770000000"),
                ParentNvr = parent,
                Rpms = [.. (image.Rpms ?? []).Select(Fixed)],
            });
        }

        next.Plan().ShouldBeSound().Builds.ShouldBeEmpty();
    });

    [Fact] // of every stage, whether or not the parent hands down what affects the child; where that would close a circle, that is said
    public void no_image_is_built_on_one_that_the_plan_rebuilds_nor_on_an_older_build_of_its_version() => ForEveryWorld(world =>
    {
        var plan = world.Plan();
        var rebuilt = plan.Builds.ToDictionary(b => b.Original());
        foreach (var build in plan.Builds)
        {
            var inCircle = build.Warnings.Where(w => w.Code == ReasonCode.StageInCircle).Select(w => w.Parameters["parent"]).ToHashSet();
            if (build.Recipe().ParentNvr is { } final && rebuilt.ContainsKey(final) && !inCircle.Contains(final))
                build.Recipe().ParentBuild.ShouldBe(PlannedBuild.KeyOfImage(final));
            foreach (var parent in ParentsOf(world, build.Original()).Where(p => !inCircle.Contains($"{p}")))
            {
                // A build that counts for itself is the released one, and its version's older ones give way to it.
                var newer = rebuilt.Values.Where(b => b != build && Nvr.Parse(b.Original()).NameVersion == parent.NameVersion).Where(b =>
                    b.Original() == $"{parent}" || (b.Because == RebuildReason.DirectlyAffected && RpmVersion.CompareFully(Nvr.Parse(b.Original()), parent) > 0)).ToList();
                if (newer.Count == 0 || newer.TrueForAll(b => IsBuiltOnNewer(build, Nvr.Parse(b.Original()))))
                    continue;
                // Any rebuilt one of the version will do that is not older, also one that is itself built on the parent.
                build.Parents.Intersect(rebuilt.Values.Select(b => (b.Key, Nvr: Nvr.Parse(b.Original())))
                    .Where(b => b.Nvr.NameVersion == parent.NameVersion && RpmVersion.CompareFully(b.Nvr, parent) >= 0).Select(b => b.Key))
                    .ShouldNotBeEmpty($"{build.Original()} is built on {parent}");
            }
        }
    });

    /// <summary>A published fix that is newer than what the plan rebuilds is better still.</summary>
    static bool IsBuiltOnNewer(Domain.Planning.PlannedBuild build, Nvr other) =>
        Nvr.TryParse(build.Recipe().ParentNvr) is { } final && final.NameVersion == other.NameVersion && RpmVersion.CompareFully(final, other) > 0;

    [Fact] // found by the law above, before it knew of published fixes
    public void where_the_newer_build_would_close_a_circle_a_published_fix_is_built_upon()
    {
        var plan = World([0, 0, 0, 0, 32, 0, 204, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 45, 0, 36, 0, 0, 72, 0, 10]).Plan().ShouldBeSound();

        plan.Levels().ShouldBe("a-1-0 | b-1-2");
        plan.Parents().ShouldBe("a-1-0→b-1-9");
    }

    [Fact] // found by the same law
    public void where_an_image_itself_stands_for_a_stage_of_it_that_is_rebuilt_for_another_the_rebuilt_stage_is_used()
    {
        var plan = World([.. new byte[16], 42, 0, 10, 16, 0, 0, 0, 0, 20, 66, 80, 8, 0, 0, 0, 25, 41, 42, 102, 56]).Plan().ShouldBeSound();

        plan.Of("b-1-2").Parents.ShouldContain(PlannedBuild.KeyOfImage("b-1-0"));
    }

    [Fact] // and this
    public void where_what_stands_for_a_stage_cannot_be_built_the_stage_is_used_if_it_is_rebuilt()
    {
        var plan = World([
            0, 0, 0, 0, 98, 18, 68, 8, .. new byte[12], 97, 0, 0, 8, .. new byte[8], 64, 35, 66, 8, 0, 0, 0, 0, 26, 218, 174, 180]).Plan().ShouldBeSound();

        plan.Of("c-1-1").Parents.ShouldContain(PlannedBuild.KeyOfImage("d-1-1"));
    }

    static InstalledRpm Fixed(InstalledRpm rpm) => rpm.Nvr.ToString() switch { Shelf.OldZlib => Shelf.Rpm(Shelf.FixedZlib), OldCurl => Shelf.Rpm(FixedCurl), _ => rpm };

    static IEnumerable<Nvr> ParentsOf(Shelf world, string nvr) => world.Builds[nvr].StageParents.Append(world.Images[nvr].ParentNvr)
        .Where(p => p is not null && p != nvr && world.Images.ContainsKey(p)).Distinct().Select(p => Nvr.Parse(p!));

    [Fact] // else the laws above would hold of nothing
    public void worlds_are_of_all_kinds()
    {
        var random = new Random(20310504);
        var seen = new HashSet<string>();
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[i % 60];
            random.NextBytes(bytes);
            var plan = World(bytes).Plan();
            seen.UnionWith(plan.Exclusions.Select(x => $"{x.Reason.Code}"));
            seen.UnionWith(plan.Builds.SelectMany(b => b.Warnings).Select(w => $"{w.Code}"));
            seen.UnionWith(plan.Builds.Select(b => $"{b.Because} {Math.Min(b.Parents.Count, 3)}"));
            seen.Add($"{PlanGraph.Levels(plan.Builds).Count} levels");
        }

        new[]
        {
            "AlreadyFixed", "AffectedRpmNotInstalled", "SupersededBy", "FixIsPublished", "DependencyCycle", "ParentNotBuildable", "NoKojiTask", "NothingBuiltOnIt",
            "ParentNotInCatalogue", "ContentUnknown", "StageNotRebuilt", "StageInCircle", "DirectlyAffected 0", "DirectlyAffected 3", "Dependency 0", "Dependency 1", "0 levels", "5 levels",
        }.Except(seen).ShouldBeEmpty();
    }

    /// <summary>
    /// Any world of up to 24 images: each four bytes say what is built on what, what it contains, and what is wrong with it. Names are few, so that there are
    /// several builds of one; parents may be missing, in a circle, or the image itself.
    /// </summary>
    static Shelf World(byte[] bytes)
    {
        var world = new Shelf { Fix = $"{Shelf.FixedZlib} {FixedCurl}" };
        var bits = bytes.Chunk(4).Where(c => c.Length == 4).Take(24).ToList();
        foreach (var b in bits)
        {
            var nvr = Name(b[0]);
            var rpms = (b[2] % 8) switch { 0 => null, 1 => "", 2 => OldCurl, 3 => $"{Shelf.FixedZlib} tar-1-1.el8", 4 => $"{Shelf.FixedZlib} {OldCurl}", 5 => $"{Shelf.OldZlib} {FixedCurl}", _ => Shelf.OldZlib };
            var parent = b[1] % 16 == 0 ? null : Name((byte)(b[1] / 2));
            Func<ImageRecord, ImageRecord> but = i => i with { Rpms = rpms is null ? null : Shelf.Rpms(rpms), ContentSets = b[2] / 64 == 0 ? [] : ["cs"] };
            if (b[3] % 2 == 0)
                world.Affected(nvr, parent, but);
            else
                world.Image(nvr, parent, but);
            if (b[3] / 2 % 4 == 0)
                world.Stages(nvr, Name(b[1]), Name(b[2]), Name((byte)(b[1] ^ b[2])));
            if (b[3] / 8 % 16 == 0)
                world.Koji(nvr, k => k with { TaskId = null });
            if (b[3] / 8 % 16 == 1 && world.Published.TrueForAll(p => p.Nvr.NameVersion != Nvr.Parse(nvr).NameVersion))
                world.PublishedBuild($"{Nvr.Parse(nvr).NameVersion}-9", but: i => i with { Rpms = [.. world.Images[nvr].Rpms?.Select(Fixed) ?? []] });
        }

        return world;

        // Mostly the smaller name below the larger, so that there are graphs and not only circles.
        static string Name(byte b) => $"{(char)('a' + (b / 32))}-1-{b % 3}";
    }

    static string Text(Plan plan) => Stored.Json(plan);

    static void ForEveryWorld(Action<Shelf> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(100), Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => law(World(bytes))));
}
