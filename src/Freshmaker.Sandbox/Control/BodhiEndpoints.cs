using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Control;

/// <summary>Bodhi, of which only its messages are seen: <c>bodhi.update.complete.stable</c>.</summary>
internal static class BodhiEndpoints
{
    private const string Somebody = "dana";

    public static void MapBodhi(this RouteGroupBuilder control) => control.MapPost("/bodhi-updates", PublishAsync);

    private static async Task<IResult> PublishAsync(HttpRequest request, ImageWorld world, BusPublisher bus, SandboxOptions options, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "builds", "branch", "updateId", "security");
        var builds = fields.Items("builds").Select(item =>
        {
            var nvr = Fields.OneText(item.Value, item.Path);
            return world.RpmBuilds.Any(build => build.Nvr == nvr) ? nvr : throw new RefusedException(item.Path, $"the world's rpmBuilds have no {nvr}");
        }).ToList();
        if (builds.Count == 0)
        {
            throw fields.Refuse("builds", "is required: the NVRs of at least one of the world's RPM builds");
        }

        var now = options.Clock.GetUtcNow();
        var branch = fields.TextOrNull("branch") ?? "f41";
        if (!WorldReader.BranchName().IsMatch(branch))
        {
            throw fields.Refuse("branch", "must be a branch name");
        }

        var updateId = fields.TextOrNull("updateId") ?? $"FEDORA-{now.Year}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5))}";
        var id = bus.Publish("bodhi.update.complete.stable", Message(updateId, builds, branch, fields.Flag("security", false), now));
        return Results.Json(new { id, updateId, builds }, Wire.Camel, statusCode: StatusCodes.Status202Accepted);
    }

    private static JsonObject Message(string updateId, List<string> builds, string branch, bool security, DateTimeOffset now) => new()
    {
        ["agent"] = Somebody,
        ["update"] = new JsonObject
        {
            // older consumers read the one, newer ones the other
            ["updateid"] = updateId,
            ["alias"] = updateId,
            ["title"] = string.Join(' ', builds),
            ["status"] = "stable",
            ["type"] = security ? "security" : "bugfix",
            ["severity"] = security ? "medium" : "unspecified",
            ["date_stable"] = now.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["builds"] = new JsonArray([.. builds.Select(nvr => new JsonObject { ["nvr"] = nvr, ["epoch"] = 0, ["signed"] = true })]),
            ["bugs"] = new JsonArray(),
            ["release"] = Release(branch),
            ["user"] = new JsonObject { ["name"] = Somebody },
        },
    };

    private static JsonObject Release(string branch) => new()
    {
        ["name"] = branch.ToUpperInvariant(),
        ["branch"] = branch,
        ["dist_tag"] = branch,
        ["version"] = branch.TrimStart('f'),
        ["candidate_tag"] = $"{branch}-updates-candidate",
        ["stable_tag"] = $"{branch}-updates",
    };
}
