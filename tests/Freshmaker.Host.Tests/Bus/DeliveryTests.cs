using System.Text;
using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Bus;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Bus;

/// <summary>Deliveries that are set aside: what cannot be processed is a dead letter with words, what needs a question is asked it.</summary>
public sealed class DeliveryTests(SharedHost shared) : HostTest(shared)
{
    readonly string _repository = Wire.Unique("repository");

    public static TheoryData<string, string> Strange => new()
    {
        { "not JSON", "body must be JSON" },
        { "[1]", "body must be a JSON object" },
        { """{"commit": {"namespace": "rpms", "repo": 5, "branch": "f30", "rev": "0123abcd"}}""", "commit.repo must be a text" },
        { """{"commit": {"namespace": "rpms", "repo": "../etc", "branch": "f30", "rev": "0123abcd"}}""", "commit.repository must not begin with '.'" },
        { """{"commit": null}""", "commit must be an object" },
    };

    [Theory]
    [MemberData(nameof(Strange))]
    public async Task a_refused_message_becomes_a_dead_letter_that_names_field_and_rule(string body, string words)
    {
        var message = Wire.Of(Wire.GitReceive, null, new { }) with { Body = Encoding.UTF8.GetBytes(body) };

        await Host.TakeAsync(message);

        var letter = (await DeadLettersAsync(message.MessageId!)).ShouldHaveSingleItem();
        letter.ShouldStartWith("Freshmaker.Host.Bus.MessageRefusedException");
        letter.ShouldContain(Wire.GitReceive);
        letter.ShouldContain(words);
        (await Host.Get<RefusedMessages>().WhyAsync(message.MessageId!, Ct))!.ShouldContain(words, customMessage: "whoever asks what became of it is told");
        (await Host.Get<RefusedMessages>().WhyAsync(message.MessageId![..^1], Ct)).ShouldBeNull("that is another message");
        (await Host.HistoryAsync(TestHost.IdOf(message))).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_body_that_is_too_large_is_refused_and_not_kept_whole()
    {
        var message = Wire.Of(Wire.GitReceive, null, new { text = new string('x', 5_000_000) });

        await Host.TakeAsync(message);

        (await DeadLettersAsync(message.MessageId!)).ShouldHaveSingleItem().ShouldContain("body must not be larger than 1048576 bytes");
        await using var command = Host.Database.CreateCommand(
            $"select octet_length(body) from {Host.HostSettings.WolverineSchema}.wolverine_dead_letters where position($1 in exception_message) > 0");
        command.Parameters.Add(new() { Value = message.MessageId });
        ((int)(await command.ExecuteScalarAsync(Ct))!).ShouldBeLessThan(200_000);
    }

    [Fact]
    public async Task a_message_without_id_is_refused_and_the_others_of_its_batch_are_taken()
    {
        var (nameless, good) = (Wire.SpecChange(_repository) with { MessageId = null, Topic = $"{Wire.GitReceive}.{_repository}" }, Wire.SpecChange(_repository));

        await Host.TakeAsync(nameless, good);

        await Host.UntilOverAsync(TestHost.IdOf(good));
        (await DeadLettersAsync(_repository)).ShouldHaveSingleItem().ShouldContain("message id must be given");
    }

    [Fact]
    public async Task a_push_without_a_file_list_is_taken_when_dist_git_says_what_changed()
    {
        Host.Sources.Changed(_repository, "README", $"{_repository}.spec");
        var message = Wire.PagurePush("rpms", _repository, Wire.Commit());

        await Host.TakeAsync(message);

        (await Host.UntilOverAsync(TestHost.IdOf(message))).Trigger.ShouldBeOfType<RpmSpecChanged>().Rpm.ShouldBe(_repository);
    }

    [Fact]
    public async Task a_push_without_a_file_list_that_changes_nothing_of_ours_leaves_nothing()
    {
        Host.Sources.Changed(_repository, "README");
        var message = Wire.PagurePush("rpms", _repository, Wire.Commit());

        await Host.TakeAsync(message);

        await Eventually.IsAsync(() => Host.Sources.Faults.CallsAbout(_repository) == 1, "dist-git should be asked");
        (await Host.HistoryAsync(TestHost.IdOf(message))).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_push_without_a_file_list_waits_for_dist_git()
    {
        Host.Sources.Changed(_repository, $"{_repository}.spec");
        Host.Sources.Faults.Next(_repository, Faults.Away("dist-git"));
        var message = Wire.PagurePush("rpms", _repository, Wire.Commit());

        await Host.TakeAsync(message);

        (await Host.UntilOverAsync(TestHost.IdOf(message))).State.ShouldBe(RebuildState.Skipped);
        Host.Sources.Faults.CallsAbout(_repository).ShouldBe(2);
    }

    Task<IReadOnlyList<string>> DeadLettersAsync(string words) =>
        Eventually.BecomesAsync(() => Host.DeadLettersAboutAsync(words), found => found.Count > 0, $"there should be a dead letter about {words}");
}
