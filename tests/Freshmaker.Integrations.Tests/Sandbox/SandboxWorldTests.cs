namespace Freshmaker.Integrations.Tests.Sandbox;

public sealed class SandboxWorldTests(WholeWorld world) : SandboxTest(world.Sandbox), IClassFixture<WholeWorld>
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
}
