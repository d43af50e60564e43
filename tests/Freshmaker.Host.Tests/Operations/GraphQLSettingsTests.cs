using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.Operations;
using Freshmaker.Host.Tests.Running;

namespace Freshmaker.Host.Tests.Operations;

/// <summary>The keys below <c>Freshmaker:GraphQL</c>.</summary>
public sealed class GraphQLSettingsTests : IDisposable
{
    const string Documents = "Freshmaker:GraphQL:PersistedDocuments";

    readonly string _folder = Directory.CreateTempSubdirectory("documents-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_key_the_limits_are_the_usual_ones()
    {
        var (settings, errors) = Read();
        var limits = new GraphQLLimits();
        settings.Apply(limits);

        errors.ShouldBeEmpty();
        (limits.MaxDepth, limits.MaxCost, limits.Timeout).ShouldBe((24, 50_000, TimeSpan.FromSeconds(10)));
        settings.Documents.Only.ShouldBeFalse();
        settings.Documents.All.ShouldBeEmpty();
    }

    [Fact]
    public void Each_limit_has_a_key()
    {
        var (settings, errors) = Read(("Freshmaker:GraphQL:MaxDepth", "7"), ("Freshmaker:GraphQL:MaxCost", "100000000"), ("Freshmaker:GraphQL:QueryTimeout", "00:00:00.5"),
            ("Freshmaker:GraphQL:MaxStreams", "3"), ("Freshmaker:GraphQL:MaxStreamsPerCaller", "2"));
        var limits = new GraphQLLimits();
        settings.Apply(limits);

        errors.ShouldBeEmpty();
        (limits.MaxDepth, limits.MaxCost, limits.Timeout).ShouldBe((7, 100_000_000, TimeSpan.FromMilliseconds(500)));
        (limits.MaxStreams, limits.MaxStreamsPerCaller).ShouldBe((3, 2));
    }

    [Theory]
    [InlineData("MaxDepth", "0", "must be a whole number from 1 to 100 (it is '0')")]
    [InlineData("MaxDepth", "-1", "must be a whole number from 1 to 100 (it is '-1')")]
    [InlineData("MaxDepth", "101", "must be a whole number from 1 to 100 (it is '101')")]
    [InlineData("MaxDepth", "deep", "must be a whole number from 1 to 100 (it is 'deep')")]
    [InlineData("MaxCost", "0", "must be a whole number from 1 to 100000000 (it is '0')")]
    [InlineData("MaxCost", "100000001", "must be a whole number from 1 to 100000000 (it is '100000001')")]
    [InlineData("MaxCost", "99999999999999", "must be a whole number from 1 to 100000000 (it is '99999999999999')")]
    [InlineData("MaxCost", "1e3", "must be a whole number from 1 to 100000000 (it is '1e3')")]
    [InlineData("QueryTimeout", "00:00:00", "must be longer than nothing")]
    [InlineData("QueryTimeout", "-00:00:05", "must be a duration as hh:mm:ss, at most 00:10:00 (it is '-00:00:05')")]
    [InlineData("QueryTimeout", "01:00:00", "must be a duration as hh:mm:ss, at most 00:10:00 (it is '01:00:00')")]
    [InlineData("QueryTimeout", "soon", "must be a duration as hh:mm:ss, at most 00:10:00 (it is 'soon')")]
    [InlineData("MaxStreams", "0", "must be a whole number from 1 to 10000 (it is '0')")]
    [InlineData("MaxStreamsPerCaller", "many", "must be a whole number from 1 to 10000 (it is 'many')")]
    [InlineData("PersistedDocuments:Only", "maybe", "must be true or false (it is 'maybe')")]
    [InlineData("PersistedDocuments:Only", "true", "cannot be true: Freshmaker:GraphQL:PersistedDocuments:Folder is not given")]
    [InlineData("MaxComplexity", "5", "is not a known key")]
    public void A_bad_value_is_refused_with_its_key_and_its_rule(string key, string value, string rule) =>
        Read(($"Freshmaker:GraphQL:{key}", value)).Errors.ShouldHaveSingleItem().ShouldBe($"Freshmaker:GraphQL:{key} {rule}");

    [Fact]
    public void Documents_are_read_from_a_folder_with_its_subfolders()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "deeper"));
        File.WriteAllText(Path.Combine(_folder, "a.graphql"), "{ __typename }");
        File.WriteAllText(Path.Combine(_folder, "deeper", "b.graphql"), "{ a: __typename }\n");
        File.WriteAllText(Path.Combine(_folder, "c.txt"), "{ c: __typename }");

        var (settings, errors) = Read(($"{Documents}:Folder", _folder), ($"{Documents}:Only", "true"));

        errors.ShouldBeEmpty();
        settings.Documents.Only.ShouldBeTrue();
        settings.Documents.All.Select(d => d.File).Order().ShouldBe(["a.graphql", Path.Combine("deeper", "b.graphql")]);
        // As sha256sum says it.
        settings.Documents.TextOf("7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b").ShouldBe("{ __typename }");
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_refused()
    {
        Errors(Path.Combine(_folder, "none")).ShouldHaveSingleItem().ShouldStartWith($"{Documents}:Folder cannot be read: Could not find a part of the path");
        Errors(_folder).ShouldHaveSingleItem().ShouldBe($"{Documents}:Folder holds no *.graphql file (it is '{_folder}')");

        File.WriteAllBytes(Path.Combine(_folder, "a.graphql"), [.. "{ __typename } # "u8, 0xff]);
        File.WriteAllText(Path.Combine(_folder, "b.graphql"), "");
        File.WriteAllText(Path.Combine(_folder, "c.graphql"), new string(' ', (1024 * 1024) + 1));
        Errors(_folder).ShouldBe([$"{Documents}:Folder a.graphql must be UTF-8", $"{Documents}:Folder b.graphql must have 1 to 1048576 bytes", $"{Documents}:Folder c.graphql must have 1 to 1048576 bytes"]);

        IReadOnlyList<string> Errors(string folder) => Read(($"{Documents}:Folder", folder)).Errors;
    }

    static (GraphQLSettings Settings, IReadOnlyList<string> Errors) Read(params (string Key, string Value)[] values)
    {
        var all = new Dictionary<string, string?>
        {
            ["ConnectionStrings:postgres"] = "Host=db;Database=freshmaker",
            ["ConnectionStrings:rabbitmq"] = "amqp://mq",
            ["Freshmaker:Pdc:Url"] = "https://pdc.example.org",
            ["Freshmaker:Mbs:Url"] = "https://mbs.example.org",
            ["Freshmaker:Mbs:Token"] = "t",
            ["Freshmaker:DistGit:Url"] = "https://src.example.org",
        };
        foreach (var (key, value) in values)
            all[key] = value;
        var (settings, errors) = Settings.Read(all);
        return (settings.GraphQL, errors);
    }
}
