namespace Freshmaker.Sandbox.Mbs;

internal static class MbsEndpoints
{
    private const string Path = "/mbs/module-build-service/1/module-builds/";

    public static void MapMbs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, (HttpRequest request, MbsSubmission submission, CancellationToken stop) => submission.SubmitAsync(request, stop));
        routes.MapGet(Path, MbsListing.List);
        routes.MapGet(Path + "{id}", (string id, HttpRequest request, ModuleBuilds builds) =>
            Find(builds, id) is { } build ? Results.Json(build.ToJson()) : NotFound());
        routes.MapPatch(Path + "{id}", (string id, HttpRequest request, MbsSubmission submission, ModuleBuilds builds, CancellationToken stop) =>
            Find(builds, id) is { } build ? submission.CancelAsync(request, build, stop) : Task.FromResult(NotFound()));
    }

    private static ModuleBuild? Find(ModuleBuilds builds, string id) => int.TryParse(id, out var number) ? builds.Find(number) : null;

    private static IResult NotFound() => MbsError.Of(404, "No such module found.");
}
