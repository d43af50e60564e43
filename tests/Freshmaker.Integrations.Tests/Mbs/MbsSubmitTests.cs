using System.Text.Json.Nodes;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Mbs;

public sealed class MbsSubmitTests : MbsTest
{
    const string Revision = "00112233445566778899aabbccddeeff00112233";

    [Fact]
    public async Task A_submission_becomes_a_build_of_exactly_that_commit()
    {
        var tip = await TipAsync("modules", "anvil", "1");

        var build = await AcceptedAsync("anvil", "1");

        (build.BuildId, build.Name, build.Stream, build.State, build.Revision).ShouldBe((5000, "anvil", "1", ModuleBuildState.Init, tip));
        build.Version.ShouldNotBeNull();
        build.Context.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_wire_form_is_the_documented_one()
    {
        var (body, authorization) = ("", "");
        await using var mbs = await CannedServer.StartAsync(async context =>
        {
            authorization = context.Request.Headers.Authorization.ToString();
            using var reader = new StreamReader(context.Request.Body);
            body = await reader.ReadToEndAsync(context.RequestAborted);
            await CannedServer.Write(context, 201, """{"id":5120,"state":0,"status":201}"""); // behaviour.md Appendix B
        });

        var build = (await Mbs(mbs.Url, "https://src.example.org/").SubmitAsync("webstack", "4", "c0ffee1", Stop)).ShouldBeOfType<ModuleSubmission.Accepted>().Build;

        build.ShouldBe(new(5120, "webstack", "4", ModuleBuildState.Init, null, null, null, null));
        mbs.Requests.ShouldBe(["POST /module-build-service/1/module-builds/"]);
        authorization.ShouldBe($"Bearer {Token}");
        JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse("""{"scmurl":"https://src.example.org/modules/webstack.git?#c0ffee1","branch":"4"}""")).ShouldBeTrue(body);
    }

    [Fact]
    public async Task A_commit_that_was_submitted_before_is_told_apart_and_the_build_can_be_adopted()
    {
        var build = await AcceptedAsync("anvil", "1");

        (await Mbs().SubmitAsync("anvil", "1", build.Revision!, Stop)).ShouldBeOfType<ModuleSubmission.AlreadySubmitted>().Text.ShouldContain("already exists");

        (await Mbs().FindAsync("anvil", "1", build.Revision!, Stop))!.BuildId.ShouldBe(build.BuildId);
    }

    [Fact]
    public async Task A_conflict_in_the_body_alone_is_one_too()
    {
        await using var mbs = await CannedServer.StartAsync(200, """{"status":409,"message":"exists"}""");

        (await Mbs(mbs.Url).SubmitAsync("anvil", "1", Revision, Stop)).ShouldBe(new ModuleSubmission.AlreadySubmitted("exists"));
    }

    [Fact]
    public async Task What_it_cannot_build_it_refuses_in_its_own_words()
    {
        var refused = (await Mbs().SubmitAsync("anvil", "1", Revision, Stop)).ShouldBeOfType<ModuleSubmission.Refused>();

        refused.Status.ShouldBe(422);
        refused.Text.ShouldContain("The requested commit hash");
        refused.Text.ShouldNotContain("{");
    }

    [Fact]
    public async Task A_wrong_token_is_the_operators_business_and_never_shown()
    {
        var fault = await Should.ThrowAsync<OutsideFault>(() => Mbs(options => options with { Token = "wr0ng" }).SubmitAsync("anvil", "1", Revision, Stop));

        (fault.System, fault.Call).ShouldBe(("MBS", $"POST module-builds/ (anvil:1 at {Revision})"));
        fault.Text.ShouldStartWith("HTTP 401");
        fault.ToString().ShouldNotContain("wr0ng");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Failures_for_now_are_faults_and_the_submission_is_never_repeated(int status)
    {
        Sandbox.Faults.Set("mbs", new() { Status = status });

        (await Should.ThrowAsync<OutsideFault>(() => Mbs().SubmitAsync("anvil", "1", Revision, Stop))).Text.ShouldStartWith($"HTTP {status}: ");

        Sandbox.Counters["mbs.posts"].ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task Other_client_errors_are_refusals(int status)
    {
        Sandbox.Faults.Set("mbs", new() { Status = status });

        (await Mbs().SubmitAsync("anvil", "1", Revision, Stop)).ShouldBe(new ModuleSubmission.Refused(status, "The sandbox was told to answer so."));
    }

    [Theory]
    [InlineData(Garbage.Html, "HTTP 200, the body is not JSON: <html>")]
    [InlineData(Garbage.Truncated, "HTTP 201, the body is not JSON: {\"id\"")]
    [InlineData(Garbage.Nonsense, "HTTP 201, id must be a positive whole number")]
    public async Task What_is_no_answer_is_a_fault(Garbage garbage, string text)
    {
        Sandbox.Faults.Set("mbs", new() { Garbage = garbage });

        (await Should.ThrowAsync<OutsideFault>(async () => await Mbs().SubmitAsync("anvil", "1", await TipAsync("modules", "anvil", "1"), Stop))).Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task A_lost_answer_is_a_fault_and_the_build_is_found_when_asked()
    {
        Sandbox.Faults.Set("mbs", new() { Hang = true, After = true, Method = "POST" });
        var tip = await TipAsync("modules", "anvil", "1");

        var fault = await Should.ThrowAsync<OutsideFault>(() => Mbs(options => options with { Limits = Quick.Impatient }).SubmitAsync("anvil", "1", tip, Stop));

        fault.Text.ShouldBe("no answer within 0.3 s");
        (await Mbs().FindAsync("anvil", "1", tip, Stop)).ShouldNotBeNull();
        Sandbox.Counters["mbs.posts"].ShouldBe(1);
    }

    [Theory]
    [InlineData("[]", "there are 0 builds")]
    [InlineData("""[{"id":1},{"id":2}]""", "there are 2 builds")]
    [InlineData("""{"state":0,"status":201}""", "id must be")]
    [InlineData("""{"id":0,"state":0}""", "id must be")]
    [InlineData("""{"id":7}""", "state must be")]
    [InlineData("""{"id":7,"state":7}""", "state must be")]
    [InlineData("""{"id":7,"state":0,"name":null}""", null)]
    [InlineData("""{"id":7,"state":0,"name":17}""", "name must be a text")]
    [InlineData("""{"id":7,"state":0,"name":"other","stream":"1"}""", "the build is of other:1, but anvil:1 was submitted")]
    [InlineData("""[{"id":7,"state":0,"name":"anvil","stream":"1"}]""", null)]
    [InlineData("null", "the body must be a build object")]
    [InlineData("", "the body is empty")]
    public async Task Only_a_usable_build_is_an_acceptance(string body, string? problem)
    {
        await using var mbs = await CannedServer.StartAsync(201, body);
        var submitting = () => Mbs(mbs.Url).SubmitAsync("anvil", "1", Revision, Stop);

        if (problem is null)
            (await submitting()).ShouldBeOfType<ModuleSubmission.Accepted>().Build.BuildId.ShouldBe(7);
        else
            (await Should.ThrowAsync<OutsideFault>(submitting)).Text.ShouldStartWith($"HTTP 201, {problem}");
    }
}
