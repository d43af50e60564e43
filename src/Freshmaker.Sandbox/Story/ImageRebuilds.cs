namespace Freshmaker.Sandbox.Story;

/// <summary>Asks the Host for rebuilds of images.</summary>
internal sealed class ImageRebuilds(HostClient host)
{
    const string Head = "id number state receivedAt endedAt message { id topic } trigger { summary } reason { code text parameters { name value } } " +
        "counts { total planned building done failed canceled excluded }";

    const string NewestQuery = $$"""
        query Newest($searchKey: String!) { rebuilds(first: 1, where: { searchKey: $searchKey, triggerKind: [ADVISORY_SHIPPED] }) { edges { node { {{Head}} } } } }
        """;

    const string OneQuery = $$"""query One($id: ID!) { rebuild(id: $id) { {{Head}} } }""";

    const string BuildsQuery = """
        query Builds($id: ID!, $after: String) { rebuild(id: $id) { builds(first: 50, after: $after) {
          edges { node {
            id number state phase nvr originalNvr buildAttempt reason { code text } parents { id }
            timeline(first: 1) { edges { node { kind at text data } } }
          } }
          pageInfo { hasNextPage endCursor }
        } } }
        """;

    const string ExclusionsQuery = """
        query Exclusions($id: ID!, $after: String) { rebuild(id: $id) { exclusions(first: 100, after: $after) {
          edges { node { artifact { name branch } nvr reason { code text } } }
          pageInfo { hasNextPage endCursor }
        } } }
        """;

    const string HistoryQuery = "query History($number: Long!) { build(number: $number) { timeline(first: 100) { edges { node { kind at text } } } } }";

    /// <summary>The newest rebuild of an advisory that was shipped; null when there is none.</summary>
    public async Task<ImageRebuildHead?> NewestAsync(long advisory) =>
        (await host.AskAsync<Newest>(NewestQuery, new { searchKey = $"{advisory}" })).Rebuilds.Nodes.FirstOrDefault();

    public async Task<ImageRebuildHead?> OneAsync(string id) => (await host.AskAsync<One<ImageRebuildHead>>(OneQuery, new { id })).Rebuild;

    public async Task<ImageRebuild> WholeAsync(ImageRebuildHead head) => new(
        head,
        await AllAsync<BuildsOf, ImageBuild>(BuildsQuery, head.Id, page => page.Builds),
        await AllAsync<ExclusionsOf, ImageExclusion>(ExclusionsQuery, head.Id, page => page.Exclusions));

    /// <summary>What happened to a build, from the first to the last.</summary>
    public async Task<IReadOnlyList<ImageEvent>> HistoryAsync(ImageBuild build) =>
        [.. (await host.AskAsync<OneBuild>(HistoryQuery, new { number = build.Number })).Build?.Timeline.Nodes ?? []];

    async Task<IReadOnlyList<TRow>> AllAsync<TPage, TRow>(string query, string id, Func<TPage, Page<TRow>> pageOf) where TPage : class
    {
        List<TRow> all = [];
        string? after = null;
        do
        {
            if ((await host.AskAsync<One<TPage>>(query, new { id, after })).Rebuild is not { } rebuild)
                break;
            var page = pageOf(rebuild);
            all.AddRange(page.Nodes);
            after = page.PageInfo is { HasNextPage: true } more ? more.EndCursor : null;
        }
        while (after is not null);
        return all;
    }

    sealed record Newest(Page<ImageRebuildHead> Rebuilds);
    sealed record One<T>(T? Rebuild);
    sealed record OneBuild(HistoryOf? Build);
    sealed record BuildsOf(Page<ImageBuild> Builds);
    sealed record ExclusionsOf(Page<ImageExclusion> Exclusions);
    sealed record HistoryOf(Page<ImageEvent> Timeline);
}
