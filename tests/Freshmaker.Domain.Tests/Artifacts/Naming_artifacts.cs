using Freshmaker.Domain.Artifacts;
using FsCheck;
using FsCheck.Fluent;

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

    [Fact]
    public void a_key_is_safe_to_put_anywhere()
    {
        Artifact.Module("webstack", "4").Key.ShouldBe("module/webstack/4");
        Artifact.Module("gtk+3.0", "feature/ä b").Key.ShouldBe("module/gtk%2B3.0/feature%2F%C3%A4%20b");
        new Artifact(ArtifactKind.ImageRepository, "a", "b").Key.ShouldBe("imagerepository/a/b");
        Artifact.Module("webstack", "4").ToString().ShouldBe("webstack:4");
    }

    [Fact]
    public void different_artifacts_have_different_keys() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Pairs.ToArbitrary(), pair => pair.One == pair.Other == (pair.One.Key == pair.Other.Key)));

    // Short names of few, awkward characters, so that a key that joins its parts carelessly meets another.
    static Gen<string> Names => Gen.Elements('a', '/', '%', '2', 'F', ':', ' ', 'ä').NonEmptyListOf().Select(c => string.Concat(c.Take(3)));

    static Gen<Artifact> All =>
        Gen.Elements(Enum.GetValues<ArtifactKind>()).SelectMany(_ => Names, (k, n) => (k, n)).SelectMany(_ => Names, (kn, b) => new Artifact(kn.k, kn.n, b));

    static Gen<(Artifact One, Artifact Other)> Pairs => All.SelectMany(_ => All, (a, b) => (a, b));
}
