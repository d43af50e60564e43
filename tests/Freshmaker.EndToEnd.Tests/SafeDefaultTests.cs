using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>A Host that nobody has told whom to trust: everybody may read, nobody may act.</summary>
public sealed class SafeDefaultTests : OwnWorldTest
{
    protected override WorldOptions Options => new()
    {
        Settings = new Dictionary<string, string?> { ["Freshmaker__Security__Authentication"] = null, ["Freshmaker__Security__AllowNone"] = null },
    };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everybody_reads_and_nobody_acts()
    {
        await World.StartHostAsync();
        using var http = new HttpClient { BaseAddress = World.Host.Url };

        (await http.GetAsync("/api/1/events/", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.PostAsJsonAsync("/api/1/builds/", new { errata_id = 1 }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/1/builds/") { Content = JsonContent.Create(new { errata_id = 1 }) };
        forged.Headers.Add("X-Remote-User", "admin");
        (await http.SendAsync(forged, Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var answer = await http.PostAsJsonAsync("/graphql", new
        {
            query = "mutation { requestModuleRebuild(input: {module: \"receipts\", stream: \"2\", reason: \"x\", key: \"k\"}) { errors { code } } }",
        }, Ct);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).At("data.requestModuleRebuild.errors")[0].TextAt("code").ShouldBe("NOT_AUTHENTICATED");
        (await World.Database.RebuildsAsync()).ShouldBeEmpty();
    }
}
