using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox.Bus;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxFaultTests : SandboxTest
{
    private const string Modules = "/pdc/rest_api/v1/modules/?name=webstack";

    [Fact]
    public async Task A_status_is_answered_as_often_as_told()
    {
        await PutFaultAsync("pdc", """{"status":500,"times":2}""");

        await GetAsync(Modules, 500);
        await GetAsync(Modules, 500);
        await GetAsync(Modules, 200);
        Sandbox.Faults.All["pdc"].Left.ShouldBe(0);
        (Sandbox.Counters["pdc.gets"], Sandbox.Counters["pdc.faults"]).ShouldBe((3, 2));
    }

    [Fact]
    public async Task Without_times_a_fault_stays_until_it_is_deleted()
    {
        await PutFaultAsync("mbs", """{"status":503}""");
        for (var i = 0; i < 5; i++)
        {
            await GetAsync("/mbs/module-build-service/1/module-builds/", 503);
        }

        await GetAsync(Modules);
        await SendAsync(HttpMethod.Delete, "/control/faults/mbs", "", 204);
        await GetAsync("/mbs/module-build-service/1/module-builds/");
    }

    [Fact]
    public async Task Html_and_cut_json_are_no_json()
    {
        await PutFaultAsync("pdc", """{"garbage":"html","times":1}""");
        using var html = await Http.GetAsync(Sandbox.Url + Modules, Stop);
        html.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await html.Content.ReadAsStringAsync(Stop)).ShouldStartWith("<html>");

        await PutFaultAsync("pdc", """{"garbage":"truncated","times":1}""");
        var cut = await Http.GetStringAsync(Sandbox.Url + Modules, Stop);
        cut.ShouldStartWith("{\"count\"");
        Should.Throw<JsonException>(() => JsonNode.Parse(cut));
    }

    [Fact]
    public async Task Nonsense_has_the_status_of_success_and_builds_nothing()
    {
        await PutFaultAsync("mbs", """{"garbage":"nonsense","method":"POST","times":1}""");

        var answer = await SubmitAsync("anvil", "1", await TipAsync("modules", "anvil", "1"), 201);

        answer["id"]!.GetValueKind().ShouldBe(JsonValueKind.String);
        Sandbox.Counters["mbs.accepted"].ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_lost_after_the_work_leaves_the_work_done()
    {
        var commit = await TipAsync("modules", "anvil", "1");
        await PutFaultAsync("mbs", """{"status":500,"after":true,"times":1}""");

        await SubmitAsync("anvil", "1", commit, 500);

        Sandbox.Counters["mbs.accepted"].ShouldBe(1);
        await SubmitAsync("anvil", "1", commit, 409);
    }

    [Fact]
    public async Task A_delay_delays_and_a_hang_lasts_until_it_is_deleted()
    {
        Sandbox.Faults.Set("pdc", new Fault { Delay = TimeSpan.FromMilliseconds(250), Times = 1 });
        var watch = Stopwatch.StartNew();
        await GetAsync(Modules);
        watch.ElapsedMilliseconds.ShouldBeGreaterThanOrEqualTo(240);

        await PutFaultAsync("pdc", """{"hang":true}""");
        var hanging = GetAsync(Modules);
        await UntilAsync(() => Sandbox.Counters["pdc.faults"], count => count == 2, "the hanging request");
        hanging.IsCompleted.ShouldBeFalse();
        Sandbox.Faults.Clear("pdc");
        (await hanging)["count"]!.GetValue<int>().ShouldBe(3);
    }

    [Theory]
    [InlineData("POST", "/odcs/api/1/composes/")]
    [InlineData("PATCH", "/odcs/api/1/composes/1")]
    [InlineData("POST", "/mbs/module-build-service/1/module-builds/")]
    [InlineData("POST", "/pulp/pulp/api/v2/repositories/search/")]
    [InlineData("POST", "/kojihub")]
    public async Task A_body_without_a_length_is_refused_as_apache_does(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), Sandbox.Url + path) { Content = JsonContent.Create(new { id = 1 }) };

        using var answer = await Http.SendAsync(request, Stop);

        answer.StatusCode.ShouldBe(HttpStatusCode.LengthRequired);
    }

    [Fact]
    public async Task The_bus_loses_doubles_and_delays_messages_of_a_topic()
    {
        await PutFaultAsync("bus", """{"lose":1,"topic":"some.topic"}""");
        await PublishAsync("other.topic", "a");
        await PublishAsync("some.topic", "b");
        await PublishAsync("some.topic", "c");
        Sandbox.Messages.Select(message => message.Fate).ShouldBe([MessageFate.Recorded, MessageFate.Lost, MessageFate.Recorded]);

        await PutFaultAsync("bus", """{"duplicate":1}""");
        await PublishAsync("some.topic", "d");
        Sandbox.Messages.Count(message => message.Id == "d").ShouldBe(2);

        await PutFaultAsync("bus", """{"late":"200ms","times":1}""");
        await PublishAsync("some.topic", "e");
        Sandbox.Messages[^1].Fate.ShouldBe(MessageFate.Late);
        await UntilAsync(() => Sandbox.Messages[^1].Fate, fate => fate == MessageFate.Recorded, "the late message");
    }

    [Fact]
    public async Task Any_bytes_can_be_published_with_any_id_or_none()
    {
        await SendAsync(HttpMethod.Post, "/control/messages", """{"topic":"a.b","bodyBase64":"/wD+","messageId":null,"headers":{"x":1}}""", 202);

        var message = Sandbox.Messages.ShouldHaveSingleItem();
        message.Id.ShouldBeNull();
        message.Body.ToArray().ShouldBe([0xFF, 0x00, 0xFE]);
        message.Headers.ShouldBe(new Dictionary<string, object?> { ["x"] = 1L });
        (await GetAsync("/control/messages"))[0]!["bodyBase64"]!.GetValue<string>().ShouldBe("/wD+");
    }

    [Theory]
    [InlineData("mbs", """{"status":99}""", "status")]
    [InlineData("mbs", """{"stauts":500}""", "stauts")]
    [InlineData("mbs", """{"delay":5}""", "delay")]
    [InlineData("mbs", """{"garbage":"htlm"}""", "garbage")]
    [InlineData("mbs", """{"garbage":"1"}""", "garbage")]
    [InlineData("mbs", """{"status":500,"hang":true}""", "hang")]
    [InlineData("mbs", """{"status":500,"times":0}""", "times")]
    [InlineData("mbs", """{"status":500,"method":"EAT"}""", "method")]
    [InlineData("mbs", """{"hang":false}""", "hang")]
    [InlineData("mbs", """{"garbage":"busy"}""", "garbage")]
    [InlineData("lightblue", """{"stauts":500}""", "stauts")]
    [InlineData("mbs", "{}", "body")]
    [InlineData("mbs", "[]", "body")]
    [InlineData("mbs", "{", "body")]
    [InlineData("distgit", """{"status":500}""", "status")]
    [InlineData("distgit", """{"rejectPush":1,"raceOnPush":1}""", "raceOnPush")]
    [InlineData("bus", """{"lose":-1}""", "lose")]
    [InlineData("bus", """{"late":"soon"}""", "late")]
    [InlineData("moon", """{"status":500}""", "system")]
    public async Task A_fault_that_makes_no_sense_is_refused_by_field_and_rule(string system, string fault, string field)
    {
        var problem = await PutFaultAsync(system, fault, 400);

        problem["field"]!.GetValue<string>().ShouldBe(field);
        problem["rule"]!.GetValue<string>().ShouldNotBeEmpty();
        Sandbox.Faults.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reset_puts_everything_back()
    {
        await SubmitAsync("anvil", "1", await TipAsync("modules", "anvil", "1"));
        await SendAsync(HttpMethod.Post, "/control/push", """{"namespace":"modules","repo":"anvil","branch":"1"}""", 201);
        await MessagesAsync("git.receive", 1);
        await PutFaultAsync("pdc", """{"status":500}""");

        await SendAsync(HttpMethod.Post, "/control/reset", "", 204);

        Sandbox.Messages.ShouldBeEmpty();
        Sandbox.Counters.All.ShouldBeEmpty();
        Sandbox.Faults.All.ShouldBeEmpty();
        (await GetAsync("/control/mbs/builds")).AsArray().ShouldBeEmpty();
        (await GetAsync("/control/git/modules/anvil/1/log")).AsArray().Count.ShouldBe(1);
        (await GetAsync("/pdc/rest_api/v1/modules/?name=anvil"))["count"]!.GetValue<int>().ShouldBe(1);
    }

    private Task<JsonNode> PublishAsync(string topic, string id) => SendAsync(HttpMethod.Post, "/control/messages", $$"""{"topic":"{{topic}}","body":{},"messageId":"{{id}}"}""", 202);
}
