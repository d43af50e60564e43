using System.Text;

namespace Freshmaker.Sandbox.DistGit;

/// <summary>The two commands of git's fast-import that need counting.</summary>
internal static class FastImport
{
    public static string Data(string text) => $"data {Encoding.UTF8.GetByteCount(text)}\n{text}\n";

    public static string File(string path, string content) => $"M 100644 inline {Quoted(path)}\n{Data(content)}";

    public static string Delete(string path) => $"D {Quoted(path)}\n";

    private static string Quoted(string path) =>
        "\"" + path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
