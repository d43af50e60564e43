using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Planning.Images;

/// <summary>What is said about images, in one form.</summary>
static class Said
{
    const int MostListed = 8;

    /// <summary>Names, sorted and joined; a long list is cut, since it is repeated for every image.</summary>
    public static string List(IEnumerable<string> names)
    {
        var sorted = names.Distinct().Order(StringComparer.Ordinal).ToList();
        return sorted.Count switch
        {
            0 => "none",
            <= MostListed => string.Join(", ", sorted),
            _ => $"{string.Join(", ", sorted.Take(MostListed))} and {sorted.Count - MostListed} more",
        };
    }

    /// <summary>Foreign text on one line, no longer than a name may be.</summary>
    public static string Text(string text)
    {
        var shown = text.Length <= ArtifactNames.MaxLength ? text : $"{text[..ArtifactNames.MaxLength]}…";
        return shown.Any(char.IsControl) ? string.Concat(shown.Select(c => char.IsControl(c) ? ' ' : c)) : shown;
    }

    public static Reason Unreadable(Nvr image, Fault fault) =>
        Reason.Of(ReasonCode.ImageUnreadable, ("image", $"{image}"), ("system", fault.System), ("call", fault.Call), ("text", fault.Text));

    public static Exclusion Exclusion(string nvr, Reason reason) => Nvr.TryParse(nvr) is { } parsed
        ? new(Artifact.Image(parsed), reason, nvr)
        : new(Artifact.Image(Text(nvr), ""), reason, Text(nvr));

    public static Reason NotAnNvr(string field, string text) => Reason.Of(ReasonCode.NotAnNvr, ("field", field), ("text", Text(text)));

    /// <summary>Why an image of this verdict is left alone; null when it may be affected.</summary>
    public static Reason? WhyNotAffected(RpmFix fix, RpmVerdict verdict) => verdict switch
    {
        { Finding: RpmFinding.AlreadyFixed, Installed: { } installed, Needed: { } needed } =>
            Reason.Of(ReasonCode.AlreadyFixed, ("rpm", installed.Name), ("installed", $"{installed}"), ("needed", $"{needed}")),
        { Finding: RpmFinding.OtherStream, Installed: { } installed } => Reason.Of(
            ReasonCode.FixIsForOtherStreams, ("rpm", installed.Name), ("installed", $"{installed}"), ("streams", fix.StreamsOf(installed.Name))),
        { Finding: RpmFinding.ModularityDiffers, Installed: { } installed, Needed: { } needed } =>
            Reason.Of(ReasonCode.ModularityDiffers, ("rpm", installed.Name), ("installed", $"{installed}"), ("needed", $"{needed}")),
        { Finding: RpmFinding.NotInstalled } => Reason.Of(ReasonCode.AffectedRpmNotInstalled, ("rpms", List(fix.Names))),
        _ => null,
    };
}
