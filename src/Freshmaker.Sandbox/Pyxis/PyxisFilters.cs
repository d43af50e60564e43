using System.Text.RegularExpressions;
using Freshmaker.Sandbox.World.Images;
using Freshmaker.Sandbox.World.Images.Catalogue;

namespace Freshmaker.Sandbox.Pyxis;

/// <summary>Reads the filters of the schema. What the schema does not have does not come here.</summary>
internal static class PyxisFilters
{
    public const string Vendor = "redhat";

    public static ImageCondition Image(object? filter) => new ImageCondition.All([.. Members(filter).Select<KeyValuePair<string, object?>, ImageCondition>(member => member.Key switch
    {
        "and" => new ImageCondition.All([.. Items(member.Value).Select(Image)]),
        "or" => new ImageCondition.Any([.. Items(member.Value).Select(Image)]),
        "brew" => new ImageCondition.All([.. Members(member.Value).Select(brew =>
            new ImageCondition.OneOf(brew.Key == "build" ? ImageField.Build : ImageField.Package, Values(brew.Value)))]),
        "content_sets" => new ImageCondition.OneOf(ImageField.ContentSet, Values(member.Value)),
        "rpm_manifest" => new ImageCondition.OneOf(ImageField.Rpm, Values(At(member.Value, "rpms", "name"))),
        "parent_brew_build" => new ImageCondition.OnParent(Text(member.Value)),
        "repositories_elemMatch" => new ImageCondition.SomePlace(Place(member.Value), Repositories(member.Value)),
        _ => throw Unknown(member.Key),
    })]);

    public static Func<WorldRepository, bool> Repository(object? filter)
    {
        var conditions = Members(filter).Select<KeyValuePair<string, object?>, Func<WorldRepository, bool>>(member => member.Key switch
        {
            "and" => And(Items(member.Value).Select(Repository)),
            "or" => Or(Items(member.Value).Select(Repository)),
            "vendor_label" => Texts<WorldRepository>(member.Value, _ => [Vendor]),
            "registry" => Texts<WorldRepository>(member.Value, repository => [repository.Registry]),
            "repository" => Texts<WorldRepository>(member.Value, repository => [repository.Path]),
            "published" => Flag<WorldRepository>(member.Value, repository => repository.Published),
            "release_categories" => Texts<WorldRepository>(member.Value, repository => repository.ReleaseCategories),
            _ => throw Unknown(member.Key),
        });
        return And(conditions);
    }

    private static Func<WorldPlace, bool> Place(object? filter) => And(Members(filter).Select<KeyValuePair<string, object?>, Func<WorldPlace, bool>>(member => member.Key switch
    {
        "and" => And(Items(member.Value).Select(Place)),
        "published" => Flag<WorldPlace>(member.Value, place => place.Published),
        "registry" => Texts<WorldPlace>(member.Value, place => [place.Registry]),
        "repository" => Texts<WorldPlace>(member.Value, place => [place.Repository]),
        "tags_elemMatch" => Tag(member.Value),
        _ => throw Unknown(member.Key),
    }));

    private static Func<WorldPlace, bool> Tag(object? filter)
    {
        var names = Items(At(filter, "and")).Select(tag => Values(At(tag, "name"))).ToList();
        return place => place.Tags.Any(tag => names.All(wanted => wanted.Contains(tag)));
    }

    /// <summary>The repositories that a place must be in, if the filter says so.</summary>
    private static IReadOnlyList<string>? Repositories(object? filter) => Members(filter).Select(member => member.Key switch
    {
        "and" => Items(member.Value).Select(Repositories).FirstOrDefault(found => found is not null),
        "repository" => Values(member.Value),
        _ => null,
    }).FirstOrDefault(found => found is not null);

    private static Func<T, bool> And<T>(IEnumerable<Func<T, bool>> conditions)
    {
        var all = conditions.ToList();
        return item => all.TrueForAll(condition => condition(item));
    }

    private static Func<T, bool> Or<T>(IEnumerable<Func<T, bool>> conditions)
    {
        var all = conditions.ToList();
        return item => all.Exists(condition => condition(item));
    }

    private static Func<T, bool> Texts<T>(object? filter, Func<T, IEnumerable<string>> of)
    {
        var values = Values(filter).ToHashSet(StringComparer.Ordinal);
        return item => values.Overlaps(of(item));
    }

    /// <summary>The sandbox knows expressions of this one field only.</summary>
    private static Func<string, bool> Text(object? filter) => At(filter, "regex") is string pattern
        ? text => Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
        : Values(filter).Contains;

    private static Func<T, bool> Flag<T>(object? filter, Func<T, bool> of)
    {
        var wanted = At(filter, "eq");
        return item => wanted is null || of(item).Equals(wanted);
    }

    private static List<string> Values(object? filter) =>
        [.. Members(filter).SelectMany(member => member.Key == "in" ? Items(member.Value) : [member.Value]).OfType<string>()];

    private static object? At(object? value, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            value = value is IDictionary<string, object?> members && members.TryGetValue(name, out var member) ? member : null;
        }

        return value;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Members(object? value) => (value as IDictionary<string, object?> ?? new Dictionary<string, object?>()).Where(member => member.Value is not null);

    private static IEnumerable<object?> Items(object? value) => value as IEnumerable<object?> ?? [];

    private static InvalidOperationException Unknown(string key) => new($"the schema has a filter {key} that is not evaluated");
}
