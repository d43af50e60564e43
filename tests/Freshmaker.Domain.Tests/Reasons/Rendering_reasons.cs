using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Tests.Reasons;

public sealed class Rendering_reasons
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void every_code_has_a_sentence_that_shows_all_its_parameters(ReasonCode code)
    {
        var parameters = Sentences.ParametersOf(code);

        var sentence = Sentences.Render(new(code, parameters.ToDictionary(p => p, p => $"<{p}>")));

        sentence.ShouldNotContain("?");
        sentence.ShouldNotContain("{");
        sentence.ShouldEndWith(sentence.EndsWith('>') ? ">" : ".");
        foreach (var parameter in parameters)
            sentence.ShouldContain($"<{parameter}>");
    }

    [Fact]
    public void values_stand_in_the_sentence() =>
        Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", "libcapsule"), ("branch", "f41"), ("revision", "9a1c0de")).ToString()
            .ShouldBe("It contains the RPM libcapsule of branch f41, whose spec file changed in commit 9a1c0de.");

    [Fact]
    public void a_parameter_that_an_older_event_lacks_shows_as_question_mark() =>
        Reason.Of(ReasonCode.ContainsChangedRpm, ("rpm", "libcapsule")).ToString()
            .ShouldBe("It contains the RPM libcapsule of branch ?, whose spec file changed in commit ?.");

    [Fact]
    public void a_value_that_looks_like_a_placeholder_stays_what_it_is() =>
        Reason.Of(ReasonCode.HandlerCrashed, ("handler", "{text}"), ("text", "$1 {handler}")).ToString().ShouldBe("The handler {text} failed: $1 {handler}");

    [Fact]
    public void the_same_reason_is_the_same_JSON_in_whatever_order_it_was_said() =>
        Storage.Stored.Json(Reason.Of(ReasonCode.InvalidName, ("rule", "r"), ("field", "f")))
            .ShouldBe(Storage.Stored.Json(Reason.Of(ReasonCode.InvalidName, ("field", "f"), ("rule", "r"))));
}
