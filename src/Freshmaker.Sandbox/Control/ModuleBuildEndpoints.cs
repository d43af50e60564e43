using System.Globalization;
using System.Text.Json;
using Freshmaker.Sandbox.DistGit;
using Freshmaker.Sandbox.Mbs;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class ModuleBuildEndpoints
{
    private const string Somebody = "dana";

    public static void MapModuleBuilds(this RouteGroupBuilder control)
    {
        control.MapGet("/mbs/builds", (ModuleBuilds builds) => Results.Json(builds.All.Select(build => build.ToJson()), Wire.Camel));
        control.MapPost("/mbs/builds", StartAsync);
        control.MapPost("/mbs/builds/{id}/state", MoveAsync);
    }

    private static async Task<IResult> StartAsync(
        HttpRequest request, Repositories repositories, SandboxUrls urls, ModuleBuilds builds, ModuleBuildRunner runner, Pusher pusher, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "name", "stream", "owner");
        var (name, stream) = (fields.Text("name"), fields.Text("stream"));
        var path = repositories.Find("modules", name) ?? throw fields.Refuse("name", $"there is no repository modules/{name}");
        var tip = await Repositories.TipAsync(path, stream, stop) ?? throw fields.Refuse("stream", $"modules/{name} has no branch {stream}");
        var owner = fields.TextOrNull("owner") ?? Somebody;
        var (build, isNew) = Add(tip);
        if (!isNew)
        {
            // this commit was built before: somebody makes a new one, as they would have to
            (build, _) = Add(await pusher.PushAsync(new(path, stream, new Dictionary<string, string?>(), "Rebuild\n", $"{owner} <{owner}@example.org>"), stop));
        }

        runner.Start(build);
        return Results.Json(build.ToJson(), Wire.Camel, statusCode: StatusCodes.Status201Created);

        (ModuleBuild Build, bool IsNew) Add(string commit) => builds.Add(name, stream, commit, $"{urls.Git}/modules/{name}.git?#{commit}", owner);
    }

    private static async Task<IResult> MoveAsync(string id, HttpRequest request, ModuleBuilds builds, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "state", "reason");
        var text = fields.Find("state") switch
        {
            { ValueKind: JsonValueKind.String } value => value.GetString()!,
            { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
            _ => throw fields.Refuse("state", "is required"),
        };
        var state = ModuleStates.Parse(text) ?? throw fields.Refuse("state", $"must be one of {string.Join(", ", Enum.GetValues<ModuleState>().Select(known => $"{known.Name()} {(int)known}"))}");
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && builds.Move(number, _ => true, state, fields.TextOrNull("reason")) is { } moved
            ? Results.Json(moved.ToJson(), Wire.Camel)
            : throw new RefusedException("id", $"there is no module build {id}");
    }
}
