using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>One decision of a history: what was so before, what was told, and what was decided.</summary>
sealed record Step(Rebuild Before, Command Command, Decision Decision);

/// <summary>
/// A random rebuild from its first message to its end: random plans with shared artifacts, rings and unknown parents, and whatever the outside may answer, at
/// whatever pace, with or without turns, dry or not. While bytes last, nonsense, repeats and stale news are told too; after that only answers to owed work and
/// news of what runs, until it is over.
/// </summary>
sealed class History
{
    const int MostSteps = 5000;

    /// <summary>What goes wrong as often as it goes well, by the beginning of its name: some troubles are only met when a rebuild has much of one kind.</summary>
    static readonly string[][] Moods = [[], ["Failed of task"], ["stale"], ["Failed of task", "stale"], ["stale", "Removed of", "Koji tells"]];

    public List<Step> Steps { get; } = [];

    public Rebuild End { get; private set; }

    public History(byte[] bytes)
    {
        var choices = new Choices(bytes);
        var moment = new Moment(Some.Now) { StartsTakeTurns = choices.Of(3) == 0, ReleaseSuffix = choices.Of(2) == 0 ? ".dev" : "", Builds = Commands.Budget };
        End = new(Spec.Id) { Moment = moment };
        var handlers = Enumerable.Range(0, choices.Of(10) switch { 0 => 0, < 6 => 1, < 9 => 2, _ => 3 }).Select(i => $"H{i}").ToList();
        string[] lineage = choices.Of(3) == 0 ? [Some.Key("m1"), Some.Key("m9")] : [];
        var dryRun = choices.Of(5) == 0;
        var mood = choices.From(Moods);
        var request = choices.Of(4) == 0 ? new RebuildRequested("dana", "a test", new("Rebuilder", "curl", "r1")) : null;
        var retriesAtTheEnd = choices.Of(3);
        Tell(new("open", _ => Receiving.Open(Some.Message(), Some.Trigger, handlers, CascadePosition.First(Spec.Id, lineage), dryRun, request)));
        End = End with { Moment = moment };

        while (!choices.UsedUp && !End.IsOver)
        {
            Wait(choices);
            Tell(choices.From(Commands.Any(End, choices, mood)));
        }

        Finish(choices, mood);
        for (; retriesAtTheEnd > 0 && Commands.Retries(End) is { Count: > 0 } retries; retriesAtTheEnd--)
        {
            Tell(choices.From(retries));
            Finish(choices, mood);
        }
    }

    void Finish(Choices choices, IReadOnlyList<string> mood)
    {
        while (!End.IsOver)
        {
            Wait(choices);
            Tell(choices.From(Commands.Useful(End, choices.Fork(), mood)));
        }
    }

    /// <summary>Mostly no time at all, and now and then a clock that goes back: nodes differ.</summary>
    void Wait(Choices choices)
    {
        int[] seconds = [0, 0, 0, 0, 0, 1, 2, 3600, -1];
        End = End with { Moment = End.Moment with { Now = End.Moment.Now.AddSeconds(choices.From(seconds)) } };
    }

    void Tell(Command command)
    {
        Steps.Count.ShouldBeLessThan(MostSteps, "a rebuild must come to an end");
        var decision = command.Decide(End);
        Steps.Add(new(End, command, decision));
        End = decision.After;
    }
}
