using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Policies;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Tests.Policies;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>
/// Random plans over few names, so that handlers meet each other's artifacts: modules, and images of few names whose releases begin alike, with several parents
/// and with composes that they share.
/// </summary>
static class Plans
{
    public static readonly Policy MostlyAllowed = Rules.Of("""{"name":".*"}""", """{"name":"m7"}""");

    /// <summary>Everything that builds may need.</summary>
    public static readonly IReadOnlyList<Prerequisite> Composes = [Some.Compose("a"), Some.Compose("b"), Some.Compose("c"), new EarlierCompose(71), new EarlierCompose(72)];

    public static Plan Random(Choices choices)
    {
        var places = Enumerable.Range(choices.Of(3), choices.Of(10)).ToList();
        var builds = places.ConvertAll(i => choices.Of(5) < 2 ? Module(i, choices) : Image(i, choices));
        var exclusions = choices.Of(4) == 0 ? [new Exclusion(Artifact.Module("z", "1"), Reason.Of(ReasonCode.NewestVersionUnaffected, ("version", "1"), ("newest", "2")))]
            : Array.Empty<Exclusion>();
        return new([.. builds.Select((b, i) => b with { Parents = Parents(builds, i, choices) })], exclusions) { Priority = choices.Of(3) };
    }

    static List<string> Parents(List<PlannedBuild> builds, int place, Choices choices) =>
    [
        .. builds.Take(place).Where(_ => choices.Of(3) == 0).Select(b => b.Key),
        .. choices.Of(50) switch { 0 => [Some.Key("ghost")], 1 => [builds[^1].Key], 2 when place > 0 => [builds[0].Key], _ => Array.Empty<string>() }, // a ring, perhaps, or one twice
    ];

    static PlannedBuild Module(int i, Choices choices) => choices.Of(20) switch
    {
        0 => Some.Module($"m{i}") with { Artifact = Artifact.Module($"-m{i}", "1") },
        1 => Some.Module($"m{i}") with { Recipe = new ModuleRecipe($"m{i}", "1", null) }, // a defect of the handler
        < 10 => Some.BumpedModule($"m{i}"),
        _ => Some.Module($"m{i}"),
    };

    static PlannedBuild Image(int i, Choices choices)
    {
        var image = Some.Image($"i{i % 2}").Containing("openssl-3.0-4.el9");
        string? original = choices.Of(40) switch { 0 or 1 => null, 2 => $"nodashes{i}", _ => $"i{i % 2}-1-5.{i}" };
        Prerequisite[] needs = [.. Composes.Where(_ => choices.Of(4) == 0)];
        return image.Needing(needs) with
        {
            Artifact = original is null ? Artifact.Image($"i{i}", "main") : image.Artifact,
            Recipe = (ImageRecipe)image.Recipe with { OriginalNvr = original },
        };
    }
}
