using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Commands;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Publishing;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Commands;

/// <summary>Requests for rebuilds.</summary>
public sealed class RequestTests(SharedHost shared) : HostTest(shared)
{
    static readonly Caller Dana = TestCaller.Of("dana", Role.Rebuilder);

    readonly string _module = Wire.Unique("module");

    RebuildRequests Requests => Host.Get<RebuildRequests>();

    JsonObject Body => new() { ["module"] = _module, ["stream"] = "1" };

    [Fact]
    public async Task a_requested_module_is_bumped_and_built_and_says_who_asked_and_why()
    {
        var answer = await Requests.RequestAsync(RequestKind.Module, Body, new(Dana, "the fix is urgent"), force: false, Ct);

        answer.Refusal.ShouldBeNull();
        var id = answer.Rebuild.ShouldNotBeNull();
        await Host.UntilBuildingAsync(id, _module);
        (await Host.FactsAsync<RebuildRequested>(id)).ShouldHaveSingleItem()
            .ShouldBe(new RebuildRequested("dana", "the fix is urgent", new Origin("Rebuilder", "a test", "request-1")));
        (await Host.FactsAsync<TriggerRecognized>(id)).ShouldHaveSingleItem().Trigger.ShouldBeOfType<ModuleRebuildRequested>().Requester.ShouldBe("dana");
        await using var session = Host.Store.QuerySession();
        (await session.Events.FetchStreamAsync(id, version: 1, token: Ct)).Single().Sequence.ShouldBe(answer.Number!.Value);
    }

    [Fact]
    public async Task the_same_request_at_the_same_time_and_later_opens_one_rebuild()
    {
        var order = new Order(Dana, "urgent", _module);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Requests.RequestAsync(RequestKind.Module, Body, order, force: false, Ct)));

        answers.ShouldAllBe(a => a.Refusal == null);
        answers.Select(a => (a.Rebuild, a.Number)).Distinct().ShouldHaveSingleItem();
        answers.Count(a => !a.IsRepeated).ShouldBe(1);
        var other = Body;
        other["stream"] = "2";
        (await Requests.RequestAsync(RequestKind.Module, other, order, force: false, Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.KeyUsed);
        (await Requests.RequestAsync(RequestKind.Module, Body, order with { Caller = TestCaller.Of("erin", Role.Rebuilder) }, force: false, Ct)).Rebuild.ShouldNotBe(answers[0].Rebuild);
    }

    [Fact] // the host listens to the topic that it tells others on
    public async Task others_are_told_of_it_and_hearing_of_it_ourselves_begins_nothing()
    {
        var bus = Host.HostSettings.Bus;
        await using var subscriber = await Subscriber.ListenAsync(Settings.Rabbit, bus.Exchange, $"{bus.PublishPrefix}.freshmaker.module.manual", Ct);
        var answer = await Requests.RequestAsync(RequestKind.Module, Body, new(Dana, "urgent"), force: false, Ct);

        var told = await Eventually.BecomesAsync(async () => (await subscriber.AllAsync(Ct)).Find(m => m.Body.GetRawText().Contains(_module, StringComparison.Ordinal)), m => m is not null, "others should be told");
        (told!.Body.GetProperty("module").GetString(), told.Body.GetProperty("requester").GetString()).ShouldBe((_module, "dana"));
        var request = told.Body.GetProperty("msg_id").GetString().ShouldNotBeNull();
        request.ShouldStartWith("module_rebuild_");
        RebuildId.Of(request).ShouldBe(answer.Rebuild);

        await Host.TakeAsync(new WireMessage("another-id", told.Topic, new Dictionary<string, string>(), JsonSerializer.SerializeToUtf8Bytes(told.Body), Host.Get<TimeProvider>().GetUtcNow()));
        await using var session = Host.Store.QuerySession();
        (await session.Events.FetchStreamStateAsync(RebuildId.Of(told.Id), Ct)).ShouldBeNull();
        (await session.Events.FetchStreamStateAsync(RebuildId.Of("another-id"), Ct)).ShouldBeNull();
        (await Host.FactsAsync<MessageConflictRecorded>(answer.Rebuild!)).ShouldBeEmpty();
    }

    [Fact]
    public async Task whoever_asked_may_cancel_it_and_others_may_not()
    {
        var id = (await Requests.RequestAsync(RequestKind.Module, Body, new(Dana, "urgent"), force: false, Ct)).Rebuild!;
        var orders = Host.Get<RebuildOrders>();

        (await orders.CancelAsync(id, new(TestCaller.Of("erin", Role.Rebuilder), "not mine"), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.NotAllowed);
        (await orders.CancelAsync(id, new(TestCaller.Of(null, Role.Rebuilder), "nobody's"), Ct)).Refusal!.Code.ShouldBe(CommandRefusalCode.NotAuthenticated);
        (await orders.CancelAsync(id, new(Dana, "mine"), Ct)).Refusal.ShouldBeNull();
        (await Host.FactsAsync<CancelRequested>(id)).ShouldHaveSingleItem().Origin!.Role.ShouldBe("Rebuilder");
    }

    [Theory]
    [InlineData("""{"stream": "1"}""", "module", "module must be a text that is not empty")]
    [InlineData("""{"module": "a/b", "stream": "1"}""", "module", "module must not contain a slash")]
    [InlineData("""{"module": "web", "stream": "1", "dry_run": 7}""", "dry_run", "dry_run must be true or false")]
    public async Task what_breaks_a_rule_is_refused_by_field(string body, string field, string message)
    {
        var answer = await Requests.RequestAsync(RequestKind.Module, JsonNode.Parse(body)!.AsObject(), new(Dana, "urgent"), force: false, Ct);

        (answer.Refusal!.Code, answer.Refusal.Field, answer.Refusal.Message).ShouldBe((CommandRefusalCode.BadInput, field, message));
    }

    [Fact]
    public async Task an_earlier_rebuild_that_is_not_there_is_named()
    {
        var answer = await Requests.RequestAsync(
            RequestKind.Advisory, new() { ["errata_id"] = 4711, ["freshmaker_event_id"] = 999_999_999 }, new(TestCaller.Of("dana", Role.Admin), "urgent"), force: false, Ct);

        answer.Refusal!.Code.ShouldBeOneOf(CommandRefusalCode.NotFound, CommandRefusalCode.NotPossible);
    }

    [Theory]
    [InlineData(Role.Reader, false, false, false)]
    [InlineData(Role.Auditor, false, false, false)]
    [InlineData(Role.Rebuilder, true, false, true)]
    [InlineData(Role.AsyncRebuilder, false, true, false)]
    [InlineData(Role.Operator, false, false, false)]
    [InlineData(Role.Admin, true, true, true)]
    public async Task each_kind_takes_its_role(Role role, bool advisory, bool images, bool module)
    {
        // The bodies break a rule, so that nothing begins: who may not is told that first.
        foreach (var (kind, may) in new[] { (RequestKind.Advisory, advisory), (RequestKind.Images, images), (RequestKind.Module, module) })
        {
            (await Requests.RequestAsync(kind, [], new(TestCaller.Of("dana", role), "urgent"), force: false, Ct)).Refusal!.Code
                .ShouldBe(may ? CommandRefusalCode.BadInput : CommandRefusalCode.NotAllowed, $"{role} {kind.IdPrefix}");
        }
    }
}
