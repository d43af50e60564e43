using System.Text.Json;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;

namespace Freshmaker.Domain.Tests.Policies;

public sealed class Checking_rules
{
    const string Known = "handler, kind, dry_run, manual, advisory_state, advisory_name, advisory_security_impact, advisory_product_short_name, "
        + "advisory_release_name, advisory_is_major_incident, advisory_is_compliance_priority, advisory_is_contract_priority, advisory_content_types, published, "
        + "name, branch, image_name, image_version, image_release, image_published_repo";

    public static TheoryData<string, string> Refusals => new()
    {
        // the document
        { """[]""", " must be an object with the lists allow and block" },
        { """{"alow":[{"name":"web"}]}""", "alow is not known; a policy has mode and the lists allow and block" },
        { """{"mode":"strict"}""", "mode must be one of normal, compatible" },
        { """{"mode":["normal"]}""", "mode must be one of normal, compatible" },
        { """{"allow":[{"name":"a"}],"allow":[{"name":"b"}]}""", "allow is given twice" },
        // sections
        { """{"allow":"web"}""", "allow must be a list of rules, or an object with the sections global and names of handlers" },
        { """{"block":null}""", "block must be a list of rules, or an object with the sections global and names of handlers" },
        { """{"allow":[]}""", "allow must have at least one rule" },
        { """{"allow":{}}""", "allow must not be empty" },
        { """{"allow":{"Nobody":{"image":{"name":"a"}}}}""", "allow:Nobody is not a handler; known are global, H, Hx" },
        { """{"allow":{"name":"web"}}""", "allow:name is not a handler; known are global, H, Hx" },
        { """{"allow":{"H":[{"name":"web"}]}}""", "allow:H must be an object with a rule for each of image, module that it is about" },
        { """{"allow":{"H":{}}}""", "allow:H must not be empty" },
        { """{"allow":{"H":{"rpm":{"name":"web"}}}}""", "allow:H:rpm is not a kind of artifact; known are image, module" },
        { """{"allow":{"H":{"Image":{"name":"web"}}}}""", "allow:H:Image is not a kind of artifact; known are image, module" },
        { """{"allow":{"H":{"image":{"name":"a"},"image":{"name":"b"}}}}""", "allow:H:image is given twice" },
        // rules
        { OnImages("[{\"name\":\"web\"}]"), "allow:global:image must be an object; a list of rules stands below any or all" },
        { OnImages("\"web\""), $"allow:global:image must be an object: any or all with a list of rules, or criteria ({Known})" },
        { OnImages("null"), $"allow:global:image must be an object: any or all with a list of rules, or criteria ({Known})" },
        { OnImages("{}"), $"allow:global:image must name at least one of {Known} (an empty rule would match everything)" },
        { OnImages("""{"any":[]}"""), "allow:global:image:any must have at least one rule" },
        { OnImages("""{"all":[]}"""), "allow:global:image:all must have at least one rule" },
        { OnImages("""{"any":{"name":"web"}}"""), "allow:global:image:any must be a list of rules" },
        { OnImages("""{"all":[{"any":[{}]}]}"""), $"allow:global:image:all:0:any:0 must name at least one of {Known} (an empty rule would match everything)" },
        { OnImages("""{"any":[{"name":"web"}],"manual":true}"""), "allow:global:image:any must stand alone in its object; put the criteria beside it into a rule of its own below all" },
        { OnImages("""{"any":[{"name":"web"}],"all":[{"name":"web"}]}"""), "allow:global:image:any must stand alone in its object; put the criteria beside it into a rule of its own below all" },
        { OnImages(string.Concat(Enumerable.Repeat("{\"any\":[", 17)) + "{\"name\":\"a\"}" + string.Concat(Enumerable.Repeat("]}", 17))), $"allow:global:image{string.Concat(Enumerable.Repeat(":any:0", 17))} is nested too deeply (at most 16 times any or all)" },
        // criteria
        { OnImages("""{"colour":"red","name":"web"}"""), $"allow:global:image:colour is not a criterion; known are {Known}" },
        { OnImages("""{"Name":"web"}"""), $"allow:global:image:Name is not a criterion; known are {Known}" },
        { OnImages("""{"severity":"critical"}"""), "allow:global:image:severity is not a criterion; ask for advisory_security_impact" },
        { OnImages("""{"is_major_incident":true}"""), "allow:global:image:is_major_incident is not a criterion; ask for advisory_is_major_incident" },
        { OnImages("""{"advisory_has_hightouch_bug":true}"""), "allow:global:image:advisory_has_hightouch_bug is not a criterion; ask for advisory_is_major_incident" },
        { OnImages("""{"advisory_highest_cve_severity":"low"}"""), "allow:global:image:advisory_highest_cve_severity is not a criterion; nobody delivers it; ask for advisory_security_impact" },
        { OnImages("""{"name":"a","name":"b"}"""), "allow:global:image:name is given twice" },
        { """{"block":{"H":{"module":{"image_name":"web"}}}}""", "block:H:module:image_name is known of images only, so a rule on a module with it would never match" },
        { """{"block":{"H":{"module":{"published":true}}}}""", "block:H:module:published is known of images only, so a rule on a module with it would never match" },
        // patterns
        { OnImages("""{"name":[]}"""), "allow:global:image:name must have at least one pattern" },
        { OnImages("""{"name":{"is":"web"}}"""), "allow:global:image:name must be a pattern or a list of patterns" },
        { OnImages("""{"name":["web",["db"]]}"""), "allow:global:image:name:1 must be a pattern" },
        { OnImages("""{"name":null}"""), "allow:global:image:name must be a pattern" },
        { OnImages("""{"name":true}"""), "allow:global:image:name must be a pattern; put true into quotes if it is one" },
        { OnImages("""{"name":""}"""), "allow:global:image:name must have 1 to 1000 characters" },
        { OnImages($$"""{"name":"{{new string('x', 1001)}}"}"""), "allow:global:image:name must have 1 to 1000 characters" },
        { OnImages("""{"manual":"yes"}"""), "allow:global:image:manual must be true or false" },
        { OnImages("""{"manual":1}"""), "allow:global:image:manual must be true or false" },
        { OnImages("""{"manual":[]}"""), "allow:global:image:manual must have at least one pattern" },
        { OnImages("""{"manual":null}"""), "allow:global:image:manual must be true or false" },
        { OnImages("""{"handler":"Nobody"}"""), "allow:global:image:handler matches no handler; known are H, Hx" },
        { OnImages("""{"kind":"Module"}"""), "allow:global:image:kind matches no kind; known are image, module" },
        // the compatible mode, which takes more
        { Compatible("[{\"name\":\"web\"}]"), "allow:global:image must begin with any or all: a list of rules alone does not say which of them have to match" },
        { Compatible("[\"none\",[{\"name\":\"web\"}]]"), "allow:global:image must be [any, rules] or [all, rules] with a list of rules (it begins with 'none')" },
        { Compatible("[\"any\",{\"name\":\"web\"}]"), "allow:global:image must be [any, rules] or [all, rules] with a list of rules (it begins with 'any')" },
        { Compatible("[\"any\",[{\"name\":\"web\"}],1]"), "allow:global:image must be [any, rules] or [all, rules] with a list of rules (it begins with 'any')" },
        { Compatible("{\"none\":[{\"name\":\"web\"}]}"), "allow:global:image:none is neither any nor all, nor a criterion with patterns" },
        { Compatible("{\"any\":[{\"name\":\"web\"}],\"name\":\"web\"}"), "allow:global:image:any is neither any nor all, nor a criterion with patterns" },
        { Compatible("\"web\""), "allow:global:image must be an object or a list" },
        { Compatible("{\"name\":null}"), "allow:global:image:name must be a pattern" },
        { """{"mode":"compatible","allow":[{"name":"web"}]}""", "allow must be an object with the sections global and names of handlers" },
        { """{"mode":"compatible","allow":{"Nobody":{}}}""", "allow:Nobody is not a handler; known are global, H, Hx" },
        { """{"mode":"compatible","allow":{"H":{"rpm":null}}}""", "allow:H:rpm is not a kind of artifact; known are image, module" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void what_is_wrong_is_refused_with_its_path_and_the_rule_it_breaks(string policy, string error) => Rules.Parse(policy).Errors.ShouldBe([error]);

    [Theory]
    [InlineData("web(")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData("(?<!x)web")] // look-around
    [InlineData("web(?=stack)")]
    [InlineData(@"(a)\1")] // back reference
    [InlineData("(a{1000}){1000}")] // would be huge
    [InlineData("x)|(?:stack")] // no expression by itself: its parenthesis would end the anchored group
    public void a_pattern_that_cannot_be_used_is_named_with_its_path(string pattern)
    {
        foreach (var mode in new[] { "normal", "compatible" })
        {
            Rules.Parse(Rules.OnImages($$"""{"name":["web",{{JsonSerializer.Serialize(pattern)}}]}""", mode: mode)).Errors
                .ShouldHaveSingleItem().ShouldStartWith("allow:global:image:name is not a usable regular expression: ");
        }
    }

    [Fact]
    public void a_pattern_of_the_longest_length_is_taken() => Rules.Parse(OnImages($$"""{"name":"{{new string('x', 1000)}}"}""")).Errors.ShouldBeEmpty();

    [Fact]
    public void rules_of_the_deepest_nesting_are_taken() => Rules.Parse(
        OnImages(string.Concat(Enumerable.Repeat("{\"all\":[", 16)) + "{\"name\":\"a\"}" + string.Concat(Enumerable.Repeat("]}", 16)))).Errors.ShouldBeEmpty();

    [Fact]
    public void everything_wrong_is_reported_at_once()
    {
        var (_, errors) = Rules.Parse("""{"allow":[{"colour":"red"},{"name":["[","web","("]}],"block":{"global":{"image":{},"cake":{}}},"also":1}""");

        errors.Select(e => e.Split(' ')[0]).ShouldBe(["allow:0:colour", "allow:1:name", "allow:1:name", "block:global:image", "block:global:cake", "also"]);
    }

    [Fact]
    public void rules_with_an_error_allow_nothing()
    {
        var (policy, errors) = Rules.Parse("""{"allow":[{"colour":"red"},{"name":".*"}]}""");

        errors.ShouldNotBeEmpty();
        policy.Decide(Artifact.Module("web", "1")).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void a_schema_may_be_named_for_editors() => Rules.Parse("""{"$schema":"policy.schema.json","allow":[{"name":"web"}]}""").Errors.ShouldBeEmpty();

    static string OnImages(string rule) => Rules.OnImages(rule);

    static string Compatible(string rule) => Rules.OnImages(rule, mode: "compatible");
}
