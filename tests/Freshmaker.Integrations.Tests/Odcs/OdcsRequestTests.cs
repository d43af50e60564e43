using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Odcs;

public sealed class OdcsRequestTests : OdcsTest
{
    [Fact]
    public async Task A_compose_that_is_asked_for_waits()
    {
        var compose = await AcceptedAsync(Pulp);

        (compose.State, compose.Kind, compose.IsUnderWay).ShouldBe((ComposeState.Wait, "pulp", true));
        compose.Source!.Split(' ').Order().ShouldBe(Pulp.Source.Split(' '));
        compose.ExpiresAt!.Value.ShouldBeInRange(Now.AddHours(23.9), Now.AddHours(24.1));
        Sandbox.Counters[$"odcs.accepted.{Pulp.Key}"].ShouldBe(1);
        Sandbox.Counters["odcs.writes"].ShouldBe(1);
    }

    [Fact]
    public async Task All_of_a_request_is_sent_in_ODCS_s_form_and_what_is_empty_is_left_out()
    {
        var bodies = new List<JsonNode>();
        await using var odcs = await CannedServer.StartAsync(async context =>
        {
            context.Request.Headers.Authorization.ToString().ShouldBe($"Bearer {Token}");
            bodies.Add(JsonNode.Parse(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted))!);
            await CannedServer.Write(context, 200, Item(5, Build).ToJsonString());
        });

        await Odcs(odcs.Url).RequestAsync(Build, Stop);
        await Odcs(odcs.Url, options => options with { TimeToLive = TimeSpan.FromHours(2) }).RequestAsync(new(ComposeKind.Tag, "acme-9"), Stop);
        await Odcs(odcs.Url).RenewAsync(5, Stop);

        JsonNode.DeepEquals(bodies[0], JsonNode.Parse("""
            {"source":{"type":"build","source":"","packages":["zlib","zlib-devel"],"builds":["zlib-1.2-4.el9"],"sigkeys":["fd431d51"]},
             "flags":["no_deps"],"arches":["s390x","x86_64"],"seconds-to-live":86400}
            """)).ShouldBeTrue(bodies[0].ToJsonString());
        JsonNode.DeepEquals(bodies[1], JsonNode.Parse("""{"source":{"type":"tag","source":"acme-9"},"seconds-to-live":7200}""")).ShouldBeTrue(bodies[1].ToJsonString());
        JsonNode.DeepEquals(bodies[2], JsonNode.Parse("""{"seconds-to-live":86400}""")).ShouldBeTrue(bodies[2].ToJsonString());
        odcs.Requests.ShouldBe(["POST /api/1/composes/", "POST /api/1/composes/", "PATCH /api/1/composes/5"]);
    }

    [Fact]
    public async Task What_ODCS_does_not_want_is_refused_in_its_own_words()
    {
        var refused = (await Odcs().RequestAsync(Pulp with { Flags = ["no_such_flag"] }, Stop)).ShouldBeOfType<ComposeAnswer.Refused>();

        refused.ShouldBe(new ComposeAnswer.Refused(400, "Unknown flag no_such_flag"));
        Sandbox.Counters["odcs.posts"].ShouldBe(1);
    }

    [Theory]
    [InlineData(403, """{"status":403,"message":"User freshmaker not allowed to operate with compose with arches=s390x."}""", true)]
    [InlineData(422, """{"message":"no"}""", true)]
    [InlineData(403, "<html>Forbidden by the proxy</html>", false)]
    [InlineData(400, "<html>Bad request, says the proxy</html>", false)]
    [InlineData(401, """{"message":"who are you"}""", false)]
    [InlineData(404, """{"message":"no such path"}""", false)]
    [InlineData(408, """{"message":"too slow"}""", false)]
    [InlineData(429, """{"message":"too many"}""", false)]
    [InlineData(301, "", false)]
    [InlineData(500, """{"message":"sorry"}""", false)]
    [InlineData(503, "", false)]
    public async Task Only_ODCS_s_own_no_is_a_refusal_the_rest_is_a_fault(int status, string body, bool refused)
    {
        await using var odcs = await CannedServer.StartAsync(status, body);
        var asking = () => Odcs(odcs.Url).RequestAsync(Pulp, Stop);

        if (refused)
            (await asking()).ShouldBeOfType<ComposeAnswer.Refused>().Status.ShouldBe(status);
        else
            (await Should.ThrowAsync<OutsideFault>(asking)).Text.ShouldStartWith($"HTTP {status}");

        odcs.Requests.Count.ShouldBe(1); // what writes is never repeated
    }

    [Theory]
    [InlineData(Garbage.Html, "HTTP 200, the body is not JSON")]
    [InlineData(Garbage.Truncated, "HTTP 200, the body is not JSON")]
    [InlineData(Garbage.Nonsense, "HTTP 201, id must be a positive whole number")]
    public async Task What_is_no_answer_is_a_fault(Garbage garbage, string text)
    {
        Sandbox.Faults.Set("odcs", new() { Garbage = garbage });

        var fault = await Should.ThrowAsync<OutsideFault>(() => Odcs().RequestAsync(Pulp, Stop));

        (fault.System, fault.Call).ShouldBe(("ODCS", $"POST composes/ ({Pulp.Key})"));
        fault.Text.ShouldStartWith(text);
        Sandbox.Counters["odcs.posts"].ShouldBe(1);
    }

    [Fact]
    public async Task A_request_whose_answer_was_lost_is_found_again_and_not_repeated()
    {
        var since = Now;
        Sandbox.Faults.Set("odcs", new() { Hang = true, After = true, Method = "POST", Times = 1 });
        var limits = Quick.Limits with { AttemptTimeout = TimeSpan.FromSeconds(3) }; // time for a busy machine to take the request
        await Should.ThrowAsync<OutsideFault>(() => Odcs(options => options with { Limits = limits }).RequestAsync(Build, Stop));
        Sandbox.Counters[$"odcs.accepted.{Build.Key}"].ShouldBe(1);

        var found = (await Odcs().FindAsync(Build, since, Stop)).ShouldNotBeNull();

        found.State.ShouldBe(ComposeState.Wait);
        (await Odcs().FindAsync(Pulp, since, Stop)).ShouldBeNull();
        Sandbox.Counters["odcs.posts"].ShouldBe(1);
    }
}
