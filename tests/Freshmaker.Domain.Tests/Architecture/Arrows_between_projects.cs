using System.Xml.Linq;

namespace Freshmaker.Domain.Tests.Architecture;

/// <summary>Arrows point one way (docs/architecture.md). The stand-ins under eng/ replace packages and are no part of the house.</summary>
public sealed class Arrows_between_projects
{
    static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Freshmaker.Domain"] = [],
        ["Freshmaker.Integrations"] = ["Freshmaker.Domain"],
        ["Freshmaker.Projections"] = ["Freshmaker.Domain"],
        ["Freshmaker.Host"] = ["Freshmaker.Domain", "Freshmaker.Integrations", "Freshmaker.Projections"],
        ["Freshmaker.Sandbox"] = [],
    };

    [Fact]
    public void point_only_as_drawn()
    {
        var drawn = Projects().ToDictionary(p => Path.GetFileNameWithoutExtension(p), p => References(p, "ProjectReference").Where(r => !r.Contains("/eng/", StringComparison.Ordinal)));

        drawn.Keys.ShouldBe(Allowed.Keys, ignoreOrder: true, "a new project must be drawn here and in docs/architecture.md");
        foreach (var (project, references) in drawn)
            references.Select(r => Path.GetFileNameWithoutExtension(r)).ShouldBeSubsetOf(Allowed[project], project);
    }

    [Fact]
    public void the_domain_has_no_package_and_no_project()
    {
        var domain = Projects().Single(p => p.EndsWith("Freshmaker.Domain.csproj", StringComparison.Ordinal));

        References(domain, "ProjectReference").ShouldBeEmpty();
        References(domain, "PackageReference").ShouldBeEmpty();
        References(domain, "FrameworkReference").ShouldBeEmpty();
        References(domain, "Reference").ShouldBeEmpty();
    }

    [Fact]
    public void what_all_projects_share_are_analyzers_only()
    {
        var shared = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("PackageReference").ToList();

        shared.ShouldNotBeEmpty();
        shared.ShouldAllBe(r => r.Attribute("Include")!.Value.EndsWith("Analyzers") && r.Attribute("PrivateAssets")!.Value == "all");
        XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("GlobalPackageReference").ShouldBeEmpty();
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets" })
            File.Exists(Repository.PathOf("src", name)).ShouldBeFalse($"src/{name} could add references that this test does not see");
    }

    static IEnumerable<string> Projects() => Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories);

    static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(r => r.Attribute("Include")?.Value ?? "").Select(r => r.Replace('\\', '/'));
}
