using Freshmaker.Sandbox.Errata;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox.Control;

internal static class AdvisoryEndpoints
{
    private const string Somebody = "dana@example.com";

    public static void MapAdvisories(this RouteGroupBuilder control)
    {
        control.MapGet("/errata/advisories", (Advisories advisories) => Results.Json(advisories.All, Wire.Camel));
        control.MapPost("/errata/advisories/{id:long}/ship", (long id, Advisories advisories) => Move(id, Advisories.Shipped, Somebody, advisories));
        control.MapPost("/errata/advisories/{id:long}/state", async (long id, HttpRequest request, Advisories advisories, CancellationToken stop) =>
        {
            var fields = Fields.Of(await Body.ReadAsync(request, stop), "", "state", "who");
            return Move(id, fields.Text("state"), fields.TextOrNull("who") ?? Somebody, advisories);
        });
    }

    private static IResult Move(long id, string state, string who, Advisories advisories) =>
        Results.Json(advisories.Move(id, state, who) ?? throw new RefusedException("id", $"there is no advisory {id}"), Wire.Camel);
}
