using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Policies;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>Random plans over few names, so that handlers meet each other's artifacts.</summary>
static class Plans
{
    public static readonly Policy MostlyAllowed = Rules.Of("""{"name":".*"}""", """{"name":"m7"}""");

    public static Plan Random(Choices choices)
    {
        var names = Enumerable.Range(choices.Of(3), choices.Of(6)).Select(i => $"m{i}").ToList();
        var exclusions = choices.Of(4) == 0 ? [new Exclusion(Artifact.Module("z", "1"), Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", "1"), ("newest", "2")))]
            : Array.Empty<Exclusion>();
        return new([.. names.Select((name, i) => Build(name, names, i, choices))], exclusions);
    }

    static PlannedBuild Build(string name, List<string> names, int place, Choices choices)
    {
        string[] parents =
        [
            .. names.Take(place).Where(_ => choices.Of(3) == 0),
            .. choices.Of(20) switch { 0 => ["ghost"], 1 => [names[^1]], _ => Array.Empty<string>() }, // a ring, perhaps
        ];
        return choices.Of(12) switch
        {
            0 => Some.Module(name, parents) with { Artifact = Artifact.Module($"-{name}", "1") },
            1 => Some.Module(name, parents) with { Recipe = new ModuleRecipe(name, "1", null) }, // a defect of the handler
            < 6 => Some.BumpedModule(name, parents),
            _ => Some.Module(name, parents),
        };
    }
}
