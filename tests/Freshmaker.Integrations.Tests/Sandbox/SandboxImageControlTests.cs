using System.Text.Json.Nodes;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxImageControlTests() : SandboxTest(null, World)
{
    private const string World = """
        {
          "images": {
            "builds": [
              { "nvr": "base-container-1-1", "base": true, "rpms": ["zlib-1-1.fc41"] },
              { "nvr": "web-container-1-1", "from": "base-container-1-1" },
              { "nvr": "web-container-1-2", "from": "base-container-1-1" },
              { "nvr": "db-container-1-1", "from": "base-container-1-1" }
            ],
            "rpmBuilds": [{ "nvr": "zlib-1-2.fc41" }, { "nvr": "bash-5-1.fc41" }]
          }
        }
        """;

    [Fact]
    public async Task Images_are_shown_page_by_page()
    {
        var page = await GetAsync("/control/images?offset=1&limit=2");

        page["count"]!.GetValue<int>().ShouldBe(4);
        page["images"]!.AsArray().Select(image => image!["nvr"]!.GetValue<string>()).ShouldBe(["web-container-1-1", "web-container-1-2"]);
        page["images"]![0]!["places"]![0]!.GetValue<string>().ShouldBe("acme/web:1-1");
        page["images"]![1]!["places"]![0]!.GetValue<string>().ShouldBe("acme/web:1-2,1,latest");

        var named = await GetAsync("/control/images?name=web-container");
        named["count"]!.GetValue<int>().ShouldBe(2);
        (await GetAsync("/control/images?offset=9"))["images"]!.AsArray().ShouldBeEmpty();
        (await GetAsync("/control/world"))["images"]!["count"]!.GetValue<int>().ShouldBe(4);
    }

    [Theory]
    [InlineData("/control/images?limit=0", "limit")]
    [InlineData("/control/images?limit=501", "limit")]
    [InlineData("/control/images?offset=x", "offset")]
    [InlineData("/control/images/nobody-1-1", "nvr")]
    public async Task A_bad_question_about_images_is_refused(string path, string field) =>
        (await GetAsync(path, 400))["field"]!.GetValue<string>().ShouldBe(field);

    [Fact]
    public async Task One_image_is_shown_with_all_that_is_known_of_it()
    {
        var image = await GetAsync("/control/images/web-container-1-2");

        image["parent"]!.GetValue<string>().ShouldBe("base-container-1-1");
        image["rpms"]!.AsArray().Select(rpm => rpm!.GetValue<string>()).ShouldBe(["zlib-1-1.fc41"]);
        image["places"]![0]!["published"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task How_builds_of_an_image_end_can_be_changed_and_a_reset_takes_it_back()
    {
        var changed = await SendAsync(HttpMethod.Post, "/control/images/behaviour", """{"nvr":"db-container-1-1","failTimes":2,"reason":"no space","takesTime":"3s"}""", 200);
        changed["images"]!.AsArray().Count.ShouldBe(1);
        var behaviour = (await GetAsync("/control/images/db-container-1-1"))["behaviour"]!;
        behaviour["failTimes"]!.GetValue<int>().ShouldBe(2);
        behaviour["reason"]!.GetValue<string>().ShouldBe("no space");
        behaviour["takesTime"]!.GetValue<string>().ShouldBe("00:00:03");

        var all = await SendAsync(HttpMethod.Post, "/control/images/behaviour", """{"name":"web-container","stuck":true}""", 200);
        all["images"]!.AsArray().Select(nvr => nvr!.GetValue<string>()).ShouldBe(["web-container-1-1", "web-container-1-2"]);
        (await IsStuckAsync("web-container-1-1")).ShouldBeTrue();
        (await IsStuckAsync("base-container-1-1")).ShouldBeFalse();

        await SendAsync(HttpMethod.Post, "/control/reset", "{}", 204);
        (await IsStuckAsync("web-container-1-1")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{}""", "nvr")]
    [InlineData("""{"nvr":"a-1-1","name":"a"}""", "nvr")]
    [InlineData("""{"nvr":"nobody-1-1"}""", "nvr")]
    [InlineData("""{"name":"nobody"}""", "name")]
    [InlineData("""{"nvr":"db-container-1-1","failTimes":"often"}""", "failTimes")]
    [InlineData("""{"nvr":"db-container-1-1","colour":1}""", "colour")]
    public async Task A_bad_behaviour_is_refused(string body, string field) =>
        (await SendAsync(HttpMethod.Post, "/control/images/behaviour", body, 400))["field"]!.GetValue<string>().ShouldBe(field);

    [Fact]
    public async Task A_bodhi_update_becomes_stable()
    {
        var answer = await SendAsync(HttpMethod.Post, "/control/bodhi-updates", """{"builds":["zlib-1-2.fc41","bash-5-1.fc41"],"branch":"f42","updateId":"FEDORA-2026-1"}""", 202);

        var message = Sandbox.Messages.ShouldHaveSingleItem();
        message.Topic.ShouldBe("org.fedoraproject.prod.bodhi.update.complete.stable");
        message.Id.ShouldBe(answer["id"]!.GetValue<string>());
        var update = JsonNode.Parse(message.Body.Span)!["update"]!;
        update["updateid"]!.GetValue<string>().ShouldBe("FEDORA-2026-1");
        update["alias"]!.GetValue<string>().ShouldBe("FEDORA-2026-1");
        update["status"]!.GetValue<string>().ShouldBe("stable");
        update["builds"]!.AsArray().Select(build => build!["nvr"]!.GetValue<string>()).ShouldBe(["zlib-1-2.fc41", "bash-5-1.fc41"]);
        update["release"]!["branch"]!.GetValue<string>().ShouldBe("f42");
        update["release"]!["name"]!.GetValue<string>().ShouldBe("F42");
    }

    [Theory]
    [InlineData("""{}""", "builds")]
    [InlineData("""{"builds":[]}""", "builds")]
    [InlineData("""{"builds":["nobody-1-1"]}""", "builds[0]")]
    [InlineData("""{"builds":[7]}""", "builds[0]")]
    [InlineData("""{"builds":["zlib-1-2.fc41"],"branch":"../x"}""", "branch")]
    public async Task A_bad_bodhi_update_is_refused(string body, string field)
    {
        (await SendAsync(HttpMethod.Post, "/control/bodhi-updates", body, 400))["field"]!.GetValue<string>().ShouldBe(field);
        Sandbox.Messages.ShouldBeEmpty();
    }

    private async Task<bool> IsStuckAsync(string nvr) => (await GetAsync($"/control/images/{nvr}"))["behaviour"]!["stuck"]!.GetValue<bool>();
}
