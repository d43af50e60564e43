using Freshmaker.Domain.Artifacts;

namespace Freshmaker.Domain.Tests.Artifacts;

public sealed class Naming_artifacts
{
    [Theory]
    [InlineData("webstack", null)]
    [InlineData("gtk+3.0", null)]
    [InlineData("a", null)]
    [InlineData("größe", null)]
    [InlineData("it's\"quoted\"", null)]
    [InlineData("a@b", null)]
    [InlineData(null, "must be a text that is not empty")]
    [InlineData("", "must be a text that is not empty")]
    [InlineData("-x", "must not begin with '-'")]
    [InlineData("--upload-pack=x", "must not begin with '-'")]
    [InlineData(".", "must not begin with '.'")]
    [InlineData("..", "must not begin with '.'")]
    [InlineData(".hidden", "must not begin with '.'")]
    [InlineData("a..b", "must not contain '..'")]
    [InlineData("a.", "must not end with '.'")]
    [InlineData("a@{b", "must not contain '@{'")]
    [InlineData("@", "must not be '@'")]
    [InlineData("x.lock", "must not end with '.lock'")]
    [InlineData("a b", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a\nb", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a\0b", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a\u007fb", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a~b", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a:b", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a\\b", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData("a*", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    public void a_name_and_a_branch_obey_what_git_demands(string? value, string? rule)
    {
        ArtifactNames.BrokenRuleOfName(value).ShouldBe(rule);
        ArtifactNames.BrokenRuleOfBranch(value).ShouldBe(rule);
    }

    [Fact] // not as data of a theory: a lone surrogate does not survive the runner
    public void half_a_character_is_refused() => ArtifactNames.BrokenRuleOfName("a\ud800").ShouldNotBeNull();

    [Fact]
    public void length_is_limited()
    {
        ArtifactNames.BrokenRuleOfName(new string('x', 255)).ShouldBeNull();
        ArtifactNames.BrokenRuleOfName(new string('x', 256)).ShouldBe("must not be longer than 255 characters (it has 256)");
        ArtifactNames.BrokenRuleOfBranch(new string('x', 10_240)).ShouldBe("must not be longer than 255 characters (it has 10240)");
    }

    [Theory]
    [InlineData("a/b", null)]
    [InlineData("feature/x/y", null)]
    [InlineData("/a", "must not have an empty part between slashes")]
    [InlineData("a/", "must not have an empty part between slashes")]
    [InlineData("a//b", "must not have an empty part between slashes")]
    [InlineData("a/.b", "must not have a part that begins with '.' or ends with '.lock'")]
    [InlineData("a.lock/b", "must not have a part that begins with '.' or ends with '.lock'")]
    public void only_a_branch_may_have_slashes(string value, string? rule)
    {
        ArtifactNames.BrokenRuleOfBranch(value).ShouldBe(rule);
        ArtifactNames.BrokenRuleOfName(value).ShouldBe("must not contain a slash");
    }

    [Theory]
    [InlineData("libcapsule-2.1-4.fc41", null)]
    [InlineData("capsule-tools-2.1~rc1-1^git.fc41", null)]
    [InlineData("gtk+3.0-1-2", null)]
    [InlineData("a-1-2", null)]
    [InlineData("a-1", "must be a name-version-release")]
    [InlineData("a--2", "must be a name-version-release")]
    [InlineData("-1-2", "must be a name-version-release")]
    [InlineData("a-1-", "must be a name-version-release")]
    [InlineData("a~-1-2", "must not contain control characters, spaces or any of ~ ^ : ? * [ \\")]
    [InlineData(".a-1-2", "must not begin with '.'")]
    [InlineData("a-1-2 x", "must not contain control characters, spaces or slashes")]
    [InlineData("a-1/../-2", "must not contain control characters, spaces or slashes")]
    [InlineData("a-1-2\0", "must not contain control characters, spaces or slashes")]
    [InlineData("", "must be a text that is not empty")]
    [InlineData(null, "must be a text that is not empty")]
    public void what_an_NVR_may_be(string? nvr, string? rule) => ArtifactNames.BrokenRuleOfNvr(nvr).ShouldBe(rule);

    [Fact]
    public void a_long_NVR_is_refused() => ArtifactNames.BrokenRuleOfNvr($"a-1-{new string('2', 252)}").ShouldBe("must not be longer than 255 characters (it has 256)");

    [Fact]
    public void a_key_is_safe_to_put_anywhere()
    {
        Artifact.Module("webstack", "4").Key.ShouldBe("module/webstack/4");
        Artifact.Module("gtk+3.0", "feature/ä b").Key.ShouldBe("module/gtk%2B3.0/feature%2F%C3%A4%20b");
        new Artifact(ArtifactKind.ImageRepository, "a", "b").Key.ShouldBe("imagerepository/a/b");
        Artifact.Module("webstack", "4").ToString().ShouldBe("webstack:4");
    }

    [Fact] // every artifact of up to three awkward parts, so that a key that joins its parts carelessly meets another
    public void different_artifacts_have_different_keys()
    {
        string[] parts = ["a", "/", "%2F", "%"];
        string[] two = [.. parts.SelectMany(p => parts, string.Concat)];
        string[] names = [.. parts, .. two, .. two.SelectMany(p => parts, string.Concat)];

        var artifacts = Enum.GetValues<ArtifactKind>().SelectMany(kind => names.SelectMany(name => names.Select(branch => new Artifact(kind, name, branch)))).Distinct().ToList();

        artifacts.Select(a => a.Key).Distinct().Count().ShouldBe(artifacts.Count);
    }
}
