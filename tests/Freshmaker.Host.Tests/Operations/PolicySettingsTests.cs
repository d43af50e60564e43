using System.Text;
using Freshmaker.Domain.Artifacts;
using Freshmaker.Domain.Policies;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Operations.Policies;
using Freshmaker.Host.Tests.Running;
using Microsoft.Extensions.Configuration;

namespace Freshmaker.Host.Tests.Operations;

/// <summary>The policy from configuration, and from files.</summary>
public sealed class PolicySettingsTests : IDisposable
{
    const string Handler = "ModulesOnDependencyReady";
    readonly string _folder = Directory.CreateTempSubdirectory("freshmaker-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void sections_and_nested_rules_can_stand_in_configuration()
    {
        var (policy, errors) = Configured(
            ("allow:global:module:any:0:name", "web"),
            ("allow:global:module:any:1:all:0:name:0", "db"), ("allow:global:module:any:1:all:0:name:1", "cache"),
            ("allow:global:module:any:1:all:1:branch", "4$"),
            ($"block:{Handler}:module:manual", "false"));

        errors.ShouldBeEmpty();
        Decide(policy, "Other", "web", "1").ShouldBe("Allowed by Freshmaker:Policy:allow:global:module:any:0");
        Decide(policy, "Other", "cache", "4").ShouldBe("Allowed by Freshmaker:Policy:allow:global:module:any:1:all");
        Decide(policy, "Other", "cache", "5").ShouldBe("Denied by Freshmaker:Policy:allow:global:module:any (no match)");
        Decide(policy, Handler, "web", "1").ShouldBe($"Denied by Freshmaker:Policy:block:{Handler}:module");
    }

    [Fact] // environment variables are often written in capitals
    public void keys_in_configuration_have_no_case()
    {
        var (policy, errors) = Configured(("MODE", "normal"), ($"ALLOW:{Handler.ToUpperInvariant()}:MODULE:ALL:0:NAME", "web"), ("Allow:Global:Image:Image_Name", "x"));

        errors.ShouldBeEmpty();
        Decide(policy, Handler, "web", "1").ShouldStartWith("Allowed");
    }

    [Fact]
    public void flags_in_configuration_are_texts_in_any_case()
    {
        foreach (var text in new[] { "true", "True", "TRUE" })
        {
            foreach (var mode in new[] { "normal", "compatible" })
            {
                var (policy, errors) = Configured(("mode", mode), ("allow:global:module:manual", text));
                errors.ShouldBeEmpty();
                policy.Decide("h", ArtifactKind.Module, PolicyFacts.None.With(PolicyCriteria.Manual, true)).Allowed.ShouldBeTrue($"{text} in mode {mode}");
                policy.Decide("h", ArtifactKind.Module, PolicyFacts.None.With(PolicyCriteria.Manual, false)).Allowed.ShouldBeFalse($"{text} in mode {mode}");
            }
        }
    }

    [Theory] // as appsettings.json gives them: null, {} and [] have no children
    [InlineData("""{"allow":[]}""", "Freshmaker:Policy:allow must be a list of rules, or an object with")]
    [InlineData("""{"allow":[{}]}""", "Freshmaker:Policy:allow:0 must name at least one of")]
    [InlineData("""{"allow":[{"name":[]}]}""", "Freshmaker:Policy:allow:0:name must have 1 to 1000 characters")]
    [InlineData("""{"allow":[{"name":null}]}""", "Freshmaker:Policy:allow:0:name must be a pattern")]
    [InlineData("""{"allow":[{"name":{"is":"web"}}]}""", "Freshmaker:Policy:allow:0:name must be a pattern or a list of patterns")]
    [InlineData("""{"allow":{"global":{}}}""", "Freshmaker:Policy:allow:global must not be empty")]
    [InlineData("""{"allow":{"global":{"image":{"any":[]}}}}""", "Freshmaker:Policy:allow:global:image:any must be a list of rules")]
    [InlineData("""{"allow":{"Nobody":{"image":{"name":"x"}}}}""", "Freshmaker:Policy:allow:Nobody is not a handler; known are global, ImagesOnAdvisoryRequest")]
    [InlineData("""{"mode":"lax"}""", "Freshmaker:Policy:mode must be one of normal, compatible")]
    public void what_is_wrong_in_configuration_is_refused_with_its_key(string policy, string error) =>
        Read(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Freshmaker":{"Policy":{{policy}} } }"""))).Build())
            .Errors.ShouldHaveSingleItem().ShouldStartWith(error);

    [Theory]
    [InlineData("policy.yaml", """
        # yaml-language-server: $schema=policy.schema.json
        mode: normal
        allow:
          global:
            module:
              any:
                - name: web
                - { name: ['db', "cache"], branch: 1.10, manual: false }
        block:
          ModulesOnDependencyReady: { module: { name: web } }
        """)]
    [InlineData("policy.YML", """
        allow: {global: {module: {any: [{name: web}, {name: [db, cache], branch: "1.10", manual: [FALSE]}]}}}
        block: {ModulesOnDependencyReady: {module: {name: web}}}
        """)]
    [InlineData("policy.json", """
        { "$schema": "policy.schema.json", // comments are taken
          "allow": { "global": { "module": { "any": [{ "name": "web" }, { "name": ["db", "cache"], "branch": 1.10, "manual": false }] } } },
          "block": { "ModulesOnDependencyReady": { "module": { "name": "web", } } } }
        """)]
    public void a_file_says_the_same_in_each_form(string name, string text)
    {
        var (policy, errors) = InFile(name, text);

        errors.ShouldBeEmpty();
        Decide(policy, "Other", "web", "1").ShouldBe($"Allowed by {name}:allow:global:module:any:0");
        Decide(policy, "Other", "db", "1.10").ShouldBe($"Allowed by {name}:allow:global:module:any:1");
        Decide(policy, "Other", "db", "1.1").ShouldBe($"Denied by {name}:allow:global:module:any (no match)");
        Decide(policy, Handler, "web", "1").ShouldBe($"Denied by {name}:block:{Handler}:module");
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "p.yaml", "", "Freshmaker:Policy:File must not be empty (p.yaml is)" },
        { "p.yaml", "allow: [", "Freshmaker:Policy:File is not YAML: p.yaml, line 2, column 1: While parsing a node" },
        { "p.yaml", "allow:\n\t- name: x", "Freshmaker:Policy:File is not YAML: p.yaml, line 1, column 1: While scanning" },
        { "p.yaml", "a: 1\n---\nb: 2", "Freshmaker:Policy:File must name a file with one document (p.yaml has more)" },
        { "p.yaml", "allow:\n- &a {name: x}\n- *a", "Freshmaker:Policy:File cannot be taken: p.yaml:allow:0 (line 2) has an anchor or an alias" },
        { "p.yaml", "allow:\n- *a", "Freshmaker:Policy:File cannot be taken: p.yaml:allow:0 (line 2) has an anchor or an alias" },
        { "p.yaml", "allow:\n- !!binary eA==", "Freshmaker:Policy:File cannot be taken: p.yaml:allow:0 (line 2) has a tag" },
        { "p.yaml", "? [a]\n: b", "Freshmaker:Policy:File cannot be taken: p.yaml (line 1) has a key that is no text" },
        { "p.yaml", $"allow: {new string('[', 100)}{new string(']', 100)}", " is nested too deeply (at most 64 levels)" },
        { "p.yaml", "web", "p.yaml must be an object with the lists allow and block" },
        { "p.yaml", "allow:", "p.yaml:allow must be a list of rules, or an object with" },
        { "p.yaml", "allow: [{name: yes, manual: yes}]", "p.yaml:allow:0:manual must be true or false" },
        { "p.yaml", "allow: [{name: true}]", "p.yaml:allow:0:name must be a pattern; put true into quotes if it is one" },
        { "p.yaml", "allow: [{name: ~}]", "p.yaml:allow:0:name must be a pattern" },
        { "p.yaml", "allow: [{name: a, name: b}]", "p.yaml:allow:0:name is given twice" },
        { "p.yaml", "allow: {global: {image: {any: [{name: a}, {colour: red}]}}}", "p.yaml:allow:global:image:any:1:colour is not a criterion; known are handler" },
        { "p.json", "", "Freshmaker:Policy:File is not JSON: p.json: " },
        { "p.json", "{\"allow\":[{\"name\":\"x\"}]", "Freshmaker:Policy:File is not JSON: p.json: " },
        { "p.json", "{\"allow\":[{\"name\":\"\\ud800\"}]}", "Freshmaker:Policy:File is not JSON: p.json: " },
        { "p.json", $"{{\"allow\":{new string('[', 100)}{new string(']', 100)}}}", "Freshmaker:Policy:File is not JSON: p.json: " },
        { "p.json", "[]", "p.json must be an object with the lists allow and block" },
        { "p.json", "{\"allow\":[{\"name\":\"(\"}]}", "p.json:allow:0:name is not a usable regular expression: " },
        { "p.toml", "", "Freshmaker:Policy:File must name a file that ends with .json, .yaml or .yml (it is '" },
        { "p.json", $"[{new string(' ', 1 << 20)}]", "Freshmaker:Policy:File must name a file of at most 1048576 bytes ('" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void what_is_wrong_in_a_file_is_refused_with_its_place(string name, string text, string error)
    {
        var (policy, errors) = InFile(name, text);

        errors.ShouldHaveSingleItem().ShouldContain(error);
        Decide(policy, "Other", "x", "1").ShouldStartWith("Denied");
    }

    [Fact]
    public void a_file_that_is_not_there_or_no_text_is_refused()
    {
        Configured(("File", Path.Combine(_folder, "none.yaml"))).Errors.ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Policy:File cannot be read: Could not find file");
        Configured(("File", Path.Combine(_folder, "none", "none.yaml"))).Errors.ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Policy:File cannot be read: Could not find a part");
        Directory.CreateDirectory(Path.Combine(_folder, "folder.json"));
        Configured(("File", Path.Combine(_folder, "folder.json"))).Errors.ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Policy:File cannot be read: ");
        File.WriteAllBytes(Path.Combine(_folder, "latin.json"), [0x7b, 0xe4, 0x7d]);
        Configured(("File", Path.Combine(_folder, "latin.json"))).Errors.ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Policy:File must name a file in UTF-8 (");
        Configured(("File", "\0.json")).Errors.ShouldHaveSingleItem().ShouldStartWith("Freshmaker:Policy:File ");
    }

    [Fact]
    public void a_byte_order_mark_is_no_fault()
    {
        File.WriteAllText(Path.Combine(_folder, "p.json"), """{"allow":[{"name":"x"}]}""", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Configured(("File", Path.Combine(_folder, "p.json"))).Errors.ShouldBeEmpty();
    }

    [Fact] // which of both would hold?
    public void a_file_and_rules_in_configuration_are_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "p.json"), """{"allow":[{"name":"x"}]}""");

        Configured(("File", Path.Combine(_folder, "p.json")), ("block:0:name", "y")).Errors.ShouldHaveSingleItem()
            .ShouldBe("Freshmaker:Policy:block must not be given beside Freshmaker:Policy:File: a policy is either in configuration or in a file");
    }

    [Fact] // the examples are what people copy
    public void the_examples_in_the_documentation_are_policies()
    {
        var document = Repository.Text("docs", "policy.md");
        var yaml = document.Split("```yaml\n").Skip(1).Select(p => p.Split("```")[0]).Where(p => p.Contains("allow:", StringComparison.Ordinal)).ShouldHaveSingleItem();
        var json = document.Split("```json\n").Skip(1).Select(p => p.Split("```")[0]).ShouldHaveSingleItem();

        InFile("example.yaml", yaml).Errors.ShouldBeEmpty();
        InFile("example.json", json).Errors.ShouldBeEmpty();
    }


    (Policy Policy, IReadOnlyList<string> Errors) InFile(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        return Configured(("File", Path.Combine(_folder, name)));
    }

    static (Policy Policy, IReadOnlyList<string> Errors) Configured(params (string Key, string Value)[] values) => Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"Freshmaker:Policy:{v.Key}", (string?)v.Value))).Build());

    static (Policy Policy, IReadOnlyList<string> Errors) Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var policy = PolicySettings.Read(read);
        read.RefuseUnknown("Freshmaker");
        return (policy, read.Errors);
    }

    static string Decide(Policy policy, string handler, string module, string branch)
    {
        var decision = policy.Decide(handler, ArtifactKind.Module, PolicyFacts.None.With(Artifact.Module(module, branch)).With(PolicyCriteria.Manual, false));
        return $"{decision.Verdict} by {decision.Rule}";
    }
}
