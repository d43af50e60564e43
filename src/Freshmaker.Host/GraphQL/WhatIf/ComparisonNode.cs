using System.ComponentModel;
using Freshmaker.Domain.Explaining;
using Freshmaker.Host.GraphQL.Types;
using Freshmaker.Host.Rebuilding;
using GraphQL;

namespace Freshmaker.Host.GraphQL.WhatIf;

[Name("PlanComparison")]
[Description("How the plan of a later rebuild differs from that of an earlier one. How far the builds are does not matter.")]
public sealed class ComparisonNode(PastRebuild earlier, PastRebuild later)
{
    readonly PlanComparison _compared = PlanComparison.Of(earlier.State, later.State);

    [Description("What only the later one builds.")]
    public IReadOnlyList<BuildNode> Added => Nodes(later, _compared.Added);

    [Description("What only the earlier one builds.")]
    public IReadOnlyList<BuildNode> Gone => Nodes(earlier, _compared.Gone);

    [Description("What both build, differently.")]
    public IReadOnlyList<ChangedBuildNode> Changed => [.. _compared.Changed.Select(c => new ChangedBuildNode(c, earlier, later))];

    [Description("How many builds both have alike.")]
    public int Same => _compared.Same;

    static List<BuildNode> Nodes(PastRebuild of, IReadOnlyList<string> keys) => [.. keys.Select(key => BuildNode.OrNull(of, key)).OfType<BuildNode>()];
}

[Name("ChangedBuild")]
[Description("A build that both plans have, differently.")]
public sealed class ChangedBuildNode(ChangedBuild changed, PastRebuild earlier, PastRebuild later)
{
    [Description("As the earlier plan has it.")]
    public BuildNode Before => BuildNode.OrNull(earlier, changed.Key)!;

    [Description("As the later plan has it.")]
    public BuildNode Now => BuildNode.OrNull(later, changed.Key)!;

    [Description("What is different.")]
    public IEnumerable<PlanDifferenceNode> Differences => changed.Differences.Select(d => new PlanDifferenceNode(d));
}

[Name("PlanDifference")]
[Description("Something that two plans say differently of a build.")]
public sealed class PlanDifferenceNode(PlanDifference difference)
{
    [Description("What it is: revision, target, builtOn, mustContain, parents, prerequisites or cause.")]
    public string What => difference.What;

    [Description("What the earlier plan says; null for nothing.")]
    public string? Before => difference.Before;

    [Description("What the later plan says; null for nothing.")]
    public string? Now => difference.Now;
}
