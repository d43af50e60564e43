using Freshmaker.Domain.Messages;

namespace Freshmaker.Domain.Tests.Messages;

public sealed class Parsing_module_requests
{
    const string Topic = "freshmaker.module.manual.rebuild";

    [Fact]
    public void a_request_names_module_and_stream() => Samples.TopicShouldTrigger(
        "module-request.json", new ModuleRebuildRequested("module_build_1770000001.5", "webstack", "1.2", DryRun: false, "dana"));

    [Fact]
    public void the_shortest_request_is_known_by_its_message() => Request("\"module\": \"web\", \"stream\": \"1\"")
        .ShouldTrigger(new ModuleRebuildRequested(Some.MessageId, "web", "1", DryRun: false, null));

    [Theory]
    [InlineData("\"stream\": \"1\"", "module", "not empty")]
    [InlineData("\"module\": \"a/b\", \"stream\": \"1\"", "module", "slash")]
    [InlineData("\"module\": \"web\"", "stream", "not empty")]
    [InlineData("\"module\": \"web\", \"stream\": \"-1\"", "stream", "begin with '-'")]
    [InlineData("\"module\": \"web\", \"stream\": \"1\", \"dry_run\": 1", "dry_run", "true or false")]
    [InlineData("\"module\": \"web\", \"stream\": \"1\", \"container_images\": [\"web\"]", "container_images[0]", "cannot be given with a module")]
    public void what_breaks_a_rule_is_refused_by_name(string fields, string field, string rule) => Request(fields).ShouldBeRefused(field, rule);

    static ParseResult Request(string fields) => Samples.Parse(Topic, $"{{{fields}}}");
}
