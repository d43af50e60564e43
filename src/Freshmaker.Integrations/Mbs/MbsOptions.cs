using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Mbs;

/// <summary>Where and how MBS is asked. Section <c>Freshmaker:Mbs</c>.</summary>
public sealed record MbsOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Mbs";

    /// <summary>Its root; calls go to <c>{Url}/module-build-service/1/module-builds/</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>Bearer token; null, and no <see cref="TokenFile"/>, sends none.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token instead, read anew for every call.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Most pages of a list that are read; a longer list is a fault, never a silent cut. Default 100.</summary>
    public int MaxPages { get; init; } = 100;

    /// <summary>Time, retries, concurrency and size of the HTTP calls.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in HttpAddress.Validate($"{Section}:Url", Url).Concat(Limits.Validate($"{Section}:Limits")).Concat(HttpSecret.Validate(Section, Token, TokenFile)))
            yield return problem;
        if (MaxPages is < 1 or > 100_000)
            yield return $"{Section}:MaxPages must be from 1 to 100000";
    }

    /// <summary>Without the token.</summary>
    public override string ToString() =>
        $"{nameof(MbsOptions)} {{ Url = {Url}, Token = {(Token is null ? "none" : Words.Cut)}, TokenFile = {TokenFile}, MaxPages = {MaxPages}, Limits = {Limits} }}";
}
