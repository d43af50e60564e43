using System.Globalization;
using Freshmaker.Sandbox.Reading;
using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox.Control;

/// <summary>The images that exist now, page by page, and how their builds go.</summary>
internal static class ImageEndpoints
{
    private const int UsualPage = 50;
    private const int LongestPage = 500;

    public static void MapImages(this RouteGroupBuilder control)
    {
        control.MapGet("/images", List);
        control.MapGet("/images/{nvr}", (string nvr, ImageShelf shelf) => shelf.Find(nvr) is { } image
            ? Results.Json(image, Wire.Camel)
            : throw new RefusedException("nvr", $"there is no image {nvr}"));
        control.MapPost("/images/behaviour", BehaveAsync);
    }

    private static IResult List(HttpRequest request, ImageShelf shelf)
    {
        var (offset, limit) = (Number(request, "offset", 0, 0, int.MaxValue), Number(request, "limit", UsualPage, 1, LongestPage));
        var name = request.Query["name"].ToString();
        var found = shelf.All.Where(image => image.Nvr.Contains(name, StringComparison.Ordinal)).OrderBy(image => image.BuildId).ToList();
        return Results.Json(new { found.Count, offset, Images = found.Skip(offset).Take(limit).Select(Show) }, Wire.Camel);
    }

    // the manifest is left out: it is what makes a page of images large
    private static object Show(WorldImage image) => new
    {
        image.Nvr,
        image.BuildId,
        image.TaskId,
        image.Parent,
        OtherStages = image.OtherStages.Count == 0 ? null : image.OtherStages,
        Places = image.Places.Select(place => $"{place.Repository}:{string.Join(',', place.Tags)}{(place.Published ? "" : " (not published)")}"),
        image.ContentSets,
        Rpms = image.Rpms?.Count,
        InCatalogue = image.InCatalogue ? (bool?)null : false,
        HasBrewData = image.HasBrewData ? (bool?)null : false,
        Builds = image.Behaviour == WorldImageBehaviour.Usual ? null : image.Behaviour,
    };

    private static async Task<IResult> BehaveAsync(HttpRequest request, ImageShelf shelf, CancellationToken stop)
    {
        var fields = Fields.Of(await Body.ReadAsync(request, stop), "", ["nvr", "name", .. BehaviourReader.Known]);
        var (nvr, name) = (fields.TextOrNull("nvr"), fields.TextOrNull("name"));
        if (nvr is null == name is null)
        {
            throw fields.Refuse("nvr", "is required, or name for all images of a name; not both");
        }

        var behaviour = BehaviourReader.Read(fields);
        var wanted = nvr is not null ? [nvr] : shelf.All.Where(image => NvrText.TryParse(image.Nvr)?.Name == name).Select(image => image.Nvr).Order(StringComparer.Ordinal).ToList();
        var changed = wanted.Select(one => shelf.Change(one, image => image with { Behaviour = behaviour })?.Nvr).OfType<string>().ToList();
        return changed.Count > 0
            ? Results.Json(new { Images = changed, behaviour }, Wire.Camel)
            : throw fields.Refuse(nvr is null ? "name" : "nvr", $"there is no image {nvr ?? name}");
    }

    private static int Number(HttpRequest request, string name, int otherwise, int from, int to) => request.Query[name].ToString() switch
    {
        "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to => number,
        _ => throw new RefusedException(name, $"must be a whole number from {from} to {to}"),
    };
}
