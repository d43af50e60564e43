using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Publishing.Contracts;
using Freshmaker.Host.Rest.Http;
using Freshmaker.Host.Security;
using Freshmaker.Projections.Builds;

namespace Freshmaker.Host.Rest.Reading;

/// <summary><c>GET builds/</c>, <c>builds/{id}</c> and what bundles have of it (behaviour.md §5.3, §5.4).</summary>
sealed class BuildReads(NumberedBuilds builds)
{
    static readonly Dictionary<string, string?> Orders = new()
    {
        ["id"] = null,
        ["name"] = "name",
        ["event_id"] = "rebuild_number",
        ["dep_on_id"] = "parent_number",
        ["build_id"] = "external_id",
        ["original_nvr"] = "original_nvr",
        ["rebuilt_nvr"] = "nvr",
    };

    public async Task<IResult> ListAsync(HttpContext http)
    {
        var query = new QueryReader(http.Request.Query);
        var filter = new NumberedBuildFilter(
            query.OneOf<ArtifactKind>("type"), query.OneOf<BuildState>("state"), query.Text("name"), query.Number("event_id"), query.Number("dep_on_id"),
            query.Number("build_id"), query.Text("original_nvr"), query.Text("rebuilt_nvr"),
            query.Number("event_type_id") is { } type ? type is >= int.MinValue and <= int.MaxValue ? (TriggerKind)type : (TriggerKind)(-1) : null, query.Text("event_search_key"));
        query.Flag("show_full_json", otherwise: true); // a build has one form; the parameter is checked as everywhere
        var page = Paging.Read(query, Orders);
        var people = http.Caller().May(Permission.ReadPeople);
        var found = await builds.PageAsync(filter, page, http.RequestAborted);
        return Results.Json(Paging.Of(http.Request, page, found.Total, [.. found.Items.Select(b => BuildJson.Of(b.Facts(people)).Under(http.Request.PathBase))]), ContractJson.Options);
    }

    public async Task<IResult> SingleAsync(HttpContext http, string id)
    {
        new QueryReader(http.Request.Query).Flag("show_full_json", otherwise: true);
        var build = Ids.Number(id) is { } number ? await builds.FindAsync(number, http.RequestAborted) : null;
        return build is null
            ? throw RestException.NotFound($"There is no build {QueryReader.Shown(id)}.")
            : Results.Json(BuildJson.Of(build.Facts(http.Caller().May(Permission.ReadPeople))).Under(http.Request.PathBase), ContractJson.Options);
    }
}
