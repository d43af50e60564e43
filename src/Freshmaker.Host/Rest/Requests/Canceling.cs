using Freshmaker.Domain.Messages;
using Freshmaker.Host.Commands;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Rest.Reading;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Rest.Requests;

/// <summary><c>PATCH events/{id}</c>, which can cancel (behaviour.md §5.8).</summary>
public sealed class Canceling(RebuildOrders orders, PublicNumbers numbers, FreshEvents events)
{
    public async Task<IResult> PatchAsync(HttpContext http, string id)
    {
        Answers.Demand(http, Permission.CancelAny, Permission.CancelOwn);
        var body = await JsonBody.ReadAsync(http);
        if (body.At("action") is null)
            throw new RestException(StatusCodes.Status400BadRequest, "\"action\" must be given.");
        if (body.Text("action") != "cancel")
            throw new RestException(StatusCodes.Status400BadRequest, "\"action\" must be \"cancel\"; there is no other.");
        if (Ids.Number(id) is not { } number || await numbers.RebuildAsync(number, http.RequestAborted) is not { } rebuild)
            throw RestException.NotFound($"There is no event {QueryReader.Shown(id)}.");
        Answers.Checked(await orders.CancelAsync(rebuild, Answers.OrderOf(http, body.Text("reason")), http.RequestAborted));
        return Results.Json(await events.ReadAsync(http, rebuild), ContractJson.Options);
    }
}
