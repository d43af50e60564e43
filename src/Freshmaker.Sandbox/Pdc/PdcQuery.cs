namespace Freshmaker.Sandbox.Pdc;

/// <summary>
/// The query string of <c>modules/</c> as PDC reads it (pdc/apps/module/filters.py): a filter of a column takes one value, whatever its case, and of several the last; one of
/// RPMs or dependencies takes several, any of which will do, and each filter by itself, so that two filters can match two different RPMs. PDC answers 400 to what it does not know.
/// </summary>
internal sealed class PdcQuery
{
    private static readonly string[] Fields = ["uid", "name", "stream", "version", "context", "koji_tag", "active", "build_deps", "runtime_deps", "rpms"];
    private static readonly string[] Filters =
        ["uid", "name", "stream", "version", "context", "active", "component_name", "component_branch", "build_dep_name", "build_dep_stream"];

    private readonly IQueryCollection _query;

    public PdcQuery(IQueryCollection query)
    {
        _query = query;
        var unknown = query.Keys.Except([.. Filters, "fields", "ordering", "page", "page_size"], StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            throw new PdcRefusal("detail", $"Unknown query params: {string.Join(", ", unknown)}.");
        }

        ShownFields = List("fields");
        if (ShownFields.Except(Fields).FirstOrDefault() is { } field)
        {
            throw new PdcRefusal("detail", $"Field {field} not found in the serializer: fields are {string.Join(", ", Fields)}.");
        }
    }

    public IReadOnlyList<string> ShownFields { get; }

    public IEnumerable<PdcModule> Apply(IReadOnlyList<PdcModule> modules)
    {
        bool? active = Values("active").LastOrDefault() is { } given ? Boolean(given) : null;
        var found = modules.Where(module =>
            Last("uid", module.Uid) && Last("name", module.Name) && Last("stream", module.Stream) && Last("version", module.Version) && Last("context", module.Context)
            && (active is null || active == module.Active)
            && Any("component_name", module.Rpms.Select(rpm => rpm.Name)) && Any("component_branch", module.Rpms.Select(rpm => rpm.Branch))
            && Any("build_dep_name", module.BuildDeps.Select(dep => dep.Name)) && Any("build_dep_stream", module.BuildDeps.Select(dep => dep.Stream)));
        return Order(found);
    }

    private IEnumerable<PdcModule> Order(IEnumerable<PdcModule> modules)
    {
        var ordered = modules.Order(Comparer<PdcModule>.Create((_, _) => 0));
        foreach (var key in List("ordering").DefaultIfEmpty("uid"))
        {
            Func<PdcModule, string> by = key.TrimStart('-') switch
            {
                "uid" => module => module.Uid,
                "name" => module => module.Name,
                "stream" => module => module.Stream,
                "version" => module => module.Version,
                "context" => module => module.Context,
                "active" => module => module.Active ? "1" : "0",
                var unknown => throw new PdcRefusal("detail", $"Unknown query key: {unknown} not in fields: uid, name, stream, version, context, active."),
            };
            ordered = key.StartsWith('-') ? ordered.ThenByDescending(by, StringComparer.Ordinal) : ordered.ThenBy(by, StringComparer.Ordinal);
        }

        return ordered;
    }

    private bool Last(string filter, string value) => Values(filter).LastOrDefault() is not { Length: > 0 } wanted || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private bool Any(string filter, IEnumerable<string> values) => !_query.TryGetValue(filter, out var wanted) || values.Intersect(wanted, StringComparer.Ordinal).Any();

    private IEnumerable<string> Values(string name) => _query[name].OfType<string>();

    private List<string> List(string name) => [.. Values(name).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static bool Boolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "T" or "1" => true,
        "FALSE" or "F" or "0" => false,
        _ => throw new PdcRefusal("active", $"Value [{text}] of active is not a boolean."),
    };
}

/// <summary>PDC's way of saying 400.</summary>
internal sealed class PdcRefusal(string key, string message) : Exception(message)
{
    public string Key { get; } = key;
}
