using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

public sealed class Moving_between_states
{
    [Fact]
    public void a_build_moves_only_like_this() => Table<BuildPhase>(Transitions.Allows).ShouldBe(
    [
        "Waiting → Bumping, Queued, Submitting, Failed, Blocked, Canceled",
        "Bumping → Queued, Submitting, Failed, Canceled",
        "Queued → Waiting, Submitting, Canceled",
        "Submitting → Waiting, Building, Failed, Canceled",
        "Building → Waiting, Verifying, Succeeded, Failed, Canceled",
        "Verifying → Succeeded, Failed",
        "Succeeded → ",
        "Failed → ",
        "Blocked → ",
        "Canceled → ",
    ]);

    [Fact]
    public void a_compose_moves_only_like_this() => Table<ComposePhase>(Transitions.Allows).ShouldBe(
    [
        "Needed → Asking",
        "Asking → Underway, Ready, Failed",
        "Underway → Asking, Ready, Gone, Failed",
        "Ready → Asking, Gone, Failed",
        "Gone → Asking, Failed",
        "Failed → ",
    ]);

    [Fact]
    public void a_rebuild_moves_only_like_this() => Table<RebuildState>(Transitions.Allows).ShouldBe(
    [
        "Initialized → Building, Failed, Skipped, Canceled",
        "Building → Complete, Failed, Canceled",
        "Complete → ",
        "Failed → ",
        "Skipped → ",
        "Canceled → ",
    ]);

    [Fact]
    public void ends_are_what_nothing_follows()
    {
        Enum.GetValues<BuildPhase>().Where(p => p.IsEnd()).ShouldBe([BuildPhase.Succeeded, BuildPhase.Failed, BuildPhase.Blocked, BuildPhase.Canceled]);
        Enum.GetValues<RebuildState>().Where(s => s.IsEnd()).ShouldBe([RebuildState.Complete, RebuildState.Failed, RebuildState.Skipped, RebuildState.Canceled]);
    }

    [Fact]
    public void others_know_a_build_by_fewer_states() => Enum.GetValues<BuildPhase>().Select(p => $"{p} {p.ToState()}").ShouldBe(
    [
        "Waiting Planned", "Bumping Planned", "Queued Planned", "Submitting Planned", "Building Build", "Verifying Build",
        "Succeeded Done", "Failed Failed", "Blocked Failed", "Canceled Canceled",
    ]);

    [Fact] // the REST contract shows them
    public void numbers_of_states_stay()
    {
        Enum.GetValues<RebuildState>().Select(s => $"{(int)s} {s}").ShouldBe(["0 Initialized", "1 Building", "2 Complete", "3 Failed", "4 Skipped", "5 Canceled"]);
        Enum.GetValues<BuildState>().Select(s => $"{(int)s} {s}").ShouldBe(["0 Build", "1 Done", "2 Failed", "3 Canceled", "4 Planned"]);
    }

    static IEnumerable<string> Table<T>(Func<T, T, bool> allows) where T : struct, Enum =>
        Enum.GetValues<T>().Select(from => $"{from} → {string.Join(", ", Enum.GetValues<T>().Where(to => allows(from, to)))}");
}
