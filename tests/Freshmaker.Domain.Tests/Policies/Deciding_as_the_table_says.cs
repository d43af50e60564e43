using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

/// <summary>Every row of behaviour.md, appendix A.2: as the existing system decides, and as we do (docs/policy.md says why where they differ).</summary>
public sealed class Deciding_as_the_table_says
{
    /// <summary>Row, allow rule, block rule, facts, and the decisions in both modes.</summary>
    public static TheoryData<int, string?, string?, string, string, string> Rows => new()
    {
        { 1, null, null, "A", "Denied", "Denied" },
        { 2, """{"advisory_name":"RHSA"}""", null, "A", "Allowed", "Allowed" },
        { 3, """{"advisory_name":"2031"}""", null, "A", "Denied", "Denied" },
        { 4, """{"advisory_security_impact":"Important"}""", null, "A", "Denied", "Denied" },
        { 5, """{"advisory_state":["QE","SHIPPED_LIVE"]}""", null, "A", "Allowed", "Allowed" },
        { 6, """{"advisory_state":"QE","advisory_name":"RHSA-.*"}""", null, "A", "Denied", "Denied" },
        { 7, """{"severity":["important"]}""", null, "A", "Denied", "refused" },
        { 8, """{"severity":["nope"],"advisory_name":"RHSA-.*"}""", null, "A", "Allowed", "refused" },
        { 9, """{"image_name":["db"],"advisory_name":"RHSA-.*"}""", null, "A", "Allowed", "Undecided" },
        { 11, """{"image_name":["web"]}""", null, "A", "Denied", "Undecided" },
        { 12, """{"all":[{"advisory_name":"RHSA"},{"image_name":"web"}]}""", null, "A", "Denied", "Undecided" },
        { 14, """{"any":[{"advisory_name":"RHBA"},{"advisory_security_impact":["critical","important"]}]}""", null, "A", "Allowed", "Allowed" },
        { 15, """{"manual":true}""", null, "A", "Denied", "Denied" },
        { 16, """{"manual":false}""", null, "A", "Allowed", "Allowed" },
        { 17, """{"advisory_name":"RHSA","published":false}""", null, "A+published", "Denied", "Denied" },
        { 18, """{"advisory_name":"RHSA"}""", null, "A+published", "Allowed", "Allowed" },
        { 19, """{"advisory_name":"RHSA"}""", """{"advisory_name":"RHSA-2031:.*"}""", "A", "Denied", "Denied" },
        { 23, """[{"advisory_name":"RHSA"},{"manual":false}]""", null, "A", "refused", "refused" },
        { 24, """["none",[{"advisory_name":"RHSA"}]]""", null, "A", "refused", "refused" },
        { 24, """{"none":[{"advisory_name":"RHSA"}]}""", null, "A", "refused", "refused" },
        { 25, """{"all":[]}""", null, "A", "Allowed", "refused" },
        { 26, """{"any":[]}""", null, "A", "Denied", "refused" },
        { 27, "{}", null, "A", "Denied", "refused" },
        { 28, "\"RHSA\"", null, "A", "refused", "refused" },
        { 29, """{"advisory_name":"RH(SA"}""", null, "A", "refused", "refused" },
        { 30, """{"image_version":1}""", null, "I", "Allowed", "Allowed" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void in_compatible_mode_as_the_existing_system(int row, string? allow, string? block, string facts, string compatible, string normal)
    {
        _ = normal;
        Decided(Rules.OnImages(allow, block, "compatible"), facts).ShouldBe(compatible, $"row {row}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void in_normal_mode_as_documented(int row, string? allow, string? block, string facts, string compatible, string normal)
    {
        Decided(Rules.OnImages(allow, block), facts).ShouldBe(normal, $"row {row}");

        var differences = File.ReadAllText(Repository.PathOf("docs", "policy.md")).Split('\n').Where(l => l.StartsWith("| A.2 ", StringComparison.Ordinal));
        differences.Any(l => l.Split('|')[1].Replace("A.2 row", "", StringComparison.Ordinal).Split(',', 's').Any(n => n.Trim() == $"{row}"))
            .ShouldBe(compatible != normal, $"row {row} in docs/policy.md");
    }

    [Theory]
    [InlineData("compatible")]
    [InlineData("normal")]
    public void row_32_a_section_of_the_handler_replaces_the_global_one(string mode)
    {
        var policy = Rules.Of($$"""{"mode":"{{mode}}","allow":{"global":{"image":{"advisory_name":"RHBA"} },"Hx":{"image":{"advisory_name":"RHSA"} } } }""");

        policy.Decide("Hx", ArtifactKind.Image, Advisories.A).Allowed.ShouldBeTrue();
        policy.Decide("H", ArtifactKind.Image, Advisories.A).Denied.ShouldBeTrue("the global one holds for others");
    }

    [Theory] // the operators as the existing system has them, a list of two
    [InlineData("""["all",[]]""", true)]
    [InlineData("""["any",[]]""", false)]
    [InlineData("""["any",[{"manual":true},{"advisory_name":"RHSA"}]]""", true)]
    [InlineData("""["all",[{"manual":true},{"advisory_name":"RHSA"}]]""", false)]
    [InlineData("""["all",[["any",[{"manual":true},{"dry_run":false}]],{"advisory_name":"RHSA"}]]""", true)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("""{"advisory_name":[]}""", false)]
    [InlineData("""{"advisory_name":""}""", true)]
    [InlineData("""{"manual":"F"}""", true)] // as Python writes it: False
    [InlineData("""{"manual":"f"}""", false)]
    [InlineData("""{"manual":["T","F"]}""", true)]
    [InlineData("""{"advisory_name":false}""", false)]
    [InlineData("""{"handler":"Nobody","advisory_name":"RHSA"}""", true)] // not a criterion there
    [InlineData("""{"handler":"Hx"}""", false)]
    public void further_rules_in_compatible_mode(string rule, bool allowed) =>
        Decided(Rules.OnImages(rule, mode: "compatible"), "A").ShouldBe(allowed ? "Allowed" : "Denied");

    [Theory] // the existing system does not know these of an image of an advisory, so it passes them over
    [InlineData("""{"image_name":"web","published":false}""", true)]
    [InlineData("""{"image_name":"web","name":"db"}""", true)]
    [InlineData("""{"name":"web"}""", false)]
    [InlineData("""{"image_name":"web","image_published_repo":"acme/db"}""", false)]
    public void images_in_compatible_mode(string rule, bool allowed) =>
        Decided(Rules.OnImages(rule, mode: "compatible"), "I").ShouldBe(allowed ? "Allowed" : "Denied");

    [Fact] // a block rule on advisory and image blocks the whole advisory there
    public void the_mixed_block_rule_in_compatible_mode() =>
        Decided(Rules.OnImages("""{"advisory_name":"RHSA"}""", """{"advisory_name":"RHSA","image_name":"db"}""", "compatible"), "A").ShouldBe("Denied");

    [Fact]
    public void without_its_advisory_the_existing_system_is_never_asked_about_an_image() =>
        Rules.Of(Rules.OnImages("""{"image_name":"web"}""", mode: "compatible"))
            .Decide("Hx", ArtifactKind.Image, PolicyFacts.None.With(Nvr.Parse("web-container-1-5")).KnownInPart()).Undecided.ShouldBeTrue();

    static string Decided(string json, string facts)
    {
        var (policy, errors) = Rules.Parse(json);
        return errors.Count > 0 ? "refused" : policy.Decide("Hx", ArtifactKind.Image, facts switch
        {
            "A" => Advisories.A,
            "A+published" => Advisories.Published,
            _ => Advisories.I,
        }).Verdict.ToString();
    }
}
