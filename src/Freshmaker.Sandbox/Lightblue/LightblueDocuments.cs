using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Pyxis;
using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;
using Freshmaker.Sandbox.World.Images.Catalogue;

namespace Freshmaker.Sandbox.Lightblue;

/// <summary>
/// The entities <c>containerRepository</c> and <c>containerImage</c>. Images are as they were before <c>parent_brew_build</c> came: their parents are known by layers.
/// </summary>
internal sealed class LightblueDocuments(CatalogueIndex index, WorldFile world)
{
    /// <summary>The documents that a query matches, each made when it is looked at.</summary>
    public IReadOnlyList<Func<LightblueProjection, JsonObject>> Find(string entity, JsonElement query) => entity switch
    {
        "containerImage" => [.. index.Find(LightblueQueries.Image(query)).Select<CatalogueRecord, Func<LightblueProjection, JsonObject>>(record => shown => shown.Apply(Image(record, shown)))],
        "containerRepository" => [.. world.Images.Repositories.Where(LightblueQueries.Repository(query)).Select<WorldRepository, Func<LightblueProjection, JsonObject>>(repository => shown => shown.Apply(Repository(repository)))],
        _ => throw new LightblueError("metadata:UnknownEntity", $"there is no entity {entity}"),
    };

    private JsonObject Image(CatalogueRecord record, LightblueProjection shown)
    {
        var document = new JsonObject { ["_id"] = record.Id, ["architecture"] = record.CatalogueArch, ["content_sets"] = Texts(record.Image.ContentSets) };
        if (record.Image.HasBrewData)
        {
            document["brew"] = new JsonObject { ["build"] = record.Image.Nvr, ["package"] = record.Package };
        }

        document["repositories"] = new JsonArray([.. record.Image.Places.Select(Place)]);
        if (shown.Wants("parsed_data"))
        {
            document["parsed_data"] = new JsonObject
            {
                ["labels"] = new JsonArray([.. record.Image.Labels.Select(label => new JsonObject { ["name"] = label.Key, ["value"] = label.Value })]),
                ["layers"] = Texts(index.LayersOf(record)),
                ["files"] = new JsonArray(new JsonObject { ["key"] = "buildfile", ["filename"] = "Dockerfile", ["content_url"] = $"https://dist-git.example.com/{record.Image.Repository}/Dockerfile?id={record.Image.Revision}" }),
            };
        }

        if (record.Image.Rpms is not null && shown.Wants("rpm_manifest"))
        {
            document["rpm_manifest"] = new JsonArray(new JsonObject { ["rpms"] = new JsonArray([.. PyxisRpm.Of(record, index).Select(Rpm)]) });
        }

        return document;
    }

    private static JsonObject Place(WorldPlace place)
    {
        var json = new JsonObject
        {
            ["registry"] = place.Registry,
            ["repository"] = place.Repository,
            ["published"] = place.Published,
            ["tags"] = new JsonArray([.. place.Tags.Select(tag => new JsonObject { ["name"] = tag })]),
        };
        if (place.PublishedAt is { } at)
        {
            json["published_date"] = at.ToUniversalTime().ToString("yyyyMMdd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
        }

        return json;
    }

    private static JsonObject Rpm(PyxisRpm rpm) => new() { ["name"] = rpm.Name, ["nvra"] = rpm.Nvra, ["srpm_name"] = rpm.SrpmName, ["srpm_nevra"] = rpm.SrpmNevra };

    private static JsonObject Repository(WorldRepository repository) => new()
    {
        ["registry"] = repository.Registry,
        ["repository"] = repository.Path,
        ["published"] = repository.Published,
        ["auto_rebuild_tags"] = Texts(repository.AutoRebuildTags),
        ["release_categories"] = Texts(repository.ReleaseCategories),
        ["vendorLabel"] = LightblueQueries.Vendor,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
