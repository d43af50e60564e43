using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_git_receive
{
    [Fact]
    public void a_module_whose_metadata_changed() => Samples.TopicShouldBecome(
        "git-receive-module.json", new ParseResult.Triggered(new ModuleMetadataChanged("webstack", "4", "e1f39d43471fc37ec82616f76a119da4eddec787")));

    [Fact]
    public void an_RPM_whose_spec_file_changed() => Samples.TopicShouldBecome(
        "git-receive-rpm.json", new ParseResult.Triggered(new RpmSpecChanged("libcapsule", "f41", "9a1c0de4b7")));

    [Fact]
    public void an_RPM_whose_spec_file_did_not_change() => Samples.TopicShouldBecome(
        "git-receive-rpm-sources-only.json", new ParseResult.NotForUs("a push to an RPM that does not change a spec file"));

    [Fact]
    public void a_container_whose_Dockerfile_changed() => Samples.TopicShouldBecome(
        "git-receive-container.json", new ParseResult.Triggered(new DockerfileChanged("web-frontend", "f41", "9a1c0de4b7")));

    [Fact]
    public void the_oldest_form_has_no_namespace_says_insertions_and_has_repository_and_branch_in_its_topic() => Samples.TopicShouldBecome(
        "git-receive-oldest.json", new ParseResult.Triggered(new RpmSpecChanged("libcapsule", "f17", "9a1c0de4b7471fc37ec82616f76a119da4edd000")));

    [Fact]
    public void a_push_without_file_list_needs_one() => Samples.TopicShouldBecome(
        "git-receive-without-stats.json", new ParseResult.NeedsChangedFiles(new("rpms", "libcapsule", "f41", "9a1c0de4b7"), null));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"files": null}""")]
    [InlineData("5")]
    public void a_push_with_unusable_stats_needs_a_file_list(string stats) =>
        Commit(stats: stats).ShouldBe(new ParseResult.NeedsChangedFiles(new("rpms", "libcapsule", "f41", Some.Revision), null));

    [Theory]
    [InlineData("[\"libcapsule.spec\"]")]
    [InlineData("\"libcapsule.spec\"")]
    [InlineData("7")]
    public void a_file_list_of_another_type_is_refused_not_ignored(string files) =>
        Commit(stats: $$"""{"files": {{files}}}""").ShouldBeRefused("commit.stats.files", "object");

    [Fact]
    public void a_file_name_that_is_no_text_hides_no_other() => Commit(stats: """{"files": {"\ud800": {}, "libcapsule.spec": {}}}""")
        .ShouldBe(new ParseResult.Triggered(new RpmSpecChanged("libcapsule", "f41", Some.Revision)));

    [Fact]
    public void a_push_of_no_files_is_not_for_us() => Commit(stats: """{"files": {}}""").ShouldNotBeForUs();

    [Fact]
    public void a_push_to_another_namespace_is_not_for_us() =>
        Commit(@namespace: "\"flatpaks\"").ShouldNotBeForUs().ShouldBe("a push to the namespace flatpaks");

    [Theory]
    [InlineData("{}", "commit")]
    [InlineData("""{"commit": null}""", "commit")]
    [InlineData("""{"commit": "x"}""", "commit.repo")]
    [InlineData("""{"commit": []}""", "commit.repo")]
    [InlineData("""{"\ud800": 1, "commit": {}}""", "commit.repo")]
    public void a_body_without_a_commit_is_refused(string body, string field) => Samples.Parse("git.receive", body).ShouldBeRefused(field);

    [Theory]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("\"\\ud800\"")]
    public void a_field_of_another_type_is_refused_by_name(string value)
    {
        Commit(@namespace: value).ShouldBeRefused("commit.namespace", "text");
        Commit(repo: value).ShouldBeRefused("commit.repo", "text");
        Commit(branch: value).ShouldBeRefused("commit.branch", "text");
        Commit(rev: value).ShouldBeRefused("commit.rev", "text");
    }

    [Fact]
    public void a_null_is_a_missing_field()
    {
        Commit(repo: "null").ShouldBeRefused("commit.repo");
        Commit(branch: "null").ShouldBeRefused("commit.branch");
        Commit(rev: "null").ShouldBeRefused("commit.rev");
    }

    [Theory]
    [InlineData("\"-x\"", "begin with '-'")]
    [InlineData("\"..\"", "begin with '.'")]
    [InlineData("\"a/../b\"", "contain '..'")]
    [InlineData("\"\"", "not empty")]
    [InlineData("\"a//b\"", "empty part")]
    [InlineData("\"a b\"", "spaces")]
    [InlineData("\"a\\u0000b\"", "control")]
    public void a_branch_that_git_would_misread_is_refused(string branch, string rule) => Commit(branch: branch).ShouldBeRefused("commit.branch", rule);

    [Fact]
    public void a_branch_of_ten_kilobytes_is_refused() =>
        Commit(branch: $"\"{new string('x', 10_240)}\"").ShouldBeRefused("commit.branch", "must not be longer than 255 characters (it has 10240)");

    [Theory]
    [InlineData("feature/a")]
    [InlineData("f41';DROP-TABLE-x;--")]
    [InlineData("größe")]
    public void a_strange_branch_that_git_allows_is_taken_as_it_is(string branch) =>
        Commit(branch: $"\"{branch}\"").ShouldBe(new ParseResult.Triggered(new RpmSpecChanged("libcapsule", branch, Some.Revision)));

    [Fact]
    public void a_quote_in_a_branch_is_taken() =>
        Commit(branch: "\"it's\\\"4\\\"\"").ShouldBe(new ParseResult.Triggered(new RpmSpecChanged("libcapsule", "it's\"4\"", Some.Revision)));

    [Fact]
    public void a_slash_in_a_repository_is_refused() => Commit(repo: "\"a/b\"").ShouldBeRefused("commit.repository", "slash");

    [Theory]
    [InlineData("\"HEAD\"")]
    [InlineData("\"abcdef\"")]
    [InlineData("\"--upload-pack=x\"")]
    public void a_revision_that_is_no_commit_is_refused(string rev) => Commit(rev: rev).ShouldBeRefused("commit.revision", "commit id");

    static ParseResult Commit(
        string @namespace = "\"rpms\"", string repo = "\"libcapsule\"", string branch = "\"f41\"", string rev = $"\"{Some.Revision}\"",
        string stats = """{"files": {"libcapsule.spec": {}}}""") => Samples.Parse(
        "git.receive",
        $$"""{"commit": {"namespace": {{@namespace}}, "repo": {{repo}}, "branch": {{branch}}, "rev": {{rev}}, "stats": {{stats}} } }""");
}
