using Freshmaker.EndToEnd.Tests.Harness;

namespace Freshmaker.EndToEnd.Tests;

/// <summary>A dead letter is kept until a person decides, and can be replayed.</summary>
public sealed class DeadLetterTests : OwnWorldTest
{
    [Fact]
    public async Task What_could_not_be_taken_is_taken_when_it_is_replayed_after_the_repair()
    {
        await World.StartHostAsync();
        // An operator's mistake that retries cannot mend: a table is gone.
        var schema = World.HostEnvironment["Freshmaker__Database__Schema"];
        await World.Database.ExecuteAsync($"alter table {schema}.mt_doc_openrebuild rename to elsewhere");
        var message = await World.MessageOfAsync(await World.Sandbox.PushRpmAsync("ledgerd", "f41"));
        await Eventually.Holds("a dead letter", async () => (await World.Database.DeadLettersAsync()).Count == 1);
        (await World.Database.RebuildsAsync()).ShouldBeEmpty();

        await World.Database.ExecuteAsync($"alter table {schema}.elsewhere rename to mt_doc_openrebuild");
        await ReplayAsync();
        (await World.OverAsync(message)).State.ShouldBe("complete");
        await Eventually.Holds("no dead letter is left", async () => (await World.Database.DeadLettersAsync()).Count == 0);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_a_dead_letter_again_when_it_is_replayed()
    {
        await World.StartHostAsync();
        await World.Sandbox.PublishAsync(new() { ["messageId"] = "a-bad-one", ["topic"] = "org.fedoraproject.prod.git.receive", ["body"] = "{}" });
        await Eventually.Holds("a dead letter", async () => (await World.Database.DeadLettersAsync()).Count == 1);

        await ReplayAsync();
        await Eventually.Holds("the Host has refused it again", () => Task.FromResult(
            World.Host.Messages.Count(m => m.StartsWith("Failed to process message", StringComparison.Ordinal)) >= 2));
        await Eventually.Holds("it is a dead letter again", async () =>
            (await World.Database.DeadLettersAsync()) is [var letter] && letter.ExceptionMessage.Contains("commit must be an object", StringComparison.Ordinal));
    }

    /// <summary>As docs/operations.md says it: the service runs on meanwhile.</summary>
    async Task ReplayAsync()
    {
        await using var operatorsCommand = HostProcess.Launch(World.HostEnvironment, "storage", "replay");
        (await operatorsCommand.ExitAsync(TimeSpan.FromSeconds(90))).ShouldBe(0, string.Join('\n', operatorsCommand.Lines));
    }
}
