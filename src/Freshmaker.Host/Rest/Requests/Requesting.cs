using Freshmaker.Host.Commands;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Security;

namespace Freshmaker.Host.Rest.Requests;

/// <summary><c>POST builds/</c> and <c>async-builds/</c>: who asks is looked at first, then what is asked (behaviour.md §5.6, §5.7, §5.9).</summary>
public sealed class Requesting(RequestRules rules, RebuildRequests requests, FreshEvents events)
{
    public async Task<IResult> AdvisoryAsync(HttpContext http)
    {
        Answers.Demand(http, RequestKind.Advisory.Permission);
        return await RequestAsync(http, RequestKind.Advisory, await rules.AdvisoryAsync(await JsonBody.ReadAsync(http), http.RequestAborted));
    }

    public async Task<IResult> ImagesAsync(HttpContext http)
    {
        Answers.Demand(http, RequestKind.Images.Permission);
        return await RequestAsync(http, RequestKind.Images, await rules.ImagesAsync(await JsonBody.ReadAsync(http), http.RequestAborted));
    }

    async Task<IResult> RequestAsync(HttpContext http, RequestKind kind, PassedRequest request)
    {
        var answer = Answers.Checked(await requests.RequestAsync(kind, request.Fields, Answers.OrderOf(http, request.Reason), request.Force, http.RequestAborted));
        return Results.Json(await events.ReadAsync(http, answer.Rebuild!), ContractJson.Options);
    }
}
