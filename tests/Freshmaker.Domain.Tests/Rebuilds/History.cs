using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Rebuilds;

/// <summary>One decision of a history: what was so before, what was told, and what was decided.</summary>
sealed record Step(Rebuild Before, Command Command, Decision Decision);

/// <summary>
/// A random rebuild from its first message to its end: random plans with shared artifacts, rings and unknown parents, and whatever the outside may answer.
/// While bytes last, nonsense, repeats and stale news are told too; after that only answers to owed work and news of running builds, until it is over.
/// </summary>
sealed class History
{
    const int MostSteps = 5000;

    public List<Step> Steps { get; } = [];

    public Rebuild End { get; private set; }

    public History(byte[] bytes)
    {
        var choices = new Choices(bytes);
        End = new(Spec.Id);
        var handlers = Enumerable.Range(0, choices.Of(4)).Select(i => $"H{i}").ToList();
        string[] lineage = choices.Of(3) == 0 ? [Some.Key("m1"), Some.Key("m9")] : [];
        Tell(new("open", _ => Receiving.Open(Some.Message(), Some.Trigger, handlers, CascadePosition.First(Spec.Id, lineage))));

        while (!choices.UsedUp && !End.IsOver)
            Tell(choices.From(Commands.Any(End, choices)));
        while (!End.IsOver)
            Tell(choices.From(Commands.Useful(End, choices)));
    }

    void Tell(Command command)
    {
        Steps.Count.ShouldBeLessThan(MostSteps, "a rebuild must come to an end");
        var decision = command.Decide(End);
        Steps.Add(new(End, command, decision));
        End = decision.After;
    }
}
