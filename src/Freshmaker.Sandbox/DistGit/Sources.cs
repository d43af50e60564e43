using System.Text;
using Freshmaker.Sandbox.World;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>What the repositories hold at the beginning.</summary>
internal static class Sources
{
    public static string Module(WorldModule module)
    {
        var yaml = new StringBuilder($"""
            document: modulemd
            version: 2
            data:
              name: {module.Name}
              stream: "{module.Stream}"
              summary: The {module.Name} module
              description: Part of a world that exists in a sandbox only.
              license:
                module: [MIT]
              dependencies:

            """);
        yaml.Append(module.Newest.BuiltFrom.Count == 0 ? "    - buildrequires: {}\n" : "    - buildrequires:\n");
        foreach (var dependency in module.Newest.BuiltFrom)
        {
            yaml.Append($"        {dependency.Name}: [\"{dependency.Stream}\"]\n");
        }

        yaml.Append(module.Newest.Rpms.Count == 0 ? "  components: {}\n" : "  components:\n    rpms:\n");
        foreach (var rpm in module.Newest.Rpms)
        {
            yaml.Append($"      {rpm.Name}:\n        ref: {rpm.Branch}\n        rationale: Part of {module.Name}.\n");
        }

        return yaml.ToString();
    }

    public static string Spec(string name, string branch) => $"""
        Name:           {name}
        Version:        1.0
        Release:        1%{"{?dist}"}
        Summary:        The {name} package for {branch}
        License:        MIT
        URL:            https://example.org/{name}

        %description
        Part of a world that exists in a sandbox only.

        %files

        %changelog

        """;

    public static string Dockerfile(string name, string branch) => $"""
        FROM registry.example.org/base:{branch}
        LABEL name="{name}" version="1"

        """;
}
