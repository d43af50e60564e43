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

    /// <summary>Most connections that are told of changes at once.</summary>
    public int MaxStreams { get; set; } = 200;

    /// <summary>Most of them by one caller.</summary>
    public int MaxStreamsPerCaller { get; set; } = 20;

    /// <summary>Most subscriptions over one connection.</summary>
    public int MaxOperationsPerStream { get; set; } = 50;

    /// <summary>How many changes may wait for a subscriber; then the subscription is ended.</summary>
    public int StreamBuffer { get; set; } = 1_000;

    /// <summary>How often something is sent over a connection on which nothing happens, so that nobody on the way takes it for dead.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest that a client may take nothing of what is sent; then the connection is cut.</summary>
    public TimeSpan StreamPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection is kept for one that reserved it.</summary>
    public TimeSpan Reservation { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time of a connection. Then it is closed, so that whoever comes back is asked again who he is.</summary>
    public TimeSpan MaxStreamAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The rows that a list without pages counts as.</summary>
    public const int RowsOfLists = 20;

    /// <summary>The size of a page that asks for none.</summary>
    public const int DefaultPageSize = 20;

    /// <summary>The largest size of a page.</summary>
    public const int MaxPageSize = 100;
}
