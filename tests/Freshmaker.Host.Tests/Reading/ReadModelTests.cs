using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Projections;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Cascades;
using Freshmaker.Projections.Paging;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Timeline;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>What each read model shows, whatever pages its events come in.</summary>
public sealed class ReadModelTests : IAsyncLifetime
{
    static readonly Dictionary<string, string[]> TablesOf = new()
    {
        ["rebuilds"] = ["rebuilds", "rebuild_artifacts", "rebuild_cves"],
        ["builds"] = ["builds", "exclusions", "build_edges", "rebuild_heads", "composes", "artifacts"],
        ["timeline"] = ["timeline"],
        ["cascade"] = ["cascade"],
    };

    static readonly string[] Tables = [.. TablesOf.Values.SelectMany(t => t)];
    ReadingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ReadingHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    RebuildQueries Rebuilds => _host.Services.GetRequiredService<RebuildQueries>();
    BuildQueries Builds => _host.Services.GetRequiredService<BuildQueries>();

    async Task<RebuildRow> RebuildAsync(History history) => (await Rebuilds.FindAsync([history.Id], Ct))[history.Id];

    async Task<BuildRow> BuildAsync(History history, string module) =>
        (await Builds.FindAsync([(history.Id, History.Key(module))], Ct))[(history.Id, History.Key(module))];

    [Fact]
    public async Task A_rebuild_shows_its_message_trigger_handlers_and_counts()
    {
        var history = History.OfSpecChange("m1", handlers: ["First", "Second"]).Plan("First", ["web", "db<web"], "old").FaultOfHandler("Second");
        await _host.RecordAsync(history.Conflict("""{"other": "body"}"""));

        var row = await RebuildAsync(history);
        row.State.ShouldBe(RebuildState.Initialized);
        row.Trigger.ShouldBe(new RpmSpecChanged("gnutls", "f30", "0123abcd"));
        (row.TriggerKind, row.SearchKey, row.MessageId).ShouldBe((TriggerKind.RpmSpecChanged, "gnutls/f30?#0123abcd", "m1"));
        row.Topic.ShouldBe("org.fedoraproject.prod.git.receive");
        row.Counts.ShouldBe(new(2, 0, 0, 0, 0, 1));
        row.Conflicts.ShouldBe(1);
        row.Root.ShouldBe(history.Id);
        row.Handlers.Select(h => (h.Name, h.Phase, h.Planned, h.Excluded, h.Attempt)).ShouldBe(
            [("First", HandlerPhase.Completed, 2, 1, 1), ("Second", HandlerPhase.Pending, 0, 0, 2)]);
        row.Handlers[1].Reason!.Code.ShouldBe(ReasonCode.OutsideUnavailable);
        row.Handlers[1].NotBefore.ShouldNotBeNull();
        row.EndedAt.ShouldBeNull();
        (row.ReceivedAt - row.SentAt).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_number_of_a_rebuild_is_the_sequence_of_its_first_event_and_that_of_a_build_the_one_that_planned_it()
    {
        var history = History.OfSpecChange("m1").Plan("ModulesOnRpmSpecChange", ["web"]);
        await _host.RecordAsync(History.OfSpecChange("earlier"), history);

        await using var session = _host.Store.QuerySession();
        var stream = await session.Events.FetchStreamAsync(history.Id, token: Ct);
        (await RebuildAsync(history)).Number.ShouldBe(stream[0].Sequence);
        (await BuildAsync(history, "web")).Number.ShouldBe(stream.Single(e => e.Data is ArtifactPlanned).Sequence);
        (await Rebuilds.FindAsync(stream[0].Sequence, Ct))!.Id.ShouldBe(history.Id);
    }

    [Fact]
    public async Task A_build_shows_how_far_it_is_at_every_step()
    {
        var history = History.OfSpecChange("m1").Plan("ModulesOnRpmSpecChange", ["web", "db<web"]);
        await _host.RecordAsync(history);
        (await BuildAsync(history, "web")).Phase.ShouldBe(BuildPhase.Bumping);
        (await BuildAsync(history, "db")).Phase.ShouldBe(BuildPhase.Waiting);
        (await BuildAsync(history, "db")).Parents.ShouldBe([History.Key("web")]);

        await _host.RecordAsync(history.FaultOf("web", BuildPhase.Bumping));
        var retried = await BuildAsync(history, "web");
        (retried.Attempt, retried.Reason!.Code).ShouldBe((2, ReasonCode.OutsideUnavailable));
        retried.NotBefore.ShouldNotBeNull();

        await _host.RecordAsync(history.Bump("web"));
        var submitting = await BuildAsync(history, "web");
        (submitting.Phase, submitting.State, submitting.Revision, submitting.Attempt).ShouldBe((BuildPhase.Submitting, BuildState.Planned, "beef0003", 1));

        await _host.RecordAsync(history.Start("web", 7).Report("web", 7, ModuleBuildState.Build));
        var building = await BuildAsync(history, "web");
        (building.State, building.ExternalId, building.Url, building.Observed).ShouldBe((BuildState.Build, 7, "https://mbs.example/7", ModuleBuildState.Build));
        building.StartedAt.ShouldNotBeNull();
        (await RebuildAsync(history)).Counts.ShouldBe(new(1, 1, 0, 0, 0, 0));

        await _host.RecordAsync(history.Report("web", 7, ModuleBuildState.Ready).Bump("db").Start("db", 8).Report("db", 8, ModuleBuildState.Failed));
        var done = await BuildAsync(history, "web");
        (done.State, done.Version, done.Context).ShouldBe((BuildState.Done, "30", "f00d"));
        done.CompletedAt.ShouldNotBeNull();
        (await BuildAsync(history, "db")).Reason!.Code.ShouldBe(ReasonCode.FailedInBuildSystem);
        var rebuild = await RebuildAsync(history);
        (rebuild.State, rebuild.Reason!.Code, rebuild.Counts).ShouldBe((RebuildState.Complete, ReasonCode.SomeFailed, new(0, 0, 1, 1, 0, 0)));
        rebuild.EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_needs_a_failed_build_shows_as_blocked_and_a_canceled_rebuild_as_canceled()
    {
        var failed = History.OfSpecChange("m1").Plan("ModulesOnRpmSpecChange", ["web", "db<web"]).Bump("web").Start("web", 7).Report("web", 7, ModuleBuildState.Failed);
        var canceled = History.OfSpecChange("m2").Plan("ModulesOnRpmSpecChange", ["web"]).Cancel();
        await _host.RecordAsync(failed, canceled);

        (await BuildAsync(failed, "db")).ShouldSatisfyAllConditions(b => b.Phase.ShouldBe(BuildPhase.Blocked), b => b.Reason!.Code.ShouldBe(ReasonCode.ParentNotBuilt));
        (await RebuildAsync(failed)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(RebuildState.Failed), r => r.Counts.ShouldBe(new(0, 0, 0, 2, 0, 0)));
        (await BuildAsync(canceled, "web")).State.ShouldBe(BuildState.Canceled);
        (await RebuildAsync(canceled)).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(RebuildState.Canceled), r => r.Reason!.Parameters["who"].ShouldBe("alice"), r => r.Counts.ShouldBe(new(0, 0, 0, 0, 1, 0)));
    }

    [Fact]
    public async Task An_event_that_the_transition_table_does_not_allow_changes_nothing_but_is_in_the_timeline()
    {
        var history = History.OfSpecChange("m1").Plan("ModulesOnRpmSpecChange", ["web"]).BuildAll("web", 7);
        await _host.RecordAsync(history);
        var before = (await RebuildAsync(history), await BuildAsync(history, "web"));

        await _host.RecordAsync(history
            .Force(new BuildFailed(History.Key("web"), FaultClass.Artifact, Reason.Of(ReasonCode.BumpFailed, ("text", "late"))))
            .Force(new BuildSucceeded(History.Key("never planned"), 9, null, null))
            .Force(new RebuildFailed(Reason.Of(ReasonCode.AllFailed, ("total", "1")))));

        var after = (await RebuildAsync(history), await BuildAsync(history, "web"));
        (after.Item1 with { UpdatedAt = before.Item1.UpdatedAt }).ShouldBeEquivalentTo(before.Item1);
        (after.Item2 with { UpdatedAt = before.Item2.UpdatedAt }).ShouldBeEquivalentTo(before.Item2);
        (await _host.RowsAsync("builds")).Count.ShouldBe(1);
        (await _host.RowsAsync("timeline"))[^1].ShouldContain("rebuild_failed");
    }

    [Fact]
    public async Task The_timeline_holds_every_event_with_its_place_and_cause()
    {
        var history = History.OfSpecChange("m1").Plan("ModulesOnRpmSpecChange", ["web"], "old").BuildAll("web", 7);
        await _host.RecordAsync(history);

        var timeline = _host.Services.GetRequiredService<TimelineQueries>();
        var events = (await timeline.OfRebuildsAsync([history.Id], new(), new(100), Ct)).Single().Items;
        events.Select(e => e.Position).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
        events.Select(e => e.Kind).ShouldBe([
            "message_received", "trigger_recognized", "artifact_planned", "artifact_excluded", "handler_completed", "plan_completed", "source_bump_starting",
            "source_bumped", "build_starting", "build_started", "build_progressed", "build_progressed", "build_succeeded", "rebuild_completed"]);
        events[3].Artifact.ShouldBe(History.Key("old"));
        events.ShouldAllBe(e => e.CausationId == $"caused {history.Id}" && e.CorrelationId == "trace 1");
        (await timeline.OfArtifactsAsync([(history.Id, History.Key("web"))], new(), new(100), Ct)).Single().Items.Count.ShouldBe(8);
        (await timeline.MessagesAsync([history.Id], Ct))[history.Id].Body.ShouldContain("\"of\": \"m1\"");
    }

    [Fact]
    public async Task A_cascade_can_be_walked_up_and_down()
    {
        var (first, second, third, aside) = await CascadeAsync();

        var cascades = _host.Services.GetRequiredService<CascadeQueries>();
        var chain = (await cascades.ChainsAsync([third.Id, first.Id], Ct));
        chain[third.Id].Select(c => c.Rebuild).ShouldBe([first.Id, second.Id, third.Id]);
        chain[third.Id][^1].Lineage.ShouldBe([History.Key("web"), History.Key("app")]);
        chain[first.Id].Select(c => c.Rebuild).ShouldBe([first.Id]);

        var down = (await Rebuilds.FollowUpsAsync([first.Id, second.Id, third.Id], new(10), null, Ct)).Select(s => s.Items.Select(r => r.Id));
        down.ShouldBe([[second.Id, aside.Id], [third.Id], []]);
        (await Rebuilds.FollowUpsAsync([(first.Id, History.Key("db"))], new(10), null, Ct)).Single().Items.Select(r => r.Id).ShouldBe([aside.Id]);
        (await Rebuilds.CascadesAsync([first.Id], new(10), null, Ct)).Single().Items.Count.ShouldBe(4);
        (await Rebuilds.CountCascadesAsync([first.Id, third.Id], null, Ct)).ShouldBe([4, 0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Pages_may_split_streams_anywhere(int batchSize)
    {
        await _host.RecordAsync(Stories());
        await using var paged = await ReadingHost.StartAsync(batchSize);
        await paged.RecordAsync(Stories());

        foreach (var table in Tables)
            (await paged.RowsAsync(table)).Select(WithoutTimes).ShouldBe((await _host.RowsAsync(table)).Select(WithoutTimes), table);
    }

    [Fact]
    public async Task Each_read_model_rebuilt_alone_is_what_it_was()
    {
        await CascadeAsync();
        foreach (var story in Stories())
            await _host.RecordAsync(story);
        var live = new Dictionary<string, List<string>>();
        foreach (var table in Tables)
            (live[table] = await _host.RowsAsync(table)).ShouldNotBeEmpty(table);

        foreach (var (readModel, itsTables) in TablesOf)
        {
            foreach (var table in itsTables)
                await _host.SpoilAsync(table);
            await _host.RebuildAsync(readModel);
            foreach (var table in Tables)
                (await _host.RowsAsync(table)).ShouldBe(live[table], $"{table} after the rebuild of {readModel}");
        }

        ReadModels.Names.ShouldBe(TablesOf.Keys);
    }

    [Fact]
    public async Task Marten_creates_the_tables_and_finds_nothing_to_change_afterwards() =>
        await _host.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Ct);

    [Theory]
    [InlineData("")]
    [InlineData("Views")]
    [InlineData("a;drop schema public")]
    [InlineData("9lives")]
    public void A_schema_must_have_a_plain_name(string name) => Should.Throw<ArgumentException>(() => new ReadModelSchema(name));

    async Task<(History First, History Second, History Third, History Aside)> CascadeAsync()
    {
        var first = History.OfSpecChange("c1").Plan("ModulesOnRpmSpecChange", ["web", "db"]).BuildAll("web", 1).BuildAll("db", 2);
        var second = History.After(first, History.Key("web"), "c2").Plan("ModulesOnDependencyReady", ["app"]).BuildAll("app", 3);
        var third = History.After(second, History.Key("app"), "c3").Plan("ModulesOnDependencyReady", ["web"]);
        var aside = History.After(first, History.Key("db"), "c4");
        await _host.RecordAsync(first, second, third, aside);
        return (first, second, third, aside);
    }

    /// <summary>Histories that take every way through the folds.</summary>
    static IEnumerable<History> Stories() =>
    [
        new History("advisory", new AdvisoryShipped(777), ["ImagesOnAdvisoryShipped"]).Force(new HandlerCompleted("ImagesOnAdvisoryShipped", 0, 0) { Advisory = new(777, "RHSA-2031:0042", ["CVE-2031-7"]) }),
        History.OfSpecChange("s1").Plan("ModulesOnRpmSpecChange", ["web", "db<web", "app<db<web"], "old", "older").BuildAll("web", 1).BuildAll("db", 2).BuildAll("app", 3),
        History.OfSpecChange("s2").Plan("ModulesOnRpmSpecChange", ["web", "db<web"]).FaultOf("web", BuildPhase.Bumping).Bump("web")
            .FaultOf("web", BuildPhase.Submitting).Start("web", 4).Report("web", 4, ModuleBuildState.Failed),
        History.OfSpecChange("s3", handlers: ["First", "Second"]).FaultOfHandler("First").CrashOfHandler("Second").Plan("First", ["web", "db"]).Bump("web").Start("web", 5)
            .Cancel().Report("web", 5, ModuleBuildState.Failed),
        History.OfSpecChange("s4").Plan("ModulesOnRpmSpecChange", []),
        History.OfSpecChange("s5").Plan("ModulesOnRpmSpecChange", ["web", "web<missing"]).Conflict("{}").BuildAll("web", 6)
            .Force(new BuildFailed(History.Key("web"), FaultClass.Artifact, Reason.Of(ReasonCode.BumpFailed, ("text", "late")))),
        History.OfImageRequest("s6"),
    ];

    static string WithoutTimes(string row) => System.Text.RegularExpressions.Regex.Replace(row, @"""[a-z_]*(at|or_never)"": ""[^""]*""", "");
}
