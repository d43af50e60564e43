using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Building_in_order
{
    // lib → web → shop, lib → api; db stands alone
    static readonly Rebuild Begun = Spec.Planned(
        Some.Module("lib"), Some.Module("web", "lib"), Some.Module("shop", "web"), Some.BumpedModule("api", "lib"), Some.Module("db"));

    [Fact]
    public void begins_with_what_needs_nothing() => Submitted(Begun).ShouldBe(["db", "lib"]);

    [Fact]
    public void a_build_begins_when_its_parents_are_done()
    {
        var lib = Begun.Started("lib", 1).Started("db", 2).When(r => r.RecordProgress(Some.Key("lib"), Some.Progress(1, ModuleBuildState.Ready)))
            .ThenInShort("BuildSucceeded lib", "SourceBumpStarting api", "BuildStarting web").After;

        var web = lib.Started("web", 3).When(r => r.RecordProgress(Some.Key("web"), Some.Progress(3, ModuleBuildState.Ready)))
            .ThenInShort("BuildSucceeded web", "BuildStarting shop").After;

        Submitted(web).ShouldBe(["shop"]);
    }

    [Fact]
    public void a_build_of_several_parents_waits_for_all()
    {
        var rebuild = Spec.Planned(Some.Module("a"), Some.Module("b"), Some.Module("c", "a", "b")).Started("a", 1).Started("b", 2);

        rebuild.When(r => r.RecordProgress(Some.Key("a"), Some.Progress(1, ModuleBuildState.Ready))).ThenInShort("BuildSucceeded a")
            .After.When(r => r.RecordProgress(Some.Key("b"), Some.Progress(2, ModuleBuildState.Ready))).ThenInShort("BuildSucceeded b", "BuildStarting c");
    }

    [Fact]
    public void a_failure_blocks_exactly_what_needs_it_and_the_others_go_on()
    {
        var after = Begun.Started("lib", 1).Started("db", 2).Ready("lib", 1).Started("web", 3)
            .When(r => r.RecordProgress(Some.Key("web"), Some.Progress(3, ModuleBuildState.Failed)))
            .ThenInShort("BuildFailed web", "BuildBlocked shop").After;

        after.State.ShouldBe(RebuildState.Building);
        after.Builds[Some.Key("api")].Phase.ShouldBe(BuildPhase.Bumping);
        after.Builds[Some.Key("db")].Phase.ShouldBe(BuildPhase.Building);
    }

    [Fact]
    public void a_failure_at_the_top_blocks_all_levels_each_by_its_own_parent()
    {
        var events = Begun.Started("lib", 1).When(r => r.RecordProgress(Some.Key("lib"), Some.Progress(1, ModuleBuildState.Failed)))
            .ThenInShort("BuildFailed lib", "BuildBlocked api", "BuildBlocked web", "BuildBlocked shop").Events;

        events.OfType<BuildBlocked>().Select(b => b.By).ShouldBe([Some.Key("lib"), Some.Key("lib"), Some.Key("web")]);
        events.OfType<BuildBlocked>().Last().Reason.ToString().ShouldBe("It needs module/web/1, which was not built.");
    }

    [Fact]
    public void counts_what_was_done_and_what_was_not() =>
        Begun.Started("lib", 1).Failed("lib", 1).Started("db", 2).When(r => r.RecordProgress(Some.Key("db"), Some.Progress(2, ModuleBuildState.Ready))).Then(
            new BuildSucceeded(Some.Key("db"), 2, "20310504", "c0ffee42"),
            new RebuildCompleted(Reason.Of(ReasonCode.SomeFailed, ("failed", "4"), ("total", "5")), Done: 1, Failed: 4, Canceled: 0))
            .After.State.ShouldBe(RebuildState.Complete);

    [Fact]
    public void when_nothing_was_built_it_has_failed() =>
        Begun.Started("lib", 1).Failed("lib", 1).Started("db", 2).When(r => r.RecordProgress(Some.Key("db"), Some.Progress(2, ModuleBuildState.Failed)))
            .ThenInShort("BuildFailed db", "RebuildFailed").After.State.ShouldBe(RebuildState.Failed);

    static IEnumerable<string> Submitted(Rebuild r) => RebuildProcess.Next(r).OfType<SubmitModuleBuild>().Select(w => w.Name);
}
