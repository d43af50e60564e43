using System.Text.Json;
using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Messages;

/// <summary>
/// Bodhi updates that became stable, <c>bodhi.update.complete.stable</c> (behaviour.md §1.2 T2). Newer Bodhi calls the update's id <c>alias</c> only.
/// Builds that say they are no RPMs (modules, containers, flatpaks) are left out; old ones say nothing and are RPMs.
/// </summary>
public sealed class BodhiUpdateStableParser : IMessageParser
{
    public string TopicSuffix => "bodhi.update.complete.stable";

    public ParseResult Parse(BusMessage message)
    {
        if (message.Body.At("update") is not { ValueKind: JsonValueKind.Object } update)
            return ParseResult.Refuse("update", "must be an object that describes the update");
        if (BrokenRuleOfId(update.Text("updateid") ?? update.Text("alias")) is { } idRule)
            return ParseResult.Refuse("update.updateid", idRule);
        if (update.Items("builds") is not { } items)
            return ParseResult.Refuse("update.builds", "must be a list of builds");

        var builds = new List<string>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Text("type") is { } type && type != "rpm")
                continue;
            var nvr = items[i].Text("nvr");
            if (ArtifactNames.BrokenRuleOfNvr(nvr) is { } nvrRule)
                return ParseResult.Refuse($"update.builds[{i}].nvr", nvrRule);
            builds.Add(nvr!);
        }

        if (builds.Count == 0)
            return new ParseResult.NotForUs("an update without RPMs");

        // Without a branch it is still recorded, with every artifact left alone because of that.
        var branch = update.Text("release", "branch");
        if (update.At("release", "branch") is not null && ArtifactNames.BrokenRuleOfBranch(branch) is { } branchRule)
            return ParseResult.Refuse("update.release.branch", branchRule);
        return new ParseResult.Triggered(new RpmsStable(
            (update.Text("updateid") ?? update.Text("alias"))!, [.. builds.Distinct()], update.FreeText("release", "name"), branch));
    }

    static string? BrokenRuleOfId(string? id) => id switch
    {
        null or "" => "must be a text that is not empty (alias does as well)",
        { Length: > ArtifactNames.MaxLength } => $"must not be longer than {ArtifactNames.MaxLength} characters (it has {id.Length})",
        _ when id.Any(char.IsControl) => "must not contain control characters",
        _ => null,
    };
}
