using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Rebuilding.Outside;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Freshmaker.Host.Tests.Rebuilding;

/// <summary>The outside is at fault: each retry is an event, and its work is done when its time has come. Three attempts are configured.</summary>
public sealed class RetryTests(SharedHost shared) : HostTest(shared)
{
    readonly string _rpm = Wire.Unique("rpm");
    readonly string _module = Wire.Unique("module");

    [Fact]
    public async Task a_catalogue_that_comes_back_is_asked_again()
    {
        Host.Catalogue.Faults.Next(_rpm, Faults.Away("PDC"));

        var id = await OpenAsync();

        await Host.UntilBuildingAsync(id, _module);
        var retry = (await Host.HistoryAsync(id)).ShouldHaveSingle<HandlerRetryScheduled>();
        retry.Data.Reason.Code.ShouldBe(ReasonCode.OutsideUnavailable);
        retry.Data.Reason.Parameters["system"].ShouldBe("PDC");
        retry.Data.Attempt.ShouldBe(2);
        (await Host.HistoryAsync(id)).ShouldHaveSingle<HandlerCompleted>().Timestamp.ShouldBeGreaterThanOrEqualTo(retry.Data.NotBefore);
    }

    [Fact]
    public async Task a_catalogue_that_stays_away_fails_the_handler()
    {
        Host.Catalogue.Faults.Next(_rpm, Enumerable.Repeat(Faults.Away("PDC"), 9));

        var id = await OpenAsync();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        var failed = (await Host.FactsAsync<HandlerFailed>(id)).ShouldHaveSingleItem().Reason;
        failed.Code.ShouldBe(ReasonCode.RetriesExhausted);
        failed.Parameters["attempts"].ShouldBe("3");
        Host.Catalogue.Faults.CallsAbout(_rpm).ShouldBe(3);
    }

    public static TheoryData<Exception> Passing =>
        [new TaskCanceledException("it took too long"), new TimeoutException(), new InvalidOperationException("broken", new IOException("the connection was reset"))];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task a_handler_that_was_cut_off_is_asked_again(Exception passing)
    {
        Host.Catalogue.Faults.Next(_rpm, passing);

        var id = await OpenAsync();

        await Host.UntilBuildingAsync(id, _module);
        (await Host.FactsAsync<HandlerRetryScheduled>(id)).ShouldHaveSingleItem().Reason.Parameters["system"].ShouldBe("Freshmaker");
    }

    [Fact] // what would be recorded of it could not be saved either
    public async Task a_database_that_is_away_while_a_handler_plans_is_waited_for_and_costs_no_attempt()
    {
        Host.Catalogue.Faults.Next(
            _rpm,
            new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL", "57P01"),
            new InvalidOperationException("it could not be read", new NpgsqlException("broken", new IOException())));

        var id = await OpenAsync();

        await Host.UntilBuildingAsync(id, _module);
        Host.Catalogue.Faults.CallsAbout(_rpm).ShouldBe(3);
        (await Host.FactsAsync<HandlerRetryScheduled>(id)).ShouldBeEmpty();
        (await Host.FactsAsync<HandlerFailed>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task work_that_takes_too_long_is_cut_off_and_counts_as_a_fault_that_may_pass()
    {
        var id = await Host.OpenWithoutOrdersAsync(Wire.SpecChange(_rpm));
        var work = RebuildProcess.Next(await Host.StateAsync(id)).OfType<PlanWithHandler>().First();
        var step = new OutsideStep(
            Host.Get<RebuildStore>(), Host.Store, Host.Get<WorkLocks>(), Settings.Builds, Host.Get<IHostApplicationLifetime>(), NullLogger<OutsideStep>.Instance)
        { Patience = TimeSpan.FromMilliseconds(50) };

        var result = await step.DoAsync(
            work,
            async (_, ct) => { await Task.Delay(TimeSpan.FromMinutes(1), ct); throw new InvalidOperationException("it was not cut off"); },
            fault => new RecordHandlerFault(id, work.Handler, 1, fault),
            Ct,
            defect => new RecordHandlerCrash(id, work.Handler, defect.Text));

        result.ShouldBeOfType<RecordHandlerFault>().Fault.Text.ShouldStartWith("it took longer than ");
    }

    [Fact]
    public async Task a_bump_and_a_submission_have_a_budget_each()
    {
        Host.Sources.Faults.Next(_module, Enumerable.Repeat(Faults.Away("dist-git"), 2));
        Host.Mbs.Faults.Next($"submit {_module}", Enumerable.Repeat(Faults.Away("MBS"), 2));

        var id = await OpenAsync();

        await Host.ReportAsync(await Host.UntilBuildingAsync(id, _module), ModuleBuildState.Ready);
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        (await Host.FactsAsync<BuildRetryScheduled>(id)).Select(r => (r.Reason.Parameters["system"], r.Attempt))
            .ShouldBe([("dist-git", 2), ("dist-git", 3), ("MBS", 2), ("MBS", 3)]);
        Host.Mbs.BuildsOf(_module).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_submission_that_cannot_be_made_fails_its_build_for_good()
    {
        Host.Mbs.Faults.Next($"submit {_module}", Enumerable.Repeat(Faults.Away("MBS"), 9));

        var id = await OpenAsync();

        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        var failed = (await Host.FactsAsync<BuildFailed>(id)).ShouldHaveSingleItem();
        failed.Class.ShouldBe(FaultClass.Infrastructure);
        failed.Reason.Code.ShouldBe(ReasonCode.RetriesExhausted);
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(3);
    }

    [Fact]
    public async Task a_submission_whose_answer_was_lost_is_found_not_made_again()
    {
        var revision = Wire.Commit();
        Host.Mbs.Faults.Next($"submit {_module}", Faults.Away("MBS"));
        var answer = Host.Mbs.Faults.Hold($"submit {_module}");
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, revision));
        await Eventually.IsAsync(() => Host.Mbs.Faults.CallsAbout($"submit {_module}") == 1, "MBS should be asked");

        var made = Host.Mbs.Add(_module, "1", revision);
        answer.SetResult();

        (await Host.UntilBuildingAsync(id, _module)).ShouldBe(made.BuildId);
        (await Host.FactsAsync<BuildStarted>(id)).ShouldHaveSingleItem().Adopted.ShouldBeTrue();
    }

    Task<string> OpenAsync()
    {
        Host.Catalogue.RpmIsIn(_rpm, _module);
        return Host.OpenAsync(Wire.SpecChange(_rpm));
    }
}
