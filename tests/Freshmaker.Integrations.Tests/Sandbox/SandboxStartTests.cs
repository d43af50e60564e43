using System.Diagnostics;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxStartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000"},{"name":"a","stream":"1","version":"20260101000000"}]}""", "modules[1]")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","builtFrom":["b:1"]}]}""", "modules[0].builtFrom[0]")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","builtFrom":[{"module":"a:1","missing":true}]}]}""", "modules[0].builtFrom[0]")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","older":[{"version":"20260101000000","builtFrom":[]}]}]}""", "modules[0].older[0].version")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","older":[{"version":"20250101000000","builtFrom":["b:1"]}]}]}""", "modules[0].older[0].builtFrom[0]")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"7"}]}""", "modules[0].version")]
    [InlineData("""{"modules":[{"name":"a/b","stream":"1","version":"20260101000000"}]}""", "modules[0].name")]
    [InlineData("""{"modules":[{"name":"a","stream":"..","version":"20260101000000"}]}""", "modules[0].stream")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","rpms":["x@f1"]}]}""", "modules[0].rpms[0]")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","behaviour":{"ends":"badly"}}]}""", "modules[0].behaviour.ends")]
    [InlineData("""{"modules":[{"name":"a","stream":"1","version":"20260101000000","colour":"blue"}]}""", "modules[0].colour")]
    [InlineData("""{"modules":{}}""", "modules")]
    [InlineData("""{"rpms":[{"name":"a","branches":[]}]}""", "rpms[0].branches")]
    [InlineData("""{"rpms":[{"name":"a","branches":["f1"]},{"name":"a","branches":["f1"]}]}""", "rpms")]
    [InlineData("""{"story":{"rpm":"a","branch":"f1"}}""", "story.rpm")]
    [InlineData("""{""", "world file")]
    public async Task A_bad_world_is_refused_with_the_path_of_the_field(string world, string field)
    {
        var refused = await Should.ThrowAsync<RefusedException>(() => SandboxHost.StartAsync(new() { WorldJson = world }, Stop));

        refused.Field.ShouldBe(field);
    }

    [Fact]
    public async Task A_dependency_that_is_marked_missing_is_fine()
    {
        await using var sandbox = await SandboxHost.StartAsync(
            new() { WorldJson = """{"modules":[{"name":"a","stream":"1","version":"20260101000000","builtFrom":[{"module":"b:1","missing":true}]}]}""" }, Stop);

        using var http = new HttpClient();
        JsonNode.Parse(await http.GetStringAsync($"{sandbox.PdcUrl}/modules/?build_dep_name=b", Stop))!["count"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_directory_with_somebodys_files_is_left_alone()
    {
        var directory = Directory.CreateTempSubdirectory("not-a-sandbox-");
        var file = Path.Combine(directory.FullName, "thesis.txt");
        await File.WriteAllTextAsync(file, "years of work", Stop);

        var refused = await Should.ThrowAsync<RefusedException>(() => SandboxHost.StartAsync(new() { StateDirectory = directory.FullName }, Stop));

        refused.Field.ShouldBe("SANDBOX_STATE");
        File.Exists(file).ShouldBeTrue();
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Sandbox__Dealy", "1s", "Sandbox:Dealy: unknown key")]
    [InlineData("SANDBOX_WORLD", "/nowhere/world.json", "SANDBOX_WORLD: must be a readable file")]
    [InlineData("Sandbox__Delay", "soon", "Sandbox:Delay: must be a factor")]
    [InlineData("FRESHMAKER_SANDBOX_PORT", "http", "FRESHMAKER_SANDBOX_PORT: must be a whole number")]
    [InlineData("ConnectionStrings__rabbitmq", "host=hunter2", "ConnectionStrings:rabbitmq: must be an AMQP URI")]
    public async Task A_bad_setting_is_refused_at_start_by_its_key(string key, string value, string why)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SandboxHost).Assembly.Location]) { RedirectStandardError = true };
        start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);

        process.ExitCode.ShouldBe(2);
        errors.ShouldStartWith(why);
        errors.ShouldNotContain("hunter2");
    }
}
