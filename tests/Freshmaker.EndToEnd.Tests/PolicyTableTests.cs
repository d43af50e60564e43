using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>
/// The table of policy decisions, from the file that an operator writes to what is rebuilt (behaviour.md §11.2, scenario 12; appendix A.2), in the mode that
/// decides as the existing system does. Rows 17 and 18 have a fact that no message about an advisory has; they are tested in the domain.
/// </summary>
public sealed class PolicyTableTests(PolicyTableTests.OneImage one) : SharedWorldTest(one), IClassFixture<PolicyTableTests.OneImage>
{
    const long FirstAdvisory = 170_000;

    /// <summary>Row, allow rule, whether an image is built, block rule.</summary>
    public static TheoryData<int, string?, bool, string?> Rows => new()
    {
        { 1, null, false, null },
        { 2, """{"advisory_name":"RHSA"}""", true, null },
        { 3, """{"advisory_name":"2031"}""", false, null },
        { 4, """{"advisory_security_impact":"Important"}""", false, null },
        { 5, """{"advisory_state":["QE","SHIPPED_LIVE"]}""", true, null },
        { 6, """{"advisory_state":"QE","advisory_name":"RHSA-.*"}""", false, null },
        { 7, """{"severity":["important"]}""", false, null },
        { 8, """{"severity":["nope"],"advisory_name":"RHSA-.*"}""", true, null },
        { 9, """{"image_name":["p9-db"],"advisory_name":"RHSA-.*"}""", false, null }, // the advisory passes, its image then does not
        { 11, """{"image_name":["p11-web"]}""", false, null },
        { 12, """{"all":[{"advisory_name":"RHSA"},{"image_name":"p12-web"}]}""", false, null },
        { 14, """{"any":[{"advisory_name":"RHBA"},{"advisory_security_impact":["critical","important"]}]}""", true, null },
        { 15, """{"manual":true}""", false, null },
        { 16, """{"manual":false}""", true, null },
        { 19, """{"advisory_name":"RHSA"}""", false, """{"advisory_name":"RHSA-2031:.*"}""" },
        { 25, """{"all":[]}""", true, null },
        { 26, """{"any":[]}""", false, null },
        { 27, "{}", false, null },
        { 30, """{"advisory_name":"RHSA","image_version":1}""", true, null },
    };

    public sealed class OneImage : SharedWorld
    {
        readonly string _directory = Directory.CreateTempSubdirectory("freshmaker-policies-").FullName;
        readonly Dictionary<string, string?> _settings = new() { ["FRESHMAKER_SETTINGS"] = "" };

        protected override WorldOptions Options => new() { Delay = "0", Settings = _settings, SandboxWorld = Written() };

        public override async ValueTask InitializeAsync()
        {
            World = await World.CreateAsync(Options);
            await InitializeHostAsync();
        }

        /// <summary>Starts a Host whose policy has the rules of all rows, each for the advisory of its row only.</summary>
        public async Task InitializeHostAsync()
        {
            Write($$"""{"mode":"compatible"{{Section("allow", AnyOf(row => row.Item2))}}{{Section("block", AnyOf(row => row.Item4))}}}""");
            await World.StartHostAsync();
        }

        /// <summary>The policy of the Host that is started next.</summary>
        public void Write(string policy)
        {
            var path = Path.Combine(_directory, $"{Guid.CreateVersion7():N}.json");
            File.WriteAllText(path, policy);
            _settings["Freshmaker__Policy__File"] = path;
        }

        static string AnyOf(Func<(int, string?, bool, string?), string?> rule) => $$"""
            {"any":[{{string.Join(',', Rows.Select(row => row.Data).Where(row => rule(row) is not null).Select(row => $$"""{"all":[{"advisory_name":"{{Name(row.Item1)}}"},{{rule(row)}}]}"""))}}]}
            """;

        static string Written()
        {
            var world = new VectorWorld();
            for (var row = 1; row <= 32; row++) // an advisory is handled once, so each row has one
                world.Advisory($"P{row}", FirstAdvisory + row, "zlib-1.2-4.el8", Name(row)).Chain($"P{row}", "web-container-1-5*");
            return world.Write();
        }

        static string Name(int row) => $"RHSA-2031:00{row:00}";
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Scenario_12_policy_decides_as_the_table_says(int row, string? allow, bool isBuilt, string? block) => BuildsAsync(row, isBuilt, $"{allow} but not {block}");

    [Fact]
    public async Task Scenario_12_row_32_a_section_of_the_handler_replaces_the_global_one()
    {
        await World.Host.KillAsync();
        one.Write("""{"mode":"compatible","allow":{"global":{"image":{"advisory_name":"RHBA|RHSA-2031:00[0-2]"}},"ImagesOnAdvisoryShipped":{"image":{"advisory_name":"RHSA-2031:0032"}}}}""");
        await World.StartHostAsync();
        await BuildsAsync(32, isBuilt: true, "the handler's");
        await BuildsAsync(22, isBuilt: false, "the global one");
        await World.Host.KillAsync();
        await one.InitializeHostAsync();
    }

    [Theory]
    [InlineData(23, """[{"advisory_name":"RHSA"},{"manual":false}]""")]
    [InlineData(24, """{"none":[{"advisory_name":"RHSA"}]}""")]
    [InlineData(28, "\"RHSA\"")]
    [InlineData(29, """{"advisory_name":"RH(SA"}""")]
    public async Task Scenario_12_what_the_table_calls_an_error_is_refused_at_start(int row, string allow)
    {
        one.Write($$"""{"mode":"compatible"{{Section("allow", allow)}}}""");
        await using var host = HostProcess.Launch(World.HostEnvironment);
        (await host.ExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(2, $"row {row}");
        host.Errors.ShouldContain("allow:global:image");
    }

    async Task BuildsAsync(int row, bool isBuilt, string rules)
    {
        var rebuild = await World.OverAsync(await World.ShipAsync(FirstAdvisory + row));
        rebuild.Builds.Values.Select(b => b.OriginalNvr).ShouldBe(isBuilt ? [$"p{row}-web-container-1-5"] : [], $"row {row} with {rules}: {rebuild}");
        rebuild.State.ShouldBe(isBuilt ? "complete" : "skipped", rebuild.ToString());
        if (!isBuilt)
            $"{rebuild.Reason} {string.Join(' ', rebuild.Exclusions)}".ShouldContain("DeniedByPolicy", customMessage: rebuild.ToString());
    }

    static string Section(string name, string rule) => $$""","{{name}}":{"global":{"image":{{rule}} } }""";
}
