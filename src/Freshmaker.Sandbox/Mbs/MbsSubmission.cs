using System.Text.Json;
using System.Text.RegularExpressions;
using Freshmaker.Sandbox.DistGit;

namespace Freshmaker.Sandbox.Mbs;

/// <summary>What clients may change: submit a build, cancel a build.</summary>
internal sealed partial class MbsSubmission(SandboxOptions options, SandboxCounters counters, Repositories repositories, ModuleBuilds builds, ModuleBuildRunner runner)
{
    private const string Owner = "freshmaker";

    public async Task<IResult> SubmitAsync(HttpRequest request, CancellationToken stop)
    {
        var (result, counter) = await TakeAsync(request, stop);
        counters.Count(counter);
        return result;
    }

    public async Task<IResult> CancelAsync(HttpRequest request, ModuleBuild build, CancellationToken stop)
    {
        if (Unauthorized(request) is { } unauthorized)
        {
            return unauthorized;
        }

        var body = await BodyAsync(request, stop);
        if (body is null || Text(body.Value, "state") is not { } state)
        {
            return MbsError.Of(400, body is null ? "Invalid JSON submitted" : "Invalid JSON submitted: state is missing");
        }

        if (ModuleStates.Parse(state) != ModuleState.Failed)
        {
            return MbsError.Of(400, $"The provided state change is not supported: {state}");
        }

        var canceled = builds.Move(build.Id, now => !now.State.IsEnd(), ModuleState.Failed, Text(body.Value, "state_reason") ?? $"Canceled by {Owner}.");
        return canceled is null ? MbsError.Of(403, $"You can't cancel a {builds.Find(build.Id)?.State.Name()} module") : Results.Json(canceled.ToJson());
    }

    private async Task<(IResult Result, string Counter)> TakeAsync(HttpRequest request, CancellationToken stop)
    {
        if (Unauthorized(request) is { } unauthorized)
        {
            return (unauthorized, "mbs.unauthorized");
        }

        if (await BodyAsync(request, stop) is not { } body)
        {
            return Refused(400, "Invalid JSON submitted");
        }

        if (Text(body, "scmurl") is not { } scmUrl)
        {
            return Refused(400, "Missing scmurl");
        }

        if (Text(body, "branch") is not { } branch)
        {
            return Refused(400, "Missing branch");
        }

        var match = ScmUrl().Match(scmUrl);
        if (!match.Success)
        {
            return Refused(403, $"The submitted scmurl {scmUrl} is not valid");
        }

        var (name, revision) = (match.Groups["name"].Value, match.Groups["rev"].Value);
        var commit = await repositories.FindCommitAsync("modules", name, branch, revision, stop);
        if (commit.Problem is { } problem)
        {
            return Refused(422, problem);
        }

        var (build, isNew) = builds.Add(name, branch, commit.Sha, scmUrl, Owner);
        if (!isNew && builds.Move(build.Id, known => known.State == ModuleState.Failed, ModuleState.Init, $"Resubmitted by {Owner}") is { } resumed)
        {
            runner.Start(resumed);
            return (Results.Json(resumed.ToJson(), statusCode: 201), "mbs.resumed");
        }

        if (!isNew)
        {
            return (MbsError.Of(409, $"Module (state={build.State.Name()}) already exists. Only a new build, resubmission of a failed build or build against new buildrequirements is allowed."), "mbs.conflicts");
        }

        var accepted = Results.Json(build.ToJson(), statusCode: 201);
        runner.Start(build);
        return (accepted, "mbs.accepted");
    }

    private static (IResult Result, string Counter) Refused(int status, string message) => (MbsError.Of(status, message), "mbs.refused");

    private IResult? Unauthorized(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return MbsError.Of(401, "No 'authorization' header found.");
        }

        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        return token.Length > 0 && (options.MbsToken is null || token == options.MbsToken) ? null : MbsError.Of(401, "OIDC token invalid or not registered.");
    }

    private static async Task<JsonElement?> BodyAsync(HttpRequest request, CancellationToken stop)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: stop);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null }
        : null;

    [GeneratedRegex(@"^\S+/modules/(?<name>[A-Za-z0-9][A-Za-z0-9._+-]*?)(\.git)?/?\??#(?<rev>[0-9a-f]{4,40})\z", RegexOptions.None, 1000)]
    private static partial Regex ScmUrl();
}
