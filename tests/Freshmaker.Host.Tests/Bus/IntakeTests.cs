using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Reasons;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;
using Freshmaker.Host.Tests.Running;
using Marten.Exceptions;
using Npgsql;

namespace Freshmaker.Host.Tests.Bus;

public sealed class IntakeTests(SharedHost shared) : HostTest(shared)
{
    readonly string _rpm = Wire.Unique("rpm");
    readonly int _advisory = System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000_000);

    [Fact]
    public async Task a_trigger_opens_the_stream_that_its_message_id_names()
    {
        var message = Wire.SpecChange(_rpm, id: "0A1B2C3D-0000-4000-8000-00000000CAFE");

        await Host.TakeAsync(message);

        var history = await Host.HistoryAsync("rebuild-0a1b2c3d00004000800000000000cafe");
        var received = history[0].Data.ShouldBeOfType<MessageReceived>();
        received.MessageId.ShouldBe(message.MessageId);
        received.Topic.ShouldBe(Wire.GitReceive);
        JsonNode.DeepEquals(JsonNode.Parse(received.Body), JsonNode.Parse(message.Body.Span)).ShouldBeTrue();
        history[1].Data.ShouldBeOfType<TriggerRecognized>().Trigger.ShouldBeOfType<RpmSpecChanged>().Rpm.ShouldBe(_rpm);
    }

    [Fact]
    public async Task a_message_that_is_not_for_us_leaves_nothing()
    {
        var message = Wire.Of("org.fedoraproject.prod.buildsys.tag", null, new { });

        await Host.TakeAsync(message);

        (await Host.HistoryAsync(TestHost.IdOf(message))).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_trigger_that_no_handler_takes_is_skipped_and_says_so()
    {
        var message = Wire.Of($"{Wire.Prefix}.errata.activity.status", null, new { errata_id = _advisory, to = "SHIPPED_LIVE" }); // no Errata is configured

        var id = await Host.OpenAsync(message);

        (await Host.FactsAsync<RebuildSkipped>(id)).Single().Reason.Code.ShouldBe(ReasonCode.NoHandler);
    }

    [Fact]
    public async Task the_same_message_twice_in_a_batch_opens_one_stream()
    {
        var message = Wire.SpecChange(_rpm);

        await Host.TakeAsync(message, message with { });

        await ShouldStayAsync(TestHost.IdOf(message));
    }

    [Fact]
    public async Task a_message_that_comes_again_later_changes_nothing()
    {
        var message = Wire.SpecChange(_rpm);
        var id = await Host.OpenAsync(message);
        await Host.UntilOverAsync(id);

        await Host.TakeAsync(message);

        await ShouldStayAsync(id);
    }

    [Fact]
    public async Task a_message_that_two_nodes_take_at_once_opens_one_stream()
    {
        var message = Wire.SpecChange(_rpm);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TakeAsTheListenerDoesAsync(message), Ct)));

        await ShouldStayAsync(TestHost.IdOf(message));
    }

    [Fact]
    public async Task another_body_under_the_same_id_is_recorded_once_and_changes_nothing_else()
    {
        var message = Wire.SpecChange(_rpm);
        var other = Wire.SpecChange(Wire.Unique("other"), message.MessageId);
        var id = await Host.OpenAsync(message);
        var before = await Host.UntilOverAsync(id);

        await Host.TakeAsync(other);
        await Host.TakeAsync(other, message);

        var after = await Host.UntilAsync(id, r => r.Conflicts.Count > 0, "the conflict should be recorded");
        await SettleAsync(id);
        (await ConflictsAsync(id)).ShouldHaveSingleItem().Body.ShouldBe(System.Text.Encoding.UTF8.GetString(other.Body.Span));
        after.ShouldSatisfyAllConditions(r => r.Trigger.ShouldBe(before.Trigger), r => r.State.ShouldBe(before.State));
    }

    [Fact]
    public async Task every_event_tells_what_caused_it_and_of_which_conversation_it_is()
    {
        Host.Catalogue.RpmIsIn(_rpm, $"{_rpm}-module");
        var message = Wire.SpecChange(_rpm);

        var id = await Host.OpenAsync(message);
        await Host.UntilBuildingAsync(id, $"{_rpm}-module");

        var history = await Host.HistoryAsync(id);
        history.Where(e => e.Data is MessageReceived or TriggerRecognized).Select(e => e.CausationId).ShouldAllBe(c => c == message.MessageId);
        history.Select(e => e.CausationId).ShouldAllBe(c => !string.IsNullOrEmpty(c));
        history.Select(e => e.CorrelationId).ShouldAllBe(c => c == message.MessageId);
    }

    [Fact]
    public async Task what_a_report_leads_to_names_that_report()
    {
        var id = await Host.OpenAsync(Wire.ModuleChange(_rpm, Wire.Commit()));
        var report = Wire.State(Host.Mbs.Move(await Host.UntilBuildingAsync(id, _rpm), ModuleBuildState.Ready));

        await Host.TakeAsync(report);

        await Host.UntilOverAsync(id);
        (await Host.HistoryAsync(id)).Where(e => e.Data is BuildSucceeded or RebuildCompleted).Select(e => e.CorrelationId)
            .ShouldBe([report.MessageId, report.MessageId]);
    }

    async Task TakeAsTheListenerDoesAsync(WireMessage message)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Host.TakeAsync(message);
                return;
            }
            catch (MartenCommandException e) when (attempt < 4 && e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
            {
                // Another one was first; now its stream is found.
            }
        }
    }

    async Task ShouldStayAsync(string id)
    {
        await Host.UntilOverAsync(id);
        await SettleAsync(id);
        (await Host.FactsAsync<MessageReceived>(id)).ShouldHaveSingleItem();
        (await Host.FactsAsync<TriggerRecognized>(id)).ShouldHaveSingleItem();
        (await Host.FactsAsync<HandlerCompleted>(id)).ShouldHaveSingleItem();
        (await ConflictsAsync(id)).ShouldBeEmpty();
    }

    async Task<IEnumerable<MessageConflictRecorded>> ConflictsAsync(string id) =>
        (await Host.FactsAsync<MessageConflictRecorded>(id)).Where(c => c.MessageId != "last");

    /// <summary>Commands to a rebuild are handled one after another: when this one, sent last, was, so were those before it.</summary>
    async Task SettleAsync(string id)
    {
        var last = new CompareMessage(id, "last", $"\"{Wire.Unique("last")}\"", TimeProvider.System.GetUtcNow());
        await Host.SendAsync(last);
        await Host.UntilAsync(id, r => r.Conflicts.Contains(Receiving.HashOf(last.Body)), "the last command should be handled");
    }
}
