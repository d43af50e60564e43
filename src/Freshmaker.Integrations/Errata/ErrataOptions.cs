using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>Where and how the Errata Tool is asked. Section <c>Freshmaker:Errata</c>.</summary>
public sealed record ErrataOptions : LoginOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Errata";

    /// <summary>Its root; calls go to <c>{Url}/api/v1/</c> and, for what that lacks, to the older <c>{Url}/…json</c>. Required.</summary>
    public Uri? Url { get; init; }

    internal HttpLogin Login => LoginOf(Section);

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate() => Validate(Section, Url);

    /// <summary>Without the token.</summary>
    public override string ToString() =>
        $"{nameof(ErrataOptions)} {{ Url = {Url}, Auth = {Auth}, Token = {(Token is null ? "none" : Words.Cut)}, TokenFile = {TokenFile}, Limits = {Limits} }}";
}
