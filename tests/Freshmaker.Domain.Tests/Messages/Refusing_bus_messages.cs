using System.Text;
using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Refusing_bus_messages
{
    [Fact]
    public void an_empty_body() => Refused(Some.Wire("")).ToString().ShouldBe("body must not be empty");

    [Theory]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\": NaN}")]
    [InlineData("{'a': 1}")]
    [InlineData("<html><body>502</body></html>")]
    public void a_body_that_is_not_JSON(string body) => Refused(Some.Wire(body)).ToString().ShouldStartWith("body must be JSON in UTF-8");

    [Theory]
    [InlineData("{\"commit\": {\"message\": \"caf\u00e9\"}}")] // within a text
    [InlineData("{\"\u00e9\": 1}")] // within a name
    public void a_body_in_Latin_1(string body) => Refused(Some.Wire(Encoding.Latin1.GetBytes(body))).ToString().ShouldStartWith("body must be JSON in UTF-8");

    [Fact]
    public void a_body_in_UTF_16() => Refused(Some.Wire(Encoding.Unicode.GetBytes("{}"))).ToString().ShouldStartWith("body must be JSON in UTF-8");

    [Fact]
    public void a_body_of_five_megabytes() =>
        Refused(Some.Wire(new byte[5_000_000])).ToString().ShouldBe("body must not be larger than 1048576 bytes");

    [Fact]
    public void a_body_nested_deeper_than_64() => Refused(Some.Wire(Reading_bus_messages.Nested(65))).Rule.ShouldContain("not nested deeper than 64");

    [Fact]
    public void a_body_nested_very_deep() => Refused(Some.Wire(new string('[', 1_000_000))).Rule.ShouldContain("not nested deeper than 64");

    [Theory]
    [InlineData("[]", "Array")]
    [InlineData("null", "Null")]
    [InlineData("5", "Number")]
    [InlineData("\"x\"", "String")]
    [InlineData("true", "True")]
    public void JSON_that_is_no_object(string body, string kind) => Refused(Some.Wire(body)).ToString().ShouldBe($"body must be a JSON object (it is {kind})");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t")]
    public void a_message_without_id(string? id) =>
        Refused(Some.Wire("{}", id)).ToString().ShouldBe("message id must be given: as the AMQP message-id, as msg_id, or in headers.message-id");

    [Fact]
    public void an_id_that_is_too_long() =>
        Refused(Some.Wire("{}", new string('x', 513))).ToString().ShouldBe("message id must not be longer than 512 characters (it has 513)");

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void an_id_with_control_characters(string id) => Refused(Some.Wire("{}", id)).ToString().ShouldBe("message id must not contain control characters");

    [Fact]
    public void a_topic_with_control_characters() =>
        Refused(Some.Wire("""{"topic": "a\u0001b", "msg": {}}""")).ToString().ShouldBe("topic must not contain control characters");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void a_message_without_topic(string? topic) =>
        Refused(Some.Wire("{}", topic: topic)).ToString().ShouldBe("topic must be given: as the routing key or as topic in the body");

    static Refusal Refused(WireMessage wire)
    {
        var (message, refusal) = BusMessageReader.Read(wire);
        message.ShouldBeNull();
        return refusal.ShouldNotBeNull();
    }
}
