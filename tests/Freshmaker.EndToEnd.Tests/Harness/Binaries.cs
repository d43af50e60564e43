namespace Freshmaker.EndToEnd.Tests.Harness;

/// <summary>Where the programs under test are: built beside this assembly, in the same configuration.</summary>
public static class Binaries
{
    // …/tests/Freshmaker.EndToEnd.Tests/bin/<configuration>/<framework>/
    static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
    static readonly string Root = Output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    public static string Host => Built("Freshmaker.Host", "Freshmaker.Host.dll");

    public static string Sandbox => Built("Freshmaker.Sandbox", "Freshmaker.Sandbox.dll");

    public static string SandboxWorld => Built("Freshmaker.Sandbox", "worlds/modules.json");

    public static string SandboxSettings => Built("Freshmaker.Sandbox", "sandbox.settings.json");

    /// <summary>The sandbox's world of 60 images in four layers.</summary>
    public static string SixtyImages => Path.Combine(TestSources, "worlds", "sixty.json");

    /// <summary>The folder of this project's sources.</summary>
    public static string TestSources => Path.Combine(Root, "tests", "Freshmaker.EndToEnd.Tests");

    /// <summary>The program that runs this test, if that is dotnet, else the one on the search path.</summary>
    public static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    static string Built(string project, string file)
    {
        var path = Path.Combine(Root, "src", project, "bin", Output.Parent!.Name, Output.Name, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: build the solution first");
    }
}
