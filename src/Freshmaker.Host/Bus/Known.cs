using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Marten;

namespace Freshmaker.Host.Bus;

/// <summary>What the database knows already about a batch of deliveries, in at most five queries however large the batch.</summary>
sealed class Known(
    HashSet<string> streams, Dictionary<string, string> claims, ILookup<string, BuildLink> links, ILookup<string, ComposeLink> composes, DateTimeOffset? unansweredSince)
{
    /// <summary>Nothing is known, and nothing has to be: of a request that is a fact of its own.</summary>
    public static Known Nothing => new([], [], Array.Empty<BuildLink>().ToLookup(l => l.Key), Array.Empty<ComposeLink>().ToLookup(l => l.Key), null);

    /// <summary>Streams that exist.</summary>
    public HashSet<string> Streams => streams;

    /// <summary>Who handled which fact, by claim.</summary>
    public Dictionary<string, string> Facts => claims;

    /// <summary>The builds of ours that a progress report is about: by MBS's id, else by commit (the report can overtake the id).</summary>
    public IReadOnlyList<BuildLink> LinksOf(ModuleBuildProgress p) => LinksOf(p.BuildId, p.Name, p.Stream, p.Revision);

    public IReadOnlyList<BuildLink> LinksOf(ModuleReady r) => LinksOf(r.BuildId, r.Name, r.Stream, r.Revision);

    public IEnumerable<BuildLink> LinksOf(TaskProgress p) => links[BuildLink.OfTask(p.TaskId)];

    public BuildLink[] LinksOf(KojiBuildProgress p) => [.. KeysOf(p).SelectMany(k => links[k])];

    public IEnumerable<ComposeLink> LinksOf(ComposeProgress p) => composes[ComposeLink.KeyOf(p.Id)];

    /// <summary>Whose image it is.</summary>
    /// <param name="told">When Koji told of it.</param>
    public Builder BuilderOf(ImageBuilt image, DateTimeOffset told) =>
        RebuildOf(image.Nvr) is not null || (image.TaskId is { } task && links.Contains(BuildLink.OfTask(task))) ? Builder.Ourselves
        : unansweredSince <= told ? Builder.NotKnownYet
        : Builder.Others;

    /// <summary>The rebuild that gave an NVR.</summary>
    public string? RebuildOf(string nvr) => claims.GetValueOrDefault(Claim.OfNvr(nvr));

    BuildLink[] LinksOf(long buildId, string name, string stream, string? revision) =>
        [.. KeysOf(buildId, name, stream, revision).SelectMany(k => links[k]).DistinctBy(l => (l.RebuildId, l.Build)).OrderBy(l => l.Id, StringComparer.Ordinal)];

    static string[] KeysOf(long buildId, string name, string stream, string? revision) =>
        revision is null ? [BuildLink.OfModuleBuild(buildId)] : [BuildLink.OfModuleBuild(buildId), BuildLink.OfCommit(name, stream, revision)];

    static string[] KeysOf(Progress progress) => progress switch
    {
        ModuleBuildProgress p => KeysOf(p.BuildId, p.Name, p.Stream, p.Revision),
        TaskProgress p => [BuildLink.OfTask(p.TaskId)],
        KojiBuildProgress { TaskId: { } task } => [BuildLink.OfTask(task)],
        _ => [],
    };

    /// <summary>What a delivery tells of something that may be ours, whether or not it is also a trigger.</summary>
    public static Progress? ProgressOf(Incoming delivery) => delivery.Result switch
    {
        ParseResult.Triggered t => t.Progress,
        ParseResult.Progressed p => p.Progress,
        _ => null,
    };

    /// <param name="isWanted">Whether there is a handler for a trigger.</param>
    public static async Task<Known> LoadAsync(IDocumentSession session, IReadOnlyList<Incoming> deliveries, Func<Trigger, bool> isWanted, CancellationToken ct)
    {
        var triggered = deliveries.Where(d => d.Result is ParseResult.Triggered).ToList();
        string[] streams = [.. triggered.Select(d => RebuildId.Of(d.Message!.Id)).Distinct()];
        Progress[] reports = [.. deliveries.Select(ProgressOf).OfType<Progress>()];
        var ready = triggered.Select(d => ((ParseResult.Triggered)d.Result).Trigger).OfType<ModuleReady>();
        string[] keys = [.. reports.SelectMany(KeysOf).Concat(ready.SelectMany(r => KeysOf(r.BuildId, r.Name, r.Stream, r.Revision))).Distinct()];
        string[] composes = [.. reports.OfType<ComposeProgress>().Select(p => ComposeLink.KeyOf(p.Id)).Distinct()];
        string[] claims =
        [
            .. triggered.Select(d => ((ParseResult.Triggered)d.Result).Trigger).SelectMany(t => (string[])[Claim.OfFact(t), Claim.OfFact(t, dryRun: true)])
                .Concat(reports.OfType<KojiBuildProgress>().Select(p => Claim.OfNvr(p.Nvr))).Distinct(),
        ];

        // Before the links: what is answered in between is then seen by its link.
        var submissions = triggered.Any(d => ((ParseResult.Triggered)d.Result).Trigger is ImageBuilt built && isWanted(built))
            ? await session.Query<Submission>().Select(s => s.Since).ToListAsync(ct) : [];
        var existing = streams.Length == 0 ? [] : await session.AdvancedSql.QueryAsync<string>(
            $"select id from {session.DocumentStore.Options.Events.DatabaseSchemaName}.mt_streams where id = any(?)", ct, (object)streams);
        var links = keys.Length == 0 ? [] : await session.Query<BuildLink>().Where(l => l.Key.IsOneOf(keys)).ToListAsync(ct);
        var composeLinks = composes.Length == 0 ? [] : await session.Query<ComposeLink>().Where(l => l.Key.IsOneOf(composes)).ToListAsync(ct);
        var claimed = claims.Length == 0 ? [] : await session.LoadManyAsync<Claim>(ct, claims);
        return new([.. existing], claimed.ToDictionary(c => c.Id, c => c.RebuildId), links.ToLookup(l => l.Key), composeLinks.ToLookup(l => l.Key), submissions.Count == 0 ? null : submissions.Min());
    }
}

/// <summary>Who built an image.</summary>
enum Builder
{
    Ourselves,
    Others,

    /// <summary>Submissions of ours have not been answered, and it may be the image of one.</summary>
    NotKnownYet,
}
