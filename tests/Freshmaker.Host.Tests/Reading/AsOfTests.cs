using System.Globalization;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Marten;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>What is told of the past is what was told at the time.</summary>
public sealed class AsOfTests
{
    /// <summary>All that can be told of a rebuild but places in the queue, of which the past is silent.</summary>
    const string Everything =
        """
        id number state searchKey receivedAt endedAt updatedAt reason { text } trigger { summary }
        message { id topic sentAt receivedAt conflicts headers { name value } body }
        counts { total planned building done failed canceled excluded } handlers { name phase attempt retryAt planned excluded reason { text } }
        builds(first: 50) { totalCount edges { cursor node { ...everyBuild } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        few: builds(last: 2) { totalCount edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
        exclusions { totalCount edges { cursor node { number artifact { key } nvr handler reason { text } at } } }
        timeline(first: 100) { totalCount edges { cursor node { position sequence at kind text data artifact { key } build { id state } causationId correlationId } } }
        causedBy { rebuild { id state } build { id state rebuild { state } } }
        followUps { totalCount edges { node { id state updatedAt builds { edges { node { id state } } } } } }
        cascade { root { id state updatedAt } rebuilds { totalCount edges { node { id state updatedAt } } } lineage { text rebuild { id state } } }
        """;

    const string EveryBuild =
        """
        fragment everyBuild on Build {
          id number artifact { key } handler state phase cause { text } reason { text } originalNvr nvr buildAttempt because isStuck taskState revision externalId url adopted observedState
          version context attempt retryAt plannedAt startedAt completedAt updatedAt rebuild { id state }
          parents { id state } children { totalCount edges { node { id state } } } timeline(first: 50) { totalCount edges { node { position } } }
          waitingFor { kind reason { text } build { id phase } externalId until } followUps { totalCount edges { node { id state } } }
        }
        """;

    static readonly string Now = $$"""query($id: ID!) { rebuild(id: $id) { {{Everything}} } } {{EveryBuild}}""";
    static readonly string Then = $$"""query($id: ID!, $at: DateTime, $version: Int) { rebuild(id: $id, asOf: $at, atVersion: $version) { {{Everything}} } } {{EveryBuild}}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task a_rebuild_as_of_any_time_is_what_an_observer_saw_then(int seed)
    {
        var random = new Random(seed);
        await using var host = await ReadingHost.StartAsync(limits: l => (l.MaxCost, l.MaxDepth) = (10_000_000, 50));
        var first = new RandomHistory(History.OfSpecChange($"observed-{seed}", handlers: ["A", "B"]), random);
        var second = new RandomHistory(History.After(first.History, History.Key("a"), $"observed-{seed}-after"), random);
        var observed = new List<(History Of, DateTimeOffset At, long Version, JsonElement Seen)>();
        for (var steps = 0; steps < 14; steps++)
        {
            // The rebuild that follows begins while the first one runs.
            var acting = steps > 4 && random.Next(3) == 0 ? second : first;
            foreach (var events in acting.Act())
            {
                await RecordAsync(host, acting.History, events);
                foreach (var history in acting == first ? [first.History] : new[] { first.History, second.History })
                    observed.Add(await ObserveAsync(host, history));
            }
        }

        observed.Count.ShouldBeGreaterThan(15);
        foreach (var (of, at, version, seen) in observed.Where(_ => random.Next(3) == 0).Append(observed[^1]))
        {
            var asOf = await host.AskAsync(Then, new { id = of.Id, at = at.ToString("O", CultureInfo.InvariantCulture) });
            ShouldBe(asOf.At("rebuild"), seen, $"as of {at:O}, version {version}");
            // What else had happened by then is told by the last event of this rebuild itself, so it is compared where nothing else had.
            if (observed.Where(o => o.Of == of && o.Version == version).MinBy(o => o.At).At == at)
                ShouldBe((await host.AskAsync(Then, new { id = of.Id, version })).At("rebuild"), seen, $"at version {version}");
        }

        // Between two observations is what the earlier one saw, before the first one is nothing, and beyond the last version is the present.
        var own = observed.Where(o => o.Of == first.History).DistinctBy(o => o.At).ToList();
        (await host.AskAsync(Then, new { id = first.History.Id, at = own[0].At.AddMicroseconds(-1).ToString("O", CultureInfo.InvariantCulture) })).At("rebuild").ValueKind.ShouldBe(JsonValueKind.Null);
        (await host.AskAsync(Then, new { id = first.History.Id, version = 0 })).At("rebuild").ValueKind.ShouldBe(JsonValueKind.Null);
        for (var i = 1; i < own.Count; i += 5)
            ShouldBe((await host.AskAsync(Then, new { id = first.History.Id, at = own[i].At.AddMicroseconds(-1).ToString("O", CultureInfo.InvariantCulture) })).At("rebuild"), own[i - 1].Seen, "just before");
    }

    [Fact]
    public async Task it_is_of_the_events_and_not_of_the_read_models()
    {
        await using var host = await ReadingHost.StartAsync();
        var history = History.OfSpecChange("past-1").Plan("ModulesOnRpmSpecChange", ["a", "b<a"]);
        await host.RecordAsync(history);
        var build = (await host.AskAsync("{ builds(where: { name: \"a\" }) { edges { node { number id rebuild { number } } } } }")).At("builds.edges.0.node");
        await host.AppendAsync(history.BuildAll("a", 11)); // which no read model has seen

        var past = await host.AskAsync(
            """
            query($build: Long!, $rebuild: Long!, $id: ID!) {
              last: build(number: $build, atVersion: 100) { state queuePosition timeline { totalCount } } planned: build(id: $id, atVersion: 3) { phase } before: build(id: $id, atVersion: 2) { phase }
              rebuild(number: $rebuild, asOf: "2100-01-01T00:00:00+02:00") { counts { done } } none: rebuild(number: $build, atVersion: 5) { id } nothing: build(number: $rebuild, atVersion: 5) { id } }
            """,
            new { build = build.At("number").GetInt64(), rebuild = build.At("rebuild.number").GetInt64(), id = build.Text("id") });

        past.At("last").ToString().ShouldBe("""{"state":"DONE","queuePosition":null,"timeline":{"totalCount":8}}""");
        past.Text("planned.phase").ShouldBe("WAITING");
        past.At("before").ValueKind.ShouldBe(JsonValueKind.Null, "only the message and the trigger were known");
        past.At("rebuild.counts.done").GetInt32().ShouldBe(1);
        past.At("none").ValueKind.ShouldBe(JsonValueKind.Null, "that is the number of a build");
        past.At("nothing").ValueKind.ShouldBe(JsonValueKind.Null, "that is the number of a rebuild");
    }

    [Theory]
    [InlineData("""asOf: "2026-01-01T00:00:00Z", atVersion: 1""", "asOf", "The argument asOf cannot be combined with atVersion; ask for one of them.")]
    [InlineData("atVersion: -1", "atVersion", "The argument atVersion must not be negative; it is -1.")]
    public async Task what_cannot_be_asked_is_refused(string arguments, string argument, string message)
    {
        await using var host = await ReadingHost.StartAsync();
        foreach (var field in new[] { $"rebuild(number: 1, {arguments})", $"build(number: 1, {arguments})" })
        {
            var error = (await host.PostAsync($$"""{ {{field}} { id } }""")).At("errors.0");
            (error.Text("message"), error.Text("extensions.code"), error.Text("extensions.argument")).ShouldBe((message, "BAD_ARGUMENT", argument));
        }
    }

    [Fact]
    public async Task however_many_builds_a_rebuild_has_its_past_is_one_statement()
    {
        await using var host = await ReadingHost.StartAsync();
        var history = History.OfSpecChange("past-2").Plan("ModulesOnRpmSpecChange", Enumerable.Range(0, 40).Select(i => i == 0 ? "m0" : $"m{i}<m{i - 1}"), "old").BuildAll("m0", 1);
        await host.RecordAsync(history);
        using var statements = new Statements(host);

        var past = await host.AskAsync(
            "query($id: ID!) { rebuild(id: $id, atVersion: 60) { builds(first: 100) { edges { node { id parents { id } children { totalCount } waitingFor { build { id } } timeline { totalCount } } } } exclusions { totalCount } } }",
            new { id = history.Id });

        past.At("rebuild.builds.edges").GetArrayLength().ShouldBe(40);
        statements.Texts.ShouldBeEmpty("no read model is asked");
        statements.OfEvents.Count.ShouldBe(1);
    }

    /// <summary>The same values at the same places; jsonb orders the members of objects in its own way.</summary>
    static void ShouldBe(JsonElement told, JsonElement seen, string when)
    {
        if (!JsonElement.DeepEquals(told, seen))
            Values("", told).Except(Values("", seen)).Concat(Values("", seen).Except(Values("", told)).Select(v => $"seen was {v}")).Take(6).ShouldBeEmpty(when);
        JsonElement.DeepEquals(told, seen).ShouldBeTrue(when);
    }

    static IEnumerable<string> Values(string path, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(m => Values($"{path}.{m.Name}", m.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany((e, i) => Values($"{path}.{i}", e)),
        _ => [$"{path} = {json}"],
    };

    static async Task RecordAsync(ReadingHost host, History history, IReadOnlyList<IRebuildEvent> events)
    {
        await using (var session = host.Store.LightweightSession())
        {
            history.Append(session, events);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await host.CatchUpAsync();
    }

    /// <summary>What is told now, and what the time is: that of the last event of all.</summary>
    static async Task<(History Of, DateTimeOffset At, long Version, JsonElement Seen)> ObserveAsync(ReadingHost host, History history)
    {
        var seen = await host.AskAsync(Now, new { id = history.Id });
        var last = (await host.Store.QuerySession().Events.QueryAllRawEvents().OrderByDescending(e => e.Sequence).Take(1).ToListAsync(TestContext.Current.CancellationToken)).Single();
        var version = seen.At("rebuild.timeline.totalCount").GetInt64();
        return (history, last.Timestamp, version, seen.At("rebuild"));
    }

    /// <summary>A history that goes on at random.</summary>
    sealed class RandomHistory(History history, Random random)
    {
        static readonly string[] Names = ["a", "b", "c", "d", "e"];
        long _id = 100;

        public History History => history;

        /// <summary>What happens next, an event at a time; the beginning the first time, which is a message and its trigger, recorded together.</summary>
        public IEnumerable<IReadOnlyList<IRebuildEvent>> Act()
        {
            for (var tries = 0; tries < 50; tries++)
            {
                Step();
                if (history.TakeNew() is { Count: > 0 } events)
                    return events[0] is MessageReceived ? [events[..2], .. events[2..].Select(e => new[] { e })] : events.Select(e => new[] { e });
            }

            return [];
        }

        void Step()
        {
            if (history.State.Handlers.FirstOrDefault(h => h.Value.Phase == HandlerPhase.Pending) is { Key: { } handler })
            {
                switch (random.Next(4))
                {
                    case 0:
                        history.FaultOfHandler(handler);
                        break;
                    case 1 when history.State.Builds.Count > 0:
                        history.CrashOfHandler(handler);
                        break;
                    default:
                        var planned = Names[..random.Next(1, Names.Length)];
                        history.Plan(handler, planned.Select((name, i) => name + string.Concat(planned[..i].Where(_ => random.Next(2) == 0).Select(p => $"<{p}"))), "old", "older");
                        break;
                }

                return;
            }

            switch (random.Next(20))
            {
                case 0:
                    history.Conflict($$"""{"other": {{random.Next(100)}}}""");
                    return;
                case 1 when _id > 105:
                    history.Cancel();
                    return;
            }

            var builds = history.State.Builds.Where(b => !b.Value.Phase.IsEnd()).ToList();
            if (builds.Count == 0)
                return;
            var (key, build) = builds[random.Next(builds.Count)];
            var module = build.Planned.Artifact.Name;
            _ = (build.Phase, random.Next(4)) switch
            {
                (BuildPhase.Bumping or BuildPhase.Submitting, 0) => history.FaultOf(module, build.Phase),
                (BuildPhase.Bumping, _) => history.Bump(module),
                (BuildPhase.Submitting, _) => history.Start(module, ++_id),
                (BuildPhase.Building, 0) => history.Report(module, build.ExternalId!.Value, ModuleBuildState.Failed),
                (BuildPhase.Building, 1) => history.Report(module, build.ExternalId!.Value, ModuleBuildState.Build),
                (BuildPhase.Building, _) => history.Report(module, build.ExternalId!.Value, ModuleBuildState.Ready),
                _ => history,
            };
        }
    }
}
