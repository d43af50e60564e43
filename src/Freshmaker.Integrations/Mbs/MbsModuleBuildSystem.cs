using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Mbs;

/// <summary>MBS's API, version 1 (behaviour.md §7.3).</summary>
internal sealed class MbsModuleBuildSystem(HttpClient http, MbsOptions options, string sourceUrl) : IModuleBuildSystem
{
    public const string System = "MBS";
    public const string Api = "module-build-service/1/";
    const string Builds = "module-builds/";
    const string CancelReason = "Canceled by Freshmaker";

    readonly OutsideHttp _mbs = new(System, http, HttpSecret.Bearer(options.Token, options.TokenFile));

    public async Task<ModuleBuildProgress?> FindAsync(string name, string stream, string revision, CancellationToken ct)
    {
        var query = $"{Builds}?name={Uri.EscapeDataString(name)}&stream={Uri.EscapeDataString(stream)}&order_desc_by=id&per_page=100&verbose=true";
        for (var page = 1; ; page++)
        {
            var answer = await _mbs.SendAsync(HttpMethod.Get, $"{query}&page={page}", ct);
            if (answer.Status != 200)
                throw answer.Fault();
            var body = answer.Json();
            if (body.At("items") is not { ValueKind: JsonValueKind.Array } items)
                throw answer.Fault("items must be a list of builds");

            var found = items.EnumerateArray().Select((item, index) => MbsBuild.Read(answer, item, $"items[{index}]."))
                .Where(build => build.Name == name && build.Stream == stream && string.Equals(build.Revision, revision, StringComparison.OrdinalIgnoreCase))
                .MaxBy(build => build.BuildId);
            if (found is not null)
                return found;
            if (items.GetArrayLength() == 0 || !(body.WholeNumber("meta", "pages") > page || body.Text("meta", "next") is not null))
                return null;
            if (page == options.MaxPages)
                throw answer.Fault($"there are more than {options.MaxPages} pages");
        }
    }

    public async Task<ModuleBuildProgress?> GetAsync(long buildId, CancellationToken ct)
    {
        var answer = await _mbs.SendAsync(HttpMethod.Get, $"{Builds}{buildId}", ct);
        if (answer.Status == 404)
            return null;
        if (answer.Status != 200)
            throw answer.Fault();
        var build = MbsBuild.Read(answer, answer.Json());
        return build.BuildId == buildId ? build : throw answer.Fault($"id must be {buildId}");
    }

    public async Task<ModuleSubmission> SubmitAsync(string name, string stream, string revision, CancellationToken ct)
    {
        var submission = new { scmurl = $"{sourceUrl.TrimEnd('/')}/modules/{name}.git?#{revision}", branch = stream };
        var answer = await _mbs.SendAsync(HttpMethod.Post, Builds, ct, () => JsonBody.Of(submission), $"{name}:{stream} at {revision}");
        return answer.Status switch
        {
            200 or 201 => Accepted(answer, name, stream),
            409 => new ModuleSubmission.AlreadySubmitted(answer.OwnWords),
            401 or 403 or 408 or 429 => throw answer.Fault(), // the operator's business, or a matter of time
            >= 400 and < 500 => new ModuleSubmission.Refused(answer.Status, answer.OwnWords),
            _ => throw answer.Fault(),
        };
    }

    public async Task<bool> CancelAsync(long buildId, CancellationToken ct)
    {
        var answer = await _mbs.SendAsync(
            HttpMethod.Patch, $"{Builds}{buildId}", ct, () => JsonBody.Of(new { state = "failed", state_reason = CancelReason }));
        if (answer.Status == 200)
        {
            MbsBuild.Read(answer, answer.Json());
            return true;
        }

        // MBS says "cannot cancel what is over" and "you must not" with the same status, so the build itself is asked.
        if (answer.Status is 404 || (answer.Status is 400 or 403 or 409 or 422 && await IsOverAsync(buildId, ct)))
            return false;
        throw answer.Fault();
    }

    public Uri UrlOf(long buildId) => HttpAddress.Under(options.Url!, $"{Api}{Builds}{buildId}");

    async Task<bool> IsOverAsync(long buildId, CancellationToken ct) => await GetAsync(buildId, ct)
        is null or { State: ModuleBuildState.Done or ModuleBuildState.Failed or ModuleBuildState.Ready or ModuleBuildState.Garbage };

    static ModuleSubmission Accepted(Answer answer, string name, string stream)
    {
        var body = answer.Json();
        if (body.ValueKind == JsonValueKind.Array)
            body = body.GetArrayLength() == 1 ? body[0] : throw answer.Fault($"there are {body.GetArrayLength()} builds where one was expected");
        // Some versions say the status in the body only (behaviour.md Appendix B).
        return body.WholeNumber("status") == 409 && body.At("id") is null
            ? new ModuleSubmission.AlreadySubmitted(answer.OwnWords)
            : new ModuleSubmission.Accepted(MbsBuild.ReadSubmitted(answer, body, name, stream));
    }
}
