using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>Where and how Jira is asked about the issues of advisories. Section <c>Freshmaker:Jira</c>. Without it only bug flags say what has priority.</summary>
public sealed record JiraOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Freshmaker:Jira";

    /// <summary>Its root; calls go to <c>{Url}/rest/api/3/</c>. Required.</summary>
    public Uri? Url { get; init; }

    /// <summary>The account's address; with <see cref="Token"/> or <see cref="TokenFile"/>, or none of them.</summary>
    public string? Email { get; init; }

    /// <summary>The account's API token.</summary>
    public string? Token { get; init; }

    /// <summary>A file with the token instead, read anew for every call.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The field with the special handling of a vulnerability. Default <c>customfield_10670</c>.</summary>
    public string Field { get; init; } = "customfield_10670";

    /// <summary>Time, retries, concurrency and size of the HTTP calls.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>What is wrong with these options, each with its key and rule; nothing when they are good.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in HttpAddress.Validate($"{Section}:Url", Url).Concat(Limits.Validate($"{Section}:Limits")))
            yield return problem;
        if (Email is null != (Token ?? TokenFile) is null)
            yield return $"{Section}:Email and one of {Section}:Token and {Section}:TokenFile must be given together";
        if (Email is not null && (Email.Length == 0 || Email.Contains(':', StringComparison.Ordinal) || Email.Any(char.IsControl)))
            yield return $"{Section}:Email must be an address";
        foreach (var problem in HttpSecret.Validate(Section, Token, TokenFile))
            yield return problem;
        if (Field.Length == 0 || !Field.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            yield return $"{Section}:Field must be the name of a field";
    }

    /// <summary>Without the token.</summary>
    public override string ToString() =>
        $"{nameof(JiraOptions)} {{ Url = {Url}, Email = {Email}, Token = {(Token is null ? "none" : Words.Cut)}, TokenFile = {TokenFile}, Field = {Field}, Limits = {Limits} }}";
}
