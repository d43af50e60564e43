namespace Freshmaker.Host.Tests.Running;

/// <summary>The working copy that these tests were built from.</summary>
static class Repository
{
    static readonly string Root = Find(AppContext.BaseDirectory);

    public static string Text(params ReadOnlySpan<string> path) => File.ReadAllText(Path.Combine([Root, .. path])).ReplaceLineEndings("\n");

    static string Find(string folder) => File.Exists(Path.Combine(folder, "Freshmaker.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests must run below the folder of Freshmaker.sln"));
}
