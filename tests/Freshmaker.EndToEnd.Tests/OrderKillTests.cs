using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>The Host is killed (SIGKILL) while a person gives an order, and the person sends it again until it is answered: it is carried out once.</summary>
public sealed class OrderKillTests : OwnWorldTest
{
    static readonly (string Module, string Stream, int KilledAfter)[] Requests =
        [("receipts", "2", 0), ("sturdy", "1", 10), ("armoury", "1", 40)];

    protected override WorldOptions Options => new() { Delay = "150ms" };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_is_sent_again_until_it_is_answered_begins_one_rebuild()
    {
        await World.StartHostAsync();
        foreach (var (module, stream, killedAfter) in Requests)
        {
            var sending = SendUntilAnsweredAsync(module, stream);
            await Task.Delay(killedAfter, Ct);
            await World.Host.KillAsync();
            await World.StartHostAsync();

            var id = (await sending).TextAt("rebuild.id");
            await Eventually.Holds($"{module} is rebuilt", async () =>
                (await World.Sandbox.BuildsAsync()).Any(b => b.Module == $"{module}:{stream}" && b.State == "ready") && await World.Database.OpenRebuildsAsync() == 0);

            var requested = (await World.Database.RebuildsAsync()).Where(r => r.Id == id || r.Builds.ContainsKey($"module/{module}/{stream}")).ToList();
            requested.ShouldHaveSingleItem().Id.ShouldBe(id);
            (await World.Sandbox.LogAsync("modules", module, stream)).SelectMany(c => c.Builds).ShouldHaveSingleItem();
            (await World.Sandbox.BuildsAsync()).Where(b => b.Module == $"{module}:{stream}").ShouldHaveSingleItem();
        }
    }

    /// <summary>As a careful client does it: the same key, until there is an answer.</summary>
    async Task<JsonElement> SendUntilAnsweredAsync(string module, string stream)
    {
        JsonElement? answer = null;
        await Eventually.Holds("the order is answered", async () =>
        {
            if (World.Host.Url is null)
                return false; // it has just been started and does not listen yet
            using var http = new HttpClient { BaseAddress = World.Host.Url, Timeout = TimeSpan.FromSeconds(5) };
            try
            {
                using var response = await http.PostAsJsonAsync("/graphql", new
                {
                    query = "mutation($input: RequestModuleRebuildInput!) { requestModuleRebuild(input: $input) { rebuild { id } repeated errors { code message } } }",
                    variables = new { input = new { module, stream, reason = "to see that it is done once", key = $"{module}-1" } },
                }, Ct);
                if (!response.IsSuccessStatusCode)
                    return false;
                answer = (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).At("data.requestModuleRebuild");
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is TaskCanceledException && !Ct.IsCancellationRequested))
            {
                return false;
            }
        });
        answer!.Value.At("errors").GetArrayLength().ShouldBe(0, $"{answer}");
        return answer.Value;
    }
}
