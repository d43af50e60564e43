using System.Collections.Immutable;
using Freshmaker.Domain.Planning;

namespace Freshmaker.Domain.Rebuilds;

/// <summary>Who waits for whom, so that the end of a build or compose costs what it concerns and not what the rebuild holds.</summary>
public sealed record BuildRelations
{
    static ImmutableDictionary<string, ImmutableList<string>> Empty { get; } = ImmutableDictionary.Create<string, ImmutableList<string>>(StringComparer.Ordinal);

    public static BuildRelations None { get; } = new();

    /// <summary>By key of a build: the keys of the builds it is a parent of.</summary>
    ImmutableDictionary<string, ImmutableList<string>> Children { get; init; } = Empty;

    /// <summary>By key of a compose: the keys of the builds that need it.</summary>
    ImmutableDictionary<string, ImmutableList<string>> Users { get; init; } = Empty;

    public IReadOnlyList<string> ChildrenOf(string build) => Children.GetValueOrDefault(build, []);

    public IReadOnlyList<string> UsersOf(string compose) => Users.GetValueOrDefault(compose, []);

    public BuildRelations With(PlannedBuild build) => new()
    {
        Children = build.Parents.Distinct(StringComparer.Ordinal).Aggregate(Children, (all, parent) => Add(all, parent, build.Key)),
        Users = ComposeKeys.Of(build).Aggregate(Users, (all, compose) => Add(all, compose, build.Key)),
    };

    static ImmutableDictionary<string, ImmutableList<string>> Add(ImmutableDictionary<string, ImmutableList<string>> all, string key, string build) =>
        all.SetItem(key, all.GetValueOrDefault(key, []).Add(build));
}

/// <summary>How many builds of a rebuild have ended how.</summary>
public sealed record Tally(int Open, int Done, int Failed, int Canceled)
{
    public static Tally None { get; } = new(0, 0, 0, 0);

    public int Total => Open + Done + Failed + Canceled;

    public Tally Plus(BuildPhase phase, int count = 1) => phase switch
    {
        BuildPhase.Succeeded => this with { Done = Done + count },
        BuildPhase.Failed or BuildPhase.Blocked => this with { Failed = Failed + count },
        BuildPhase.Canceled => this with { Canceled = Canceled + count },
        _ => this with { Open = Open + count },
    };

    public Tally Moved(BuildPhase from, BuildPhase to) => from == to ? this : Plus(from, -1).Plus(to);
}
