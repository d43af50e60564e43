using Freshmaker.Host.Publishing;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Rest.Reading;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Rebuilds;
using Marten;

namespace Freshmaker.Host.Rest.Requests;

/// <summary>Events as they are at this moment, which read models may not have reached: whoever changed one is shown the change.</summary>
public sealed class FreshEvents(IDocumentStore store, NumberedRebuilds rebuilds)
{
    public async Task<EventJson> ReadAsync(HttpContext http, string rebuild)
    {
        var people = http.Caller().May(Permission.ReadPeople);
        await using var session = store.QuerySession();
        var view = (await session.Events.FetchStreamAsync(rebuild, token: http.RequestAborted)).Aggregate(RebuildView.Empty(rebuild), (v, e) => v.Apply(e));
        var related = await rebuilds.FindAsync(view.Number, http.RequestAborted);
        var facts = view.Facts with
        {
            DependsOn = related?.DependsOn ?? (view.State.Trigger?.Continues is { } continues ? [continues] : []),
            Depending = related?.Depending ?? [],
        };
        return EventJson.Full(people ? facts : facts.WithoutPeople(), people ? view.BuildsFacts : view.BuildsFacts.Select(b => b.WithoutPeople())).Under(http.Request.PathBase);
    }
}
