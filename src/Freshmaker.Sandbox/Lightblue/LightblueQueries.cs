using System.Text.Json;
using Freshmaker.Sandbox.World.Images;
using Freshmaker.Sandbox.World.Images.Catalogue;

namespace Freshmaker.Sandbox.Lightblue;

/// <summary>Evaluates queries: <c>$and</c>, <c>$or</c> and comparisons by <c>=</c>, <c>$eq</c> and <c>$in</c>.</summary>
internal static class LightblueQueries
{
    public const string Vendor = "redhat";

    public static ImageCondition Image(JsonElement query) => Read<ImageCondition>(
        query,
        all => new ImageCondition.All(all),
        any => new ImageCondition.Any(any),
        (field, values) => field switch
        {
            "brew.build" => new ImageCondition.OneOf(ImageField.Build, Texts(values)),
            "brew.package" => new ImageCondition.OneOf(ImageField.Package, Texts(values)),
            "content_sets.*" => new ImageCondition.OneOf(ImageField.ContentSet, Texts(values)),
            "repositories.*.repository" => new ImageCondition.OneOf(ImageField.Repository, Texts(values)),
            "repositories.*.tags.*.name" => new ImageCondition.OneOf(ImageField.Tag, Texts(values)),
            "repositories.*.published" => new ImageCondition.SomePlace(Flag<WorldPlace>(values, place => place.Published), null),
            "rpm_manifest.*.rpms.*.name" => new ImageCondition.OneOf(ImageField.Rpm, Texts(values)),
            "parsed_data.layers.*" => new ImageCondition.OneOf(ImageField.Layer, Texts(values)),
            "parsed_data.layers#" => new ImageCondition.LayerCount(values.Single().GetInt64()),
            _ => throw Unknown(field),
        });

    public static Func<WorldRepository, bool> Repository(JsonElement query) => Read<Func<WorldRepository, bool>>(
        query,
        all => repository => all.All(condition => condition(repository)),
        any => repository => any.Any(condition => condition(repository)),
        (field, values) => field switch
        {
            "vendorLabel" => Any(values, _ => [Vendor]),
            "registry" => Any(values, repository => [repository.Registry]),
            "repository" => Any(values, repository => [repository.Path]),
            "release_categories.*" => Any(values, repository => repository.ReleaseCategories),
            "published" => Flag<WorldRepository>(values, repository => repository.Published),
            _ => throw Unknown(field),
        });

    /// <summary>The condition of an array projection on its items.</summary>
    public static Func<string, bool> Item(JsonElement match, string field)
    {
        var conditions = Read<Func<string, bool>>(
            match,
            all => value => all.All(condition => condition(value)),
            any => value => any.Any(condition => condition(value)),
            (named, values) => named == field ? Texts(values).ToHashSet(StringComparer.Ordinal).Contains : throw Unknown(named));
        return conditions;
    }

    private static T Read<T>(JsonElement query, Func<IReadOnlyList<T>, T> and, Func<IReadOnlyList<T>, T> or, Func<string, List<JsonElement>, T> compare)
    {
        if (query.ValueKind != JsonValueKind.Object)
        {
            throw new LightblueError("query-api:InvalidQuery", "a query must be an object");
        }

        if (Member(query, "$and") is { } all)
        {
            return and([.. all.EnumerateArray().Select(part => Read(part, and, or, compare))]);
        }

        if (Member(query, "$or") is { } any)
        {
            return or([.. any.EnumerateArray().Select(part => Read(part, and, or, compare))]);
        }

        var field = Member(query, "field")?.GetString() ?? throw new LightblueError("query-api:InvalidQuery", "a comparison needs a field");
        return (Member(query, "op")?.GetString(), Member(query, "rvalue"), Member(query, "values")) switch
        {
            ("=" or "$eq", { } value, null) => compare(field, [value]),
            ("$in", null, { ValueKind: JsonValueKind.Array } values) => compare(field, [.. values.EnumerateArray()]),
            var (op, _, _) => throw new LightblueError("query-api:InvalidComparisonExpression", $"{field} {op}: the sandbox knows = with rvalue and $in with values"),
        };
    }

    private static JsonElement? Member(JsonElement query, string name) => query.TryGetProperty(name, out var value) ? value : null;

    private static List<string> Texts(List<JsonElement> values) => [.. values.Select(value => value.GetString() ?? "")];

    private static Func<T, bool> Flag<T>(List<JsonElement> values, Func<T, bool> of) => item => values.Exists(value => value.GetBoolean() == of(item));

    private static Func<WorldRepository, bool> Any(List<JsonElement> values, Func<WorldRepository, IEnumerable<string>> of)
    {
        var wanted = Texts(values).ToHashSet(StringComparer.Ordinal);
        return repository => wanted.Overlaps(of(repository));
    }

    private static LightblueError Unknown(string field) => new("metadata:InvalidFieldReference", $"the entity has no field {field} that the sandbox can be asked by");
}
