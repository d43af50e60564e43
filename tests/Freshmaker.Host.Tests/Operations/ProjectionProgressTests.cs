using Freshmaker.Host.Operations;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Tests.Running;
using Freshmaker.Projections;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Npgsql;

namespace Freshmaker.Host.Tests.Operations;

public sealed class ProjectionProgressTests : IAsyncDisposable
{
    readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(Settings.Postgres);
    readonly Clock _clock = new();
    readonly string _schema = $"progress_{Guid.CreateVersion7():N}";
    readonly DocumentStore _store;
    readonly ProjectionProgress _progress;

    public ProjectionProgressTests()
    {
        _store = DocumentStore.For(m =>
        {
            m.Connection(Settings.Postgres);
            m.DatabaseSchemaName = _schema;
            m.Events.StreamIdentity = StreamIdentity.AsString;
            m.Projections.AsyncMode = DaemonMode.ExternallyManaged;
            EventNames.Map(m.Events);
            m.AddReadModels(_schema);
        });
        _progress = new(_store, _database, _clock);
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void all_is_well_while_everything_is_level() => Judge(at: 7, mark: 7, last: 7).ShouldBe("ok");

    [Fact]
    public void to_be_behind_is_no_fault_for_a_while()
    {
        Judge(at: 5, mark: 7).ShouldBe("ok");
        _clock.Pass(30);
        Judge(at: 5, mark: 7).ShouldBe("ok");
    }

    [Fact]
    public void to_be_behind_and_not_to_move_is_one()
    {
        Judge(at: 5, mark: 7);
        _clock.Pass(31);

        Judge(at: 5, mark: 9).ShouldBe("views:All stuck at 5 of 9");
    }

    [Fact]
    public void to_be_behind_and_to_move_is_none()
    {
        for (var at = 0; at < 5; at++)
        {
            Judge(at, mark: 1000).ShouldBe("ok");
            _clock.Pass(25);
        }
    }

    [Fact]
    public void to_have_had_nothing_to_do_for_long_is_none()
    {
        Judge(at: 7, mark: 7);
        _clock.Pass(3600);
        Judge(at: 7, mark: 8).ShouldBe("ok");
    }

    [Fact]
    public void what_catches_up_is_forgiven()
    {
        Judge(at: 5, mark: 7);
        _clock.Pass(31);
        Judge(at: 7, mark: 7).ShouldBe("ok");
        Judge(at: 7, mark: 8).ShouldBe("ok");
    }

    [Fact]
    public void a_shard_that_has_never_begun_is_stuck_when_there_is_something_to_do()
    {
        Judge(at: null, mark: 0, last: 0);
        _clock.Pass(31);
        Judge(at: null, mark: 3).ShouldBe("ok");
        _clock.Pass(31);
        Judge(at: null, mark: 3).ShouldBe("views:All stuck at 0 of 3");
    }

    [Fact]
    public void a_mark_that_nobody_raises_is_stuck_though_all_are_level_with_it()
    {
        Judge(at: 3, mark: 3, last: 8);
        _clock.Pass(31);

        Judge(at: 3, mark: 3, last: 8).ShouldBe("HighWaterMark stuck at 3 of 8");
    }

    [Fact]
    public async Task a_store_without_events_is_well()
    {
        await _store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        (await _progress.CheckAsync(Ct)).ShouldBe("ok");
        _clock.Pass(31);
        (await _progress.CheckAsync(Ct)).ShouldBe("ok");
    }

    [Fact]
    public async Task without_a_daemon_everything_is_stuck_and_with_one_nothing_is()
    {
        await _store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using (var session = _store.LightweightSession())
        {
            session.Events.StartStream("one", new Domain.Rebuilds.CancelRequested("dana", "why"), new Domain.Rebuilds.CancelRequested("dana", "why"));
            await session.SaveChangesAsync(Ct);
        }

        (await _progress.CheckAsync(Ct)).ShouldBe("ok");
        _clock.Pass(31);
        (await _progress.CheckAsync(Ct)).ShouldBe("HighWaterMark stuck at 0 of 2");

        using var daemon = await _store.BuildProjectionDaemonAsync();
        await daemon.CatchUpAsync(TimeSpan.FromSeconds(30), Ct);
        (await _progress.CheckAsync(Ct)).ShouldBe("ok");

        await using var forget = _database.CreateCommand($"update {_schema}.mt_event_progression set last_seq_id = 1 where name not like 'HighWater%'");
        (await forget.ExecuteNonQueryAsync(Ct)).ShouldBe(ReadModels.Names.Count);
        (await _progress.CheckAsync(Ct)).ShouldBe("ok");
        _clock.Pass(31);
        (await _progress.CheckAsync(Ct)).Split("; ").ShouldBe(ReadModels.Names.Select(name => $"{name}:All stuck at 1 of 2"), ignoreOrder: true);
    }

    string Judge(long? at, long mark, long? last = null)
    {
        var progress = new Dictionary<string, long> { ["HighWaterMark"] = mark };
        if (at is { } position)
            progress["views:All"] = position;
        return _progress.Judge(["views:All"], progress, last ?? mark);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await using (var drop = _database.CreateCommand($"drop schema if exists {_schema} cascade"))
            await drop.ExecuteNonQueryAsync();
        await _database.DisposeAsync();
    }

    sealed class Clock : TimeProvider
    {
        DateTimeOffset _now = new(2031, 5, 4, 3, 2, 1, TimeSpan.Zero);

        public void Pass(int seconds) => _now += TimeSpan.FromSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
