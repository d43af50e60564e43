namespace Freshmaker.Host.GraphQL.Limits;

/// <summary>How much a single request may ask for.</summary>
public sealed class GraphQLLimits
{
    /// <summary>Longest accepted request body in bytes.</summary>
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Deepest nesting of fields. A connection takes three levels.</summary>
    public int MaxDepth { get; set; } = 24;

    /// <summary>Most values that an operation may return: fields, times the sizes of the pages and lists that they are in.</summary>
    public int MaxCost { get; set; } = 50_000;

    /// <summary>Most fields and fragment spreads that a document may hold, with each fragment counted wherever it is spread.</summary>
    public int MaxSelections { get; set; } = 2_000;

    /// <summary>Longest time a query may take; then its SQL is canceled.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The rows that a list without pages counts as.</summary>
    public const int RowsOfLists = 20;

    /// <summary>The size of a page that asks for none.</summary>
    public const int DefaultPageSize = 20;

    /// <summary>The largest size of a page.</summary>
    public const int MaxPageSize = 100;
}
