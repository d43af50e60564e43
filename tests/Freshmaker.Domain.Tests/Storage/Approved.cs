namespace Freshmaker.Domain.Tests.Storage;

/// <summary>Texts that others depend on, kept under Approved/. A changed one fails until a person has approved the change.</summary>
static class Approved
{
    public static void ShouldBeApproved(this string actual, string file)
    {
        var path = Repository.PathOf("tests", "Freshmaker.Domain.Tests", "Approved", file);
        if (Environment.GetEnvironmentVariable("FRESHMAKER_APPROVE") == "1")
            File.WriteAllText(path, actual);

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual != approved)
            Assert.Fail($"{file} is not what was approved (- approved, + now):\n{Diff(approved, actual)}\n"
                + "Stored events must stay readable for ever. If this change is meant and old events are upcast, approve it with FRESHMAKER_APPROVE=1 and commit the file.");
    }

    /// <summary>Lines that only one of both has, in order, by their longest common subsequence.</summary>
    internal static string Diff(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var lines = new List<string>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
                (i, j) = (i + 1, j + 1);
            else if (j >= b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
                lines.Add($"- {a[i++]}");
            else
                lines.Add($"+ {b[j++]}");
        }

        return string.Join('\n', lines);
    }
}
