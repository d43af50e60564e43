using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>What a rebuild can be told of images, composes, turns and time.</summary>
static class ImageCommands
{
    public static IEnumerable<Command> AnswersTo(Rebuild r, Work work, Choices choices) => work switch
    {
        WakeBuild w => [Wake(w.Build, w.NotBefore!.Value) with { IsGood = true }],
        AskForCompose w =>
        [
            .. Enum.GetValues<ComposeState>()
                .Select(state => Answer(w.Compose, IdOf(r, w.Compose) + choices.Of(2), state) with { IsGood = state is ComposeState.Done or ComposeState.Generating }),
            new($"refused {w.Compose}", s => s.RecordComposeAnswer(w.Compose, new ComposeAnswer.Refused(400, "no"), adopted: false)),
            ComposeFault(w.Compose, w.Attempt),
        ],
        SubmitImageBuild w =>
        [
            Start(w.Build, w.Try, TaskOf(r.Builds[w.Build], w.Try), choices.From(Enum.GetValues<TaskState>())),
            Start(w.Build, w.Try, TaskOf(r.Builds[w.Build], w.Try), TaskState.Free) with { IsGood = true },
            new($"refused {w.Build}", s => s.RecordRefusal(w.Build, "Koji", "fault 1000")),
            Commands.Fault(w.Build, BuildPhase.Submitting, w.Attempt),
            .. w.Nvr is { } nvr ? [KojiBuild(nvr, TaskOf(r.Builds[w.Build], w.Try))] : Array.Empty<Command>(),
            .. ComposeKeys.Of(r.Builds[w.Build].Planned).Where(_ => choices.Of(2) == 0).ToList() is { Count: > 0 } stale
                ? [Stale(w.Build, stale)] : Array.Empty<Command>(),
            .. r.DryRun ? [DryRun(w.Build)] : Array.Empty<Command>(),
            .. NotSubmitted(r, w),
        ],
        VerifyImage w => [.. Results(w.Build, w.TaskId), Commands.Fault(w.Build, BuildPhase.Verifying, w.Attempt)],
        CancelImageBuild w => [Commands.Fault(w.Build, BuildPhase.Building, w.Attempt)],
        _ => throw new InvalidOperationException($"unknown work {work}"),
    };

    public static IEnumerable<Command> NewsOf(BuildStatus b, bool onlyNew, Choices choices) => Enum.GetValues<TaskState>()
        .Where(state => !onlyNew || state is TaskState.Closed or TaskState.Failed or TaskState.Canceled)
        .Select(state => Task(b.Planned.Key, b.ExternalId!.Value, state) with { IsGood = state == TaskState.Closed })
        .Concat(
        [
            new($"lost {b.Planned.Key}", s => s.RecordLost(b.Planned.Key, "Koji", b.ExternalId!.Value, 0)),
            .. onlyNew ? Array.Empty<Command>() : [Stuck(b, choices.Of(2) == 0), Cancel(b.Planned.Key)],
        ]);

    public static IEnumerable<Command> NewsOf(string compose, long id) =>
        new[] { ComposeState.Done, ComposeState.Failed, ComposeState.Removed }.Select(state => News(compose, id, state) with { IsGood = state == ComposeState.Done });

    static Command ComposeStuck(Rebuild r, string compose) => new(
        $"stuck {compose}", s => s.RecordComposeStuck(compose, IdOf(r, compose), r.Composes.GetValueOrDefault(compose)?.UnderwaySince ?? s.Moment.Now));

    public static Command Turn(string build) => new($"turn of {build}", s => s.GrantTurn(build), IsGood: true);

    /// <summary>Anything about a build, at any time: news of every attempt it had or will have, answers to what was not asked, wishes of people.</summary>
    public static IEnumerable<Command> NoiseAbout(Rebuild r, string build, Choices choices)
    {
        if (!r.Builds.TryGetValue(build, out var status))
            return [Task(build, 1, TaskState.Failed), Turn(build), Cancel(build), .. Results(build, 1), Stale(build, ["pulp/ghost"]), Start(build, 1, 1, TaskState.Open)];
        var of = choices.Of(3) + 1;
        var task = TaskOf(status, of);
        return
        [
            Cancel(build),
            Turn(build),
            Wake(build, r.Moment.Now),
            Stuck(status, choices.Of(2) == 0),
            new($"not submitted {build}", s => s.RecordNotSubmitted(build)),
            .. status.Planned.Recipe is not ImageRecipe ? Array.Empty<Command>() :
            [
                Start(build, of, task, choices.From(Enum.GetValues<TaskState>())),
                Task(build, task, choices.From(Enum.GetValues<TaskState>())),
                choices.From([.. Results(build, task)]),
                Stale(build, [choices.From(Plans.Composes) is var need ? ComposeKeys.Of(need)! : ""]),
                KojiBuild(status.Nvr ?? "x-1-1", task),
                .. r.DryRun ? [DryRun(build)] : Array.Empty<Command>(),
            ],
        ];
    }

    public static IEnumerable<Command> NoiseAboutCompose(Rebuild r, string compose, Choices choices) =>
    [
        Answer(compose, 900 + choices.Of(3), choices.From(Enum.GetValues<ComposeState>())),
        News(compose, IdOf(r, compose) + choices.Of(2), choices.From(Enum.GetValues<ComposeState>())),
        ComposeFault(compose, choices.Of(3) + 1),
        ComposeStuck(r, compose),
    ];

    /// <summary>The answer when the build system does not have what nobody wants any more.</summary>
    public static IEnumerable<Command> NotSubmitted(Rebuild r, BuildWork w) =>
        r.Stops(r.Builds[w.Build]) ? [new($"not submitted {w.Build}", s => s.RecordNotSubmitted(w.Build), IsGood: true)] : [];

    static Command Start(string build, int of, long task, TaskState state) => new(
        $"task {task} of {build} in {state}", s => s.RecordTaskStart(build, of, Some.Task(task, state), "https://koji/1", adopted: of > 1));

    static Command Task(string build, long task, TaskState state) => new($"{state} of task {task} of {build}", s => s.RecordTask(build, Some.Task(task, state), jitter: 0.5));

    static Command KojiBuild(string nvr, long task) => new($"Koji tells of {nvr}", s => s.RecordKojiBuild(new(task + 1, nvr, KojiBuildState.Building, task), "https://koji/1"));

    static IEnumerable<Command> Results(string build, long task)
    {
        BuiltImage?[] results =
        [
            null,
            new(900, $"{build}-1-9", null),
            new(900, $"{build}-1-9", []),
            new(900, $"{build}-1-9", [Nvr.Parse("openssl-3.0-4.el9"), Nvr.Parse("bash-5-1.el9")]),
            new(900, $"{build}-1-9", [Nvr.Parse("openssl-3.0-3.el9")]),
        ];
        return results.Select(result => new Command(
            $"result {result} of {build}", s => s.RecordResult(build, task, result), IsGood: result is not null && result.Rpms?.Count is null or 2));
    }

    static Command DryRun(string build) => new($"dry run of {build}", s => s.RecordDryRun(build, -1));

    static Command Stale(string build, IReadOnlyList<string> composes) => new($"stale {string.Join(' ', composes)} of {build}", s => s.RecordStaleComposes(build, composes));

    static Command Stuck(BuildStatus b, bool cancel) => new(
        $"stuck {b.Planned.Key} {cancel}", s => s.RecordStuck(b.Planned.Key, b.ExternalId ?? 1, b.HeardAt ?? s.Moment.Now, cancel));

    static Command Cancel(string build) => new($"cancel {build}", s => s.RequestCancelOf(build, "eve", "broken"));

    /// <summary>At that time, or later if it is later already.</summary>
    static Command Wake(string build, DateTimeOffset when) => new(
        $"wake {build}", s => Decision.Wake(s with { Moment = s.Moment with { Now = when > s.Moment.Now ? when : s.Moment.Now } }, build));

    static Command Answer(string compose, long id, ComposeState state) => new(
        $"answer {state} about {compose}", s => s.RecordComposeAnswer(compose, new ComposeAnswer.Accepted(Some.ComposeNews(id, state)), adopted: false));

    static Command News(string compose, long id, ComposeState state) => new($"{state} of {compose}", s => s.RecordCompose(compose, Some.ComposeNews(id, state)));

    static Command ComposeFault(string compose, int attempt) => new(
        $"fault {attempt} of {compose}", s => s.RecordComposeFault(compose, attempt, Some.Fault, Commands.Budget, s.Moment.Now, 0.5));

    static long IdOf(Rebuild r, string compose) => r.Composes.TryGetValue(compose, out var status) && status.Id is { } id ? id : Commands.IdOf(compose);

    /// <summary>Koji gives each attempt a task of its own.</summary>
    static long TaskOf(BuildStatus b, int of) => Commands.IdOf(b.Planned.Key) * 10 + of;
}
