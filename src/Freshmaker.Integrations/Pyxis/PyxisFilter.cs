namespace Freshmaker.Integrations.Pyxis;

/// <summary>Filters as Pyxis's schema has them, to be written as JSON.</summary>
internal static class PyxisFilter
{
    public static object And(params IEnumerable<object> filters) => new Dictionary<string, object> { ["and"] = filters };

    public static object Or(IEnumerable<object> filters) => new Dictionary<string, object> { ["or"] = filters };

    public static object Is(string field, object value) => Of(field, new { eq = value });

    public static object In(string field, IReadOnlyCollection<string> values) => Of(field, new Dictionary<string, object> { ["in"] = values });

    /// <summary>The text begins with this.</summary>
    public static object BeginsWith(string field, string text) => Of(field, new { regex = $"^{System.Text.RegularExpressions.Regex.Escape(text)}" });

    /// <summary>A condition on a member of the field.</summary>
    public static object Of(string field, object condition) => new Dictionary<string, object> { [field] = condition };

    /// <summary>One item of a list meets all conditions.</summary>
    public static object Some(string list, params IEnumerable<object> conditions) => Of($"{list}_elemMatch", And(conditions));
}
