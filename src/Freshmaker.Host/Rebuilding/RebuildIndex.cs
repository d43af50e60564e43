using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>
/// Small documents written in the transaction of the events they derive from, for the questions that the process itself must have answered
/// consistently: whose build is this, who was first, what is open, whose turn is next. Read models are behind; these are not.
/// </summary>
public static class RebuildIndex
{
    public static void Configure(StoreOptions marten)
    {
        marten.Schema.For<BuildLink>().Index(x => x.Key);
        marten.Schema.For<ComposeLink>().Index(x => x.Key);
        marten.Schema.For<Claim>();
        marten.Schema.For<CarriedOut>();
        marten.Schema.For<OpenRebuild>().Index(x => x.SearchKey!);
        marten.Schema.For<Turn>();
        marten.Schema.For<Submission>();
        marten.Schema.For<FinishedImage>().Index(x => x.SearchKey).Index(x => x.RebuildId);
    }

    /// <summary>Queues what the events of a decision imply.</summary>
    public static void Write(IDocumentSession session, Decision decision)
    {
        var rebuild = decision.After;
        foreach (var e in decision.Events)
        {
            switch (e)
            {
                case TriggerRecognized or BuildRetryRequested:
                    session.Store(new OpenRebuild(rebuild.Id, rebuild.Trigger!.SearchKey));
                    break;
                case ArtifactPlanned { Planned.Recipe: ModuleRecipe } planned:
                    session.Insert(new Claim(Claim.InCascade(rebuild.Cascade.Root, planned.Planned.Key), rebuild.Id));
                    break;
                case BuildStarting starting:
                    Start(session, rebuild, starting);
                    break;
                case BuildStarted started:
                    var isModule = rebuild.Builds[started.Build].Planned.Recipe is ModuleRecipe;
                    Link(session, rebuild, started.Build, isModule ? BuildLink.OfModuleBuild(started.ExternalId) : BuildLink.OfTask(started.ExternalId));
                    break;
                case ComposeStarted compose:
                    Link(session, rebuild, compose.Compose, compose.Id);
                    break;
                case ComposeReady compose:
                    Link(session, rebuild, compose.Compose, compose.Id);
                    break;
                case BuildSucceeded { Nvr: { } nvr } done when rebuild.Builds[done.Build].Planned is { Recipe: ImageRecipe { OriginalNvr: { } original } } planned:
                    session.Store(new FinishedImage(
                        $"{rebuild.Id} {original}", rebuild.Id, rebuild.Trigger!.SearchKey, original, nvr, planned.Because == RebuildReason.DirectlyAffected, rebuild.DryRun));
                    break;
            }

            if (e is BuildStarted or BuildPostponed or BuildFailed or BuildCanceled && e is IBuildEvent over && IsReleasedByKoji(rebuild, over.Build))
                session.Delete<Submission>(Submission.IdOf(rebuild.Id, over.Build));
        }

        WriteTurns(session, decision);
        if (rebuild.IsOver && decision.Events.Count > 0)
            session.Delete<OpenRebuild>(rebuild.Id);
    }

    /// <summary>
    /// Turns follow their builds whether or not there is a limit now: there may have been one when the build was queued, and be one again when it ends. Builds that
    /// never queued cost nothing. Of several events of one build the last one counts.
    /// </summary>
    static void WriteTurns(IDocumentSession session, Decision decision)
    {
        var rebuild = decision.After;
        var last = new Dictionary<string, IBuildEvent>(StringComparer.Ordinal);
        foreach (var e in decision.Events.OfType<IBuildEvent>())
        {
            if ((e is BuildQueued or BuildStarting || GivesTurnBack(e)) && rebuild.Builds.TryGetValue(e.Build, out var status) && status.HasQueued)
                last[e.Build] = e;
        }

        foreach (var (build, e) in last)
        {
            if (e is BuildQueued queued)
                session.Store(Turn.Queued(rebuild, queued));
            else if (e is BuildStarting)
                session.Store(Turn.Taken(rebuild, rebuild.Builds[build]));
            else
                session.Delete<Turn>(Turn.IdOf(rebuild.Id, build));
        }
    }

    static bool GivesTurnBack(IRebuildEvent e) => e is BuildSucceeded or BuildFailed or BuildCanceled or BuildBlocked or BuildRetryPlanned or BuildPostponed;

    static void Start(IDocumentSession session, Rebuild rebuild, BuildStarting starting)
    {
        if (rebuild.Builds[starting.Build].Planned.Recipe is ModuleRecipe module)
            Link(session, rebuild, starting.Build, BuildLink.OfCommit(module.Name, module.Stream, starting.Revision));
        else if (starting.Nvr is { } nvr)
            session.Insert(new Claim(Claim.OfNvr(nvr), rebuild.Id));
        else if (IsReleasedByKoji(rebuild, starting.Build))
            session.Store(new Submission(Submission.IdOf(rebuild.Id, starting.Build), rebuild.Moment.Now));
    }

    static bool IsReleasedByKoji(Rebuild rebuild, string build) => rebuild.Builds[build].Planned.Recipe is ImageRecipe { OriginalNvr: null };

    static void Link(IDocumentSession session, Rebuild rebuild, string build, string key) =>
        session.Store(new BuildLink($"{key} {rebuild.Id} {build}", key, rebuild.Id, build, rebuild.Cascade.After(rebuild.Id, build)));

    static void Link(IDocumentSession session, Rebuild rebuild, string compose, long id) =>
        session.Store(new ComposeLink($"{ComposeLink.KeyOf(id)} {rebuild.Id} {compose}", ComposeLink.KeyOf(id), rebuild.Id, compose));
}

/// <summary>Which build of which rebuild an outside key belongs to. Several rebuilds may wait for one outside build.</summary>
/// <param name="Position">Where a rebuild stands that follows from this build.</param>
public sealed record BuildLink(string Id, string Key, string RebuildId, string Build, CascadePosition Position)
{
    public static string OfModuleBuild(long buildId) => $"mbs/{buildId}";

    /// <summary>With the stream: one commit can be the tip of several branches, and is then built once for each.</summary>
    public static string OfCommit(string module, string stream, string revision) => $"modules/{module}/{stream}#{revision}";

    public static string OfTask(long taskId) => $"koji/task/{taskId}";
}

/// <summary>Which compose of which rebuild ODCS's id belongs to.</summary>
public sealed record ComposeLink(string Id, string Key, string RebuildId, string Compose)
{
    public static string KeyOf(long id) => $"odcs/{id}";
}

/// <summary>Who was first. Inserted, never updated: the second one's transaction fails and is decided again.</summary>
public sealed record Claim(string Id, string RebuildId)
{
    public static string InCascade(string root, string artifact) => $"cascade/{root}/{artifact}";

    /// <summary>Dry runs have claims of their own: what was only imagined is not done.</summary>
    public static string OfFact(Trigger trigger, bool dryRun = false) => $"{(dryRun ? "dry-run" : "fact")}/{trigger.Fact}";

    /// <summary>An NVR is given once, by whichever rebuild: Koji keeps it for ever.</summary>
    public static string OfNvr(string nvr) => $"nvr/{nvr}";

    /// <summary>What a plan wants and its cascade rebuilds already: by the key of the artifact, in which rebuild.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> VisitedAsync(IQuerySession session, string root, Plan plan, CancellationToken ct)
    {
        if (plan.Builds.Count == 0)
            return new Dictionary<string, string>();
        var claims = await session.LoadManyAsync<Claim>(ct, [.. plan.Builds.Select(b => InCascade(root, b.Key))]);
        return claims.ToDictionary(c => c.Id[InCascade(root, "").Length..], c => c.RebuildId);
    }
}

/// <summary>An order of a person that was carried out. Inserted, never updated: sent twice at once, one of the two fails and is looked at again.</summary>
/// <param name="What">What was ordered, to tell a repetition from another order with the same key.</param>
public sealed record CarriedOut(string Id, string What)
{
    public static string IdOf(string who, string key) => $"{Uri.EscapeDataString(who)}/{key}";
}

/// <summary>A rebuild that is not over, or goes on because a person had a build of it tried again.</summary>
public sealed record OpenRebuild(string Id, string? SearchKey = null);

/// <summary>An image whose release Koji chooses is being submitted: until the answer is recorded nobody can tell that the task is ours.</summary>
/// <param name="Since">When its attempt began; no task of it is older.</param>
public sealed record Submission(string Id, DateTimeOffset Since)
{
    public static string IdOf(string rebuildId, string build) => $"{rebuildId} {build}";
}

/// <summary>A build that waits for its turn or has it, when the number of running builds is limited.</summary>
/// <param name="Target">The limit it counts for.</param>
/// <param name="Priority">The higher goes first.</param>
/// <param name="IsTaken">It has its turn.</param>
/// <param name="QueuedAt">Since when it waits; once it has begun, since when it has its turn.</param>
/// <param name="Height">How many builds have to follow one after another behind it: of equal priority the higher goes first.</param>
public sealed record Turn(string Id, string RebuildId, string Build, string Target, int Priority, bool IsTaken, DateTimeOffset QueuedAt, int Height = 0)
{
    public static string IdOf(string rebuildId, string build) => $"{rebuildId} {build}";

    public static Turn Queued(Rebuild rebuild, BuildQueued queued) =>
        new(IdOf(rebuild.Id, queued.Build), rebuild.Id, queued.Build, queued.Target, queued.Priority, false, rebuild.Moment.Now, queued.Height);

    public static Turn Taken(Rebuild rebuild, BuildStatus build) => new(
        IdOf(rebuild.Id, build.Planned.Key), rebuild.Id, build.Planned.Key, Consequences.TargetOf(build.Planned), rebuild.Priority, true, rebuild.Moment.Now, build.Height);
}

/// <summary>An image that a rebuild has built anew, for rebuilds that go on from it.</summary>
public sealed record FinishedImage(string Id, string RebuildId, string SearchKey, string OriginalNvr, string Nvr, bool DirectlyAffected, bool DryRun);
