using System.Text.Json.Nodes;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxGitTests : SandboxTest
{
    [Fact]
    public async Task A_push_with_plain_git_is_announced_in_the_wire_form()
    {
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/rpms/libcapsule.git", "f41");
        var commit = await pat.CommitAsync("Fix the overflow\n\nIt was one byte.", "libcapsule.spec", "Name: libcapsule\nRelease: 2\n");

        (await pat.PushAsync()).ExitCode.ShouldBe(0);

        var message = (await MessagesAsync(".git.receive", 1)).ShouldHaveSingleItem();
        message.Topic.ShouldBe("org.fedoraproject.prod.git.receive");
        message.Id.ShouldNotBeNull().ShouldMatch("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        message.ContentType.ShouldBe("application/json");
        message.Headers["fedora_messaging_severity"].ShouldBe(20);
        message.Headers["fedora_messaging_schema"].ShouldBe("base.message");
        message.Headers["priority"].ShouldBe(0);
        message.Headers["sent-at"].ShouldBeOfType<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$");
        var body = Body(message)["commit"]!;
        Texts(body, "namespace", "repo", "branch", "rev", "username", "agent", "summary").ShouldBe(["rpms", "libcapsule", "f41", commit, "pat", "pat", "Fix the overflow"]);
        body["message"]!.GetValue<string>().ShouldBe("Fix the overflow\n\nIt was one byte.\n");
        body["seen"]!.GetValue<bool>().ShouldBeFalse();
        var spec = body["stats"]!["files"]!["libcapsule.spec"]!;
        spec["additions"]!.GetValue<int>().ShouldBe(2);
        spec["lines"]!.GetValue<int>().ShouldBe(2 + spec["deletions"]!.GetValue<int>());
        body["stats"]!["total"]!["files"]!.GetValue<int>().ShouldBe(1);
        (Sandbox.Counters["git.pushes"], Sandbox.Counters["git.ownPushes"]).ShouldBe((1, 0));
    }

    [Fact]
    public async Task An_empty_commit_is_announced_without_files_and_its_trailer_is_in_the_log()
    {
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/webstack.git", "4");
        var commit = await pat.CommitAsync("Bump\n\nFreshmaker-Build: 17");
        await pat.PushAsync();

        var body = Body((await MessagesAsync(".git.receive", 1))[0])["commit"]!;
        body["rev"]!.GetValue<string>().ShouldBe(commit);
        body["stats"]!["files"]!.AsObject().Count.ShouldBe(0);
        var newest = (await GetAsync("/control/git/modules/webstack/4/log"))[0]!;
        newest["commit"]!.GetValue<string>().ShouldBe(commit);
        newest["trailers"]!.ToJsonString().ShouldBe("""[{"key":"Freshmaker-Build","value":"17"}]""");
    }

    [Fact]
    public async Task Each_commit_of_a_push_is_announced_oldest_first()
    {
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/container/webfront.git", "f41");
        var commits = new[] { await pat.CommitAsync("one"), await pat.CommitAsync("two", "Dockerfile", "FROM scratch\n"), await pat.CommitAsync("three") };
        await pat.PushAsync();

        var messages = await MessagesAsync(".git.receive", 3);
        messages.Select(message => Body(message)["commit"]!["rev"]!.GetValue<string>()).ShouldBe(commits);
        (Sandbox.Counters["git.pushes"], Sandbox.Counters["git.commits"]).ShouldBe((1, 3));
    }

    [Fact]
    public async Task The_sandbox_itself_can_push_and_the_spec_has_changed()
    {
        var pushed = await SendAsync(HttpMethod.Post, "/control/push", """{"namespace":"rpms","repo":"libcapsule","branch":"f41"}""", 201);

        var body = Body((await MessagesAsync(".git.receive", 1))[0])["commit"]!;
        body["rev"]!.GetValue<string>().ShouldBe(pushed["commit"]!.GetValue<string>());
        body["stats"]!["files"]!["libcapsule.spec"]!["additions"]!.GetValue<int>().ShouldBe(1);
        (Sandbox.Counters["git.pushes"], Sandbox.Counters["git.ownPushes"]).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData("noNamespace", ".git.receive", """["repo","branch"]""")]
    [InlineData("legacyTopic", ".git.receive.libcapsule.f41", """["repo","branch"]""")]
    [InlineData("insertions", ".git.receive", """["namespace","repo"]""")]
    public async Task Older_forms_of_the_message_can_be_asked_for(string form, string topic, string firstFields)
    {
        await SendAsync(HttpMethod.Post, "/control/push", $$"""{"namespace":"rpms","repo":"libcapsule","branch":"f41","form":"{{form}}"}""", 201);

        var commit = Body((await MessagesAsync(topic, 1)).ShouldHaveSingleItem())["commit"]!.AsObject();
        new JsonArray([.. commit.Take(2).Select(field => (JsonNode)field.Key)]).ToJsonString().ShouldBe(firstFields);
        commit["stats"]!["files"]!["libcapsule.spec"]!.AsObject().ContainsKey(form == "insertions" ? "insertions" : "additions").ShouldBeTrue();
    }

    [Fact]
    public async Task The_envelope_and_pagures_form_can_be_asked_for()
    {
        var announce = """{"namespace":"rpms","repo":"libcapsule","branch":"f41","form":"FORM"}""";
        await SendAsync(HttpMethod.Post, "/control/git/announce", announce.Replace("FORM", "envelope", StringComparison.Ordinal), 202);
        await SendAsync(HttpMethod.Post, "/control/git/announce", announce.Replace("FORM", "pagure", StringComparison.Ordinal), 202);

        var envelope = Body(Sandbox.Messages[0]);
        envelope["topic"]!.GetValue<string>().ShouldBe("org.fedoraproject.prod.git.receive");
        envelope["msg_id"]!.GetValue<string>().ShouldMatch("^20[0-9]{2}-[0-9a-f-]{36}$");
        envelope["msg"]!["commit"]!["repo"]!.GetValue<string>().ShouldBe("libcapsule");
        Sandbox.Messages[1].Topic.ShouldEndWith(".pagure.git.receive");
        var pagure = Body(Sandbox.Messages[1]);
        pagure["branch"]!.GetValue<string>().ShouldBe("refs/heads/f41");
        pagure["repo"]!["fullname"]!.GetValue<string>().ShouldBe("rpms/libcapsule");
        pagure["end_commit"]!.GetValue<string>().ShouldBe(await TipAsync("rpms", "libcapsule", "f41"));
        pagure.AsObject().ContainsKey("stats").ShouldBeFalse();
    }

    [Fact]
    public async Task A_rejected_push_changes_nothing_and_the_next_one_gets_through()
    {
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/anvil.git", "1");
        var commit = await pat.CommitAsync("Bump");
        await PutFaultAsync("distgit", """{"rejectPush":1,"message":"the freeze is on"}""");

        var rejected = await pat.PushAsync();
        var before = await TipAsync("modules", "anvil", "1");
        var accepted = await pat.PushAsync();

        rejected.ExitCode.ShouldNotBe(0);
        rejected.Output.ShouldContain("remote: the freeze is on");
        before.ShouldNotBe(commit);
        accepted.ExitCode.ShouldBe(0);
        (await TipAsync("modules", "anvil", "1")).ShouldBe(commit);
        Sandbox.Counters["git.rejected"].ShouldBe(1);
    }

    [Fact]
    public async Task A_race_is_lost_to_another_commit_until_the_pusher_takes_it_up()
    {
        using var pat = await Packager.CloneAsync($"{Sandbox.GitUrl}/modules/anvil.git", "1");
        await pat.CommitAsync("Bump");
        await PutFaultAsync("distgit", """{"raceOnPush":1}""");

        var lost = await pat.PushAsync();
        var behind = await pat.PushAsync();
        await pat.RebaseAsync();
        var won = await pat.PushAsync();

        lost.ExitCode.ShouldNotBe(0);
        lost.Output.ShouldContain("failed to update ref");
        behind.Output.ShouldContain("fetch first");
        won.ExitCode.ShouldBe(0);
        (await GetAsync("/control/git/modules/anvil/1/log")).AsArray().Select(commit => commit!["subject"]!.GetValue<string>())
            .ShouldBe(["Bump", "Somebody else was faster", "Import anvil"]);
    }

    private static string[] Texts(JsonNode node, params string[] names) => [.. names.Select(name => node[name]!.GetValue<string>())];
}
