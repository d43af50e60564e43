using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_pagure_pushes
{
    const string Zeros = "0000000000000000000000000000000000000000";

    [Fact]
    public void the_form_of_2016() => Samples.TopicShouldBecome(
        "pagure-2016.json", new ParseResult.NeedsChangedFiles(new("rpms", "libcapsule", "f25", Some.OtherRevision), Some.Revision));

    [Fact]
    public void a_new_branch_has_no_start() => Samples.TopicShouldBecome(
        "pagure-bare.json", new ParseResult.NeedsChangedFiles(new("modules", "webstack", "4", Some.OtherRevision), null), "io.pagure.prod.pagure.git.receive");

    [Theory]
    [InlineData("\"nonsense\"")]
    [InlineData("\"abc\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void an_unusable_start_is_none(string start) =>
        Push(start: start).ShouldBe(new ParseResult.NeedsChangedFiles(new("rpms", "libcapsule", "f41", Some.Revision), null));

    [Fact]
    public void a_deleted_branch_is_not_for_us() => Push(end: $"\"{Zeros}\"").ShouldNotBeForUs().ShouldBe("the branch was deleted");

    [Fact]
    public void a_tag_is_not_for_us() => Push(branch: "\"refs/tags/v1\"").ShouldNotBeForUs().ShouldBe("a push to something that is not a branch");

    [Fact]
    public void a_fork_is_not_for_us() =>
        Push(repo: """{"name": "libcapsule", "fullname": "forks/dana/rpms/libcapsule", "parent": {"name": "libcapsule"}}""").ShouldNotBeForUs().ShouldBe("a push to a fork");

    [Theory]
    [InlineData("""{"name": "x"}""", "(none)")]
    [InlineData("""{"name": "x", "fullname": "x"}""", "(none)")]
    [InlineData("""{"name": "x", "fullname": "forks/dana/rpms/x"}""", "(none)")]
    [InlineData("""{"name": "x", "namespace": "tests"}""", "tests")]
    [InlineData("""{"name": "x", "namespace": 5, "fullname": "docs/x"}""", "docs")]
    public void another_namespace_is_not_for_us(string repo, string @namespace) =>
        Push(repo: repo).ShouldNotBeForUs().ShouldBe($"a push to the namespace {@namespace}");

    [Fact]
    public void broken_fields_are_refused_by_name()
    {
        Samples.Parse("pagure.git.receive", "{}").ShouldBeRefused("repo");
        Push(repo: "null").ShouldBeRefused("repo");
        Push(repo: "\"x\"").ShouldBeRefused("repo.name");
        Push(repo: """{"name": 5}""").ShouldBeRefused("repo.name");
        Push(repo: """{"name": "-x", "namespace": "rpms"}""").ShouldBeRefused("repository", "begin with '-'");
        Push(branch: "null").ShouldBeRefused("branch", "text");
        Push(branch: "[]").ShouldBeRefused("branch", "text");
        Push(branch: "\"refs/heads/\"").ShouldBeRefused("branch", "not empty");
        Push(branch: "\"refs/heads/-x\"").ShouldBeRefused("branch", "begin with '-'");
        Push(end: "null").ShouldBeRefused("end_commit");
        Push(end: "5").ShouldBeRefused("end_commit");
        Push(end: "\"HEAD\"").ShouldBeRefused("revision", "commit id");
    }

    static ParseResult Push(
        string repo = """{"name": "libcapsule", "namespace": "rpms"}""", string branch = "\"f41\"", string start = "null", string end = $"\"{Some.Revision}\"") =>
        Samples.Parse("pagure.git.receive", $$"""{"repo": {{repo}}, "branch": {{branch}}, "start_commit": {{start}}, "end_commit": {{end}}}""");
}
