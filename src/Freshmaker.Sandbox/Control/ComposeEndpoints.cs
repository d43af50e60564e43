using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Odcs;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class ComposeEndpoints
{
    private const int Many = 1_000_000;

    public static void MapComposes(this RouteGroupBuilder control)
    {
        control.MapGet("/odcs/composes", (Composes composes, SandboxUrls urls) => Results.Json(new JsonArray([.. composes.All.Select(compose => compose.ToJson(urls.Odcs))])));
        control.MapPost("/odcs/composes/{id:long}/state", MoveAsync);
        control.MapPost("/odcs/composes/{id:long}/expire", ExpireAsync);
        control.MapPost("/odcs/behaviour", BehaveAsync);
    }

    private static async Task<IResult> MoveAsync(long id, HttpRequest request, Composes composes, SandboxUrls urls, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "state", "reason");
        var text = fields.Find("state") switch
        {
            { ValueKind: JsonValueKind.String } value => value.GetString()!,
            { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
            _ => throw fields.Refuse("state", "is required"),
        };
        var state = ComposeStates.Parse(text) ?? throw fields.Refuse("state", $"must be one of {string.Join(", ", Enum.GetValues<ComposeState>().Select(known => $"{known.Name()} {(int)known}"))}");
        return Results.Json((composes.Move(id, _ => true, state, fields.TextOrNull("reason")) ?? throw NoCompose(id)).ToJson(urls.Odcs));
    }

    // without a time: it has expired now, and is removed before anybody sees it again
    private static async Task<IResult> ExpireAsync(long id, HttpRequest request, Composes composes, SandboxUrls urls, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "after");
        var after = fields.Duration("after") ?? TimeSpan.FromSeconds(-1);
        return Results.Json((composes.Expire(id, after) ?? throw NoCompose(id)).ToJson(urls.Odcs));
    }

    private static async Task<IResult> BehaveAsync(HttpRequest request, ComposeBehaviours behaviours, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "name", "ends", "reason", "times");
        var behaviour = new ComposeBehaviour(
            fields.Text("name"), fields.Choice<ComposeEnd>("ends") ?? throw fields.Refuse("ends", "is required"), fields.TextOrNull("reason"), fields.Number("times", 1, Many));
        behaviours.Set(behaviour);
        return Results.Json(behaviour, Wire.Camel);
    }

    private static RefusedException NoCompose(long id) => new("id", $"there is no compose {id}");
}
