using System.Net.Http.Json;
using System.Text.Json;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Security;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Commands;

/// <summary>Orders over GraphQL.</summary>
public sealed class MutationTests(SharedHost shared) : HostTest(shared)
{
    const string Answer = "{ rebuild { id state } builds { artifact { name } phase } repeated changedNothing errors { code field message } }";

    readonly string _module = Wire.Unique("module");

    [Fact]
    public async Task a_module_is_requested_canceled_and_tried_again()
    {
        var requested = await OrderAsync("requestModuleRebuild", "RequestModuleRebuildInput", new { module = _module, stream = "1", reason = "urgent", key = _module }, Role.Rebuilder);
        Errors(requested).ShouldBeEmpty();
        var id = requested.GetProperty("rebuild").GetProperty("id").GetString()!;
        requested.GetProperty("rebuild").GetProperty("state").GetString().ShouldBe("INITIALIZED");
        var again = await OrderAsync("requestModuleRebuild", "RequestModuleRebuildInput", new { module = _module, stream = "1", reason = "urgent", key = _module }, Role.Rebuilder);
        (again.GetProperty("repeated").GetBoolean(), again.GetProperty("rebuild").GetProperty("id").GetString()).ShouldBe((true, id));

        var build = await Host.UntilBuildingAsync(id, _module);
        var preview = await OrderAsync("cancelRebuild", "CancelRebuildInput", new { rebuild = id, reason = "wrong", key = "c", preview = true }, Role.Operator);
        preview.GetProperty("builds")[0].GetProperty("artifact").GetProperty("name").GetString().ShouldBe(_module);
        (await Host.FactsAsync<CancelRequested>(id)).ShouldBeEmpty();

        await Host.ReportAsync(build, ModuleBuildState.Failed);
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Failed);
        var retried = await OrderAsync(
            "retryBuild", "RetryBuildInput", new { build = $"{id}/{TestHost.KeyOf(_module)}", reason = "MBS is well again", key = $"{_module} r" }, Role.Operator);
        Errors(retried).ShouldBeEmpty();
        retried.GetProperty("rebuild").GetProperty("state").GetString().ShouldBe("BUILDING");
        await Host.ReportAsync(await Host.UntilBuildingAsync(id, _module), ModuleBuildState.Ready);
        (await Host.UntilOverAsync(id)).State.ShouldBe(RebuildState.Complete);

        Errors(await OrderAsync("annotate", "AnnotateInput", new { subject = id, text = "MBS was full", reason = "audit", key = $"{_module} n" }, Role.Operator)).ShouldBeEmpty();
        (await Host.FactsAsync<Annotated>(id)).ShouldHaveSingleItem().Text.ShouldBe("MBS was full");
        var late = Errors(await OrderAsync("cancelRebuild", "CancelRebuildInput", new { rebuild = id, reason = "late", key = $"{_module} l" }, Role.Operator)).ShouldHaveSingleItem();
        late.GetProperty("code").GetString().ShouldBe("NOT_POSSIBLE");
    }

    [Theory]
    [InlineData("requestAdvisoryRebuild", "RequestAdvisoryRebuildInput", """{"advisory": 1}""", Role.AsyncRebuilder)]
    [InlineData("requestImageRebuild", "RequestImageRebuildInput", """{"branch": "f41", "images": ["web"]}""", Role.Rebuilder)]
    [InlineData("requestModuleRebuild", "RequestModuleRebuildInput", """{"module": "web", "stream": "1"}""", Role.Operator)]
    [InlineData("cancelRebuild", "CancelRebuildInput", """{"rebuild": "@"}""", Role.Rebuilder)]
    [InlineData("cancelBuild", "CancelBuildInput", """{"build": "@/module/web/1"}""", Role.Auditor)]
    [InlineData("retryBuild", "RetryBuildInput", """{"build": "@/module/web/1"}""", Role.Rebuilder)]
    [InlineData("annotate", "AnnotateInput", """{"subject": "@", "text": "x"}""", Role.Reader)]
    public async Task whoever_may_not_gets_a_typed_error(string mutation, string type, string input, Role role)
    {
        var id = await Host.OpenAsync(Wire.ModuleChange(_module, Wire.Commit()));
        var given = JsonSerializer.Deserialize<Dictionary<string, object>>(input.Replace("@", id, StringComparison.Ordinal))!;
        (given["reason"], given["key"]) = ("because", $"{_module} {mutation}");

        Errors(await OrderAsync(mutation, type, given, role)).ShouldHaveSingleItem().GetProperty("code").GetString().ShouldBe("NOT_ALLOWED");
        Errors(await OrderAsync(mutation, type, given, role, name: null)).ShouldHaveSingleItem().GetProperty("code").GetString().ShouldBe("NOT_AUTHENTICATED");
    }

    [Theory]
    [InlineData("cancelRebuild", "CancelRebuildInput", """{"rebuild": "17", "reason": "x", "key": "k"}""", "input.rebuild")]
    [InlineData("cancelBuild", "CancelBuildInput", """{"build": "rebuild-1", "reason": "x", "key": "k"}""", "input.build")]
    [InlineData("annotate", "AnnotateInput", """{"subject": "'; drop table", "text": "x", "reason": "x", "key": "k"}""", "input.subject")]
    [InlineData("requestAdvisoryRebuild", "RequestAdvisoryRebuildInput", """{"advisory": 1, "metadata": "[1", "reason": "x", "key": "k"}""", "input.metadata")]
    public async Task an_id_of_the_wrong_kind_is_refused_by_its_argument(string mutation, string type, string input, string argument)
    {
        var answer = await SendAsync(mutation, type, JsonSerializer.Deserialize<JsonElement>(input), "dana", Role.Admin);

        var error = answer.GetProperty("errors")[0];
        error.GetProperty("message").GetString()!.ShouldContain(argument);
    }

    static List<JsonElement> Errors(JsonElement payload) => [.. payload.GetProperty("errors").EnumerateArray()];

    async Task<JsonElement> OrderAsync(string mutation, string type, object input, Role role, string? name = "dana")
    {
        var answer = await SendAsync(mutation, type, input, name, role);
        answer.TryGetProperty("errors", out var errors).ShouldBeFalse(errors.ToString());
        return answer.GetProperty("data").GetProperty(mutation);
    }

    async Task<JsonElement> SendAsync(string mutation, string type, object input, string? name, Role role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Content = JsonContent.Create(new { query = $"mutation($input: {type}!) {{ {mutation}(input: $input) {Answer} }}", variables = new { input } }),
        };
        using var response = await Host.Client.SendAsync(request.As(name, role), Ct);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }
}
