using System.Text;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Reading_bus_messages
{
    const string Envelope = """{"topic": "org.fedoraproject.prod.git.receive", "msg_id": "2031-abc", "timestamp": 1490703272.5, "msg": {"a": 1}}""";

    [Fact]
    public void a_bare_body_takes_id_and_topic_from_the_transport()
    {
        var message = Accepted(Some.Wire("""{"a": 1}""", "id-1", "some.topic", ("sent-at", "2031-05-04T03:02:01+02:00")));

        message.Id.ShouldBe("id-1");
        message.Topic.ShouldBe("some.topic");
        message.Body.GetRawText().ShouldBe("""{"a": 1}""");
        message.Headers["sent-at"].ShouldBe("2031-05-04T03:02:01+02:00");
        message.SentAt.ShouldBe(new DateTimeOffset(2031, 5, 4, 1, 2, 1, TimeSpan.Zero));
        message.SentAt!.Value.Offset.ShouldBe(TimeSpan.Zero);
        message.ReceivedAt.ShouldBe(Some.Now);
    }

    [Fact]
    public void a_whole_envelope_speaks_for_itself()
    {
        var message = Accepted(Some.Wire(Envelope, "transport-id", "transport.topic"));

        message.Id.ShouldBe("2031-abc");
        message.Topic.ShouldBe("org.fedoraproject.prod.git.receive");
        message.Body.GetRawText().ShouldBe("""{"a": 1}""");
        message.SentAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1490703272500));
    }

    [Fact]
    public void an_envelope_without_msg_id_has_the_transports_id() =>
        Accepted(Some.Wire("""{"topic": "t", "msg": {}}""", "transport-id")).Id.ShouldBe("transport-id");

    [Theory]
    [InlineData("""{"topic": "t", "msg_id": "  ", "msg": {}}""")]
    [InlineData("""{"topic": "t", "msg_id": 17, "msg": {}}""")]
    [InlineData("""{"topic": "t", "msg_id": null, "msg": {}}""")]
    public void an_unusable_msg_id_does_not_hide_the_transports_id(string body) => Accepted(Some.Wire(body, "transport-id")).Id.ShouldBe("transport-id");

    [Fact]
    public void an_internal_message_has_its_id_in_the_headers_of_its_body()
    {
        var message = Accepted(Some.Wire(Samples.Read("umb-task-closed.json"), id: null, topic: null));

        message.Id.ShouldBe("ID:umb-17:1:0:0:1");
        message.Topic.ShouldBe("/topic/VirtualTopic.eng.brew.task.closed");
    }

    [Theory]
    [InlineData("""{"topic": "t", "username": "dana", "msg": {"username": "erin"}}""", "dana")]
    [InlineData("""{"topic": "t", "username": " da\u0000na\n ", "msg": {}}""", "dana")]
    [InlineData("""{"topic": "t", "username": "", "msg": {}}""", null)]
    [InlineData("""{"topic": "t", "username": ["dana"], "msg": {}}""", null)]
    [InlineData("""{"username": "dana"}""", null)] // a bare body is the payload
    public void an_envelope_names_its_sender(string body, string? sender) => Accepted(Some.Wire(body)).Sender.ShouldBe(sender);

    [Fact]
    public void a_sender_has_a_name_of_bounded_length() =>
        Accepted(Some.Wire("""{"topic": "t", "msg": {}, "username": "?"}""".Replace("?", new string('x', 5000)))).Sender.ShouldBe(new string('x', 256));

    [Fact]
    public void headers_name_users_where_no_envelope_does()
    {
        (string, string)[] headers = [("fedora_messaging_user_erin", "true"), ("fedora_messaging_user_dana", "true"), ("fedora_messaging_rpm_x", "true"), ("fedora_messaging_user_", "true")];

        Accepted(Some.Wire("{}", headers: headers[..3])).Sender.ShouldBe("dana, erin");
        Accepted(Some.Wire("{}", headers: headers[3..])).Sender.ShouldBeNull();
        Accepted(Some.Wire("""{"topic": "t", "username": "fred", "msg": {}}""", headers: headers)).Sender.ShouldBe("fred");
    }

    [Fact] // jsonb cannot hold a NUL
    public void headers_can_be_stored() =>
        Accepted(Some.Wire("{}", headers: [("a\0", "b\0c"), ("d", "e")])).Headers.ShouldBe(new Dictionary<string, string> { ["a\uFFFD"] = "b\uFFFDc", ["d"] = "e" });

    [Fact]
    public void a_header_can_carry_the_id() => Accepted(Some.Wire("{}", id: " ", headers: ("message-id", "from-header"))).Id.ShouldBe("from-header");

    [Fact]
    public void a_blank_id_in_the_body_does_not_hide_the_header() =>
        Accepted(Some.Wire("""{"headers": {"message-id": " "}}""", id: null, headers: ("message-id", "from-header"))).Id.ShouldBe("from-header");

    [Theory]
    [InlineData("""{"topic": "t", "msg": null}""")]
    [InlineData("""{"topic": 5, "msg": {}}""")]
    [InlineData("""{"msg": {}}""")]
    [InlineData("""{"topic": "t"}""")]
    public void what_only_looks_like_an_envelope_is_a_bare_body(string body)
    {
        var message = Accepted(Some.Wire(body, topic: "transport.topic"));

        message.Topic.ShouldBe("transport.topic");
        message.Body.GetRawText().ShouldBe(body);
    }

    [Theory]
    [InlineData("1490703272", "2017-03-28T12:14:32Z")]
    [InlineData("4102444800", "2100-01-01T00:00:00Z")]
    [InlineData("1e308", null)]
    [InlineData("1e999", null)]
    [InlineData("-5", null)]
    [InlineData("0", null)]
    [InlineData("253402300799", null)]
    [InlineData("\"yesterday\"", null)]
    [InlineData("null", null)]
    [InlineData("{}", null)]
    public void the_time_an_envelope_was_sent(string timestamp, string? expected) =>
        Accepted(Some.Wire($$"""{"topic": "t", "msg": {}, "timestamp": {{timestamp}}}""")).SentAt.ShouldBe(expected is null ? null : Time(expected));

    [Theory]
    [InlineData("2031-05-04T03:02:01+00:00", "2031-05-04T03:02:01Z")]
    [InlineData("2031-05-04T03:02:01.123456+00:00", "2031-05-04T03:02:01.123456Z")]
    [InlineData("2031-05-04T03:02:01Z", "2031-05-04T03:02:01Z")]
    [InlineData("2031-05-04T03:02:01", "2031-05-04T03:02:01Z")]
    [InlineData("2999-01-01T00:00:00-05:00", "2999-01-01T05:00:00Z")]
    [InlineData("9999-12-31T23:59:59-14:00", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    [InlineData("12:00", null)] // would become noon of whatever day it is
    [InlineData("03/04/2031", null)] // nobody knows which of two days
    public void the_time_a_bare_body_was_sent(string header, string? expected) =>
        Accepted(Some.Wire("{}", headers: ("sent-at", header))).SentAt.ShouldBe(expected is null ? null : Time(expected));

    [Fact]
    public void an_envelope_without_timestamp_has_the_time_of_its_header() =>
        Accepted(Some.Wire("""{"topic": "t", "msg": {}}""", headers: ("sent-at", "2031-05-04T03:02:01Z"))).SentAt.ShouldBe(Time("2031-05-04T03:02:01Z"));

    [Fact]
    public void the_largest_body_that_is_read()
    {
        var body = new byte[BusMessageReader.MaxBodyBytes];
        body.AsSpan().Fill((byte)' ');
        body[0] = (byte)'{';
        body[^1] = (byte)'}';

        Accepted(Some.Wire(body)).Body.EnumerateObject().ShouldBeEmpty();
    }

    [Fact]
    public void the_longest_id_that_is_taken() => Accepted(Some.Wire("{}", new string('x', 512))).Id.Length.ShouldBe(512);

    [Fact]
    public void sixty_four_levels_are_read() => Accepted(Some.Wire(Nested(64))).ShouldNotBeNull();

    internal static string Nested(int depth) =>
        new StringBuilder().Insert(0, """{"a":""", depth - 1).Append("{}").Append('}', depth - 1).ToString();

    static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", null);

    static BusMessage Accepted(WireMessage wire)
    {
        var (message, refusal) = BusMessageReader.Read(wire);
        refusal.ShouldBeNull();
        return message.ShouldNotBeNull();
    }
}
