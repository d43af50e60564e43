using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Odcs;

/// <summary>Where and how ODCS is asked. Section <c>Freshmaker:Odcs</c>.</summary>
public sealed record OdcsOptions : LoginOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Odcs";

    /// <summary>Its root; calls go to <c>{Url}/api/1/</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>The name ODCS knows us by: only composes of this owner are taken for ours. Null: those of any owner, if the request is the same.</summary>
    public string? Owner { get; init; }

    /// <summary>How long ODCS is asked to keep a compose; it may have a shorter limit of its own. Default one day.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A compose that expires within this time is not taken up again. Default one hour.</summary>
    public TimeSpan ExpiryMargin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far ODCS's clock may be behind ours. Default 5 s.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most pages of the list of composes (100 each) that are read; a longer list is a fault, never a silent cut. Default 100.</summary>
    public int MaxPages { get; init; } = 100;

    internal HttpLogin Login => LoginOf(Section);

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in Validate(Section, Url))
            yield return problem;
        if (Owner?.Length == 0)
            yield return $"{Section}:Owner must not be empty, or not given at all";
        if (TimeToLive < TimeSpan.FromMinutes(1) || TimeToLive > TimeSpan.FromDays(365))
            yield return $"{Section}:TimeToLive must be from one minute to 365 days";
        if (ExpiryMargin < TimeSpan.Zero || ExpiryMargin >= TimeToLive)
            yield return $"{Section}:ExpiryMargin must be from 0 to less than {Section}:TimeToLive";
        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromHours(1))
            yield return $"{Section}:ClockSkew must be from 0 to one hour";
        if (MaxPages is < 1 or > 100_000)
            yield return $"{Section}:MaxPages must be from 1 to 100000";
    }

    /// <summary>Without the token.</summary>
    public override string ToString() =>
        $"{nameof(OdcsOptions)} {{ Url = {Url}, Auth = {Auth}, Token = {(Token is null ? "none" : Words.Cut)}, TokenFile = {TokenFile}, "
        + $"Owner = {Owner}, TimeToLive = {TimeToLive}, ExpiryMargin = {ExpiryMargin}, MaxPages = {MaxPages}, Limits = {Limits} }}";
}
