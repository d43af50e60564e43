using System.Text.Json.Serialization;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;

namespace Freshmaker.Domain.Tests.Storage;

public sealed class Storing_events
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Examples.All.Count)];

    [Fact]
    public void what_is_stored_keeps_its_shape()
    {
        var events = Examples.All.Select(e => $"{e.GetType().Name}\n{Stored.ReadableJson(e)}\n");
        Type[] enums =
            [typeof(ArtifactKind), typeof(ComposeKind), typeof(FaultClass), typeof(ModuleBuildState), typeof(ReasonCode), typeof(RebuildReason), typeof(TaskState)];
        var names = enums.Select(t => $"{t.Name}\n{string.Join("\n", Enum.GetNames(t).Select(n => $"  {n}"))}\n");

        string.Join("\n", [.. events, .. names]).ShouldBeApproved("events.approved.txt");
    }

    [Fact]
    public void every_event_has_an_example() => Examples.All.Select(e => e.GetType()).Distinct().ShouldBe(EventTypes.All, ignoreOrder: true);

    [Fact]
    public void every_form_of_what_events_hold_has_an_example()
    {
        ShouldHaveAll<Trigger>(Examples.All.OfType<TriggerRecognized>().Select(e => e.Trigger));
        ShouldHaveAll<Recipe>(Examples.All.OfType<ArtifactPlanned>().Select(e => e.Planned.Recipe));
        ShouldHaveAll<Prerequisite>(Examples.All.OfType<ArtifactPlanned>().SelectMany(e => e.Planned.Prerequisites));
    }

    [Theory] // jsonb orders members by length and bytes
    [MemberData(nameof(Numbers))]
    public void an_event_is_read_back_from_jsonb_as_it_was(int example)
    {
        var e = Examples.All[example];

        var read = Stored.Read(Stored.ThroughJsonb(Stored.Json(e)), e.GetType());

        Stored.ThroughJsonb(Stored.Json(read)).ShouldBe(Stored.ThroughJsonb(Stored.Json(e)));
    }

    [Fact]
    public void a_change_is_shown_as_a_difference() => Approved.Diff("a\nb\nc\nd", "a\nx\nc\nd\ne").ShouldBe("- b\n+ x\n+ e");

    static void ShouldHaveAll<T>(IEnumerable<T> examples) where T : notnull
    {
        var declared = typeof(T).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).ToList();
        declared.ShouldBe(typeof(T).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(T))), ignoreOrder: true, "every subclass must be declared, else it cannot be stored");
        examples.Select(x => x.GetType()).Distinct().ShouldBe(declared, ignoreOrder: true);
    }
}
