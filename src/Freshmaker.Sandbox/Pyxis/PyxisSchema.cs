using System.Globalization;
using Freshmaker.Sandbox.World;
using Freshmaker.Sandbox.World.Images;
using Freshmaker.Sandbox.World.Images.Catalogue;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;

namespace Freshmaker.Sandbox.Pyxis;

/// <summary>The part of Pyxis's schema that Freshmaker asks, under Pyxis's own names.</summary>
internal sealed class PyxisSchema
{
    public const string Busy = "Pyxis API was unable to fetch data from MongoDB in time";

    /// <summary>Pyxis makes no larger pages, whatever is asked for.</summary>
    private const int LargestPage = 1000;

    private const string Sdl = """
        type Query {
          find_images(sort_by: [SortBy], page: Int = 0, page_size: Int = 50, filter: ContainerImageFilter): ContainerImagePaginatedResponse
          find_repositories(sort_by: [SortBy], page: Int = 0, page_size: Int = 50, filter: ContainerRepositoryFilter): ContainerRepositoryPaginatedResponse
        }
        type ContainerImagePaginatedResponse { data: [ContainerImage] error: ResponseError page: Int page_size: Int total: Int }
        type ContainerRepositoryPaginatedResponse { data: [ContainerRepository] error: ResponseError page: Int page_size: Int total: Int }
        type ResponseError { status: Int detail: String }
        type ContainerRepository { registry: String repository: String published: Boolean auto_rebuild_tags: [String] release_categories: [String] vendor_label: String }
        type ContainerImage {
          _id: String architecture: String brew: Brew content_sets: [String] parent_brew_build: String parsed_data: ParsedData
          repositories: [ContainerImageRepo] edges: ContainerImageEdges
        }
        type Brew { build: String package: String }
        type ParsedData { labels: [Label] }
        type Label { name: String value: String }
        type ContainerImageRepo { registry: String repository: String published: Boolean published_date: String tags: [ContainerImageRepoTag] }
        type ContainerImageRepoTag { name: String }
        type ContainerImageEdges { rpm_manifest: ContainerImageRPMManifestResponse }
        type ContainerImageRPMManifestResponse { data: ContainerImageRPMManifest error: ResponseError }
        type ContainerImageRPMManifest { image_id: String rpms: [RpmsItems] }
        type RpmsItems { name: String nvra: String srpm_name: String srpm_nevra: String }
        input SortBy { field: String order: SortDirectionEnum }
        enum SortDirectionEnum { ASC DESC }
        input StringFilter { eq: String in: [String] regex: String }
        input BooleanFilter { eq: Boolean }
        input ContainerImageFilter {
          and: [ContainerImageFilter] or: [ContainerImageFilter] brew: BrewFilter content_sets: StringFilter rpm_manifest: RPMManifestFilter
          repositories_elemMatch: ContainerImageRepoElemMatchFilter parent_brew_build: StringFilter
        }
        input BrewFilter { build: StringFilter package: StringFilter }
        input RPMManifestFilter { rpms: RpmsItemsFilter }
        input RpmsItemsFilter { name: StringFilter }
        input ContainerImageRepoElemMatchFilter { and: [ContainerImageRepoFilter] }
        input ContainerImageRepoFilter {
          and: [ContainerImageRepoFilter] published: BooleanFilter registry: StringFilter repository: StringFilter tags_elemMatch: ContainerImageRepoTagElemMatchFilter
        }
        input ContainerImageRepoTagElemMatchFilter { and: [ContainerImageRepoTagFilter] }
        input ContainerImageRepoTagFilter { name: StringFilter }
        input ContainerRepositoryFilter {
          and: [ContainerRepositoryFilter] or: [ContainerRepositoryFilter] vendor_label: StringFilter registry: StringFilter repository: StringFilter
          published: BooleanFilter release_categories: StringFilter
        }
        """;

    private readonly CatalogueIndex _index;
    private readonly WorldFile _world;

    public PyxisSchema(CatalogueIndex index, WorldFile world)
    {
        (_index, _world) = (index, world);
        Schema = GraphQL.Types.Schema.For(Sdl, Fields);
    }

    public ISchema Schema { get; }

    private void Fields(SchemaBuilder schema)
    {
        Field<object?>(schema, "Query", "find_images", (_, call) => Page(call, () => _index.Find(PyxisFilters.Image(Argument(call, "filter")))));
        Field<object?>(schema, "Query", "find_repositories", (_, call) => Page(call, () => _world.Images.Repositories.Where(PyxisFilters.Repository(Argument(call, "filter"))).ToList()));
        foreach (var type in new[] { "ContainerImagePaginatedResponse", "ContainerRepositoryPaginatedResponse" })
        {
            Field<PyxisPage>(schema, type, "data", page => page.Data);
            Field<PyxisPage>(schema, type, "error", page => page.Error);
            Field<PyxisPage>(schema, type, "page", page => page.Number);
            Field<PyxisPage>(schema, type, "page_size", page => page.Size);
            Field<PyxisPage>(schema, type, "total", page => page.Total);
        }

        Field<PyxisError>(schema, "ResponseError", "status", error => error.Status);
        Field<PyxisError>(schema, "ResponseError", "detail", error => error.Detail);
        Field<WorldRepository>(schema, "ContainerRepository", "registry", repository => repository.Registry);
        Field<WorldRepository>(schema, "ContainerRepository", "repository", repository => repository.Path);
        Field<WorldRepository>(schema, "ContainerRepository", "published", repository => repository.Published);
        Field<WorldRepository>(schema, "ContainerRepository", "auto_rebuild_tags", repository => repository.AutoRebuildTags);
        Field<WorldRepository>(schema, "ContainerRepository", "release_categories", repository => repository.ReleaseCategories);
        Field<WorldRepository>(schema, "ContainerRepository", "vendor_label", _ => PyxisFilters.Vendor);
        Field<CatalogueRecord>(schema, "ContainerImage", "_id", record => record.Id);
        Field<CatalogueRecord>(schema, "ContainerImage", "architecture", record => record.CatalogueArch);
        Field<CatalogueRecord>(schema, "ContainerImage", "brew", record => record.Image.HasBrewData ? record : null);
        Field<CatalogueRecord>(schema, "ContainerImage", "content_sets", record => record.Image.ContentSets);
        Field<CatalogueRecord>(schema, "ContainerImage", "parent_brew_build", record => record.Image.Parent);
        Field<CatalogueRecord>(schema, "ContainerImage", "parsed_data", record => record);
        Field<CatalogueRecord>(schema, "ContainerImage", "repositories", record => record.Image.Places);
        Field<CatalogueRecord>(schema, "ContainerImage", "edges", record => record);
        Field<CatalogueRecord>(schema, "Brew", "build", record => record.Image.Nvr);
        Field<CatalogueRecord>(schema, "Brew", "package", record => record.Package);
        Field<CatalogueRecord>(schema, "ParsedData", "labels", record => record.Image.Labels);
        Field<KeyValuePair<string, string>>(schema, "Label", "name", label => label.Key);
        Field<KeyValuePair<string, string>>(schema, "Label", "value", label => label.Value);
        Field<WorldPlace>(schema, "ContainerImageRepo", "registry", place => place.Registry);
        Field<WorldPlace>(schema, "ContainerImageRepo", "repository", place => place.Repository);
        Field<WorldPlace>(schema, "ContainerImageRepo", "published", place => place.Published);
        Field<WorldPlace>(schema, "ContainerImageRepo", "published_date", place => place.PublishedAt?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        Field<WorldPlace>(schema, "ContainerImageRepo", "tags", place => place.Tags);
        Field<string>(schema, "ContainerImageRepoTag", "name", tag => tag);
        Field<CatalogueRecord>(schema, "ContainerImageEdges", "rpm_manifest", record => record);
        Field<CatalogueRecord>(schema, "ContainerImageRPMManifestResponse", "data", record => record.Image.Rpms is null ? null : record);
        Field<CatalogueRecord>(schema, "ContainerImageRPMManifestResponse", "error", record => record.Image.Rpms is null ? new PyxisError(404, "Not Found") : null);
        Field<CatalogueRecord>(schema, "ContainerImageRPMManifest", "image_id", record => record.Id);
        Field<CatalogueRecord>(schema, "ContainerImageRPMManifest", "rpms", record => PyxisRpm.Of(record, _index));
        Field<PyxisRpm>(schema, "RpmsItems", "name", rpm => rpm.Name);
        Field<PyxisRpm>(schema, "RpmsItems", "nvra", rpm => rpm.Nvra);
        Field<PyxisRpm>(schema, "RpmsItems", "srpm_name", rpm => rpm.SrpmName);
        Field<PyxisRpm>(schema, "RpmsItems", "srpm_nevra", rpm => rpm.SrpmNevra);
    }

    private static PyxisPage Page<T>(IResolveFieldContext call, Func<IReadOnlyList<T>> find)
        where T : notnull
    {
        var (number, size) = (call.GetArgument("page", 0), Math.Min(call.GetArgument("page_size", 50), LargestPage));
        if (call.UserContext.ContainsKey(Busy))
        {
            return new([], number, size, 0, new(504, Busy));
        }

        // records are in the order of their ids, and no other order is kept
        var order = Argument(call, "sort_by") as IEnumerable<object?> ?? [];
        if (order.OfType<IDictionary<string, object?>>().Any(by => by["field"] is not "_id" || by.TryGetValue("order", out var way) && way is not "ASC") || number < 0 || size < 1)
        {
            return new([], number, size, 0, new(400, "The sandbox's Pyxis sorts by _id ASC only, counts pages from 0, and a page has at least one record"));
        }

        var found = find();
        return new(found.Skip(number * size).Take(size).Cast<object>().ToList(), number, size, found.Count, null);
    }

    private static object? Argument(IResolveFieldContext call, string name) => call.Arguments is { } all && all.TryGetValue(name, out var argument) ? argument.Value : null;

    private static void Field<T>(SchemaBuilder schema, string type, string field, Func<T, object?> get) => Field<T>(schema, type, field, (source, _) => get(source));

    private static void Field<T>(SchemaBuilder schema, string type, string field, Func<T, IResolveFieldContext, object?> get) =>
        schema.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<object?>(call => get((T)call.Source!, call));
}

/// <summary>A page of records.</summary>
internal sealed record PyxisPage(IReadOnlyList<object> Data, int Number, int Size, int Total, PyxisError? Error);

/// <summary>Pyxis's way of saying that it could not.</summary>
internal sealed record PyxisError(int Status, string Detail);

/// <summary>An RPM of a manifest.</summary>
internal sealed record PyxisRpm(string Name, string Nvra, string? SrpmName, string? SrpmNevra)
{
    public static IEnumerable<PyxisRpm> Of(CatalogueRecord record, CatalogueIndex index) => (record.Image.Rpms ?? []).Select(rpm =>
    {
        var source = index.SourceOf(rpm);
        var name = source is null ? null : NvrText.NameOf(source);
        return new PyxisRpm(NvrText.NameOf(rpm), $"{rpm}.{record.Arch}", name, source is null ? null : $"{name}-0:{source[(name!.Length + 1)..]}.src");
    });
}
