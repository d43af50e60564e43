using System.ComponentModel;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Following;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using GraphQL;

namespace Freshmaker.Host.GraphQL.Subscriptions;

[Name("RebuildChangeFilter")]
[Description("Which changes of rebuilds. All that is given must hold.")]
public sealed class RebuildChangeWhere
{
    [Id, Description("Of the rebuilds with these ids, at most 100. They need not exist yet.")]
    public IReadOnlyList<string>? Id { get; set; }

    [Description("Of the rebuilds with these public numbers, at most 100. They must exist.")]
    public IReadOnlyList<long>? Number { get; set; }

    [Description("Into one of these states.")]
    public IReadOnlyList<RebuildState>? State { get; set; }

    [Description("Of rebuilds that one of these kinds of triggers caused.")]
    public IReadOnlyList<TriggerKind>? TriggerKind { get; set; }

    [Description("Of rebuilds in which an artifact of exactly this name is planned by then.")]
    public string? ArtifactName { get; set; }

    internal async Task<ChangeFilter> ToFilterAsync(PublicNumbers numbers, CancellationToken ct)
    {
        var named = new Named<string>(Id?.Select((id, i) => Ids.Rebuild($"where.id[{i}]", id)));
        await named.AddAsync(Number, "where.number", "rebuild", async number => await numbers.RebuildAsync(number, ct) is { } rebuild ? [rebuild] : []);
        var name = ArtifactName.Checked("where.artifactName");
        return new(named.All, change => change.IsOfRebuild
            && (State is null || State.Contains(change.After.State.State))
            && (TriggerKind is null || TriggerKind.Contains(change.After.State.Trigger!.Kind))
            && (name is null || change.After.State.Builds.Values.Any(b => b.Planned.Artifact.Name == name)));
    }
}

[Name("BuildChangeFilter")]
[Description("Which changes of builds. All that is given must hold.")]
public sealed class BuildChangeWhere
{
    [Id, Description("Of the builds with these ids, at most 100. They need not exist yet.")]
    public IReadOnlyList<string>? Id { get; set; }

    [Description("Of the builds with these public numbers, at most 100. They must exist.")]
    public IReadOnlyList<long>? Number { get; set; }

    [Id, Description("Of builds of the rebuild with this id.")]
    public string? Rebuild { get; set; }

    [Description("Into one of these states.")]
    public IReadOnlyList<BuildState>? State { get; set; }

    [Description("Into one of these phases.")]
    public IReadOnlyList<BuildPhase>? Phase { get; set; }

    [Description("Of builds of artifacts of one of these kinds.")]
    public IReadOnlyList<ArtifactKind>? Kind { get; set; }

    [Description("Of builds of artifacts of exactly this name.")]
    public string? Name { get; set; }

    [Description("Of builds of artifacts of exactly this branch.")]
    public string? Branch { get; set; }

    internal async Task<ChangeFilter> ToFilterAsync(PublicNumbers numbers, CancellationToken ct)
    {
        var named = new Named<(string Rebuild, string Key)>(Id?.Select((id, i) => Ids.Build($"where.id[{i}]", id)));
        await named.AddAsync(Number, "where.number", "build", async number => await numbers.BuildAsync(number, ct) is { } build ? [build] : []);
        var (rebuild, name, branch) = (Rebuild is null ? null : Ids.Rebuild("where.rebuild", Rebuild), Name.Checked("where.name"), Branch.Checked("where.branch"));
        HashSet<string>? rebuilds = (named.All, rebuild) switch
        {
            ({ } builds, _) => [.. builds.Select(b => b.Rebuild).Where(r => rebuild is null || r == rebuild)],
            (null, { } one) => [one],
            _ => null,
        };
        return new(rebuilds, change => change is { Build: { } key, BuildAfter: var build }
            && (named.All is null || named.All.Contains((change.Rebuild, key)))
            && (State is null || State.Contains(build.Phase.ToState()))
            && (Phase is null || Phase.Contains(build.Phase))
            && (Kind is null || Kind.Contains(build.Planned.Artifact.Kind))
            && (name is null || build.Planned.Artifact.Name == name)
            && (branch is null || build.Planned.Artifact.Branch == branch));
    }
}

/// <summary>What a filter names by id or by number: whatever is named either way.</summary>
sealed class Named<T>
{
    const int Most = 100;

    public Named(IEnumerable<T>? byId)
    {
        All = byId is null ? null : [.. byId];
        Check("where.id", All?.Count);
    }

    /// <summary>Null when nothing is named, so all is meant.</summary>
    public HashSet<T>? All { get; private set; }

    public async Task AddAsync(IReadOnlyList<long>? numbers, string argument, string what, Func<long, Task<T[]>> find)
    {
        Check(argument, numbers?.Count);
        foreach (var number in numbers ?? [])
        {
            if (await find(number) is not [var found])
                throw Refused.Argument(argument, $"must hold numbers of {what}s that there are; no {what} has the number {number}");
            (All ??= []).Add(found);
        }

        if (numbers is not null)
            All ??= [];
    }

    static void Check(string argument, int? count)
    {
        if (count > Most)
            throw Refused.Argument(argument, $"must not hold more than {Most} values; it has {count}");
    }
}
