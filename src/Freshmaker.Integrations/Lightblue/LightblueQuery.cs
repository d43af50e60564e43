namespace Freshmaker.Integrations.Lightblue;

/// <summary>Queries and projections in Lightblue's language, to be written as JSON. <c>*</c> in a field stands for any item, <c>#</c> at its end for the number of items.</summary>
internal static class LightblueQuery
{
    public static object And(params IEnumerable<object> queries) => new Dictionary<string, object> { ["$and"] = queries };

    public static object Or(IEnumerable<object> queries) => new Dictionary<string, object> { ["$or"] = queries };

    public static object Is(string field, object value) => new { field, op = "=", rvalue = value };

    public static object In(string field, IReadOnlyCollection<string> values) => new { field, op = "$in", values };

    public static object Field(string field) => new { field, include = true, recursive = true };

    /// <summary>Only the items of a list that meet a condition, with these of their fields.</summary>
    public static object Items(string field, object match, params IEnumerable<string> fields) =>
        new { field, include = true, recursive = true, match, project = fields.Select(name => new { field = name, include = true }) };
}
