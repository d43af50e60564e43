using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Domain.Tests.Rebuilds;

namespace Freshmaker.Domain.Tests.Storage;

/// <summary>
/// Events as they were stored when only modules were built (Approved/events.of-modules.txt, which is never approved anew): without the members and forms that
/// images brought. They must be read and folded for ever.
/// </summary>
public sealed class Reading_old_events
{
    static readonly IReadOnlyList<(Type Type, string Json)> Old = [.. OldEvents()];

    [Fact]
    public void every_old_event_is_still_there() => Old.Select(e => e.Type).Distinct().Count().ShouldBe(24);

    [Fact]
    public void nothing_that_was_stored_is_lost_or_changed()
    {
        foreach (var (type, json) in Old)
        {
            using var before = JsonDocument.Parse(json);
            using var after = JsonDocument.Parse(Stored.Json(Stored.Read(Stored.ThroughJsonb(json), type)));
            ShouldHaveAll(before.RootElement, after.RootElement, type.Name);
        }
    }

    [Fact]
    public void what_was_not_stored_is_what_it_meant_then()
    {
        Read<TriggerRecognized>().ShouldAllBe(t => !t.DryRun);
        Read<HandlerCompleted>().ShouldAllBe(h => h.Priority == 0);
        Read<ArtifactExcluded>().ShouldAllBe(x => x.Nvr == null);
        Read<BuildStarting>().ShouldAllBe(b => b.Nvr == null);
        Read<BuildSucceeded>().ShouldAllBe(b => b.Nvr == null && b.KojiBuild == null);
        Read<ArtifactPlanned>().ShouldAllBe(p => p.Planned.Because == RebuildReason.Unknown && p.Planned.Recipe is ModuleRecipe && p.Planned.Key == "module/web/4");
    }

    [Fact]
    public void an_old_history_is_folded_to_its_end()
    {
        var rebuild = new Rebuild("rebuild-1");
        foreach (var e in (IRebuildEvent[])
        [
            Read<MessageReceived>()[0], Read<TriggerRecognized>().Single(t => t.Trigger is RpmSpecChanged), Read<HandlerRetryScheduled>()[0], Read<ArtifactPlanned>()[0],
            Read<ArtifactExcluded>()[0], Read<HandlerCompleted>()[0], Read<PlanCompleted>()[0], Read<SourceBumpStarting>()[0], Read<SourceBumped>()[0],
            Read<BuildStarting>()[0], Read<BuildRetryScheduled>()[0], Read<BuildStarted>()[0], Read<BuildProgressed>()[0],
        ])
            rebuild = Rebuild.Fold(rebuild, e);

        rebuild.State.ShouldBe(RebuildState.Building);
        rebuild.Tally.ShouldBe(new Tally(1, 0, 0, 0));
        rebuild.Builds["module/web/4"].ShouldSatisfyAllConditions(
            b => b.Phase.ShouldBe(BuildPhase.Building), b => b.ExternalId.ShouldBe(5120), b => b.Observed.ShouldBe(ModuleBuildState.Wait),
            b => b.Revision.ShouldBe("9a1c0de"), b => b.Try.ShouldBe(1), b => b.Nvr.ShouldBeNull(), b => b.UnmetParents.ShouldBe(1));

        // and goes on as it would have then
        rebuild.When(r => r.RecordProgress("module/web/4", Some.Progress(5120, ModuleBuildState.Ready))).ThenInShort("BuildSucceeded web", "RebuildCompleted");
        rebuild.When(r => r.RequestCancel("dana", "x")).ThenInShort("CancelRequested");
    }

    [Fact]
    public void each_old_event_can_be_folded_into_any_state()
    {
        foreach (var (type, json) in Old)
        {
            var e = (IRebuildEvent)Stored.Read(json, type);
            foreach (var state in new[] { new Rebuild(Spec.Id), Spec.Opened("ModulesOnRpmSpecChange"), Spec.Planned(Some.Module("web")) })
                Rebuild.Fold(state, e).ShouldNotBeNull();
        }
    }

    [Fact]
    public void a_build_that_queued_before_heights_were_known_stands_at_none() =>
        ((BuildQueued)Stored.Read("""{"build":"image/web-1-5","target":"rhel-8-candidate","priority":30}""", typeof(BuildQueued)))
        .ShouldBe(new("image/web-1-5", "rhel-8-candidate", 30, 0));

    static List<T> Read<T>() => [.. Old.Where(e => e.Type == typeof(T)).Select(e => (T)Stored.Read(e.Json, e.Type))];

    /// <summary>Blocks of a type's name and its JSON, until those of enums.</summary>
    static IEnumerable<(Type Type, string Json)> OldEvents()
    {
        var text = File.ReadAllText(Repository.PathOf("tests", "Freshmaker.Domain.Tests", "Approved", "events.of-modules.txt")).ReplaceLineEndings("\n");
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(b => b.Trim().Split('\n', 2)).Where(b => b[1].StartsWith('{')))
            yield return (EventTypes.All.Single(t => t.Name == block[0]), block[1]);
    }

    static void ShouldHaveAll(JsonElement before, JsonElement after, string where)
    {
        after.ValueKind.ShouldBe(before.ValueKind, where);
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in before.EnumerateObject())
                {
                    after.TryGetProperty(member.Name, out var value).ShouldBeTrue($"{where}.{member.Name}");
                    ShouldHaveAll(member.Value, value, $"{where}.{member.Name}");
                }

                break;
            case JsonValueKind.Array:
                after.GetArrayLength().ShouldBe(before.GetArrayLength(), where);
                for (var i = 0; i < before.GetArrayLength(); i++)
                    ShouldHaveAll(before[i], after[i], $"{where}[{i}]");
                break;
            default:
                after.GetRawText().ShouldBe(before.GetRawText(), where);
                break;
        }
    }
}
