using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_stable_updates
{
    [Fact]
    public void an_update_names_its_RPMs_once_and_no_other_builds() => Samples.TopicShouldTrigger(
        "bodhi-stable.json", new RpmsStable("FEDORA-2031-4d1e7a90bc", ["libcapsule-2.1-4.fc41", "capsule-tools-2.1~rc1-1.fc41"], "F41", "f41"));

    [Fact]
    public void builds_of_2017_have_no_type_and_are_RPMs() =>
        Samples.TopicShouldTrigger("bodhi-stable-2017.json", new RpmsStable("FEDORA-2017-fe6e14dcf9", ["libcapsule-1.7-2.fc25"], "F25", "f25"));

    [Fact]
    public void the_id_is_updateid_then_alias()
    {
        Update(ids: """ "updateid": "A", "alias": "B" """).ShouldTrigger(new RpmsStable("A", ["a-1-2"], "F41", "f41"));
        Update(ids: """ "updateid": null, "alias": "B" """).ShouldTrigger(new RpmsStable("B", ["a-1-2"], "F41", "f41"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"name": null}""")]
    [InlineData("5")]
    public void a_release_without_branch_is_none(string release) => Update(release: release).ShouldTrigger(new RpmsStable("U", ["a-1-2"], null, null));

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"nvr": "a-1-2", "type": "module"}, {"nvr": "not even an NVR", "type": "flatpak"}]""")]
    public void an_update_without_RPMs_is_not_for_us(string builds) => Update(builds: builds).ShouldNotBeForUs().ShouldBe("an update without RPMs");

    [Theory]
    [InlineData("{}", "update", "object")]
    [InlineData("""{"update": null}""", "update", "object")]
    [InlineData("""{"update": []}""", "update", "object")]
    [InlineData("""{"update": "x"}""", "update", "object")]
    public void a_body_without_an_update_is_refused(string body, string field, string rule) =>
        Samples.Parse("bodhi.update.complete.stable", body).ShouldBeRefused(field, rule);

    [Theory]
    [InlineData(""" "title": "x" """, "not empty")]
    [InlineData(""" "updateid": "" """, "not empty")]
    [InlineData(""" "updateid": 7 """, "not empty")]
    [InlineData(""" "alias": ["x"] """, "not empty")]
    [InlineData(""" "alias": "a\u0000b" """, "control characters")]
    public void an_update_without_usable_id_is_refused(string ids, string rule) => Update(ids: ids).ShouldBeRefused("update.updateid", rule);

    [Fact]
    public void an_id_that_is_too_long_is_refused() =>
        Update(ids: $"\"updateid\": \"{new string('x', 256)}\"").ShouldBeRefused("update.updateid", "must not be longer than 255 characters (it has 256)");

    [Theory]
    [InlineData("null", "update.builds", "list")]
    [InlineData("{}", "update.builds", "list")]
    [InlineData("\"a-1-2\"", "update.builds", "list")]
    [InlineData("[5]", "update.builds[0].nvr", "not empty")]
    [InlineData("[null]", "update.builds[0].nvr", "not empty")]
    [InlineData("""[{"nvr": "a-1-2"}, {"nvr": "a-1"}]""", "update.builds[1].nvr", "name-version-release")]
    [InlineData("""[{"nvr": "a-1-2/x"}]""", "update.builds[0].nvr", "slashes")]
    [InlineData("""[{"nvr": 5, "type": "rpm"}]""", "update.builds[0].nvr", "not empty")]
    public void builds_that_cannot_be_read_are_refused_by_place(string builds, string field, string rule) => Update(builds: builds).ShouldBeRefused(field, rule);

    [Theory]
    [InlineData("5", "not empty")]
    [InlineData("\"\"", "not empty")]
    [InlineData("\"-x\"", "begin with '-'")]
    [InlineData("\"a b\"", "spaces")]
    public void a_branch_that_git_would_misread_is_refused(string branch, string rule) =>
        Update(release: $$"""{"name": "F41", "branch": {{branch}}}""").ShouldBeRefused("update.release.branch", rule);

    static ParseResult Update(
        string ids = """ "updateid": "U" """, string builds = """[{"nvr": "a-1-2"}]""", string release = """{"name": "F41", "branch": "f41"}""") =>
        Samples.Parse("bodhi.update.complete.stable", $$"""{"update": { {{ids}}, "builds": {{builds}}, "release": {{release}} } }""");
}
