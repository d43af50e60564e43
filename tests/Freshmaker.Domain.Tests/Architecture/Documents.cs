using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Architecture;

public sealed class Documents
{
    [Fact]
    public void the_handler_in_the_README_is_the_real_one()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src/Freshmaker.Domain/Handlers/ModulesOnRpmSpecChange.cs"));

        File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ShouldContain(source[source.IndexOf("/// <summary>", StringComparison.Ordinal)..].TrimEnd());
    }

    [Fact]
    public void every_reason_that_a_plan_of_images_can_give_is_described()
    {
        var described = File.ReadAllText(Path.Combine(Repository.Root, "docs/planning.md"));

        Enum.GetValues<ReasonCode>().Where(code => code is < ReasonCode.NoHandler or > ReasonCode.RpmsNotUpdated and < ReasonCode.WaitsForPlan).Except(OfModulesAlone)
            .Where(code => !described.Contains($"`{System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{code}")}`")).ShouldBeEmpty();
    }

    static readonly ReasonCode[] OfModulesAlone =
    [
        ReasonCode.ModuleMetadataChanged, ReasonCode.ContainsChangedRpm, ReasonCode.BuiltFromRebuiltModule, ReasonCode.NewestVersionUnaffected, ReasonCode.CascadeCycle,
        ReasonCode.CascadeAlreadyVisited, ReasonCode.ContainsUpdatedRpms,
    ];

    [Fact]
    public void every_configuration_key_that_the_Host_reads_is_described()
    {
        var settings = string.Concat(((string[])["Operations", "Security/Settings"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, "src/Freshmaker.Host", folder), "*.cs")).Select(File.ReadAllText));
        var described = File.ReadAllText(Path.Combine(Repository.Root, "docs/operations.md"));

        var keys = System.Text.RegularExpressions.Regex.Matches(settings, "\"((Freshmaker|ConnectionStrings):[A-Za-z:]+)\"").Select(m => m.Groups[1].Value).ToList();

        keys.Count.ShouldBeGreaterThan(15);
        keys.Where(key => !described.Contains($"`{key}`") && !described.Contains($"`{key}:") && !described.Contains($"`{key[..key.LastIndexOf(':')]}:*`")).ShouldBeEmpty();
    }
}
