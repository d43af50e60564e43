using System.Runtime.CompilerServices;
using Freshmaker.Host.GraphQL;
using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Host.Tests.Reading;

/// <summary>The schema as clients know it. <c>FRESHMAKER_APPROVE=1</c> takes the present one as approved.</summary>
[Collection(SharedReadingCollection.Name)]
public sealed class SchemaTests(SharedReading shared)
{
    FreshmakerSchema Schema
    {
        get
        {
            var schema = shared.Host.Services.GetRequiredService<FreshmakerSchema>();
            schema.Initialize();
            return schema;
        }
    }

    [Fact]
    public async Task The_schema_is_the_approved_one()
    {
        var sdl = Schema.Print(new() { IncludeDescriptions = true, StringComparison = StringComparison.Ordinal }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Approved();
        if (Environment.GetEnvironmentVariable("FRESHMAKER_APPROVE") == "1")
            await File.WriteAllTextAsync(path, sdl, TestContext.Current.CancellationToken);
        sdl.ShouldBe(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Everything_in_the_schema_is_described()
    {
        var missing = Schema.AllTypes.Where(t => !t.Name.StartsWith("__", StringComparison.Ordinal) && t is not ScalarGraphType { Name: "String" or "Int" or "Float" or "Boolean" or "ID" })
            .SelectMany(t => new[] { (Path: t.Name, t.Description) }.Concat(Members(t))).Where(m => string.IsNullOrWhiteSpace(m.Description)).Select(m => m.Path);
        missing.ShouldBeEmpty();
    }

    static IEnumerable<(string Path, string? Description)> Members(IGraphType type) => type switch
    {
        IComplexGraphType complex => complex.Fields.SelectMany(f => new[] { ($"{type.Name}.{f.Name}", f.Description) }
            .Concat((f.Arguments ?? []).Select(a => ($"{type.Name}.{f.Name}({a.Name})", a.Description)))),
        EnumerationGraphType values => values.Values.Select(v => ($"{type.Name}.{v.Name}", v.Description)),
        _ => [],
    };

    static string Approved([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Approved", "schema.approved.graphql");
}
