using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Outside;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>Two steps, each with connections and a cache of its own, are two nodes.</summary>
public sealed class OutsideStepTests(SharedHost shared) : HostTest(shared)
{
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task what_one_node_is_doing_no_other_does()
    {
        await using var one = new Node(Host);
        await using var two = new Node(Host);
        var work = await OwedAsync();
        var first = one.Step.DoAsync(work, ActAsync, OnFault, Ct);
        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        (await two.Step.DoAsync(work, NeverAsync, OnFault, Ct)).ShouldBeNull();
        _answer.SetResult();

        (await first).ShouldNotBeNull();
    }

    [Fact]
    public async Task what_one_node_has_done_or_died_doing_another_can_do()
    {
        await using var two = new Node(Host);
        var work = await OwedAsync();
        await using var dead = new Node(Host);
        _answer.SetResult();
        (await dead.Step.DoAsync(work, ActAsync, OnFault, Ct)).ShouldNotBeNull();
        (await two.Step.DoAsync(work, ActAsync, OnFault, Ct)).ShouldNotBeNull();

        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource<IRebuildCommand>());
        var lost = dead.Step.DoAsync(work, (_, _) => Begin(begun, end), OnFault, Ct);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        (await two.Step.DoAsync(work, NeverAsync, OnFault, Ct)).ShouldBeNull();
        await dead.EndSessionsAsync();

        (await two.Step.DoAsync(work, ActAsync, OnFault, Ct)).ShouldNotBeNull();
        end.SetResult(OnFault(new("", "", "")));
        (await lost).ShouldNotBeNull("what was done is recorded, also without the lock");
        (await dead.Step.DoAsync(work, ActAsync, OnFault, Ct)).ShouldNotBeNull("there is a connection again");
    }

    [Fact]
    public async Task different_work_of_one_node_is_done_at_once()
    {
        await using var one = new Node(Host);
        var first = one.Step.DoAsync(await OwedAsync(), ActAsync, OnFault, Ct);
        await _asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        (await one.Step.DoAsync(await OwedAsync(), (_, _) => Task.FromResult(OnFault(new("", "", ""))), OnFault, Ct)).ShouldNotBeNull();

        _answer.SetResult();
        await first;
    }

    [Fact]
    public async Task a_service_that_runs_dry_holds_what_earlier_rebuilds_would_change_outside()
    {
        var module = Wire.Unique("module");
        var find = Host.Mbs.Faults.Hold($"find {module}");
        var id = await Host.OpenAsync(Wire.ModuleChange(module, Wire.Commit()));
        var submitting = await Host.UntilAsync(id, r => r.Builds.Values.Any(b => b.Phase == BuildPhase.Submitting), "it should be submitting");
        var submit = RebuildProcess.Next(submitting).ShouldHaveSingleItem().ShouldBeOfType<SubmitModuleBuild>();
        var plan = await OwedAsync();
        await using var dry = new Node(Host, Settings.Builds with { DryRun = true });
        await using var other = new Node(Host);

        (await dry.Step.DoAsync(submit, NeverAsync, OnFault, Ct)).ShouldBeNull();
        (await dry.Step.DoAsync(submit, NeverAsync, OnFault, Ct)).ShouldBeNull();
        _answer.SetResult();
        (await dry.Step.DoAsync(plan, ActAsync, OnFault, Ct)).ShouldNotBeNull("to plan changes nothing");
        (await other.Step.DoAsync(submit, ActAsync, OnFault, Ct)).ShouldNotBeNull("it is owed as before");

        Host.Log.All.Count(l => l.MessageTemplate.Text.Contains("Freshmaker:DryRun", StringComparison.Ordinal) && l.RenderMessage().Contains(id, StringComparison.Ordinal))
            .ShouldBe(1);
        find.SetResult();
        await Host.UntilBuildingAsync(id, module);
    }

    async Task<IRebuildCommand> ActAsync(Rebuild rebuild, CancellationToken ct)
    {
        _asked.TrySetResult();
        await _answer.Task.WaitAsync(ct);
        return OnFault(new("", "", ""));
    }

    static Task<IRebuildCommand> Begin(TaskCompletionSource begun, TaskCompletionSource<IRebuildCommand> end)
    {
        begun.SetResult();
        return end.Task;
    }

    static Task<IRebuildCommand> NeverAsync(Rebuild rebuild, CancellationToken ct) => throw new InvalidOperationException("done twice");

    static IRebuildCommand OnFault(Domain.Ports.Fault fault) => new RecordHandlerCrash("", "", fault.Text);

    async Task<Work> OwedAsync()
    {
        var id = await Host.OpenWithoutOrdersAsync(Wire.ModuleChange(Wire.Unique("module"), Wire.Commit()));
        return RebuildProcess.Next(await Host.StateAsync(id)).ShouldHaveSingleItem();
    }

    sealed class Node : IAsyncDisposable
    {
        readonly NpgsqlDataSource _database;
        readonly string _name = Wire.Unique("node");

        public Node(TestHost host, BuildOptions? options = null)
        {
            _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(host.HostSettings.Postgres) { ApplicationName = _name });
            var store = new RebuildStore(new(), new(Settings.Builds, TimeProvider.System), new(null!), NullLogger<RebuildStore>.Instance);
            var locks = new WorkLocks(_database, host.HostSettings with { SingleNode = false }, NullLogger<WorkLocks>.Instance);
            Step = new(store, host.Store, locks, options ?? Settings.Builds, host.Get<IHostApplicationLifetime>(), host.Get<ILogger<OutsideStep>>());
        }

        public OutsideStep Step { get; }

        /// <summary>What PostgreSQL sees of a node that is killed.</summary>
        public async Task EndSessionsAsync()
        {
            await using var other = NpgsqlDataSource.Create(Settings.Postgres);
            await using var end = other.CreateCommand("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = $1");
            end.Parameters.Add(new() { Value = _name });
            (await end.ExecuteScalarAsync()).ShouldBe(1L, "all its locks are on one connection");
        }

        public ValueTask DisposeAsync() => _database.DisposeAsync();
    }
}
