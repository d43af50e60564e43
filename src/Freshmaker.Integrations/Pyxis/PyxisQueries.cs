namespace Freshmaker.Integrations.Pyxis;

/// <summary>The queries, each with no more than the fields that are read.</summary>
internal static class PyxisQueries
{
    public static readonly PyxisQuery Repositories = new("find_repositories", "ContainerRepositoryFilter",
        "registry repository published auto_rebuild_tags release_categories");

    /// <summary>Which builds there are: for searches, whose hits need not be all architectures of a build.</summary>
    public static readonly PyxisQuery Builds = new("find_images", "ContainerImageFilter", "brew { build }");

    public static readonly PyxisQuery Images = new("find_images", "ContainerImageFilter",
        """
        _id architecture brew { build } content_sets parent_brew_build parsed_data { labels { name value } }
        repositories { registry repository published published_date tags { name } }
        """);

    public static readonly PyxisQuery ImagesWithRpms = new("find_images", "ContainerImageFilter",
        $$"""
        {{Images.Fields}}
        edges { rpm_manifest { error { status detail } data { rpms { name nvra srpm_nevra } } } }
        """);
}

/// <summary>A paged query.</summary>
/// <param name="Name">The field of the schema's Query.</param>
/// <param name="Filter">The type of its filter.</param>
/// <param name="Fields">What is asked of each record.</param>
internal sealed record PyxisQuery(string Name, string Filter, string Fields)
{
    // Without `total`: counting costs Pyxis more than the page (behaviour.md D22).
    public string Text { get; } =
        $$"""
        query ($filter: {{Filter}}, $page: Int, $page_size: Int, $sort_by: [SortBy]) {
        {{Name}}(filter: $filter, page: $page, page_size: $page_size, sort_by: $sort_by) { error { status detail } page_size data { {{Fields}} } } }
        """;
}
