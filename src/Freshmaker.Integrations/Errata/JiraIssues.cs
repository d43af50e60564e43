using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>What Jira says of the issues of an advisory (behaviour.md §7.6).</summary>
internal sealed class JiraIssues(HttpClient http, JiraOptions options)
{
    public const string System = "Jira";
    public const string Api = "rest/api/3/";

    readonly OutsideHttp _jira = new(System, http, options.Email is { } email ? HttpSecret.Basic(email, options.Token, options.TokenFile) : null);

    /// <summary>The special handlings of those issues that are vulnerabilities, in lower case.</summary>
    public async Task<IReadOnlySet<string>> HandlingsAsync(IEnumerable<string> keys, CancellationToken ct) =>
        (await Task.WhenAll(keys.Select(key => HandlingAsync(key, ct)))).SelectMany(found => found).ToHashSet(StringComparer.Ordinal);

    async Task<IReadOnlyList<string>> HandlingAsync(string key, CancellationToken ct)
    {
        var answer = await _jira.SendAsync(HttpMethod.Get, $"issue/{Uri.EscapeDataString(key)}?fields=issuetype,{options.Field}", ct);
        // An issue that we may not see says nothing. A login that fails is another matter: it would silently take the priority from every advisory.
        if (answer.Status is >= 400 and < 500 and not (401 or 407 or 408 or 429))
            return [];
        if (answer.Status != 200)
            throw answer.Fault();
        var fields = answer.Json().At("fields") ?? throw answer.Fault("fields is missing");
        return string.Equals(fields.Text("issuetype", "name"), "vulnerability", StringComparison.OrdinalIgnoreCase)
            ? [.. answer.Items(fields.At(options.Field), $"fields.{options.Field}").Select(item => item.Value.Text("value")?.ToLowerInvariant()).OfType<string>()]
            : [];
    }
}
