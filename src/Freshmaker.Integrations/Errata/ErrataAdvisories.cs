using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Errata;

/// <summary>The Errata Tool's API, version 1, and the older one where the first says too little (behaviour.md §7.5).</summary>
internal sealed class ErrataAdvisories(HttpClient http, ErrataOptions options, JiraIssues? jira) : IAdvisories
{
    public const string System = "Errata Tool";

    /// <summary>More issues than this make no sense, and each costs a call.</summary>
    const int MaxIssues = 1000;

    readonly OutsideHttp _errata = new(System, http, options.Login.Secret);

    /// <summary>
    /// Three calls: the advisory, its older form, the flags of its bugs; one each more if the older form does not name release or product, and with Jira one for
    /// the list of issues and one each for those.
    /// </summary>
    public async Task<AdvisoryRecord?> GetAsync(long id, CancellationToken ct)
    {
        var answer = await GetAsync($"api/v1/erratum/{id}", ct);
        if (answer.Status == 404 && answer.IsJsonObject)
            return null;
        var record = ErrataRecord.Read(answer, Body(answer), id, out var productId);

        var flags = FlagsAsync(id, ct);
        var handlings = HandlingsAsync(id, ct);
        var described = DescribedAsync(record, productId, ct);
        await Task.WhenAll(flags, handlings, described);
        return (await described) with
        {
            IsMajorIncident = (await flags).Contains("hightouch+") || (await handlings).Contains("major incident"),
            IsCompliancePriority = (await flags).Contains("compliance_priority+") || (await handlings).Contains("compliance-priority"),
            IsContractPriority = (await handlings).Contains("contract-priority"),
        };
    }

    public async Task<AdvisoryContent> ContentAsync(long id, CancellationToken ct)
    {
        var builds = GetAsync($"advisory/{id}/builds.json", ct);
        var affected = GetAsync($"api/v1/erratum/{id}/builds_by_cve", ct);
        var repositories = GetAsync($"errata/get_pulp_packages/{id}.json", ct);
        await Task.WhenAll(builds, affected, repositories);
        return ErrataContent.Read((await builds, Body(await builds)), (await affected, Body(await affected)), (await repositories, Body(await repositories)));
    }

    /// <summary>The record with what only the older form tells: reporter, release, and the product's short name.</summary>
    async Task<AdvisoryRecord> DescribedAsync(AdvisoryRecord record, long? productId, CancellationToken ct)
    {
        var answer = await GetAsync($"advisory/{record.Id}.json", ct);
        var body = Body(answer);
        var (release, product) = (body.FreeText("release", "name"), body.FreeText("product", "short_name"));
        var askedRelease = release is null && body.WholeNumber("release", "id") is { } releaseId
            ? NameAsync($"api/v1/releases/{releaseId}", ct, "data", "attributes", "name") : Task.FromResult(release);
        var askedProduct = product is null && (productId ?? body.WholeNumber("product", "id")) is { } ofProduct
            ? NameAsync($"products/{ofProduct}.json", ct, "product", "short_name") : Task.FromResult(product);
        await Task.WhenAll(askedRelease, askedProduct);
        return record with { Reporter = body.FreeText("people", "reporter"), ReleaseName = await askedRelease, ProductShortName = await askedProduct };
    }

    async Task<string?> NameAsync(string path, CancellationToken ct, params string[] field)
    {
        var answer = await GetAsync(path, ct);
        return Body(answer).FreeText(field) ?? throw answer.Fault($"{string.Join('.', field)} must be a text");
    }

    /// <summary>The flags of the advisory's bugs, as <c>hightouch+</c>.</summary>
    async Task<IReadOnlySet<string>> FlagsAsync(long id, CancellationToken ct)
    {
        var answer = await GetAsync($"advisory/{id}/bugs.json", ct);
        return answer.Items(Body(answer), "")
            .SelectMany(bug => bug.Value.Text("flags")?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            .ToHashSet(StringComparer.Ordinal);
    }

    async Task<IReadOnlySet<string>> HandlingsAsync(long id, CancellationToken ct)
    {
        if (jira is null)
            return new HashSet<string>();
        var answer = await GetAsync($"advisory/{id}/jira_issues.json", ct);
        var keys = answer.Items(Body(answer), "").Select(issue => issue.Value.Text("key")).Where(key => !string.IsNullOrWhiteSpace(key)).OfType<string>().ToHashSet();
        return keys.Count <= MaxIssues ? await jira.HandlingsAsync(keys, ct) : throw answer.Fault($"there are more than {MaxIssues} issues");
    }

    Task<Answer> GetAsync(string path, CancellationToken ct) => _errata.SendAsync(HttpMethod.Get, path, ct);

    static JsonElement Body(Answer answer) => answer.Status == 200 ? answer.Json() : throw answer.Fault();
}
