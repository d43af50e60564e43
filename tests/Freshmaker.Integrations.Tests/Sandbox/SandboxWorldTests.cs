using System.Diagnostics;
using System.Text.Json.Nodes;
using Freshmaker.Sandbox;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxWorldTests : SandboxTest
{
    [Fact]
    public async Task The_world_is_large_has_a_ring_and_a_chain_three_levels_deep()
    {
        var world = await GetAsync("/control/world");
        var modules = world["modules"]!.AsArray().ToDictionary(
            module => module!["module"]!.GetValue<string>(),
            module => module!["builtFrom"]!.AsArray().Select(dependency => dependency!.GetValue<string>()).ToList());

        modules.Count.ShouldBeGreaterThanOrEqualTo(40);
        modules["shopfront:2"].ShouldContain("webstack:4");
        modules["checkout:2"].ShouldContain("shopfront:2");
        modules["receipts:2"].ShouldContain("checkout:2");
        modules["millwheel:3"].ShouldBe(["capsulekit:1", "grindstone:3"]);
        modules["waterrace:3"].ShouldBe(["millwheel:3"]);
        modules["grindstone:3"].ShouldBe(["waterrace:3"]);
        world["story"]!["rpm"]!.GetValue<string>().ShouldBe("libcapsule");
    }

    [Fact]
    public async Task A_module_that_pdc_names_may_have_no_repository()
    {
        (await GetAsync("/pdc/rest_api/v1/modules/?name=phantom"))["count"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync("/control/git/modules/phantom/1/log", 400))["field"]!.GetValue<string>().ShouldBe("repo");
    }

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

        JsonNode.Parse(await Http.GetStringAsync($"{sandbox.PdcUrl}/modules/?build_dep_name=b", Stop))!["count"]!.GetValue<int>().ShouldBe(1);
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
