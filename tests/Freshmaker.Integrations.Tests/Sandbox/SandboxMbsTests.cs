namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxMbsTests : SandboxTest
{
    private const string Builds = "/mbs/module-build-service/1/module-builds/";

    [Fact]
    public async Task A_submitted_commit_walks_through_all_states_and_each_is_a_message()
    {
        var commit = await TipAsync("modules", "webstack", "4");

        var build = await SubmitAsync("webstack", "4", commit);

        build["id"]!.GetValue<int>().ShouldBe(5000);
        build["state"]!.GetValue<int>().ShouldBe(0);
        build["state_name"]!.GetValue<string>().ShouldBe("init");
        build["version"]!.GetValue<string>().ShouldMatch("^[0-9]{14}$");
        var messages = (await MessagesAsync("org.fedoraproject.prod.mbs.module.state.change", 5)).Select(Body).ToList();
        messages.Select(body => body["state"]!.GetValue<int>()).ShouldBe([0, 1, 2, 3, 5]);
        messages[^1]["state_name"]!.GetValue<string>().ShouldBe("ready");
        messages[^1]["scmurl"]!.GetValue<string>().ShouldEndWith($"/modules/webstack.git?#{commit}");
        messages[^1]["id"]!.GetValue<int>().ShouldBe(5000);
        messages[^1]["component_builds"]!.AsArray().Count.ShouldBe(1);
        (await GetAsync(Builds + "5000"))["time_completed"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_same_commit_again_is_a_conflict_and_counted()
    {
        var commit = await TipAsync("modules", "anvil", "1");
        await SubmitAsync("anvil", "1", commit);

        var conflict = await SubmitAsync("anvil", "1", commit, 409);

        conflict["status"]!.GetValue<int>().ShouldBe(409);
        conflict["error"]!.GetValue<string>().ShouldBe("Conflict");
        conflict["message"]!.GetValue<string>().ShouldContain("already exists");
        (Sandbox.Counters["mbs.posts"], Sandbox.Counters["mbs.accepted"], Sandbox.Counters["mbs.conflicts"]).ShouldBe((2, 1, 1));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_built()
    {
        var refused = await SubmitAsync("anvil", "1", await TipAsync("modules", "anvil", "1"), 401, token: null);

        refused["error"]!.GetValue<string>().ShouldBe("Unauthorized");
        (Sandbox.Counters["mbs.accepted"], Sandbox.Counters["mbs.unauthorized"]).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData("anvil", "1", "00112233445566778899aabbccddeeff00112233", "checkout: The requested commit hash")]
    [InlineData("nobody", "1", "00112233445566778899aabbccddeeff00112233", "modules/nobody does not exist")]
    [InlineData("anvil", "7", "00112233445566778899aabbccddeeff00112233", "branch 7 does not exist")]
    public async Task What_is_not_in_dist_git_cannot_be_processed(string name, string branch, string commit, string why) =>
        (await SubmitAsync(name, branch, commit, 422))["message"]!.GetValue<string>().ShouldContain(why);

    [Fact]
    public async Task A_commit_of_another_branch_cannot_be_processed() => await SubmitAsync("webstack", "4", await TipAsync("modules", "webstack", "3"), 422);

    [Theory]
    [InlineData("not json", 400, "Invalid JSON")]
    [InlineData("[]", 400, "Invalid JSON")]
    [InlineData("""{"branch":"4"}""", 400, "Missing scmurl")]
    [InlineData("""{"scmurl":"file:///x/modules/anvil.git?#abcdef12"}""", 400, "Missing branch")]
    [InlineData("""{"scmurl":"file:///x/rpms/anvil.git?#abcdef12","branch":"1"}""", 403, "is not valid")]
    public async Task A_malformed_submission_is_refused_with_the_reason(string body, int status, string why) =>
        (await SendAsync(HttpMethod.Post, Builds, body, status, "secret"))["message"]!.GetValue<string>().ShouldContain(why);

    [Fact]
    public async Task A_build_is_found_by_its_commit()
    {
        var build = await SubmitAsync("forge", "1", await TipAsync("modules", "forge", "1"));
        await SubmitAsync("anvil", "1", await TipAsync("modules", "anvil", "1"));

        var found = await GetAsync($"{Builds}?verbose=true&scmurl={Uri.EscapeDataString(build["scmurl"]!.GetValue<string>())}");

        found["meta"]!["total"]!.GetValue<int>().ShouldBe(1);
        found["items"]![0]!["name"]!.GetValue<string>().ShouldBe("forge");
        found["items"]![0]!["scmurl"]!.GetValue<string>().ShouldBe(build["scmurl"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_list_is_paged_newest_first_and_short()
    {
        foreach (var name in new[] { "forge", "anvil", "bellows" })
        {
            await SubmitAsync(name, "1", await TipAsync("modules", name, "1"));
        }

        var page = await GetAsync($"{Builds}?per_page=2");

        page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<int>()).ShouldBe([5002, 5001]);
        page["items"]![0]!.AsObject().ContainsKey("scmurl").ShouldBeFalse();
        page["meta"]!["pages"]!.GetValue<int>().ShouldBe(2);
        (await GetAsync(page["meta"]!["next"]!.GetValue<string>()))["items"]![0]!["name"]!.GetValue<string>().ShouldBe("forge");
        (await GetAsync($"{Builds}?order_by=id&name=anvil&name=forge"))["items"]![0]!["id"]!.GetValue<int>().ShouldBe(5000);
    }

    [Fact]
    public async Task Unknown_builds_states_and_orders_are_refused()
    {
        (await GetAsync(Builds + "17", 404))["error"]!.GetValue<string>().ShouldBe("Not Found");
        await GetAsync($"{Builds}?state=purple", 400);
        await GetAsync($"{Builds}?order_by=purple", 400);
        await GetAsync($"{Builds}?page=0", 400);
    }

    [Fact]
    public async Task A_module_that_is_told_to_fail_fails_with_its_reason_and_one_that_is_stuck_can_be_canceled()
    {
        await SubmitAsync("brittle", "1", await TipAsync("modules", "brittle", "1"));
        var failed = (await MessagesAsync("mbs.module.state.change", 4)).Select(Body).ToList();
        failed.Select(body => body["state"]!.GetValue<int>()).ShouldBe([0, 1, 2, 4]);
        failed[^1]["state_reason"]!.GetValue<string>().ShouldContain("SPLINTER_MAX");

        await SubmitAsync("tarpit", "1", await TipAsync("modules", "tarpit", "1"));
        await MessagesAsync("mbs.module.state.change", 7);
        var canceled = await SendAsync(HttpMethod.Patch, Builds + "5001", """{"state":"failed","state_reason":"not needed"}""", 200, "secret");

        canceled["state_name"]!.GetValue<string>().ShouldBe("failed");
        canceled["state_reason"]!.GetValue<string>().ShouldBe("not needed");
        await SendAsync(HttpMethod.Patch, Builds + "5001", """{"state":"failed"}""", 403, "secret");
    }

    [Fact]
    public async Task A_module_that_fails_once_succeeds_the_next_time()
    {
        await SubmitAsync("moody", "1", await TipAsync("modules", "moody", "1"));
        await MessagesAsync("mbs.module.state.change", 4);
        await SendAsync(HttpMethod.Post, "/control/mbs/builds", """{"name":"moody","stream":"1"}""", 201);

        var ends = (await MessagesAsync("mbs.module.state.change", 9)).Select(message => Body(message)["state"]!.GetValue<int>()).Where(state => state > 3);
        ends.ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Somebody_elses_build_and_a_garbage_state_can_be_made()
    {
        var build = await SendAsync(HttpMethod.Post, "/control/mbs/builds", """{"name":"sturdy","stream":"1"}""", 201);
        await MessagesAsync("mbs.module.state.change", 5);
        var again = await SendAsync(HttpMethod.Post, "/control/mbs/builds", """{"name":"sturdy","stream":"1"}""", 201);
        await MessagesAsync("mbs.module.state.change", 10);
        var garbage = await SendAsync(HttpMethod.Post, $"/control/mbs/builds/{again["id"]}/state", """{"state":"garbage","reason":"swept"}""", 200);

        build["owner"]!.GetValue<string>().ShouldBe("dana");
        again["scmurl"]!.GetValue<string>().ShouldNotBe(build["scmurl"]!.GetValue<string>());
        garbage["state"]!.GetValue<int>().ShouldBe(6);
        Body((await MessagesAsync("mbs.module.state.change", 11))[^1])["state_name"]!.GetValue<string>().ShouldBe("garbage");
        Sandbox.Counters["mbs.posts"].ShouldBe(0);
    }
}
