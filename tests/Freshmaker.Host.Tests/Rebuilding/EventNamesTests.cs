using System.Text.Json.Nodes;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Tests.Running;
using Npgsql;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>What is stored stays readable for ever, whatever its classes are called later.</summary>
public sealed class EventNamesTests(SharedHost shared) : HostTest(shared)
{
    [Fact]
    public void names_are_those_that_were_approved() =>
        string.Join('\n', EventNames.All.OrderBy(n => n.Key.Name, StringComparer.Ordinal).Select(n => $"{n.Key.Name} = {n.Value}")).ShouldBe(
            Repository.Text("tests", "Freshmaker.Host.Tests", "Approved", "event-names.approved.txt").Trim(),
            "stored events are found by these names: they may not change, and a new event's must be approved");

    [Fact]
    public void every_event_has_a_name_of_its_own()
    {
        EventNames.All.Keys.ShouldBe(
            typeof(IRebuildEvent).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IRebuildEvent))), ignoreOrder: true);
        EventNames.All.Values.ShouldBeUnique();
    }

    [Fact]
    public async Task every_approved_example_of_a_stored_event_is_read_back_as_it_was()
    {
        var examples = Examples().ToList();
        examples.Select(e => e.Type).Distinct().ShouldBe(EventNames.All.Keys, ignoreOrder: true);
        var id = await StoreAsync(examples);

        var read = await Host.HistoryAsync(id);

        read.Count.ShouldBe(examples.Count);
        foreach (var (e, example) in read.Zip(examples))
        {
            e.Data.ShouldBeOfType(example.Type);
            JsonNode.DeepEquals(JsonNode.Parse(Host.Store.Options.Serializer().ToJson(e.Data)), JsonNode.Parse(example.Json)).ShouldBeTrue($"{e.Data} is not {example.Json}");
        }
    }

    /// <summary>A stream with these texts as if an older version had written them, whose classes have other names now.</summary>
    async Task<string> StoreAsync(List<(Type Type, string Json)> examples)
    {
        var id = RebuildId.Of(Wire.Unique("message"));
        await using (var session = Host.Store.LightweightSession())
        {
            session.Events.StartStream<Rebuild>(id, examples.Select(_ => new CancelRequested("dana", "why")));
            await session.SaveChangesAsync(Ct);
        }

        foreach (var (example, index) in examples.Select((e, i) => (e, i)))
        {
            await using var command = Host.Database.CreateCommand(
                $"update {Host.HostSettings.Schema}.mt_events set data = $1::jsonb, type = $2, mt_dotnet_type = 'An.Older.Name, Of.Another' where stream_id = $3 and version = $4");
            command.Parameters.AddRange(new NpgsqlParameter[]
            {
                new() { Value = example.Json }, new() { Value = EventNames.All[example.Type] }, new() { Value = id }, new() { Value = (long)index + 1 },
            });
            (await command.ExecuteNonQueryAsync(Ct)).ShouldBe(1);
        }

        return id;
    }

    static IEnumerable<(Type Type, string Json)> Examples() =>
        from example in Repository.Text("tests", "Freshmaker.Domain.Tests", "Approved", "events.approved.txt").Split("\n\n")
        let name = example.Trim().Split('\n')[0]
        let type = EventNames.All.Keys.SingleOrDefault(t => t.Name == name)
        where type is not null
        select (type, example.Trim()[name.Length..]);
}
