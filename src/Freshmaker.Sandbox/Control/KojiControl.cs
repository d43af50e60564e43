using System.Globalization;
using Freshmaker.Sandbox.Koji;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class KojiControl
{
    public static void MapKojiControl(this RouteGroupBuilder control)
    {
        control.MapGet("/koji/tasks", (KojiTasks tasks) => Results.Json(tasks.All.Where(task => task.Parent is null).Select(Show), Wire.Camel));
        control.MapPost("/koji/tasks/{id}/state", MoveAsync);
        control.MapPost("/koji/sessions", EndSessionsAsync);
    }

    /// <summary>A task ends now, whatever it was to do: also one that is stuck.</summary>
    private static async Task<IResult> MoveAsync(string id, HttpRequest request, KojiTasks tasks, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "state", "reason");
        var state = fields.Text("state").ToLowerInvariant();
        var task = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && tasks.Find(number) is { } found
            ? found
            : throw new RefusedException("id", $"there is no Koji task {id}");
        if (state is "closed" or "failed" && task.State == KojiTaskState.Free)
        {
            tasks.Open(number);
        }

        var moved = state switch
        {
            "open" => tasks.Open(number),
            "closed" => tasks.Close(number),
            "failed" => tasks.Fail(number, fields.TextOrNull("reason")),
            "canceled" => tasks.Cancel(number),
            _ => throw fields.Refuse("state", "must be one of open, closed, failed, canceled"),
        };
        return moved is null ? throw fields.Refuse("state", $"task {id} is {task.State} and cannot become {state}") : Results.Json(Show(moved), Wire.Camel);
    }

    /// <summary>What goes wrong with sessions: they expire, are forgotten, or have seen later calls.</summary>
    private static async Task<IResult> EndSessionsAsync(HttpRequest request, KojiSessions sessions, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "make");
        switch (fields.Text("make"))
        {
            case "expired":
                sessions.End(forget: false);
                break;
            case "forgotten":
                sessions.End(forget: true);
                break;
            case "advanced":
                sessions.Advance();
                break;
            default:
                throw fields.Refuse("make", "must be one of expired, forgotten, advanced");
        }

        return Results.NoContent();
    }

    private static object Show(KojiTask task) => new { task.Id, State = task.State.ToString().ToUpperInvariant(), task.Method, task.Nvr, task.Owner, task.Created, task.Completed, task.Request, task.Result };
}
