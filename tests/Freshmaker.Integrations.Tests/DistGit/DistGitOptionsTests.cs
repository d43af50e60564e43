using Freshmaker.Integrations.DistGit;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.DistGit;

public sealed class DistGitOptionsTests
{
    static readonly DistGitOptions Good = new() { Url = "https://src.example.org", PushUrl = "ssh://freshmaker@pkgs.example.org", Author = "Freshmaker <freshmaker@example.org>" };

    [Fact]
    public void Good_options_have_no_problem() => Good.Validate().ShouldBeEmpty();

    [Theory]
    [InlineData("", "must be given")]
    [InlineData("/srv/git", "must be a URL that begins with")]
    [InlineData("git@pkgs.example.org:modules", "must be a URL that begins with")]
    [InlineData("ext::sh -c touch%20/x", "must be a URL that begins with")]
    [InlineData("https://src.example.org/?x=1", "must not have a query or fragment")]
    [InlineData("ssh://joe:hush@pkgs.example.org", "must not carry a password")]
    public void A_bad_place_is_named_with_the_rule(string url, string rule)
    {
        (Good with { PushUrl = url }).Validate().ShouldHaveSingleItem().ShouldStartWith($"Freshmaker:DistGit:PushUrl {rule}");
        (Good with { Url = url }).Validate().ShouldContain(problem => problem.StartsWith($"Freshmaker:DistGit:Url {rule}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://t0ken@src.example.org")]
    [InlineData("https://joe:hush@src.example.org")]
    public void The_place_that_mbs_is_told_carries_no_credential_but_the_place_of_pushes_may(string url)
    {
        (Good with { Url = url }).Validate().ShouldHaveSingleItem().ShouldBe("Freshmaker:DistGit:Url must not carry a user name or password, because MBS is given this URL");
        (Good with { PushUrl = url }).Validate().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Freshmaker")]
    [InlineData("<freshmaker@example.org>")]
    [InlineData("Freshmaker <freshmaker>")]
    [InlineData("Fresh\nmaker <freshmaker@example.org>")]
    [InlineData("Freshmaker <a@b> <c@d>")]
    public void An_author_without_name_or_mail_is_refused(string author) =>
        (Good with { Author = author }).Validate().ShouldBe(["Freshmaker:DistGit:Author must be given as Name <mail@example.org>"]);

    [Fact]
    public void An_author_of_several_words_is_taken_apart() => GitAuthor.Parse(" Dana van den Berg <dana@example.org> ").ShouldBe(new("Dana van den Berg", "dana@example.org"));

    [Fact]
    public void Every_limit_has_a_rule() =>
        (Good with { GitExecutable = " ", Timeout = TimeSpan.Zero, MaxConcurrency = 0, PushAttempts = 0, SearchDepth = 0, CacheDirectory = "relative" })
            .Validate().Select(problem => problem.Split(' ')[0].Split(':')[^1]).ShouldBe(["GitExecutable", "Timeout", "MaxConcurrency", "PushAttempts", "SearchDepth", "CacheDirectory"]);

    [Fact]
    public void Neither_text_nor_refusal_tells_a_credential()
    {
        var bad = Good with { PushUrl = "https://joe:hu@sh@pkgs.example.org", Author = "" };

        $"{bad}".ShouldNotContain("sh@");
        Should.Throw<ArgumentException>(() => new ServiceCollection().AddDistGit(bad)).Message.ShouldNotContain("sh@");
    }
}
