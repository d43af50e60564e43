using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>Something that can be told to a rebuild.</summary>
/// <param name="IsGood">All is well: such answers are given more often, so that rebuilds get somewhere.</param>
sealed record Command(string Name, Func<Rebuild, Decision> Decide, bool IsGood = false)
{
    /// <summary>It answers work that is owed: if it decided nothing, the work would be owed for ever.</summary>
    public bool IsAnswer { get; init; }
}

/// <summary>What a rebuild can be told; of images and composes see <see cref="ImageCommands"/>.</summary>
static class Commands
{
    public static readonly RetryBudget Budget = new(3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9));

    /// <summary>Answers to the work that is owed and news of what runs; each brings the rebuild nearer to its end.</summary>
    public static IReadOnlyList<Command> Useful(Rebuild r, Choices choices, IReadOnlyList<string> mood)
    {
        List<Command> commands =
        [
            .. RebuildProcess.Next(r).SelectMany(w => AnswersTo(r, w, choices).Select(c => c with { IsAnswer = w is not WakeBuild })),
            .. RunningIn(r).Where(IsModule).SelectMany(b => NewsOf(b, onlyNew: true)),
            .. RunningIn(r).Where(b => !IsModule(b)).SelectMany(b => ImageCommands.NewsOf(b, onlyNew: true, choices)),
            .. r.Builds.Values.Where(b => b.Phase == BuildPhase.Queued).Select(b => ImageCommands.Turn(b.Planned.Key)),
            .. r.Composes.Where(c => c.Value.Phase == ComposePhase.Underway).SelectMany(c => ImageCommands.NewsOf(c.Key, c.Value.Id!.Value)),
        ];
        commands.ShouldNotBeEmpty("a rebuild that is not over must owe work, or have a build running or queued or a compose under way");
        var good = commands.FindAll(c => c.IsGood || mood.Any(m => c.Name.StartsWith(m, StringComparison.Ordinal)));
        return good.Count == 0 || choices.Of(4) == 0 ? commands : good;
    }

    /// <summary>Those, or anything else that someone might tell it at the wrong time.</summary>
    public static IReadOnlyList<Command> Any(Rebuild r, Choices choices, IReadOnlyList<string> mood) =>
        choices.Of(3) > 0 ? Useful(r, choices.Fork(), mood) : Noise(r, choices);

    /// <summary>What must change nothing when it comes at the wrong time, and may change something when at the right one.</summary>
    public static IReadOnlyList<Command> Noise(Rebuild r, Choices choices)
    {
        var kind = choices.Of(12);
        var own = choices.Fork();
        return kind switch
        {
            0 =>
            [
                new("conflict", s => s.Compare(Some.MessageId, "{\"other\": 1}", Some.Now)),
                .. r.Handlers.Keys.Append("Unknown").SelectMany(h => AnswersOf(h, own.Of(3) + 1, own)),
            ],
            1 when own.Of(3) == 1 && !r.IsOver && Retries(r) is { Count: > 0 } retries => retries,
            1 when own.Of(3) == 0 => [new("cancel", s => s.RequestCancel("dana", "no longer wanted"))],
            < 4 => [.. r.Builds.Keys.Append(Some.Key("ghost")).SelectMany(b => AnswersAbout(b, own))],
            < 6 when r.Composes.Count > 0 => [.. r.Composes.Keys.Append("pulp/ghost").SelectMany(c => ImageCommands.NoiseAboutCompose(r, c, own))],
            < 8 when RunningIn(r).Any() => [.. RunningIn(r).SelectMany(b => IsModule(b) ? NewsOf(b, onlyNew: false) : ImageCommands.NewsOf(b, onlyNew: false, own))],
            _ => [.. r.Builds.Keys.Append(Some.ImageKey("ghost")).SelectMany(b => ImageCommands.NoiseAbout(r, b, own))],
        };
    }

    /// <summary>What a person can have tried again.</summary>
    public static IReadOnlyList<Command> Retries(Rebuild r) =>
        [.. r.Builds.Keys.Where(b => r.WhyNotRetried(b) is null).Select(b => new Command($"retry {b}", s => s.RequestRetryOf(b, "dana", "Koji is well again")))];

    static IEnumerable<Command> AnswersTo(Rebuild r, Work work, Choices choices) => work switch
    {
        PlanWithHandler w => AnswersOf(w.Handler, w.Attempt, choices),
        BumpSource w =>
        [
            new($"bumped {w.Build}", s => s.RecordBump(w.Build, new BumpResult.Bumped(Some.OtherRevision, false)), IsGood: true),
            new($"bump refused {w.Build}", s => s.RecordBump(w.Build, new BumpResult.Refused("no"))),
            Fault(w.Build, BuildPhase.Bumping, w.Attempt),
        ],
        SubmitModuleBuild w =>
        [
            Start(w.Build, choices.From(Enum.GetValues<ModuleBuildState>())),
            Start(w.Build, ModuleBuildState.Init) with { IsGood = true },
            new($"refused {w.Build}", s => s.RecordRefusal(w.Build, "MBS", "400")),
            Fault(w.Build, BuildPhase.Submitting, w.Attempt),
            new($"overtaken {w.Build}", s => s.RecordProgress(w.Build, Some.Progress(IdOf(w.Build), ModuleBuildState.Wait, w.Revision), "https://mbs/1")),
            .. ImageCommands.NotSubmitted(r, w),
        ],
        CancelModuleBuild w => [Fault(w.Build, BuildPhase.Building, w.Attempt)],
        _ => ImageCommands.AnswersTo(r, work, choices),
    };

    static IEnumerable<Command> AnswersOf(string handler, int attempt, Choices choices)
    {
        var plan = Plans.Random(choices);
        var visited = choices.Of(3) == 0 ? new Dictionary<string, string> { [Some.Key("m2")] = "rebuild-other" } : Some.NothingVisited;
        return
        [
            new($"plan of {handler}", s => s.RecordPlan(handler, plan, Plans.MostlyAllowed, visited), IsGood: true),
            new($"fault of {handler}", s => s.RecordHandlerFault(handler, attempt, Some.Fault, Budget, Some.Now, 0.5)),
            new($"crash of {handler}", s => s.RecordHandlerCrash(handler, "broken")),
        ];
    }

    static IEnumerable<Command> AnswersAbout(string build, Choices choices) =>
    [
        new($"bumped {build}", s => s.RecordBump(build, new BumpResult.Bumped(Some.Revision, true))),
        new($"refused {build}", s => s.RecordRefusal(build, "MBS", "400")),
        Start(build, choices.From(Enum.GetValues<ModuleBuildState>())),
        Fault(build, choices.From(Enum.GetValues<BuildPhase>()), choices.Of(3) + 1),
        new($"news of another id for {build}", s => s.RecordProgress(build, Some.Progress(IdOf(build) + 1000, ModuleBuildState.Failed, null), "https://mbs/2")),
    ];

    static IEnumerable<Command> NewsOf(BuildStatus b, bool onlyNew) => Enum.GetValues<ModuleBuildState>()
        .Where(state => !onlyNew || b.Observed is null || state > b.Observed)
        .Select(state => new Command($"{state} of {b.Planned.Key}", s => s.RecordProgress(b.Planned.Key, Some.Progress(b.ExternalId!.Value, state)), IsGood: state == ModuleBuildState.Ready));

    // A module's answer is never given for an image: the system that is asked is the recipe's.
    static Command Start(string build, ModuleBuildState state) => new($"start {build} in {state}", s => s.Builds.TryGetValue(build, out var b) && !IsModule(b)
        ? Decision.Nothing(s)
        : s.RecordStart(build, Some.Progress(IdOf(build), state), "https://mbs/1", adopted: false));

    public static Command Fault(string build, BuildPhase during, int attempt) =>
        new($"fault {attempt} of {build} in {during}", s => s.RecordBuildFault(build, during, attempt, Some.Fault, Budget, s.Moment.Now, 0.5));

    static IEnumerable<BuildStatus> RunningIn(Rebuild r) => r.Builds.Values.Where(b => b.Phase == BuildPhase.Building);

    static bool IsModule(BuildStatus b) => b.Planned.Recipe is ModuleRecipe;

    public static long IdOf(string text) => text.Sum(c => (long)c);
}
