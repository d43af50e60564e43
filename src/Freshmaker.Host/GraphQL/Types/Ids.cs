using System.Text.RegularExpressions;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.GraphQL.Wording;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>Ids as clients send them.</summary>
static partial class Ids
{
    public static string Rebuild(string argument, string id) => RebuildPattern().IsMatch(id)
        ? id
        : throw Refused.Id(argument, $"must be the id of a rebuild ({RebuildId.Prefix} and 32 hexadecimal digits)");

    public static (string Rebuild, string Key) Build(string argument, string id) =>
        id.Length < 1000 && id.Split('/', 2) is [var rebuild, var key] && RebuildPattern().IsMatch(rebuild) && ArtifactKeys.IsOfBuild(key)
            ? (rebuild, key.Checked(argument)!)
            : throw Refused.Id(argument, "must be the id of a build (the id of a rebuild, a slash, and the key of an artifact)");

    [GeneratedRegex(@"^rebuild-[0-9a-f]{32}\z")]
    private static partial Regex RebuildPattern();
}
