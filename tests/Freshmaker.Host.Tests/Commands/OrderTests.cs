using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Commands;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Commands;

/// <summary>Orders about rebuilds that exist.</summary>
public sealed class OrderTests(SharedHost shared) : HostTest(shared)
{
    static readonly Caller Operator = TestCaller.Of("olga", Role.Operator);

    readonly string _module = Wire.Unique("module");

    RebuildOrders Orders => Host.Get<RebuildOrders>();

    [Fact]
    public async Task a_rebuild_is_canceled_with_who_and_why_in_its_history()
    {
        var (id, _) = await BuildingAsync();

        var answer = await Orders.CancelAsync(id, new(Operator, "wrong branch", $"{_module} 1"), Ct);

        answer.Refusal.ShouldBeNull();
        answer.Number.ShouldBe(await NumberAsync(id));
        answer.Builds.ShouldBe([TestHost.KeyOf(_module)]);
        (await Host.FactsAsync<CancelRequested>(id)).ShouldHaveSingleItem()
            .ShouldBe(new CancelRequested("olga", "wrong branch", new Origin("Operator", "a test", "request-1")));
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Canceled);
    }

    [Fact]
    public async Task a_preview_of_canceling_tells_what_would_stop_and_stops_nothing()
    {
        var (id, _) = await BuildingAsync();

        var answer = await Orders.CancelBuildAsync(id, TestHost.KeyOf(_module), new(Operator, "wrong branch", $"{_module} 1") { IsPreview = true }, Ct);

        answer.Builds.ShouldBe([TestHost.KeyOf(_module)]);
        (await Host.FactsAsync<BuildCancelRequested>(id)).ShouldBeEmpty();
        var done = await Orders.CancelBuildAsync(id, TestHost.KeyOf(_module), new(Operator, "wrong branch", $"{_module} 1"), Ct);
        (done.Refusal, done.IsRepeated, done.Builds.Count).ShouldBe((null, false, 1));
    }

    [Fact]
    public async Task two_cancels_at_once_are_one()
    {
        var (id, _) = await BuildingAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Orders.CancelAsync(id, new(Operator, $"reason {i}", $"{_module} {i}"), Ct)));

        answers.ShouldAllBe(a => a.Refusal == null);
        answers.Count(a => !a.ChangedNothing).ShouldBe(1);
        (await Host.FactsAsync<CancelRequested>(id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task the_same_order_sent_again_is_carried_out_once()
    {
        var (id, _) = await BuildingAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Orders.AnnotateAsync(id, null, "Koji was full", new(Operator, "for the audit", _module), Ct)));

        answers.ShouldAllBe(a => a.Refusal == null && a.Rebuild == id);
        answers.Count(a => !a.IsRepeated).ShouldBe(1);
        (await Host.FactsAsync<Annotated>(id)).ShouldHaveSingleItem().ShouldBe(
            new Annotated("Koji was full", "olga", "for the audit", null, new Origin("Operator", "a test", "request-1")));
        var other = await OpenBuildingAsync(Wire.Unique("module"));
        (await Orders.AnnotateAsync(other.Id, null, "Koji was full", new(Operator, "for the audit", _module), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.KeyUsed);
        (await Orders.AnnotateAsync(id, null, "another note", new(Operator, "for the audit", _module), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.KeyUsed);
        (await Orders.CancelAsync(id, new(Operator, "for the audit", _module), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.KeyUsed);
    }

    [Fact]
    public async Task a_build_that_failed_is_tried_again_in_the_same_plan_and_MBS_resumes_it()
    {
        var (id, build) = await BuildingAsync();
        await Host.ReportAsync(build, ModuleBuildState.Failed);
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);

        var answer = await Orders.RetryBuildAsync(id, TestHost.KeyOf(_module), new(Operator, "MBS is well again", _module), Ct);

        (answer.Refusal, answer.Builds.Single()).ShouldBe((null, TestHost.KeyOf(_module)));
        await Host.UntilAsync(id, r => r.Builds[TestHost.KeyOf(_module)].Phase == BuildPhase.Building, "it should be building again");
        await Host.ReportAsync(build, ModuleBuildState.Ready);
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);
        Host.Mbs.Faults.CallsAbout($"submit {_module}").ShouldBe(2);
    }

    [Fact]
    public async Task what_cannot_be_done_is_refused_with_the_reason()
    {
        var (id, build) = await BuildingAsync();
        await RefusedAsync(CommandRefusalCode.NotPossible, "has not ended", o => Orders.RetryBuildAsync(id, TestHost.KeyOf(_module), o, Ct));
        await RefusedAsync(CommandRefusalCode.NotFound, "no such build", o => Orders.CancelBuildAsync(id, "module/ghost/1", o, Ct));
        await RefusedAsync(CommandRefusalCode.NotFound, "no such rebuild", o => Orders.CancelAsync($"{RebuildId.Prefix}{Guid.CreateVersion7():N}", o, Ct));
        await Host.ReportAsync(build, ModuleBuildState.Ready);
        await Host.UntilOverAsync(id);
        await RefusedAsync(CommandRefusalCode.NotPossible, "it was built", o => Orders.RetryBuildAsync(id, TestHost.KeyOf(_module), o, Ct));
        await RefusedAsync(CommandRefusalCode.NotPossible, "The rebuild is over (COMPLETE)", o => Orders.CancelAsync(id, o, Ct));
        await RefusedAsync(CommandRefusalCode.NotPossible, "The build is over (SUCCEEDED)", o => Orders.CancelBuildAsync(id, TestHost.KeyOf(_module), o, Ct));
    }

    [Fact] // else the next step of a large rebuild would read its whole history
    public async Task what_is_refused_or_only_asked_leaves_the_rebuild_in_the_cache()
    {
        var (id, _) = await BuildingAsync();
        var cache = Host.Get<RebuildCache>();
        await Eventually.IsAsync(() => cache.Peek(id) is not null, "it should be in the cache");

        await Orders.RetryBuildAsync(id, TestHost.KeyOf(_module), new(Operator, "refused"), Ct);
        await Orders.CancelAsync(id, new(Operator, "asked") { IsPreview = true }, Ct);

        cache.Take(id).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "k", "reason must be a text that is not empty")]
    [InlineData("  ", "k", "reason must be a text that is not empty")]
    [InlineData("a\0b", "k", "reason must not contain control characters")]
    [InlineData("because", "", "key must be a text that is not empty")]
    public async Task an_order_without_a_reason_or_key_is_refused(string why, string key, string words)
    {
        var answer = await Orders.CancelAsync($"{RebuildId.Prefix}{Guid.CreateVersion7():N}", new(Operator, why, key), Ct);

        answer.Refusal.ShouldNotBeNull().Message.ShouldContain(words);
        answer.Refusal.Code.ShouldBe(CommandRefusalCode.BadInput);
    }

    [Fact]
    public async Task whoever_may_not_is_told_what_it_takes()
    {
        var (id, _) = await BuildingAsync();
        var reader = await Orders.CancelAsync(id, new(TestCaller.Of("rita", Role.Reader), "x"), Ct);
        (reader.Refusal!.Code, reader.Refusal.Message).ShouldBe((CommandRefusalCode.NotAllowed, "rita may not do this: it needs one of the roles Rebuilder, AsyncRebuilder, Operator, Admin"));
        (await Orders.CancelAsync(id, new(TestCaller.Of(null, Role.Reader), "x"), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.NotAuthenticated);
        (await Orders.CancelAsync($"{RebuildId.Prefix}{Guid.CreateVersion7():N}", new(TestCaller.Of(null, Role.Reader), "x"), Ct)).Refusal!.Code
            .ShouldBe(CommandRefusalCode.NotAuthenticated, "whoever may not is not told whether there is such a rebuild");
        (await Orders.RetryBuildAsync(id, "module/x/1", new(TestCaller.Of("rob", Role.Rebuilder), "x"), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.NotAllowed);
        (await Host.FactsAsync<CancelRequested>(id)).ShouldBeEmpty();
    }

    static async Task RefusedAsync(CommandRefusalCode code, string words, Func<Order, Task<CommandAnswer>> act)
    {
        var answer = await act(new(Operator, "because"));
        answer.Refusal.ShouldNotBeNull(words).Message.ShouldContain(words);
        answer.Refusal.Code.ShouldBe(code);
    }

    async Task<long> NumberAsync(string id)
    {
        await using var session = Host.Store.QuerySession();
        return (await session.Events.FetchStreamAsync(id, version: 1, token: Ct)).Single().Sequence;
    }

    Task<(string Id, long Build)> BuildingAsync() => OpenBuildingAsync(_module);

    async Task<(string Id, long Build)> OpenBuildingAsync(string module)
    {
        var id = await Host.OpenAsync(Wire.ModuleChange(module, Wire.Commit()));
        return (id, await Host.UntilBuildingAsync(id, module));
    }
}
