using System.Runtime.CompilerServices;

namespace Freshmaker.Host.Tests.Publishing;

/// <summary>Texts that others depend on, kept under Approved/. A changed one fails until a person has approved the change.</summary>
static class Approved
{
    public static void ShouldBeApproved(this string actual, string file, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "Approved", file);
        if (Environment.GetEnvironmentVariable("FRESHMAKER_APPROVE") == "1")
            File.WriteAllText(path, actual);
        (File.Exists(path) ? File.ReadAllText(path) : "").ShouldBe(actual, $"{file}: approve with FRESHMAKER_APPROVE=1 if subscribers can live with the change");
    }
}
