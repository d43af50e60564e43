using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Rebuilds;

namespace Freshmaker.Host.Rest.Reading;

/// <summary><c>GET events/</c> and <c>events/{id}</c> (behaviour.md §5.2, §5.4).</summary>
sealed class EventReads(NumberedRebuilds rebuilds, NumberedBuilds builds)
{
    static readonly Dictionary<string, string?> Orders = new() { ["id"] = null, ["message_id"] = "message_id" };

    public async Task<IResult> ListAsync(HttpContext http, bool full)
    {
        var (query, people) = (new QueryReader(http.Request.Query), http.Caller().May(Permission.ReadPeople));
        var requesters = query.Texts("requester");
        if (requesters is not null && !people)
            throw new RestException(StatusCodes.Status403Forbidden, "requester cannot be asked for without the permission to see who asked for what.");
        var filter = new NumberedRebuildFilter(
            query.Texts("message_id"), query.Texts("search_key"), query.Numbers("event_type_id")?.Select(KindOf).ToList(), requesters, query.AnyOf<RebuildState>("state"));
        full = query.Flag("show_full_json", full);
        var page = Paging.Read(query, Orders);
        var found = await rebuilds.PageAsync(filter, page, http.RequestAborted);
        return Results.Json(Paging.Of(http.Request, page, found.Total, await JsonAsync(http, found.Items, full)), ContractJson.Options);
    }

    public async Task<IResult> SingleAsync(HttpContext http, string id, bool full)
    {
        full = new QueryReader(http.Request.Query).Flag("show_full_json", full);
        return Results.Json(await FindAsync(http, id, full), ContractJson.Options);
    }

    public async Task<EventJson> FindAsync(HttpContext http, string id, bool full)
    {
        var rebuild = Ids.Number(id) is { } number ? await rebuilds.FindAsync(number, http.RequestAborted) : null;
        if (rebuild is null)
            throw RestException.NotFound($"There is no event {QueryReader.Shown(id)}.");
        return (await JsonAsync(http, [rebuild], full))[0];
    }

    async Task<IReadOnlyList<EventJson>> JsonAsync(HttpContext http, IReadOnlyList<RelatedRebuild> rows, bool full)
    {
        var (people, mount) = (http.Caller().May(Permission.ReadPeople), http.Request.PathBase);
        if (!full || rows.Count == 0)
            return [.. rows.Select(r => EventJson.Min(r.Facts(people), r.Row.Counts.ByState()).Under(mount))];
        var byRebuild = await builds.OfRebuildsAsync([.. rows.Select(r => r.Row.Id)], http.RequestAborted);
        return [.. rows.Select(r => EventJson.Full(r.Facts(people), byRebuild[r.Row.Id].Select(b => b.Facts(people))).Under(mount))];
    }

    /// <summary>A number that is no kind of ours stays a number, which no rebuild has.</summary>
    static TriggerKind KindOf(long id) => id is >= int.MinValue and <= int.MaxValue ? (TriggerKind)id : (TriggerKind)(-1);
}
