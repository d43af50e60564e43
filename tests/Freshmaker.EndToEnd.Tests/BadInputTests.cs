using System.Text.Json.Nodes;
using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>What the bus can bring, through the real broker. Nothing of it hangs, nothing stops the messages behind it, nothing disappears.</summary>
public sealed class BadInputTests(SharedWorld shared) : SharedWorldTest(shared), IClassFixture<SharedWorld>
{
    const string Push = "org.fedoraproject.prod.git.receive";
    const string Pagure = "org.fedoraproject.prod.pagure.git.receive";
    const string StateChange = "org.fedoraproject.prod.mbs.module.state.change";
    const string Files = """ "stats":{"files":{"x.spec":{}}} """;

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "not JSON", Push, "<commit/>", "body must be JSON" },
        { "empty", Push, "", "body must not be empty" },
        { "nothing but spaces", Push, "   ", "body must be JSON" },
        { "a list", Push, "[1,2,3]", "body must be a JSON object" },
        { "null", Push, "null", "body must be a JSON object" },
        { "deeply nested", Push, string.Concat(Enumerable.Repeat("""{"commit":""", 5000)) + "1" + new string('}', 5000), "not nested deeper than" },
        { "no fields", Push, "{}", "commit must be an object" },
        { "wrong types", Push, """{"commit":{"namespace":7,"repo":"x","branch":"y","rev":"1234567"}}""", "commit.namespace must be a text" },
        { "nulls", Push, """{"commit":{"namespace":"rpms","repo":null,"branch":null,"rev":null}}""", "commit.repo must be a text" },
        { "a branch of 10 kB", Push, $$$"""{"commit":{"namespace":"rpms","repo":"x","branch":"{{{new string('b', 10_000)}}}","rev":"1234567",{{{Files}}}}}""", "commit.branch must not be longer than" },
        { "a revision that is none", Push, $$$"""{"commit":{"namespace":"rpms","repo":"x","branch":"f41","rev":"; rm -rf /",{{{Files}}}}}""", "commit.revision must be a commit id" },
        { "a repository that looks like an option", Push, $$$"""{"commit":{"namespace":"rpms","repo":"--upload-pack=x","branch":"f41","rev":"1234567",{{{Files}}}}}""", "commit.repository must not begin with" },
        { "a repository that leads elsewhere", Pagure, """{"repo":{"name":"../../etc","namespace":"rpms"},"branch":"f41","end_commit":"1234567"}""", "repository must not" },
        { "a module build without id", StateChange, """{"name":"x","stream":"1","state":5}""", "id must be a positive whole number" },
        { "a state that MBS does not have", StateChange, """{"id":900001,"name":"x","stream":"1","state":99}""", "state must be one of" },
        { "a stream of 10 kB", StateChange, $$"""{"id":900002,"name":"x","stream":"{{new string('s', 10_000)}}","state":5}""", "stream must not be longer than" },
        { "a stream that is a list", StateChange, """{"id":900003,"name":"x","stream":["1"],"state":5}""", "stream must be a text" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_breaks_a_rule_is_a_dead_letter_that_names_the_rule(string what, string topic, string body, string rule)
    {
        var id = Guid.CreateVersion7().ToString();
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = topic, ["body"] = body });
        await ShouldBeRefusedAsync(id, what, rule);
    }

    [Theory]
    [InlineData("not UTF-8", 100, "body must be JSON in UTF-8")]
    [InlineData("5 MB", 5 * 1024 * 1024, "body must not be larger than")]
    public async Task Bytes_that_are_no_body_are_a_dead_letter(string what, int length, string rule)
    {
        var id = Guid.CreateVersion7().ToString();
        var bytes = Enumerable.Repeat((byte)0xFF, length).ToArray();
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = Push, ["bodyBase64"] = Convert.ToBase64String(bytes) });
        await ShouldBeRefusedAsync(id, what, rule);
    }

    [Fact]
    public async Task A_message_without_an_id_is_a_dead_letter()
    {
        await World.Sandbox.PublishAsync(new() { ["messageId"] = null, ["topic"] = Push, ["body"] = GoodBody("ledgerd") });
        await ShouldBeRefusedAsync("without id", "no id", "message id must be given");
    }

    public static TheoryData<string, string, string> Taken => new()
    {
        { "a stream with a slash", StateChange, """{"id":910001,"name":"x","stream":"rhel/8","state":5}""" },
        { "a stream with a quote", StateChange, """{"id":910002,"name":"x","stream":"it's\"quoted\"","state":5}""" },
        { "a name that is SQL", StateChange, """{"id":910003,"name":"x';drop--table","stream":"1","state":5}""" },
        { "a module that nobody knows", StateChange, """{"id":910004,"name":"unheard-of","stream":"1","state":5}""" },
        { "a branch with a slash", Push, $$$"""{"commit":{"namespace":"rpms","repo":"x","branch":"private/dana","rev":"1234567",{{{Files}}}}}""" },
    };

    [Theory, MemberData(nameof(Taken))]
    public async Task What_is_only_strange_is_taken(string what, string topic, string body)
    {
        var id = Guid.CreateVersion7().ToString();
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = topic, ["body"] = body });
        var rebuild = await World.OverAsync(id);
        rebuild.State.ShouldBe("skipped", what);
        rebuild.Reason!.Code.ShouldBe("NothingToRebuild");
    }

    [Fact]
    public async Task A_message_from_the_future_is_taken()
    {
        var id = Guid.CreateVersion7().ToString();
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = Push, ["body"] = GoodBody("unheard-of"), ["headers"] = new JsonObject { ["sent-at"] = "2199-01-01T00:00:00+00:00" } });
        (await World.OverAsync(id)).State.ShouldBe("skipped");
    }

    [Fact]
    public async Task A_topic_that_nobody_knows_is_passed_over()
    {
        var id = Guid.CreateVersion7().ToString();
        var envelope = new JsonObject { ["topic"] = "org.fedoraproject.prod.something.new", ["msg_id"] = id, ["msg"] = new JsonObject() };
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = Push, ["body"] = envelope });
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = "org.fedoraproject.prod.something.new", ["body"] = new JsonObject() });
        await ShouldGoOnAsync();
        (await World.Database.DeadLettersAsync()).ShouldNotContain(d => d.ExceptionMessage.Contains(id, StringComparison.Ordinal));
        (await World.Database.RebuildsAsync()).ShouldNotContain(r => r.MessageId == id);
    }

    async Task ShouldBeRefusedAsync(string id, string what, string rule)
    {
        var letter = await Eventually.Get(
            $"a dead letter for a message that is {what}",
            async () => (await World.Database.DeadLettersAsync()).FirstOrDefault(d => d.ExceptionMessage.Contains($"message {id}", StringComparison.Ordinal)));
        letter.ExceptionType.ShouldEndWith("MessageRefusedException");
        letter.ExceptionMessage.ShouldContain(rule);
        letter.ExceptionMessage.Length.ShouldBeLessThan(2000);
        await ShouldGoOnAsync();
    }

    /// <summary>The Host is ready, and a good message behind the bad one is processed.</summary>
    async Task ShouldGoOnAsync()
    {
        var id = Guid.CreateVersion7().ToString();
        await World.Sandbox.PublishAsync(new() { ["messageId"] = id, ["topic"] = Push, ["body"] = GoodBody("unheard-of") });
        (await World.OverAsync(id)).State.ShouldBe("skipped");
        (await World.Host.IsReadyAsync()).ShouldBeTrue();
    }

    static JsonObject GoodBody(string rpm) => new()
    {
        ["commit"] = new JsonObject
        {
            ["namespace"] = "rpms",
            ["repo"] = rpm,
            ["branch"] = "f41",
            ["rev"] = "1234567",
            ["stats"] = new JsonObject { ["files"] = new JsonObject { [$"{rpm}.spec"] = new JsonObject() } },
        },
    };
}
