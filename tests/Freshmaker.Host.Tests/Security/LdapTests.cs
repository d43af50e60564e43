using System.Diagnostics;
using System.Text;
using Freshmaker.Host.Security.Groups;
using Freshmaker.Host.Security.Http;
using Freshmaker.Host.Security.Settings;
using Freshmaker.Host.Tests.Running;
using Serilog;
using Serilog.Extensions.Logging;

namespace Freshmaker.Host.Tests.Security;

public sealed class LdapTests : IAsyncDisposable
{
    readonly LdapResponder _directory = new();
    readonly CapturedLines _log = new();
    readonly SerilogLoggerFactory _logs;
    LdapGroups? _groups;

    public LdapTests() => _logs = new(new LoggerConfiguration().WriteTo.Sink(_log).CreateLogger());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    LdapGroups Groups(Func<LdapSettings, LdapSettings>? change = null)
    {
        var settings = new LdapSettings { Url = new($"ldap://127.0.0.1:{_directory.Port}"), UserBase = "ou=users,dc=example,dc=org", Timeout = TimeSpan.FromSeconds(1) };
        return _groups = new(change?.Invoke(settings) ?? settings, new Seldom(), new Microsoft.Extensions.Logging.Logger<LdapGroups>(_logs));
    }

    [Theory]
    [InlineData("alice", "alice")]
    [InlineData("a.b-c_9", "a.b-c_9")]
    [InlineData("*", "\\2a")]
    [InlineData("a)(uid=*", "a\\29\\28uid\\3d\\2a")]
    [InlineData("a\\2a", "a\\5c2a")]
    [InlineData("a\0b", "a\\00b")]
    [InlineData("Lučić", "Lu\\c4\\8di\\c4\\87")]
    [InlineData("&|!=<>~,+\"#;/ ", "\\26\\7c\\21\\3d\\3c\\3e\\7e\\2c\\2b\\22\\23\\3b\\2f\\20")]
    public void a_value_is_only_a_value(string user, string escaped)
    {
        LdapFilter.Escape(user).ShouldBe(escaped);
        LdapFilter.Person("uid", user, "posixAccount").ShouldBe($"(&(uid={escaped})(objectClass=posixAccount))");
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("*")]
    [InlineData("a)(uid=*")]
    [InlineData("(|(uid=*))")]
    [InlineData("a\\2a")]
    [InlineData("Lučić")]
    public async Task a_directory_is_asked_for_that_person_and_for_nobody_else(string user)
    {
        _directory.People[user] = ["cn=release,ou=groups,dc=example,dc=org", "cn=staff,ou=groups,dc=example,dc=org"];
        _directory.People["alice"] = _directory.People[user];

        (await Groups().OfAsync(user, Ct)).ShouldBe(["cn=release,ou=groups,dc=example,dc=org", "cn=staff,ou=groups,dc=example,dc=org"]);

        _directory.Searches.ShouldHaveSingleItem().ShouldBe(("ou=users,dc=example,dc=org", 1, $"(&(uid={user})(objectClass=posixAccount))", "memberOf"));
        _log.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task whom_it_does_not_know_has_no_groups()
    {
        (await Groups().OfAsync("nobody", Ct)).ShouldBeEmpty();

        _directory.Searches.Count.ShouldBe(1);
        _log.All.ShouldBeEmpty("that is no fault");
    }

    [Fact]
    public async Task what_it_said_is_remembered()
    {
        _directory.People["alice"] = ["staff"];
        var groups = Groups();

        for (var i = 0; i < 5; i++)
            (await groups.OfAsync("alice", Ct)).ShouldBe(["staff"]);

        _directory.Searches.Count.ShouldBe(1);
    }

    [Fact]
    public async Task two_people_of_one_name_are_nobody()
    {
        _directory.People["alice"] = ["staff"];
        _directory.Twice = true;

        (await Groups().OfAsync("alice", Ct)).ShouldBeEmpty();
        _log.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task one_logs_in_with_a_password_that_is_never_logged()
    {
        _directory.People["alice"] = ["staff"];
        _directory.Login = ("cn=freshmaker", "secret-15");

        (await Groups(s => s with { Login = LdapLogin.Simple, User = "cn=freshmaker", Password = () => "secret-15" }).OfAsync("alice", Ct)).ShouldBe(["staff"]);
        _groups!.Dispose();
        (await Groups(s => s with { Login = LdapLogin.Simple, User = "cn=freshmaker", Password = () => "secret-16" }).OfAsync("alice", Ct)).ShouldBeEmpty();

        var line = _log.All.ShouldHaveSingleItem();
        $"{line.RenderMessage()} {line.Exception} {string.Join(' ', line.Properties)}".ShouldNotContain("secret-1");
    }

    [Fact]
    public async Task a_directory_that_is_away_gives_no_groups_and_one_line()
    {
        await _directory.DisposeAsync();
        var groups = Groups();

        foreach (var user in new[] { "alice", "bob", "carol" })
            (await groups.OfAsync(user, Ct)).ShouldBeEmpty();

        _log.All.ShouldHaveSingleItem().RenderMessage().ShouldContain("did not tell the groups of");
    }

    [Fact]
    public async Task a_directory_that_hangs_keeps_nobody_for_long_and_few_threads()
    {
        _directory.Hangs = true;
        var groups = Groups();
        var begin = Stopwatch.GetTimestamp();

        (await Task.WhenAll(Enumerable.Range(0, 40).Select(i => groups.OfAsync($"user{i}", Ct)))).ShouldAllBe(g => g.Count == 0);

        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(4));
        _directory.Connections.ShouldBeLessThanOrEqualTo(8);
        (await groups.OfAsync("user0", Ct)).ShouldBeEmpty("and at once, for a while");
    }

    [Theory]
    [InlineData("30820000")]
    [InlineData("")]
    [InlineData("300c02010161070a0100040004ff")]
    public async Task a_directory_that_talks_nonsense_gives_no_groups(string answer)
    {
        _directory.Nonsense = Convert.FromHexString(answer);

        (await Groups().OfAsync("alice", Ct)).ShouldBeEmpty();

        _log.All.Count.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        _groups?.Dispose();
        await _directory.DisposeAsync();
        _logs.Dispose();
    }
}
