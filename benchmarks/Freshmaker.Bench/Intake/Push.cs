using System.Text;

namespace Freshmaker.Bench.Intake;

/// <summary>A git.receive message as Fedora's bus carries it: an RPM's push, of which one changed file decides whether it is for us.</summary>
static class Push
{
    const string SpecFile = "webserver.spec";
    const string OtherFile = "README.packaging";

    /// <summary>Messages that are all different and, for one seed, the same each time.</summary>
    public static IReadOnlyList<Sent> Make(int count, int seed, bool relevant)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Make(random, relevant ? SpecFile : OtherFile))];
    }

    static Sent Make(Random random, string file)
    {
        var bytes = new byte[36];
        random.NextBytes(bytes);
        var id = new Guid(bytes.AsSpan(0, 16)).ToString();
        var revision = Convert.ToHexStringLower(bytes.AsSpan(16));
        return new(id, Encoding.UTF8.GetBytes($$$"""
            {"commit":{"namespace":"rpms","repo":"webserver","branch":"f{{{random.Next(27, 44)}}}","rev":"{{{revision}}}",
            "username":"packager","agent":"packager","name":"A. Packager","email":"packager@example.org","seen":false,
            "path":"/srv/git/repositories/rpms/webserver.git","summary":"Update to the newest release",
            "message":"Update to the newest release\n\nIt repairs what the one before it broke; see the upstream news for the list.\n",
            "stats":{"files":{"sources":{"additions":1,"deletions":1,"lines":2},".gitignore":{"additions":1,"deletions":0,"lines":1},
            "{{{file}}}":{"additions":7,"deletions":2,"lines":9}},"total":{"files":3,"additions":9,"deletions":3,"lines":12}} } }
            """));
    }
}
